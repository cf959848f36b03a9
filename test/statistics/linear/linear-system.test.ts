import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { solveLinear } from "../../../src/statistics/internal.js";

describe("a linear system", () => {
  test("is solved: the matrix times the solution is the right side", () => {
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
          // A dominant diagonal guarantees a solution.
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

  test("is solved by pivoting when the diagonal is zero", () => {
    expect([...solveLinear([0, 1, 1, 0], [3, 4], 2)]).toEqual([4, 3]);
  });

  test("is refused without a unique solution or with the wrong size", () => {
    expect(() => solveLinear([1, 2, 2, 4], [1, 2], 2)).toThrow(expect.objectContaining({ code: "singular_matrix" }));
    expect(() => solveLinear([0], [1], 1)).toThrow(expect.objectContaining({ code: "singular_matrix" }));
    expect(() => solveLinear([1, 2, 3], [1], 2)).toThrow(expect.objectContaining({ code: "mismatched_dimensions" }));
    expect(() => solveLinear([1, 0, 0, 1], [1, 2, 3], 2)).toThrow(expect.objectContaining({ code: "mismatched_dimensions" }));
  });
});
