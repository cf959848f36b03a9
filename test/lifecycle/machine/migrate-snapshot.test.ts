import { advance, migrateSnapshot, replay, retailLifecycle, ticketLifecycle } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { describe, expect, test } from "vitest";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const at = (instant: number, type: string, properties = {}): Interaction => ({
  id: `${type}@${instant}`,
  customerId: "c1",
  type,
  at: new Date(instant),
  properties,
});

describe("migrateSnapshot", () => {
  const history = [at(0, "order.placed")];
  const subject = { id: "c1", attributes: {}, history };
  const { snapshot } = replay(retailLifecycle(), subject, { to: 100 * DAY });

  test("keeps the stage of the customer, and continues from there", () => {
    const next = retailLifecycle({ version: 2, dormantAfter: { days: 120 } });
    const moved = migrateSnapshot(next, snapshot, [{ from: 1, states: {} }]);
    expect(moved).toMatchObject({ version: 2, stage: "at-risk", enteredAt: 90 * DAY });
    const { transitions, corrections } = advance(next, moved, subject, { asOf: 130 * DAY });
    expect(transitions.map(({ to, at: instant }) => [to, instant / DAY])).toEqual([["dormant", 120]]);
    expect(corrections).toBeNull();
  });

  test("applies the migration of every version in between", () => {
    const old = {
      ...snapshot,
      stage: "risky",
      path: snapshot.path.map((step) => ({ ...step, to: step.to === "at-risk" ? "risky" : step.to })),
    };
    const steps = [
      { from: 1, states: { risky: "shaky" } },
      { from: 2, states: { shaky: "at-risk" } },
    ] as const;
    const moved = migrateSnapshot(retailLifecycle({ version: 3 }), old, steps as never);
    expect(moved.path.map(({ to }) => to)).toEqual(["first-time", "at-risk"]);
  });

  test("refuses a missing migration, an unknown state, a later version and another lifecycle", () => {
    const two = retailLifecycle({ version: 2 });
    expect(() => migrateSnapshot(two, snapshot, [])).toThrow(expect.objectContaining({ code: "missing_migration" }));
    expect(() => migrateSnapshot(two, { ...snapshot, stage: "dormnt" }, [{ from: 1, states: {} }])).toThrow('"dormant"');
    expect(() => migrateSnapshot(retailLifecycle(), { ...snapshot, version: 2 }, [])).toThrow(
      expect.objectContaining({ code: "missing_migration" }),
    );
    expect(() => migrateSnapshot(ticketLifecycle(), snapshot, [])).toThrow(
      expect.objectContaining({ code: "mismatched_snapshot" }),
    );
  });
});
