import { scoreTraits } from "clientele/segments";
import { describe, expect, test } from "vitest";

describe("scoreTraits", () => {
  test("computes Cronbach's alpha by the textbook formula, and counts missing answers", () => {
    const answers = [
      [2, 3, 2],
      [4, 4, 5],
      [3, 3, 4],
      [5, 5, 5],
      [1, 2, 1],
    ];
    const rows = answers.map(([a, b, c], index) => ({ customerId: `c${index}`, answers: { a, b, c } }));
    const [trait] = scoreTraits(rows, [{ id: "t", items: ["a", "b", "c"], range: [1, 5] }]).traits;
    // Variances 2.5, 1.3 and 3.3, and 19.7 for the sum: 3/2 · (1 − 7.1 / 19.7).
    expect(trait?.alpha).toBeCloseTo(1.5 * (1 - 7.1 / 19.7), 12);
    const holes = scoreTraits(
      [...rows, { customerId: "x", answers: { a: 3, b: 9, c: "4" } }],
      [{ id: "t", items: ["a", "b", "c"], range: [1, 5] }],
    );
    expect(holes.traits[0]).toMatchObject({ complete: 5, missing: 2 / 18 });
    expect(holes.traits[0]?.scores[5]).toBeNaN();
  });

  test("gives no alpha for one item or for equal answers, and refuses a scale without items", () => {
    const rows = [
      { customerId: "a", answers: { q: 3 } },
      { customerId: "b", answers: { q: 3 } },
    ];
    expect(scoreTraits(rows, [{ id: "t", items: ["q"], range: [1, 5] }]).traits[0]?.alpha).toBeNull();
    expect(() => scoreTraits(rows, [{ id: "t", items: [], range: [1, 5] }])).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
