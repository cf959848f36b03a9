import { churnRisk, complaints, defineChurnPolicy, retailChurnPolicy, silence, supportUnresolved } from "clientele/churn";
import { anyCustomer, DAY, NOW, orderedOn, policies, rhythm, START } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const law = { seed: 20260302, numRuns: 150 };

describe("churnRisk", () => {
  test("gives contributions that add up to a score from 0 to 100, and none for an unknown signal", () => {
    let scored = 0;
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...policies), (customer, policy) => {
        const risk = churnRisk(policy, customer, { asOf: NOW, until: NOW, columns: { probabilityAlive: 0.1 } });
        const sum = risk.signals.reduce((total, { contribution }) => total + contribution, 0);
        expect(sum).toBeCloseTo(risk.score ?? 0, 9);
        for (const { status, contribution, value, severity } of risk.signals) {
          expect(contribution > 0).toBe(status === "raised" && risk.score !== null);
          expect(value === null).toBe(status === "unknown");
          expect(severity).toBeGreaterThanOrEqual(0);
          expect(severity).toBeLessThanOrEqual(1);
        }
        expect(risk.knownShare).toBeGreaterThanOrEqual(0);
        expect(risk.knownShare).toBeLessThanOrEqual(1);
        if (risk.score !== null) {
          scored++;
          expect(risk.score).toBeGreaterThanOrEqual(0);
          expect(risk.score).toBeLessThanOrEqual(100);
        }
        expect(JSON.stringify(risk)).not.toContain("NaN");
      }),
      law,
    );
    expect(scored).toBeGreaterThan(70);
  });

  test("shrinks all contributions by one factor when they exceed 100 points", () => {
    const policy = defineChurnPolicy({ id: "p", signals: [complaints({ points: 100 }), supportUnresolved({ points: 100 })] });
    const facts = ["complaint.raised", "complaint.raised", "complaint.raised", "ticket.opened"].map((type, index) => ({
      id: `i${index}`,
      customerId: "c1",
      type,
      at: new Date(START),
      properties: {},
    }));
    const risk = churnRisk(policy, { id: "c1", attributes: {}, history: facts }, { asOf: START });
    expect(risk.score).toBe(100);
    expect(risk.signals.map(({ contribution }) => contribution)).toEqual([expect.closeTo(66.67, 2), expect.closeTo(33.33, 2)]);
  });

  test("gives the unknown band to a customer without data", () => {
    for (const policy of policies) {
      const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [] }, { asOf: NOW });
      expect([risk.score, risk.band, risk.knownShare, risk.nextCheckAt]).toEqual([null, "unknown", 0, null]);
    }
  });

  test("never calls a new customer silent, however short the rhythm of the population", () => {
    const hasty = { ...rhythm, mean: Math.log(2) };
    const policy = defineChurnPolicy({ id: "p", signals: [silence({ rhythm: hasty, newFor: { days: 30 } })] });
    const customer = orderedOn(0);
    const young = churnRisk(policy, customer, { asOf: START + 29 * DAY });
    expect([young.score, young.signals[0]?.status]).toEqual([null, "unknown"]);
    // From then on the population's rhythm counts, at low reliability.
    expect(young.nextCheckAt).toEqual(new Date(START + 30 * DAY));
    const later = churnRisk(policy, customer, { asOf: START + 30 * DAY });
    expect(later.score).toBe(50);
    expect(later.knownShare).toBe(0.25);
  });

  test("rates the same silence as severe for a weekly buyer and as quiet for a quarterly one", () => {
    const policy = retailChurnPolicy({ currency: "GBP", rhythm });
    const weekly = churnRisk(policy, orderedOn(...Array.from({ length: 30 }, (_, week) => 7 * week)), {
      asOf: START + (203 + 45) * DAY,
    });
    const quarterly = churnRisk(policy, orderedOn(0, 90, 203), { asOf: START + (203 + 45) * DAY });
    const of = (risk: typeof weekly) => risk.signals.find(({ id }) => id === "silence")!;
    expect(of(weekly)).toMatchObject({ status: "raised", severity: expect.closeTo(1, 1) });
    expect(of(quarterly)).toMatchObject({ status: "quiet", severity: 0 });
    expect(of(weekly).reliability).toBeGreaterThan(of(quarterly).reliability);
    expect(of(weekly).text.en).toMatch(
      /^The chance of a gap this long is (0\.\d|less than 0\.1)%, judging by the customer's own rhythm\.$/,
    );
  });

  test("lists the change of each signal since the earlier result", () => {
    const [policy] = policies as [(typeof policies)[0]];
    const before = churnRisk(policy, orderedOn(0, 30, 60, 95), { asOf: START + 100 * DAY });
    const after = churnRisk(policy, orderedOn(0, 30, 60, 95), { asOf: START + 300 * DAY, before });
    expect(after.change).toMatchObject({
      since: new Date(START + 100 * DAY),
      bandBefore: "low",
      score: after.score! - before.score!,
    });
    expect(after.change?.signals[0]).toMatchObject({
      id: "silence",
      by: after.signals.find(({ id }) => id === "silence")?.contribution,
    });
    expect(before.change).toBeNull();
    expect(() => churnRisk(policy, { ...orderedOn(0), id: "c2" }, { asOf: NOW, before })).toThrow(
      expect.objectContaining({ code: "mismatched_churn_results" }),
    );
    expect(() => churnRisk(policy, orderedOn(0), { asOf: START, before })).toThrow(
      expect.objectContaining({ code: "mismatched_churn_results" }),
    );
  });

  test("ignores interactions after the instant", () => {
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...policies), (customer, policy) => {
        const cut = { ...customer, history: customer.history.filter(({ at }) => at.getTime() <= NOW) };
        expect(churnRisk(policy, customer, { asOf: NOW })).toEqual(churnRisk(policy, cut, { asOf: NOW }));
      }),
      { ...law, numRuns: 50 },
    );
  });
});
