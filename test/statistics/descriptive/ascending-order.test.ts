import { seededRandom } from "clientele/kernel";
import { describe, expect, test } from "vitest";
import { ascendingOrder } from "../../../src/statistics/descriptive/ascending-order.js";

describe("ascendingOrder", () => {
  test("sorts few or many values like a comparison does, with ties, zeros and infinity", () => {
    const random = seededRandom(7);
    for (const [count, scale] of [
      [50, 10],
      [30_000, 1e-300],
      [30_000, 1e9],
      [30_000, 12],
    ] as const) {
      const values = Float64Array.from({ length: count }, () =>
        scale === 12 ? Math.floor(random() * 12) : random() ** 9 * scale,
      );
      values.set([0, -0, 1, Number.POSITIVE_INFINITY, 0, Number.MIN_VALUE], 3);
      const compared = Array.from(values, (_, index) => index).sort(
        (left, right) => values[left]! - values[right]! || left - right,
      );
      expect([...ascendingOrder(values)]).toEqual(compared);
    }
  });
});
