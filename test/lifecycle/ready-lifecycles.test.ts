import {
  accountLifecycle,
  advance,
  checkTransition,
  feedbackCaseLifecycle,
  type Lifecycle,
  loginAccountLifecycle,
  manualTransitions,
  migrateSnapshot,
  opportunityLifecycle,
  replay,
  retailLifecycle,
  startLifecycle,
  subscriptionLifecycle,
  ticketLifecycle,
  validateLifecycle,
} from "clientele/lifecycle";
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
const moved = (instant: number, lifecycle: string, to: string) => at(instant, "stage.changed", { lifecycle, to });

/** Days (or minutes) and stages of a path. */
function way(lifecycle: Lifecycle, history: readonly Interaction[], to: number, unit = DAY): [number, string][] {
  return replay(lifecycle, { id: "c1", attributes: {}, history }, { to }).snapshot.path.map((step) => [step.at / unit, step.to]);
}

const ready: readonly [string, Lifecycle][] = [
  ["retail", retailLifecycle()],
  ["subscription", subscriptionLifecycle()],
  ["account", accountLifecycle()],
  ["login account", loginAccountLifecycle()],
  ["ticket", ticketLifecycle()],
  ["feedback case", feedbackCaseLifecycle()],
  ["opportunity", opportunityLifecycle()],
];

describe.each(ready)("the ready %s lifecycle", (_, lifecycle) => {
  test("has nothing unreachable, dead, shadowed or undecided", () => {
    expect(validateLifecycle(lifecycle)).toEqual([]);
  });

  test("speaks English and Chinese, has a goal for every stage and a reason for every transition", () => {
    for (const { label, strategy } of Object.values(lifecycle.states)) {
      expect(label.zh).toMatch(/\p{Script=Han}/u);
      expect(strategy?.goal.zh).toMatch(/\p{Script=Han}/u);
      expect(label.en).toMatch(/^[A-Z]/);
    }
    for (const { label, id } of lifecycle.transitions) {
      expect(label?.zh).toMatch(/\p{Script=Han}/u);
      expect(id).not.toMatch(/^#/);
    }
  });
});

describe("ready lifecycles at work", () => {
  test("a retail customer lapses, returns, and becomes loyal", () => {
    const orders = [0, 200, 210, 220, 230].map((day) => at(day * DAY, "order.placed"));
    expect(way(retailLifecycle(), orders, 231 * DAY)).toEqual([
      [0, "first-time"],
      [90, "at-risk"],
      [180, "dormant"],
      [200, "won-back"],
      [210, "repeat"],
      [220, "loyal"],
    ]);
  });

  test("a loyal customer whose orders grow fewer is a repeat customer again, exactly when the fourth order ages out", () => {
    const orders = [0, 80, 160, 240, 320].map((day) => at(day * DAY, "order.placed"));
    expect(
      way(
        retailLifecycle({ atRiskAfter: { days: 300 }, dormantAfter: { days: 400 }, lostAfter: { days: 500 } }),
        orders,
        500 * DAY,
      ),
    ).toEqual([
      [0, "first-time"],
      [80, "repeat"],
      [240, "loyal"],
      [445, "repeat"],
    ]);
  });

  test("an unpaid subscription is cancelled after the grace, and taken up again", () => {
    const history = [
      at(0, "trial.started"),
      at(10 * DAY, "subscription.started"),
      at(40 * DAY, "subscription.payment-failed"),
      at(60 * DAY, "subscription.started"),
      at(90 * DAY, "subscription.renewed"),
    ];
    expect(way(subscriptionLifecycle(), history, 91 * DAY)).toEqual([
      [0, "trial"],
      [10, "active"],
      [40, "past-due"],
      [54, "cancelled"],
      [60, "reactivated"],
      [90, "active"],
    ]);
  });

  test("an account is qualified by what it does, cools, is taken up by sales and pays", () => {
    const history = [
      at(0, "message.clicked"),
      at(DAY, "event.attended"),
      at(2 * DAY, "page.viewed"),
      at(100 * DAY, "meeting.held"),
      moved(110 * DAY, "account", "opportunity"),
      at(120 * DAY, "payment.received"),
      at(130 * DAY, "referral.made"),
    ];
    expect(way(accountLifecycle(), history, 500 * DAY)).toEqual([
      [2, "mql"],
      [92, "lead"],
      [100, "sql"],
      [110, "opportunity"],
      [120, "customer"],
      [130, "champion"],
      [485, "former"],
    ]);
  });

  test("the fifth failed login within a quarter of an hour locks an account for half an hour", () => {
    const failures = [1, 2, 3, 4, 18, 19, 20, 21].map((minute) => at(minute * MINUTE, "account.login-failed"));
    expect(way(loginAccountLifecycle(), [at(0, "account.logged-in"), ...failures], 100 * MINUTE, MINUTE)).toEqual([
      [0, "active"],
    ]);
    const fifth = [...failures, at(22 * MINUTE, "account.login-failed")];
    expect(way(loginAccountLifecycle(), [at(0, "account.logged-in"), ...fifth], 100 * MINUTE, MINUTE)).toEqual([
      [0, "active"],
      [22, "locked"],
      [52, "active"],
    ]);
  });

  test("a ticket waits, is solved by silence, comes back and closes", () => {
    const history = [
      at(0, "ticket.opened"),
      at(DAY, "message.sent"),
      at(16 * DAY, "ticket.reopened"),
      at(17 * DAY, "ticket.resolved"),
    ];
    expect(way(ticketLifecycle(), history, 30 * DAY)).toEqual([
      [1, "waiting"],
      [15, "resolved"],
      [16, "reopened"],
      [17, "resolved"],
      [24, "closed"],
    ]);
  });

  test("a feedback case that nobody takes up goes to a manager", () => {
    const history = [at(0, "complaint.raised"), moved(2 * DAY, "feedback-case", "in-progress"), at(3 * DAY, "call.logged")];
    expect(way(feedbackCaseLifecycle(), history, 20 * DAY)).toEqual([
      [1, "escalated"],
      [2, "in-progress"],
      [3, "answered"],
      [10, "closed"],
    ]);
  });
});

describe("moving a deal by hand", () => {
  const deal = opportunityLifecycle();
  const record = { id: "d1", attributes: {}, history: [] };
  const start = startLifecycle(deal, "d1", { at: 0 });

  test("asks for role and inputs, and a recorded move is followed", () => {
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

  test("inputs of the prototype do not count", () => {
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

describe("migrating a snapshot", () => {
  const history = [at(0, "order.placed")];
  const subject = { id: "c1", attributes: {}, history };
  const { snapshot } = replay(retailLifecycle(), subject, { to: 100 * DAY });

  test("keeps where the customer stands, renamed, and goes on from there", () => {
    const next = retailLifecycle({ version: 2, dormantAfter: { days: 120 } });
    const moved = migrateSnapshot(next, snapshot, [{ from: 1, states: {} }]);
    expect(moved).toMatchObject({ version: 2, stage: "at-risk", enteredAt: 90 * DAY });
    const { transitions, corrections } = advance(next, moved, subject, { asOf: 130 * DAY });
    expect(transitions.map(({ to, at: instant }) => [to, instant / DAY])).toEqual([["dormant", 120]]);
    expect(corrections).toBeNull();
  });

  test("goes through every version on the way", () => {
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

  test("refuses a gap, a state without a place, a later version and another lifecycle", () => {
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
