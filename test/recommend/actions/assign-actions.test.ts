import { assignActions, nextBestAction } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const action = (id: string, propensity: number) => ({ id, kind: "offer", propensity, value: 1000 });

describe("assignActions", () => {
  const decide = (customerId: string, call: number) => ({
    customerId,
    decision: nextBestAction([action("call", call), action("mail", 0.05)], { asOf: 0, currency: "EUR" }),
  });

  test("gives scarce actions to the customers who gain most, and the next best to the others", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 8 }),
        (propensities, capacity) => {
          const decisions = propensities.map((propensity, n) => decide(`c${String(n).padStart(2, "0")}`, propensity));
          const { actions, assigned } = assignActions(decisions, { capacity: { call: capacity } });
          const wanted = propensities.filter((propensity) => propensity > 0.05).length;
          expect(assigned.call ?? 0).toBe(Math.min(capacity, wanted));
          const called = propensities.filter((_, n) => actions[n] === "call");
          const passed = propensities.filter((propensity, n) => actions[n] !== "call" && propensity > 0.05);
          for (const left of called) for (const right of passed) expect(left).toBeGreaterThanOrEqual(right);
          expect(actions.filter((one) => one !== "call").every((one) => one === "mail")).toBe(true);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  test("keeps the currency of the decisions and refuses several currencies", () => {
    const inYen = { customerId: "bob", decision: nextBestAction([action("call", 0.5)], { asOf: 0, currency: "JPY" }) };
    expect(assignActions([decide("ann", 0.5)], { capacity: {} }).currency).toBe("EUR");
    expect(assignActions([], { capacity: {} }).currency).toBeNull();
    expect(() => assignActions([decide("ann", 0.5), inYen], { capacity: {} })).toThrow("All decisions must be in one currency.");
  });

  test("reserves a fair share for every group", () => {
    const decisions = Array.from({ length: 10 }, (_, n) => decide(`c${n}`, n < 5 ? 0.9 : 0.2));
    const groupOf = (id: string) => (Number(id.slice(1)) < 5 ? "rich" : "poor");
    const calls = (share: number) => {
      const { customers, actions } = assignActions(decisions, { capacity: { call: 4 }, fair: { groupOf, share } });
      return customers.filter((id, row) => actions[row] === "call" && groupOf(id) === "poor").length;
    };
    expect([calls(0), calls(0.5), calls(1)]).toEqual([0, 1, 2]);
  });
});
