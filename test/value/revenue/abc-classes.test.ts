import { abcClasses } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const columnsOf = (revenue: readonly number[]) => ({
  ids: revenue.map((_, index) => `c${String(index).padStart(2, "0")}`),
  revenue: Float64Array.from(revenue),
});

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** Integers with many ties, a few losses, and a positive total. */
const revenues = fc.array(fc.integer({ min: -20, max: 60 }), { minLength: 1, maxLength: 40 }).filter((values) => sum(values) > 0);

const refusal = (code: string) => expect.objectContaining({ code });

describe("ABC classes", () => {
  test("makes A the fewest customers who bring the share, with equal revenues in one class and losses in C", () => {
    fc.assert(
      fc.property(revenues, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (values, a) => {
        const columns = columnsOf(values);
        const { classes, summary } = abcClasses(columns, { a, b: 0.97 });
        const total = sum(values);
        values.forEach((value, row) => {
          // What customers with more than this one bring decides the class.
          const ahead = sum(values.filter((other) => other > value));
          expect(classes[row]).toBe(value <= 0 ? "C" : ahead < a * total ? "A" : ahead < 0.97 * total ? "B" : "C");
        });
        expect(sum(summary.map(({ customers }) => customers))).toBe(values.length);
        expect(sum(summary.map(({ revenue }) => revenue))).toBe(total);
      }),
    );
  });

  test("rejects impossible shares", () => {
    for (const shares of [{ a: 0 }, { a: 0.9, b: 0.8 }, { b: 1.1 }, { a: Number.NaN }]) {
      expect(() => abcClasses(columnsOf([1]), shares)).toThrow(refusal("invalid_option"));
    }
  });
});
