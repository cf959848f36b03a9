import { retailLifecycle, stageLeaks, stagePaths } from "clientele/lifecycle";
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

const paths = stagePaths(retailLifecycle(), [customer("a", 0), customer("b", 0, 10), customer("c", 0, 100), customer("d", 90)], {
  to: 120 * DAY,
});

describe("stageLeaks", () => {
  test("ranks leaks by the value of the customers who have not returned", () => {
    const values = { ids: ["a", "b", "c", "d"], values: Float64Array.of(100, 900, 5000, Number.NaN) };
    const leaks = stageLeaks(paths, values, { into: ["at-risk", "dormant", "lost"] });
    expect(leaks.map(({ from, to, falls, customers, valueLost }) => [from, to, falls, customers, valueLost])).toEqual([
      ["repeat", "at-risk", 1, ["b"], 900],
      ["first-time", "at-risk", 2, ["a"], 100],
    ]);
    expect(leaks[1]?.returned.estimate).toBe(0.5);
    expect(() => stageLeaks(paths, values, { into: ["gone"] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
