import { quantile, quantiles } from "clientele/statistics";
import { describe, expect, test } from "vitest";

describe("quantile", () => {
  test("matches R's type 7", () => {
    expect(quantile([7, 1, 3, 10], 0.3)).toBeCloseTo(2.8, 12);
    expect(quantiles([5], [0, 0.5, 1])).toEqual([5, 5, 5]);
    expect(() => quantile([], 0.5)).toThrowError(expect.objectContaining({ code: "outside_domain" }));
  });
});
