import { createReadStream } from "node:fs";
import { createBrotliDecompress } from "node:zlib";
import { mapRows, parseCsv } from "clientele/interop";
import { seededRandom } from "clientele/kernel";
import { shuffled } from "../../src/kernel/internal.js";
import { beforeAll, describe, expect, test } from "vitest";
import { readCommandLine } from "../../examples/demo/command-line.js";
import { listAsCsv } from "../../examples/demo/customer-lists.js";
import { type DemoResult, runDemo } from "../../examples/demo/demo.js";
import { ONLINE_RETAIL, type RetailTable } from "../../examples/demo/read-online-retail.js";
import { reportOf } from "../../examples/demo/report-of.js";
import { type RetailLine, retailMapping } from "../../examples/demo/retail-line.js";
import { summaryOf } from "../../examples/demo/summary.js";
import { countText, displayWidth, poundsText, textTable, wrapText } from "../../examples/demo/text-table.js";

/** The first rows of the file: December 2010 and some of January. */
async function firstRows(count: number): Promise<RetailLine[]> {
  const text = createReadStream(ONLINE_RETAIL).pipe(createBrotliDecompress()).setEncoding("utf8");
  const lines: RetailLine[] = [];
  for await (const line of mapRows(parseCsv(text as AsyncIterable<string>), retailMapping)) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}

function tableOf(lines: readonly RetailLine[]): RetailTable {
  const report = { read: lines.length, mapped: lines.length, rejected: 0, blankLines: 0, complete: true };
  return { lines, report: { ...report, problems: [], counts: [], unmappedColumns: [] } };
}

describe("the demo on the first 60,000 rows", () => {
  let lines: RetailLine[];
  let result: DemoResult;
  beforeAll(async () => {
    lines = await firstRows(60_000);
    result = await runDemo(tableOf(lines));
  }, 120_000);

  test("says the same to the byte when the rows come in another order", async () => {
    const again = await runDemo(tableOf(shuffled(lines, seededRandom(11))));
    for (const locale of ["en", "zh"]) {
      expect(summaryOf(again, locale).join("\n")).toBe(summaryOf(result, locale).join("\n"));
    }
    expect(JSON.stringify(reportOf(again))).toBe(JSON.stringify(reportOf(result)));
  });

  test("leads every number to as many customers, each of them known", () => {
    const known = new Set(lines.map(({ customerId }) => customerId));
    const names = result.lists.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
    for (const { id, customers, amounts } of result.lists) {
      expect(new Set(customers).size, id).toBe(customers.length);
      expect(
        customers.every((customer) => known.has(customer)),
        id,
      ).toBe(true);
      expect(amounts?.length ?? customers.length, id).toBe(customers.length);
    }
    for (const { kpi, result: measured } of result.analysis.kpis) {
      const list = result.lists.find(({ id }) => id === kpi.id)!;
      expect(Array.from(list.amounts!).reduce((sum, amount) => sum + amount, 0)).toBe(measured.numerator.value);
    }
  });

  test("has every customer in one stage, and every buyer in one class of each table and of ABC", () => {
    const sizesOf = (kind: string) =>
      result.lists.filter(({ id }) => id.startsWith(`${kind}:`)).reduce((sum, { customers }) => sum + customers.length, 0);
    const buyers = result.analysis.summary.ids.length;
    expect(sizesOf("stage")).toBe(result.records.records.length);
    expect([sizesOf("class"), sizesOf("class8"), sizesOf("abc"), sizesOf("country")]).toEqual([buyers, buyers, buyers, buyers]);
    const cancelled = result.lists.find(({ id }) => id === "cancelled-all")!.customers.length;
    expect(buyers + cancelled).toBe(result.records.records.length);
  });

  test("finds the same members of segments as a plain loop over the orders", () => {
    const { asOf } = result.analysis;
    const days = (at: Date) => (asOf - at.getTime()) / 86_400_000;
    const orderTimes = result.records.records.map(({ customer, history }) => ({
      id: customer.id,
      at: history.filter(({ type }) => type === "order.placed").map((order) => order.at),
      refunds: history.filter(({ type, at }) => type === "order.refunded" && days(at) < 365).length,
    }));
    const plain: Record<string, (customer: (typeof orderTimes)[number]) => boolean> = {
      "lapsing-regulars": ({ at }) => at.filter((each) => days(each) < 365).length >= 4 && at.every((each) => days(each) >= 60),
      "one-order-only": ({ at }) => at.length === 1 && days(at[0]!) >= 90,
      "new-this-month": ({ at }) => days(at[0]!) < 30,
      "often-cancels": ({ refunds }) => refunds >= 3,
      "christmas-only": ({ at }) => at.every((each) => each < new Date("2011-01-01T00:00:00Z")),
    };
    for (const [id, belongs] of Object.entries(plain)) {
      const list = result.lists.find((each) => each.id === `segment:${id}`)!;
      expect([...list.customers].sort(), id).toEqual(
        orderTimes
          .filter(belongs)
          .map((customer) => customer.id)
          .sort(),
      );
    }
    expect(result.lists.find(({ id }) => id === "segment:often-cancels")!.customers.length).toBeGreaterThan(0);
  });

  test("writes a list with one row per customer", () => {
    const { analysis, records, groups, lists } = result;
    const list = lists.find(({ id }) => id === "average-order-value")!;
    const text = [...listAsCsv(list, analysis, records.records, groups)];
    const rows = mapRows(parseCsv(text), {
      fields: {
        customer: { column: "customer", type: "text" },
        revenue: { column: "net_revenue", type: "money", currency: "GBP" },
        last: { column: "last_purchase", type: "date", optional: true },
        stage: { column: "stage", type: "text" },
        adds: { column: "adds", type: "integer" },
      },
      unique: ["customer"],
    });
    expect(rows.all()).toHaveLength(list.customers.length);
    expect(rows.report().rejected).toBe(0);
  });

  test("keeps the report's rows adding up and its figures finite", () => {
    const report = reportOf(result);
    expect(report.rowAccount.reasons.reduce((sum, { rows }) => sum + rows, 0)).toBe(60_000);
    expect(report.keyFigures.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(new Set(report.keyFigures.map(({ id }) => id)).size).toBe(report.keyFigures.length);
  });
});

describe("the demo on a table without a customer", () => {
  test("refuses to make figures of nothing", async () => {
    await expect(runDemo(tableOf([]))).rejects.toThrow("nothing to analyse");
  });
});

describe("readCommandLine", () => {
  test("reads what to do, with a report unless a list was asked for", () => {
    expect(readCommandLine([])).toEqual({
      data: undefined,
      report: "out/online-retail.html",
      list: undefined,
      locale: "en",
      help: false,
    });
    expect(readCommandLine(["--list"])).toMatchObject({ list: "", report: undefined });
    expect(readCommandLine(["--list", "stage:loyal", "--locale", "zh"])).toMatchObject({ list: "stage:loyal", locale: "zh" });
    expect(readCommandLine(["--list", "--locale", "zh"])).toMatchObject({ list: "", locale: "zh" });
    expect(readCommandLine(["--no-report"]).report).toBeUndefined();
  });

  test("refuses what it does not know", () => {
    expect(() => readCommandLine(["--lost"])).toThrow(TypeError);
    expect(() => readCommandLine(["--locale", "de"])).toThrow(TypeError);
  });
});

describe("text for a terminal", () => {
  test("sets Chinese and English in straight columns", () => {
    const lines = textTable(
      [
        ["重要价值客户", "1"],
        ["Loyal", "10"],
      ],
      ["left", "right"],
    );
    expect(lines).toEqual(["  重要价值客户   1", "  Loyal         10"]);
    expect(displayWidth("客户A")).toBe(5);
  });

  test("wraps between words and between Chinese characters, losing none", () => {
    const text = "期内下单客户中，下单两次及以上者所占比例。Some teams call it so.";
    const lines = wrapText(text, 20, 2);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(20);
    expect(
      lines
        .map((line) => line.trim())
        .join("")
        .replaceAll(" ", ""),
    ).toBe(text.replaceAll(" ", ""));
  });

  test("groups thousands and keeps the sign of money", () => {
    expect([countText(0), countText(999), countText(1_234_567)]).toEqual(["0", "999", "1,234,567"]);
    expect([poundsText(123_456), poundsText(-5), poundsText(-0.4), poundsText(9.5)]).toEqual([
      "£1,234.56",
      "-£0.05",
      "£0.00",
      "£0.10",
    ]);
  });
});
