import { defineSegments, evaluateSegmentPopulation, membersOf, rfmRules, rfmSegments } from "clientele/segments";
import { quantileThresholds, rfmScores } from "clientele/value";
import { asOf, data, orders, records, silence, spend } from "../../fixtures/online-retail-columns.js";
import { describe, expect, test } from "vitest";

describe("rfmRules", () => {
  test("put each buyer of Online Retail into the class of their scores, and into no other", async () => {
    const measures = { ids: data.ids, sinceLast: silence, transactions: orders, revenue: spend, unit: "day" as const };
    for (const [table, bins] of [
      ["eleven", 5],
      ["cn8", 2],
    ] as const) {
      const thresholds = quantileThresholds(measures, { bins });
      const byScores = rfmSegments(rfmScores(measures, { thresholds }), { table });
      const set = defineSegments({ id: "rfm", segments: rfmRules({ table, thresholds, currency: "GBP" }) });
      const byRules = await evaluateSegmentPopulation(set, records, { asOf });
      for (const { id } of byScores.segments) expect(membersOf(byRules, id)).toEqual(membersOf(byScores, id));
    }
  });

  test("refuse thresholds that do not fit the table, or that have a unit without a fixed length", () => {
    const thresholds = { recency: [1], frequency: [1], monetary: [1, 2], unit: "day" };
    expect(() => rfmRules({ thresholds, currency: "GBP" })).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => rfmRules({ thresholds: { ...thresholds, monetary: [1], unit: "month" }, currency: "GBP" })).toThrow(
      /"hour", "day" or "week"/,
    );
  });
});
