import { suggestThresholds } from "clientele/lifecycle";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const customer = (id: string, ...days: number[]) => ({
  id,
  attributes: {},
  history: days.map((day) => ({
    id: `${id}@${day}`,
    customerId: id,
    type: "order.placed",
    at: new Date(day * DAY),
    properties: {},
  })),
});

describe("suggestThresholds", () => {
  test("refuses data without a return, and probabilities that increase", () => {
    expect(() => suggestThresholds([customer("a", 0)], { asOf: 100 * DAY })).toThrow(
      expect.objectContaining({ code: "insufficient_history" }),
    );
    expect(() => suggestThresholds([customer("a", 0, 1)], { asOf: 100 * DAY, below: { lost: 0.5 } })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });

  test("counts the purchases of one local day once", () => {
    const evening = customer("a", 0.9, 1.1, 5);
    expect(suggestThresholds([evening], { asOf: 100 * DAY }).closedGaps).toBe(2);
    // 21:36 and 02:24 in UTC are the same morning in Shanghai.
    expect(suggestThresholds([evening], { asOf: 100 * DAY, zone: "Asia/Shanghai" }).closedGaps).toBe(1);
  });
});
