import {
  accountLifecycle,
  feedbackCaseLifecycle,
  type Lifecycle,
  loginAccountLifecycle,
  opportunityLifecycle,
  replay,
  retailLifecycle,
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
/** Returns the days (or minutes) and stages of a path. */
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
  test("has no unreachable, dead-end, shadowed or ambiguous part", () => {
    expect(validateLifecycle(lifecycle)).toEqual([]);
  });

  test("has labels in English and Chinese, a goal for every stage and a reason for every transition", () => {
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
  test("moves a retail customer through lapse, return and loyalty", () => {
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

  test("makes a loyal customer a repeat buyer exactly when the fourth order is too old", () => {
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

  test("cancels an unpaid subscription after the grace period, and reactivates it", () => {
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

  test("qualifies an account by its interactions, and makes it a customer when it pays", () => {
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

  test("locks an account for half an hour after the fifth failed login within a quarter of an hour", () => {
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

  test("resolves a ticket after silence, reopens it and closes it", () => {
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

  test("escalates a feedback case without an owner", () => {
    const history = [at(0, "complaint.raised"), moved(2 * DAY, "feedback-case", "in-progress"), at(3 * DAY, "call.logged")];
    expect(way(feedbackCaseLifecycle(), history, 20 * DAY)).toEqual([
      [1, "escalated"],
      [2, "in-progress"],
      [3, "answered"],
      [10, "closed"],
    ]);
  });
});
