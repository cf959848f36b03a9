import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../../examples/demo/report/report.js";
import { sampleReportInput } from "./sample-report-input.js";

const executable = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const input = sampleReportInput();
let page: string;

beforeAll(async () => {
  page = await renderReport(input);
}, 120_000);

describe("the report as text", () => {
  test("is the same to the byte for the same input", { timeout: 120_000 }, async () => {
    expect(await renderReport(sampleReportInput())).toBe(page);
  });

  test("holds at least eight charts, each in both languages and for two widths", () => {
    const figures = page.match(/<figure /g) ?? [];
    expect(figures.length).toBeGreaterThanOrEqual(8);
    expect(page.match(/<svg /g)).toHaveLength(4 * figures.length);
  });

  test("takes nothing from elsewhere", () => {
    expect(page).not.toMatch(/https?:\/\/|@import|src=|url\((?!#)/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain("default-src 'none'");
  });

  test("writes names from the data as text, not as markup", () => {
    expect(page).toContain("&#60;script&#62;alert(1)");
    expect(page).not.toContain("<script>alert(1)");
  });

  test("gives every part of a drawing an identifier of its own", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const uses = [...page.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]);
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(ids).toContain(use);
  });

  test("says what is counted, what it is confused with and how to read it, of every figure", () => {
    for (const figure of page.split("<figure ").slice(1)) {
      const terms = [...figure.matchAll(/<dd><span lang="en">([\s\S]*?)<\/span><span lang="zh-CN">([\s\S]*?)<\/span><\/dd>/g)];
      expect(terms).toHaveLength(3);
      for (const [, english, chinese] of terms) {
        expect(english?.length).toBeGreaterThan(30);
        expect(chinese).toMatch(/[一-龥]{8}/);
      }
    }
  });

  test("is refused when the rows do not add up", async () => {
    const rowAccount = { ...input.rowAccount, total: input.rowAccount.total + 1 };
    await expect(renderReport({ ...input, analyses: {}, rowAccount })).rejects.toThrow("add up to 541909");
  });

  test("leaves out what there is no result for", async () => {
    const bare = await renderReport({ ...input, analyses: {}, lists: [] });
    expect(bare).not.toContain("<figure");
    expect(bare).toContain("541,909");
  });
});

describe.skipIf(!existsSync(executable))(`the report in Chromium (${executable}; set CHROMIUM_PATH for another)`, () => {
  const folder = mkdtempSync(join(tmpdir(), "clientele-report-"));
  const file = join(folder, "report.html");
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, page);
    browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page without a network, and collects everything that goes wrong. */
  async function open(width: number, query = ""): Promise<{ readonly view: Page; readonly faults: readonly string[] }> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true });
    const view = await context.newPage();
    const faults: string[] = [];
    const url = pathToFileURL(file).href + query;
    view.on("console", (message) => faults.push(`console: ${message.text()}`));
    view.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    view.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) faults.push(`request: ${request.url()}`);
    });
    await view.goto(url);
    return { view, faults };
  }

  const sights = [
    { width: 1100, query: "" },
    { width: 1100, query: "?lang=zh" },
    { width: 375, query: "" },
    { width: 375, query: "?lang=zh" },
  ];

  test.each(sights)("opens offline at $width pixels$query without an error, a request or a sideways scroll", async ({
    width,
    query,
  }) => {
    const { view, faults } = await open(width, query);
    expect(faults).toEqual([]);
    expect(await view.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await view.context().close();
  });

  test.each(sights)("shows marks in every chart and cuts no text at $width pixels$query", async ({ width, query }) => {
    const { view } = await open(width, query);
    const charts = (await view.evaluate(findings)) as readonly ChartFinding[];
    expect(charts.length).toBe((page.match(/<figure /g) ?? []).length);
    for (const chart of charts) {
      expect(chart, chart.id).toMatchObject({ drawings: 1, cut: [], overlapping: [] });
      expect(chart.marks, chart.id).toBeGreaterThan(0);
    }
    await view.context().close();
  });

  test("speaks one language at a time, and the other at a click", async () => {
    const { view, faults } = await open(1100);
    expect(await view.title()).toBe(input.title.en);
    expect(await view.locator("h1").innerText()).toBe(input.title.en);
    await view.getByRole("button", { name: "中文" }).click();
    expect(await view.title()).toBe(input.title.zh);
    expect(await view.locator("h1").innerText()).toBe(input.title.zh);
    expect(await view.evaluate("document.documentElement.lang")).toBe("zh-CN");
    expect(await view.locator("figcaption").first().innerText()).toContain("如何解读");
    expect(await view.locator("figcaption").first().innerText()).not.toContain("How to read it");
    await view.getByRole("button", { name: "English" }).click();
    expect(await view.locator("h1").innerText()).toBe(input.title.en);
    expect(faults).toEqual([]);
    await view.context().close();
  });

  test("shows the numbers of a chart as a table when asked", async () => {
    const { view } = await open(1100);
    const details = view.locator("#pareto details:visible");
    expect(await details.locator("tbody tr").first().isVisible()).toBe(false);
    await details.locator("summary").click();
    expect(await details.locator("tbody tr").first().isVisible()).toBe(true);
    await view.context().close();
  });
});

interface ChartFinding {
  readonly id: string;
  /** Drawings that can be seen: one of the four. */
  readonly drawings: number;
  /** Marks with an extent. */
  readonly marks: number;
  /** Texts that leave the picture. */
  readonly cut: readonly string[];
  /** Labels of one axis that run into each other. */
  readonly overlapping: readonly string[];
}

/** Runs in the page: what can be seen of every chart. */
const findings = `[...document.querySelectorAll("figure")].map((figure) => {
  const seen = [...figure.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 0);
  const svg = seen[0];
  const frame = svg.getBoundingClientRect();
  const boxOf = (element) => element.getBoundingClientRect();
  const marks = [...svg.querySelectorAll('[class*="role-mark"] path')].filter((path) => {
    const box = boxOf(path);
    return box.width > 0 || box.height > 0;
  });
  const cut = [...svg.querySelectorAll("text")].filter((text) => {
    const box = boxOf(text);
    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  });
  const overlapping = [...svg.querySelectorAll('[class*="role-axis-label"]')].flatMap((axis) => {
    const labels = [...axis.querySelectorAll("text")].filter((text) => !text.getAttribute("transform").includes("rotate"));
    return labels.filter((label, index) => labels.slice(index + 1).some((other) => {
      const a = boxOf(label);
      const b = boxOf(other);
      return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
    }));
  });
  return {
    id: figure.id,
    drawings: seen.length,
    marks: marks.length,
    cut: cut.map((text) => text.textContent),
    overlapping: overlapping.map((text) => text.textContent),
  };
})`;
