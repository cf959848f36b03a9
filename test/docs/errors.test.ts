import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorEntries, errorPage, errorPagePath } from "../../scripts/error-page.js";
import { root } from "../../scripts/modules.js";

const entries = errorEntries();
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith("kernel/codes"))
  .map((file) => readFileSync(join(root, "src", file), "utf8"));

describe("error codes", () => {
  test("the page of errors is current (npm run docs:errors writes it)", () => {
    expect(existsSync(errorPagePath) ? readFileSync(errorPagePath, "utf8") : "").toBe(errorPage());
  });

  test("each has a cause and a remedy in words, and stands once", () => {
    expect(entries.filter(({ cause, remedy }) => cause === "" || remedy === "").map(({ code }) => code)).toEqual([]);
    expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length);
  });

  test("each is used somewhere in the sources", () => {
    const text = sources.join("\n").replace(/\/\*[\s\S]*?\*\//g, "");
    expect(entries.map(({ code }) => code).filter((code) => !new RegExp(`["'\`]${code}["'\`]`).test(text))).toEqual([]);
  });

  test("each that is thrown is declared, and so is each that a docstring promises", () => {
    const declared = new Set(entries.map(({ code }) => code));
    const thrown = sources.flatMap((text) => [...text.matchAll(/new ClienteleError\(\s*["'`](\w+)/g)].map(([, code]) => code!));
    const promised = sources.flatMap((text) =>
      [...text.matchAll(/@throws ClienteleError((?:[^@*]|\*(?!\/)\s)*)/g)].flatMap(([, codes]) =>
        [...codes!.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, code]) => code!),
      ),
    );
    expect(thrown.length).toBeGreaterThan(10);
    expect(promised.length).toBeGreaterThan(10);
    expect([...new Set([...thrown, ...promised])].filter((code) => !declared.has(code))).toEqual([]);
  });
});
