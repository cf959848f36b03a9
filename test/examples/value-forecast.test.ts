import { startOfUnit } from "clientele/kernel";
import { beforeAll, describe, expect, test } from "vitest";
import { analyzeRetail } from "../../examples/demo/analysis.js";
import { cleanRetail } from "../../examples/demo/clean.js";
import { nextQuarter } from "../../examples/demo/next-quarter.js";
import { retailSeason } from "../../examples/demo/prior-year.js";
import { type RetailTable, readOnlineRetail } from "../../examples/demo/read-online-retail.js";
import { retailRecords } from "../../examples/demo/records.js";
import { retailWords, winner } from "../../examples/demo/report-value.js";
import {
  ACQUIRED_FROM,
  type ForecastTest,
  type JudgedForecast,
  type RetailForecasts,
  retailForecasts,
} from "../../examples/demo/value-forecast.js";

const rowOf = (test: ForecastTest, id: string): JudgedForecast => test.forecasts.find((row) => row.id === id)!;

describe("forecasts on Online Retail, fitted to 2011-08-31 and judged on the rest", () => {
  let table: RetailTable;
  let forecasts: RetailForecasts;
  beforeAll(async () => {
    table = await readOnlineRetail();
    forecasts = (await retailForecasts(table))!;
  }, 120_000);

  test("the plain model fails: dropout vanishes, and 3,633 purchases are expected of 4,806", () => {
    const plain = rowOf(forecasts.retail, "plain");
    expect([plain.customers, plain.actual, Math.round(plain.total)]).toEqual([3_317, 4_806, 3_633]);
    expect(rowOf(forecasts.retail, "naive").total).toBe(3_269);
    const boundary = forecasts.diagnostics.find(({ code, parameter }) => code === "boundary" && parameter === "s");
    expect(boundary?.submodel).toBe("nbd");
  });
  test("the season of the year before repairs most of it, cohorts the rest; cohorts alone repair nothing", () => {
    const total = (id: string) => Math.round(rowOf(forecasts.retail, id).total);
    expect([total("season"), total("cohorts"), total("season-cohorts")]).toEqual([4_997, 3_497, 4_789]);
    expect(forecasts.cohorts.pValue).toBeLessThan(1e-50);
    expect(forecasts.cohorts.degrees).toBe(4);
  });
  test("with acquiredFrom, the fit is of those whom the log saw from the start", () => {
    const plain = rowOf(forecasts.retail, "known-plain");
    expect([plain.customers, plain.actual, Math.round(plain.total)]).toEqual([2_432, 2_659, 1_934]);
    expect(Math.abs(rowOf(forecasts.retail, "known-season").totalError!)).toBeLessThan(0.02);
  });
  test("says who wins, also where it is the naive forecast", () => {
    const { forecasts: rows } = forecasts.retail;
    expect(winner(rows, (row) => Math.abs(row.total - row.actual)).id).toBe("season-cohorts");
    expect(winner(rows, (row) => row.rootMeanSquaredError).id).toBe("season-cohorts");
    expect(winner(rows, (row) => row.meanAbsoluteError).id).toBe("naive");
    const words = retailWords({ forecasts, next: undefined as never });
    expect(words.en).toContain("expects 3,633");
    expect(words.en).toContain("Smallest mean absolute error (MAE): Naive");
    expect(words.zh).toContain("3,633");
  });
  test("does not hang on the first of January: any of the first months as a cut gives a total within two percent", async () => {
    for (const day of ["2011-02-01", "2011-03-01", "2011-04-01"]) {
      const acquiredFrom = startOfUnit("day", Date.parse(`${day}T12:00:00Z`), "Europe/London");
      const again = (await retailForecasts(table, acquiredFrom))!;
      expect(Math.abs(rowOf(again.retail, "season-cohorts").totalError!), day).toBeLessThan(0.02);
    }
  }, 60_000);
  test("tracks the same purchases month by month", () => {
    const { plain, seasonal, calibrationMonths } = forecasts.tracking;
    expect(plain.time.length).toBe(13);
    expect(calibrationMonths).toBe(9);
    const after = [...plain.actualIncremental!].slice(calibrationMonths).reduce((sum, count) => sum + count, 0);
    expect(after).toBe(4_806);
    expect([...seasonal.actualIncremental!]).toEqual([...plain.actualIncremental!]);
    // November, where the plain model misses a third
    expect(plain.expectedIncremental[11]! / plain.actualIncremental![11]!).toBeLessThan(0.65);
    expect(Math.abs(seasonal.expectedIncremental[11]! / plain.actualIncremental![11]! - 1)).toBeLessThan(0.1);
  });
  test("CDNOW beside it: every model of dropout beats the naive forecast", () => {
    const { forecasts: rows } = forecasts.cdnow;
    expect(rows.map(({ id, total }) => [id, Math.round(total)])).toEqual([
      ["naive", 2_457],
      ["pareto-nbd", 1_666],
      ["mbg-nbd", 1_577],
      ["bg-nbd", 1_653],
      ["nbd", 2_930],
    ]);
    expect(rows.every(({ actual, customers }) => actual === 1_882 && customers === 2_357)).toBe(true);
    for (const measure of ["meanAbsoluteError", "rootMeanSquaredError"] as const) {
      const naive = rows[0]![measure];
      expect(rows.slice(1, 4).every((row) => row[measure] < naive)).toBe(true);
    }
  });
  test("names the customers worth most next, with intervals around each", () => {
    const { transactions, asOf, summary } = analyzeRetail(retailRecords(cleanRetail(table)).records);
    const next = nextQuarter(transactions, asOf, forecasts.season, ACQUIRED_FROM, 60);
    expect(next.customers).toHaveLength(summary.ids.length);
    expect(new Set(next.customers.map(({ id }) => id)).size).toBe(summary.ids.length);
    next.customers.forEach(({ expected, low, high }, row) => {
      expect(expected).toBeLessThanOrEqual(next.customers[row - 1]?.expected ?? Infinity);
      expect(low).toBeLessThanOrEqual(high);
    });
    const [first] = next.customers;
    expect(first!.low).toBeLessThan(first!.expected);
    expect(first!.high).toBeGreaterThan(first!.expected);
    expect(next.customers.slice(0, 10).map(({ id }) => id)).toContain("14646");
  }, 60_000);
});

describe("forecasts without the data for them", () => {
  test("are left out when the table ends before December 2011", async () => {
    const at = new Date("2011-03-01T10:00:00Z");
    const line = {
      invoice: "1",
      product: "p",
      description: "",
      quantity: 1,
      at,
      tenths: 1_000,
      customerId: "a",
      country: "EIRE",
    };
    expect(await retailForecasts({ lines: [line] as unknown as RetailTable["lines"] })).toBeUndefined();
    expect(await retailForecasts({ lines: [] })).toBeUndefined();
  });
  test("have a season that is known before: the autumn of the year 2010 was busy", () => {
    const { index } = retailSeason();
    expect(index).toHaveLength(12);
    expect(Math.min(index[9]!, index[10]!)).toBeGreaterThan(1.3);
    expect(Math.max(...index.slice(0, 8))).toBeLessThan(1.1);
  });
});
