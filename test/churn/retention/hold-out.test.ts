import { holdOut, planOutcomes } from "clientele/churn";
import { DAY } from "../../fixtures/churn-customers.js";
import { describe, expect, test } from "vitest";

describe("the hold-out of a plan", () => {
  const ids = Array.from({ length: 4000 }, (_, index) => `c${index}`);

  test("has the requested share, and the same customers in any order", () => {
    const { heldOut } = holdOut(ids, { share: 0.2, seed: "autumn" });
    expect(Math.abs(heldOut.reduce((sum, out) => sum + out, 0) - 800)).toBeLessThan(4 * Math.sqrt(640));
    const backwards = holdOut([...ids].reverse(), { share: 0.2, seed: "autumn" });
    expect([...backwards.heldOut].reverse()).toEqual([...heldOut]);
    expect([...holdOut(ids, { share: 0.2, seed: "winter" }).heldOut]).not.toEqual([...heldOut]);
    expect([...holdOut(["a"], { share: 0, seed: "s" }).heldOut, ...holdOut(["a"], { share: 1, seed: "s" }).heldOut]).toEqual([
      0, 1,
    ]);
  });
});

describe("the outcomes of a plan", () => {
  test("are read from the records, and refused before the horizon is over", () => {
    const order = (customerId: string, day: number) => ({
      id: `o${customerId}`,
      customerId,
      type: "order.placed",
      at: new Date(day * DAY),
      properties: {},
    });
    const records = [
      { id: "a", attributes: {}, history: [order("a", 10)] },
      { id: "b", attributes: {}, history: [order("b", 31)] },
      { id: "c", attributes: {}, history: [order("c", 0)] },
    ];
    const assignment = { ids: ["a", "b", "c", "d"], heldOut: Uint8Array.of(0, 0, 1, 1) };
    const options = { at: 0, horizon: { days: 30 }, stayed: ["order.placed"], asOf: 40 * DAY };
    expect(planOutcomes(assignment, records, options)).toEqual({
      ids: ["a", "b", "c"],
      heldOut: Uint8Array.of(0, 0, 1),
      kept: Uint8Array.of(1, 0, 0),
      missing: ["d"],
    });
    expect(() => planOutcomes(assignment, records, { ...options, asOf: 20 * DAY })).toThrow(
      expect.objectContaining({ code: "horizon_not_over", details: { horizonEnd: 30 * DAY, asOf: 20 * DAY } }),
    );
  });
});
