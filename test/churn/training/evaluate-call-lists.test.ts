import { evaluateCallLists } from "clientele/churn";
import { describe, expect, test } from "vitest";

describe("evaluateCallLists", () => {
  test("counts leavers and their value, with unknown scores last and ties by identifier", () => {
    const customers = { ids: ["b", "a", "d", "c"], outcomes: [1, 0, 1, 1], values: [1, 2, 4, 8] };
    const lists = evaluateCallLists(customers, { recency: [1, 1, 1, 1], model: [Number.NaN, 0.1, 0.9, 0.5] }, { limit: 2 });
    expect(lists).toEqual([
      { score: "recency", calls: 2, leavers: 1, share: 1 / 3, value: 1, more: { estimate: 0, lower: 0, upper: 0, level: 0.95 } },
      {
        score: "model",
        calls: 2,
        leavers: 2,
        share: 2 / 3,
        value: 12,
        more: { estimate: 1, lower: expect.closeTo(-2.39, 2), upper: expect.closeTo(4.39, 2), level: 0.95 },
      },
    ]);
    expect(() => evaluateCallLists(customers, { recency: [1] }, { limit: 2 })).toThrow(
      expect.objectContaining({ code: "mismatched_dimensions" }),
    );
    expect(() => evaluateCallLists(customers, {}, { limit: 5 })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
