import { associationRules, frequentItemsets } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyBaskets, countedSubsets } from "../../fixtures/random-logs.js";

describe("associationRules", () => {
  test("computes every measure from the three counts of a rule", () => {
    fc.assert(
      fc.property(anyBaskets, fc.integer({ min: 1, max: 6 }), (baskets, tenths) => {
        const n = baskets.length;
        const { rules } = associationRules(frequentItemsets(baskets, { minSupport: tenths / 10 }));
        const counts = countedSubsets(baskets);
        const holding = (items: readonly string[]) => (items.length === 0 ? n : counts.get([...items].sort().join())!);
        for (const rule of rules) {
          const left = holding(rule.left) / n;
          const right = holding([rule.right]) / n;
          const both = holding([...rule.left, rule.right]) / n;
          expect(rule.support).toBe(both);
          expect(rule.confidence).toBeCloseTo(both / left, 12);
          expect(rule.lift).toBeCloseTo(both / left / right, 12);
          expect(rule.leverage).toBeCloseTo(both - left * right, 12);
          expect(rule.jaccard).toBeCloseTo(both / (left + right - both), 12);
          if (both === left) expect(rule.conviction).toBe(Number.POSITIVE_INFINITY);
          else expect(rule.conviction).toBeCloseTo((1 - right) / (1 - both / left), 9);
          expect(Math.abs(rule.zhang)).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  test("finds 18 rules in the toy suite, 5 of them with an empty left side", () => {
    const baskets = ["abc", "ab", "abd", "be", "ac", "ce", "abde"].map((basket) => [...basket]);
    const found = frequentItemsets(baskets, { minSupport: 0.25 });
    const { rules } = associationRules(found);
    expect([rules.length, rules.filter(({ left }) => left.length === 0).length]).toEqual([18, 5]);
    expect(associationRules(found, { emptyLeft: false }).rules.length).toBe(13);
    const certain = rules.find(({ left, right }) => left.join() === "d" && right === "a")!;
    expect([certain.confidence, certain.conviction]).toEqual([1, Number.POSITIVE_INFINITY]);
  });

  test("keeps rules with a minimum support, confidence and lift", () => {
    const found = frequentItemsets([["a", "b"], ["a", "b"], ["a"], ["b", "c"]], { minSupport: 0.25 });
    const kept = (options: object) => associationRules(found, { emptyLeft: false, ...options }).rules.length;
    expect([kept({}), kept({ minSupport: 0.5 }), kept({ minConfidence: 0.7 }), kept({ minLift: 1 })]).toEqual([4, 2, 1, 2]);
  });

  test("drops a rule that is no more confident than one with a smaller left side", () => {
    const baskets = [["a", "b", "c"], ["a", "c"], ["a", "b", "c"], ["b"], ["c"]];
    const found = frequentItemsets(baskets, { minSupport: 0.2 });
    const all = associationRules(found, { emptyLeft: false }).rules;
    const kept = associationRules(found, { emptyLeft: false, minImprovement: 0 }).rules;
    const names = (rules: typeof all) => rules.map(({ left, right }) => `${left.join("+")}>${right}`);
    expect(names(all)).toContain("a+b>c");
    expect(names(kept)).not.toContain("a+b>c");
    expect(names(kept)).toContain("a>c");
  });
});
