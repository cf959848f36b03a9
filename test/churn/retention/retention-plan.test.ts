import { type ChurnRisk, churnRisk, retentionPlan, standardRetentionPlays } from "clientele/churn";
import { durationMilliseconds } from "../../../src/kernel/internal.js";
import { anyCustomer, NOW, policies } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const law = { seed: 20260304, numRuns: 200 };

describe("retentionPlan", () => {
  const options = { probability: 0.5, value: 400, contact: 2 };

  test("addresses the cause that adds most, over an allowed channel, or gives the reason for doing nothing", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        anyCustomer,
        fc.constantFrom(...policies),
        fc.subarray(["phone", "wecom", "email", "sms", "app"]),
        (customer, policy, refused) => {
          const risk = churnRisk(policy, customer, { asOf: NOW, until: NOW });
          const contacts = Object.fromEntries(refused.map((channel) => [channel, { allowed: false, reason: "no_consent" }]));
          const plan = retentionPlan(risk, { ...options, contacts });
          seen.add(plan.because);
          const total = plan.causes.reduce((sum, { points }) => sum + points, 0);
          expect(total).toBeCloseTo(risk.score ?? 0, 9);
          if (plan.play === null) {
            expect([plan.channel, plan.actBy, plan.ceiling]).toEqual([null, null, 0]);
            return;
          }
          expect(refused).not.toContain(plan.channel);
          expect(plan.play.channels).toContain(plan.channel);
          expect(plan.actBy).toEqual(new Date(NOW + durationMilliseconds(plan.play.actWithin)));
          const known = plan.causes.filter(({ cause }) => standardRetentionPlays.some((play) => play.cause === cause));
          expect(plan.play.cause).toBe(known[0]?.cause);
        },
      ),
      law,
    );
    expect([...seen].sort()).toEqual(["no-cause", "no-channel", "unknown", "worthwhile"]);
    const risky = fc
      .sample(anyCustomer, { seed: 1, numRuns: 50 })
      .map((customer) => churnRisk(policies[0]!, customer, { asOf: NOW, until: NOW }));
    const raised = risky.find(({ score }) => (score ?? 0) > 0) as ChurnRisk;
    expect(retentionPlan(raised, { ...options, value: 3 }).because).toBe("not-worth-a-contact");
  });

  test("has a play for every cause of a ready signal except a model's", () => {
    const causes = new Set(policies.flatMap(({ signals }) => signals.map(({ cause }) => cause)));
    causes.delete("model");
    expect([...causes].filter((cause) => !standardRetentionPlays.some((play) => play.cause === cause))).toEqual([]);
  });
});
