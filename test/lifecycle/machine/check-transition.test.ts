import { advance, checkTransition, manualTransitions, opportunityLifecycle, startLifecycle } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { describe, expect, test } from "vitest";

const at = (instant: number, type: string, properties = {}): Interaction => ({
  id: `${type}@${instant}`,
  customerId: "c1",
  type,
  at: new Date(instant),
  properties,
});

const moved = (instant: number, lifecycle: string, to: string) => at(instant, "stage.changed", { lifecycle, to });

describe("checkTransition", () => {
  const deal = opportunityLifecycle();
  const record = { id: "d1", attributes: {}, history: [] };
  const start = startLifecycle(deal, "d1", { at: 0 });

  test("requires role and inputs, and follows a recorded move", () => {
    const ask = (request: object) => checkTransition(deal, start, record, { to: "lost", ...request }, { asOf: 5 });
    expect(ask({})).toMatchObject({ allowed: false, reason: "role", roles: ["sales"] });
    expect(ask({ roles: ["sales"], inputs: { reason: "" } })).toMatchObject({ reason: "missing-inputs", missing: ["reason"] });
    expect(ask({ roles: ["sales"], inputs: { reason: "price" } })).toMatchObject({ allowed: true, transition: "to-lost" });
    const after = advance(
      deal,
      start,
      { ...record, history: [{ ...moved(6, "opportunity", "lost"), customerId: "d1" }] },
      { asOf: 7 },
    );
    expect(after.snapshot.stage).toBe("lost");
    expect(checkTransition(deal, after.snapshot, record, { to: "proposal" }, { asOf: 8 }).reason).toBe("no-transition");
    expect(manualTransitions(deal, after.snapshot)).toEqual([]);
    expect(manualTransitions(deal, start).map(({ to }) => to)).toEqual([
      "needs-analysis",
      "proposal",
      "negotiation",
      "won",
      "lost",
      "invalid",
    ]);
  });

  test("ignores inputs of the prototype", () => {
    const check = checkTransition(
      deal,
      start,
      record,
      { to: "lost", roles: ["sales"], inputs: Object.create({ reason: "x" }) as object as Record<string, unknown> },
      { asOf: 5 },
    );
    expect(check.missing).toEqual(["reason"]);
  });
});
