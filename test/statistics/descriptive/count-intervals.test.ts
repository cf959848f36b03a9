import { poissonInterval, wilsonInterval } from "clientele/statistics";
import { describe, expect, test } from "vitest";

describe("intervals of counts", () => {
  // Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("Wilson's interval of %i in %i matches the published one", (successes, trials, lower, upper) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  // Garwood (1936): 95 % limits of a Poisson mean.
  test.each([
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [10, 4.795, 18.39],
    [50, 37.11, 65.92],
  ])("Garwood's interval of %i events matches the published one", (events, lower, upper) => {
    const interval = poissonInterval(events, 1);
    expect(interval.lower).toBeCloseTo(lower, 2);
    expect(interval.upper).toBeCloseTo(upper, 2);
    expect(poissonInterval(events, 4).upper).toBeCloseTo(interval.upper / 4, 12);
  });

  test("refuse zero trials or exposure, and impossible counts", () => {
    expect(() => wilsonInterval(0, 0)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => wilsonInterval(3, 2)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => poissonInterval(-1, 2)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => poissonInterval(1, 0)).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});
