import { defineLifecycle, retailLifecycle, stagePaths, transitionMatrix, stageSizes } from "clientele/lifecycle";
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

describe("transitionMatrix", () => {
  test("counts moves with their shares, and includes ongoing stays in the rates", () => {
    const { moves, exposure } = transitionMatrix(paths);
    const found = (from: string, to: string) => moves.find((move) => move.from === from && move.to === to);
    expect(found("prospect", "first-time")).toMatchObject({
      count: 4,
      share: { estimate: 1 },
      rate: { estimate: Number.POSITIVE_INFINITY },
    });
    // a stays 90 days, b 10 days, c 90 days, d 30 days so far.
    expect(exposure[1]).toBeCloseTo(220 / 30, 12);
    expect(found("first-time", "at-risk")).toMatchObject({ count: 2, share: { estimate: 2 / 3 } });
    expect(found("first-time", "at-risk")?.rate.estimate).toBeCloseTo(2 / (220 / 30), 12);
    expect(found("first-time", "at-risk")?.rate.lower).toBeLessThan(0.1);
  });

  test("counts moves and time at risk within a period only", () => {
    const { counts, exposure } = transitionMatrix(paths, { from: 50 * DAY, to: 100 * DAY, per: { days: 1 } });
    expect(counts[1]).toEqual([0, 0, 0, 0, 2, 0, 0, 0]);
    expect(exposure[1]).toBeCloseTo(40 + 40 + 10, 12);
  });
});

test("returns empty columns for an empty population", () => {
  const empty = stagePaths(defineLifecycle({ id: "e", initial: "a", states: { a: {} }, transitions: [] }), [], { to: 0 });
  expect([...stageSizes(empty, [0]).total]).toEqual([0]);
  expect(transitionMatrix(empty).moves).toEqual([]);
});
