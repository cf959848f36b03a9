import { poissonInterval, wilsonInterval } from "clientele/statistics";
import { solveLinear } from "../../src/statistics/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("intervals of counts", () => {
  // Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("Wilson's of %i in %i is the published one", (successes, trials, lower, upper) => {
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
  ])("Garwood's of %i events is the published one", (events, lower, upper) => {
    const interval = poissonInterval(events, 1);
    expect(interval.lower).toBeCloseTo(lower, 2);
    expect(interval.upper).toBeCloseTo(upper, 2);
    expect(poissonInterval(events, 4).upper).toBeCloseTo(interval.upper / 4, 12);
  });

  test("nothing observed, and impossible counts, are refused", () => {
    expect(() => wilsonInterval(0, 0)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => wilsonInterval(3, 2)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => poissonInterval(-1, 2)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => poissonInterval(1, 0)).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});

describe("a linear system", () => {
  test("is solved: the solution put in gives the right side", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((size) =>
          fc.record({
            size: fc.constant(size),
            matrix: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size * size, maxLength: size * size }),
            right: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size * 2, maxLength: size * 2 }),
          }),
        ),
        ({ size, matrix, right }) => {
          // A dominant diagonal, so that there is a solution.
          const system = matrix.map((value, index) => (index % (size + 1) === 0 ? value + Math.sign(value || 1) * 60 : value));
          const solution = solveLinear(system, right, size);
          for (let row = 0; row < size; row++) {
            for (let column = 0; column < 2; column++) {
              let sum = 0;
              for (let other = 0; other < size; other++) sum += system[row * size + other]! * solution[other * 2 + column]!;
              expect(sum).toBeCloseTo(right[row * 2 + column]!, 9);
            }
          }
        },
      ),
    );
  });

  test("pivots where the diagonal is zero", () => {
    expect([...solveLinear([0, 1, 1, 0], [3, 4], 2)]).toEqual([4, 3]);
  });

  test("without a single solution, or of the wrong size, is refused", () => {
    expect(() => solveLinear([1, 2, 2, 4], [1, 2], 2)).toThrow(expect.objectContaining({ code: "singular_matrix" }));
    expect(() => solveLinear([0], [1], 1)).toThrow(expect.objectContaining({ code: "singular_matrix" }));
    expect(() => solveLinear([1, 2, 3], [1], 2)).toThrow(expect.objectContaining({ code: "mismatched_dimensions" }));
    expect(() => solveLinear([1, 0, 0, 1], [1, 2, 3], 2)).toThrow(expect.objectContaining({ code: "mismatched_dimensions" }));
  });
});
