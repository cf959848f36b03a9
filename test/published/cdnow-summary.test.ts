import { readFileSync } from "node:fs";
import type { Transaction } from "clientele/models";
import { summarizeTransactions } from "clientele/value";
import { describe, expect, test } from "vitest";

describe("the CDNOW sample, calibrated to 1997-09-30", () => {
  const rows = readFileSync(new URL("../data/cdnow-sample.txt", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line): Transaction => {
      const [, customerId, date, , dollars] = line.trim().split(/\s+/) as [string, string, string, string, string];
      const at = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
      return { customerId, at, amount: Math.round(Number(dollars) * 100), currency: "USD" };
    });
  const options = { asOf: Date.UTC(1997, 8, 30), unit: "week", zone: "UTC", countFree: true } as const;
  const counts = (summary: { frequency: Float64Array }) => [
    summary.frequency.length,
    summary.frequency.reduce((sum, value) => sum + value, 0),
    summary.frequency.filter((value) => value > 0).length,
  ];

  test("has 2,357 customers with 2,457 repeat days and 946 repeat buyers", () => {
    expect(counts(summarizeTransactions(rows, options))).toEqual([2357, 2457, 946]);
  });

  test("has 2,603 repeat orders and 959 repeat buyers when the orders of a day are not merged", () => {
    expect(counts(summarizeTransactions(rows, { ...options, grain: "order" }))).toEqual([2357, 2603, 959]);
  });

  test("leaves out the eight customers with free orders only, unless free orders count", () => {
    const summary = summarizeTransactions(rows, { ...options, countFree: false });
    expect(counts(summary)).toEqual([2349, 2457, 946]);
    expect(summary.report.withoutPurchase).toHaveLength(8);
  });

  test("has the published first customer: x = 2, t_x = 30.43, T = 38.86 weeks", () => {
    const summary = summarizeTransactions(rows, options);
    expect([summary.frequency[0], summary.recency[0]?.toFixed(2), summary.age[0]?.toFixed(2)]).toEqual([2, "30.43", "38.86"]);
    expect(summary.monetary[0]).toBeCloseTo(2234.5, 8);
  });
});
