import { advanceAlert, type ChurnAlert, churnRisk, complaints, defineChurnPolicy } from "clientele/churn";
import { DAY } from "../../fixtures/churn-customers.js";
import { describe, expect, test } from "vitest";

describe("advanceAlert", () => {
  test("raises at one score, clears at a lower one, rests, and changes nothing while the score is unknown", () => {
    const policy = defineChurnPolicy({ id: "p", signals: [complaints()], alert: { raiseAt: 50, clearBelow: 30, restDays: 2 } });
    const base = churnRisk(policy, { id: "c1", attributes: {}, history: [] }, { asOf: 0 });
    let alert: ChurnAlert | null = null;
    const scores = [10, 49, 50, 45, 31, null, 29, 60, 49, 51, 80];
    const events = scores.map((score, day) => {
      const advance = advanceAlert(policy, alert, { ...base, score, asOf: new Date(day * DAY) });
      alert = advance.alert;
      return advance.event;
    });
    expect(events).toEqual([null, null, "raised", null, null, null, "cleared", null, null, "raised", null]);
  });
});
