import { evaluatePlan, holdOut } from "clientele/churn";
import { seededRandom } from "clientele/kernel";
import { describe, expect, test } from "vitest";

describe("the effect of a plan", () => {
  const ids = Array.from({ length: 4000 }, (_, index) => `c${index}`);

  /** Campaign in which treated customers stay more often by `effect`, at a cost of 2 each. */
  function campaign(effect: number, seed: string) {
    const random = seededRandom(seed);
    const { heldOut } = holdOut(ids, { share: 0.5, seed });
    const kept = Uint8Array.from(ids, (_, row) => (random() < 0.6 + (heldOut[row] === 0 ? effect : 0) ? 1 : 0));
    return {
      ids,
      heldOut,
      kept,
      margin: Float64Array.from(kept, (stays) => stays * 50),
      cost: Float64Array.from(heldOut, (out) => (out === 1 ? 0 : 2)),
    };
  }

  test("finds an effect and its profit, calls no effect undecided, and covers at the stated level", () => {
    const found = evaluatePlan(campaign(0.1, "works"));
    expect(found.verdict).toBe("works");
    expect(found.effect.estimate).toBeCloseTo(0.1, 1);
    expect(found.profitEach?.estimate).toBeCloseTo(50 * found.effect.estimate - 2, 6);
    expect(found.profit?.estimate).toBeCloseTo(found.profitEach!.estimate * found.treated.customers, 6);
    expect(found.pValue).toBeLessThan(1e-6);
    expect(evaluatePlan(campaign(-0.1, "harms")).verdict).toBe("harms");
    const trials = Array.from({ length: 300 }, (_, trial) => evaluatePlan(campaign(0, `null ${trial}`)));
    const wrong = trials.filter(({ verdict }) => verdict !== "undecided").length;
    expect(wrong).toBeGreaterThan(2);
    expect(wrong).toBeLessThan(32);
    const money = trials.filter(({ profitEach }) => profitEach!.lower <= -2 && profitEach!.upper >= -2).length;
    expect(money).toBeGreaterThan(268);
  });

  test("refuses outcomes without a hold-out", () => {
    expect(() => evaluatePlan({ ids: ["a"], heldOut: Uint8Array.of(0), kept: [1] })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
