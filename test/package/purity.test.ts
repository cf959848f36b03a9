import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PURE_MODULES, root } from "../../scripts/modules.js";
import { impurities } from "./purity-scan.js";
import { type BundledExamples, bundleExamples, runWithoutWorld } from "./world-without-clock.js";

const modules = PURE_MODULES.filter((module) => existsSync(join(root, "src", module)));

describe("below storage nothing reads clock, randomness or environment", () => {
  test.each(modules)("no file of %s names one", (module) => {
    const files = readdirSync(join(root, "src", module), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => `src/${module}/${path.replaceAll("\\", "/")}`);
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((file) => impurities(file))).toEqual([]);
  });

  test.each([
    "Date.now()",
    "new Date()",
    "class A extends Date {}",
    "class A extends Date { constructor() { super(); } }",
    "class A extends Date { constructor(...values: []) { super(...values); } }",
    "Date()",
    "new Date(2026, 0, 1)",
    "const now = Date; now.now()",
    "const { now } = Date",
    "Math.random()",
    "const { random } = Math",
    "[0].map(Math['random'])",
    "performance.now()",
    "process.env.HOME",
    "globalThis.process",
    "({ process })",
    "fetch('x')",
    "setTimeout(() => 1)",
    "crypto.getRandomValues(new Uint8Array(1))",
    "crypto.randomUUID()",
    "new Date(0).getHours()",
    "new Date(0)['getHours']()",
    "'a'.localeCompare('b')",
    "(1).toLocaleString()",
    "new Intl.NumberFormat()",
    "new Intl.DateTimeFormat('en')",
    "import { readFileSync } from 'node:fs'; readFileSync('x')",
    "export * from 'vega'",
    "await import('node:fs')",
    "import.meta.url",
    "new Function('return 1')()",
    "class A extends Worker {}",
    "console.log(1)",
  ])("the scan finds %s", (code) => {
    expect(impurities("src/value/probe.ts", `export const before = 1;\n${code};`)).not.toEqual([]);
  });

  test.each([
    "new Date(0) instanceof Date",
    "Date.UTC(2026, 0, 1)",
    "const process = (fetch: number) => fetch; process(1)",
    "interface Process { process: NodeJS.Process; now: typeof Date.now }",
    "const { performance: p } = { performance: 1 }; p",
    "({ setTimeout: 1 }).setTimeout",
    "new Intl.DateTimeFormat('en', { timeZone: 'UTC' })",
    "crypto.subtle.digest('SHA-256', new Uint8Array())",
    "for (const console of [1]) { console }",
    "class A extends Error { process() { return 1; } }",
    "class A extends Date { constructor(value: number) { super(value); } }",
  ])("the scan lets pass %s", (code) => {
    expect(impurities("src/value/probe.ts", `${code};`)).toEqual([]);
  });
});

describe("in a world whose clock, randomness and environment throw", () => {
  let examples: BundledExamples;
  beforeAll(async () => {
    examples = await bundleExamples();
  }, 60_000);
  afterAll(() => {
    examples.remove();
  });

  test.each([
    ["UTC", "en-US"],
    ["Asia/Kathmandu", "tr-TR"],
    ["America/St_Johns", "zh-CN"],
  ])("every example of the pure modules gives what it says in %s, %s", { timeout: 60_000 }, async (zone, language) => {
    const { ran, failures } = await examples.run(zone, language);
    expect(failures).toEqual([]);
    expect(ran).toBeGreaterThan(50);
  });

  test.each([
    "Date.now()",
    "Math.random()",
    "performance.now()",
    "process.env.HOME",
    "fetch('x')",
    "crypto.randomUUID()",
  ])("%s throws there", async (code) => {
    await expect(runWithoutWorld(`${code}; __finish({ ran: 1, failures: [] });`)).rejects.toThrow(/reads /);
  });

  test("what reads no world runs there, and empty dates differ every time", async () => {
    const failures = "new Date().getTime() === new Date().getTime() ? ['same'] : []";
    expect(await runWithoutWorld(`__finish({ ran: 1, failures: ${failures} });`)).toEqual({ ran: 1, failures: [] });
  });
});
