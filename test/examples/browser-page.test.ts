import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPage } from "../../examples/browser-page/build.js";

const executable = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const folder = mkdtempSync(join(tmpdir(), "clientele-page-"));
const TYPES: Readonly<Record<string, string>> = { "index.html": "text/html", "page.js": "text/javascript" };

beforeAll(() => buildPage(folder), 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("the page is two files that take nothing from elsewhere", () => {
  const text = readFileSync(join(folder, "index.html"), "utf8") + readFileSync(join(folder, "page.js"), "utf8");
  expect(text).not.toMatch(/\beval\(|new Function\(|import\s*\(/);
  expect(readFileSync(join(folder, "index.html"), "utf8")).toContain("default-src 'none'");
});

describe.skipIf(!existsSync(executable))("in Chromium", () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, answer) => {
      const name = request.url === "/" ? "index.html" : (request.url ?? "").slice(1);
      const type = TYPES[name];
      if (type === undefined) answer.writeHead(404).end();
      else answer.writeHead(200, { "content-type": type }).end(readFileSync(join(folder, name)));
    }).listen(0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test("a rule is explained as it is typed, in both languages, and a slip is told with the right spelling", {
    timeout: 60_000,
  }, async () => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (message) => faults.push(message.text()));
    await page.goto(url);
    const text = (id: string) => page.locator(`#${id}`).textContent();
    expect(await text("words")).toContain('the country is "CN" or "SG"');
    expect(await text("answer")).toContain("The rule does not hold.");
    expect(await page.locator('#tree li[data-holds="true"]').count()).toBeGreaterThan(0);
    await page.locator("#locale").selectOption("zh");
    expect(await text("words")).toContain("国家");
    await page.locator("#rule").fill('{"version":1,"kind":"attribute","path":"tagz","test":{"is":"has","value":"vip"}}');
    expect(await text("problems")).toContain('attribute("tags")');
    expect(await text("answer")).toBe("");
    await page.locator("#rule").fill("{");
    expect(await text("problems")).toContain("JSON");
    expect(faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  });
});
