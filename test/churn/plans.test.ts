import {
  type ChurnRisk,
  churnRisk,
  defaultPlays,
  evaluatePlan,
  holdOut,
  offerCeiling,
  planOutcomes,
  retentionPlan,
  retentionProfit,
  retentionTargets,
  type WinBackOptions,
  winBackPlan,
} from "clientele/churn";
import { winBackPlans } from "../../src/churn/retention/win-back-plan.js";
import { seededRandom } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCustomer, DAY, NOW, policies } from "./random-customers.js";

const law = { seed: 20260304, numRuns: 200 };
const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ min: 0, max: 1000, noNaN: true });
const anyOffer = fc.record({ saved: share, taken: share, offer: amount, contact: amount });
const anyTarget = fc.record({ probability: share, value: fc.double({ min: -500, max: 5000, noNaN: true }) });

describe("whom to save first", () => {
  test("profit is what a simulation of the offer earns beside doing nothing", () => {
    const [p, value, offer] = [0.3, 400, { saved: 0.25, taken: 0.6, offer: 30, contact: 1.5 }];
    const random = seededRandom("offers");
    let earned = 0;
    const customers = 400_000;
    for (let customer = 0; customer < customers; customer++) {
      earned -= offer.contact;
      if (random() < p) earned += random() < offer.saved ? value - offer.offer : 0;
      else if (random() < offer.taken) earned -= offer.offer;
    }
    const profit = retentionProfit({ ids: ["a"], probability: [p], value: [value] }, offer)[0]!;
    expect(Math.abs(earned / customers - profit)).toBeLessThan(4 * (110 / Math.sqrt(customers)));
  });

  test("no list of the same length earns more, and it holds only what pays", () => {
    fc.assert(
      fc.property(fc.array(anyTarget, { maxLength: 9 }), anyOffer, fc.integer({ min: 0, max: 9 }), (targets, offer, capacity) => {
        const customers = {
          ids: targets.map((_, index) => `c${index}`),
          probability: targets.map(({ probability }) => probability),
          value: targets.map(({ value }) => value),
        };
        const profit = retentionProfit(customers, offer);
        const chosen = retentionTargets(customers, offer, { capacity });
        expect(chosen.ids.length).toBe(Math.min(capacity, chosen.worthwhile));
        // Every subset, by brute force.
        let best = 0;
        for (let subset = 0; subset < 2 ** targets.length; subset++) {
          const rows = targets.map((_, row) => row).filter((row) => subset & (1 << row));
          if (rows.length <= capacity)
            best = Math.max(
              best,
              rows.reduce((sum, row) => sum + profit[row]!, 0),
            );
        }
        expect(chosen.cumulative.at(-1) ?? 0).toBeCloseTo(best, 6);
      }),
      law,
    );
  });

  test("at its ceiling an offer breaks even", () => {
    fc.assert(
      fc.property(anyTarget, anyOffer, ({ probability, value }, { saved, taken, contact }) => {
        const ceiling = offerCeiling({ probability, value }, { saved, taken, contact });
        const profitAt = (offer: number) =>
          retentionProfit({ ids: ["a"], probability: [probability], value: [value] }, { saved, taken, offer, contact })[0]!;
        if (ceiling === 0) expect(profitAt(0)).toBeLessThanOrEqual(1e-9);
        else if (ceiling < value) expect(profitAt(ceiling)).toBeCloseTo(0, 6);
        else expect(profitAt(ceiling)).toBeGreaterThanOrEqual(-contact - 1e-6);
      }),
      law,
    );
  });

  test("a measured uplift takes the place of p · s, and sleeping dogs are let lie", () => {
    const customers = { ids: ["persuadable", "sleeping"], probability: [0.2, 0.2], value: [300, 300], uplift: [0.1, -0.05] };
    const targets = retentionTargets(customers, { taken: 0, offer: 0, contact: 1 });
    expect([targets.ids, [...targets.profit]]).toEqual([["persuadable"], [29]]);
  });

  test("what is unknown is counted, and what cannot be is refused", () => {
    const offer = { saved: 0.5, taken: 0.5, offer: 10, contact: 1 };
    const customers = { ids: ["a", "b", "c"], probability: [0.5, Number.NaN, 0.5], value: [100, 100, Number.NaN] };
    expect(retentionTargets(customers, offer)).toMatchObject({ ids: ["a"], unknown: 2, worthwhile: 1 });
    const refused = expect.objectContaining({ code: "outside_domain" });
    expect(() => retentionProfit({ ids: ["a"], probability: [1.01], value: [1] }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [-0.01], value: [1] }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [Infinity] }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [1] }, { ...offer, taken: Number.NaN })).toThrow(
      refused,
    );
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [1] }, { ...offer, offer: [-1] })).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [1] }, { taken: 0, offer: 0, contact: 0 })).toThrow(
      refused,
    );
    expect(() => retentionTargets(customers, offer, { capacity: 1.5 })).toThrow(refused);
    expect(() => offerCeiling({ probability: 2, value: 1 }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [], value: [1] }, offer)).toThrow(
      expect.objectContaining({ code: "mismatched_dimensions" }),
    );
  });
});

describe("a plan for one customer", () => {
  const options = { probability: 0.5, value: 400, contact: 2 };

  test("answers to the cause that adds most, over a channel that is allowed, or says why there is none", () => {
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
          expect(plan.actBy).toBe(NOW + plan.play.withinHours * 3_600_000);
          const known = plan.causes.filter(({ cause }) => defaultPlays.some((play) => play.cause === cause));
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

  test("every cause of a ready signal has a play, but that a model says so", () => {
    const causes = new Set(policies.flatMap(({ signals }) => signals.map(({ cause }) => cause)));
    causes.delete("model");
    expect([...causes].filter((cause) => !defaultPlays.some((play) => play.cause === cause))).toEqual([]);
  });
});

describe("winning back", () => {
  const options: WinBackOptions = {
    offers: [
      { id: "hello", cost: 0, returns: 0.05 },
      { id: "voucher", cost: 20, returns: 0.3 },
      { id: "gift", cost: 90, returns: 0.4 },
    ],
    contact: 1,
  };
  const lost = { id: "c1", value: 300, lostDays: 30, returnsAlone: 0.05 };

  test("takes the offer that adds most over its cost, dearer ones for who is worth more", () => {
    const offerFor = (value: number) => winBackPlan({ ...lost, value }, options).offer;
    expect([15, 28, 300, 5000].map(offerFor)).toEqual([null, "hello", "voucher", "gift"]);
    expect(winBackPlan({ ...lost, returnsAlone: 1 }, options).because).toBe("not-worth-it");
  });

  test("stops when attempts are used, when nobody may write, and on the day told", () => {
    expect(winBackPlan({ ...lost, tried: ["hello", "voucher", "gift"] }, options).because).toBe("attempts-used");
    expect(winBackPlan({ ...lost, mayContact: false }, options).because).toBe("no-contact");
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (value, returnsAlone) => {
          const customer = { ...lost, value, returnsAlone };
          const plan = winBackPlan(customer, options);
          if (plan.offer === null || plan.stopAfterDays === null) return;
          const later = (days: number) => winBackPlan({ ...customer, lostDays: customer.lostDays + days }, options).offer;
          expect(later(plan.stopAfterDays * 0.999)).not.toBeNull();
          expect(later(plan.stopAfterDays * 1.001 + 1e-6)).toBeNull();
        },
      ),
      law,
    );
  });

  test("a refused offer is not made again, and makes the next less likely to be taken", () => {
    const first = winBackPlan(lost, options);
    const second = winBackPlan({ ...lost, tried: [first.offer!] }, options);
    expect(second.offer).not.toBe(first.offer);
    expect(second.returns).toBeLessThan(first.returns);
    const plans = winBackPlans(
      [
        { ...lost, id: "small", value: 20 },
        { ...lost, id: "large", value: 900 },
      ],
      options,
    );
    expect(plans.map(({ customerId }) => customerId)).toEqual(["large", "small"]);
    expect(() => winBackPlan({ ...lost, returnsAlone: 2 }, options)).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => winBackPlan({ ...lost, value: Number.NaN }, options)).toThrow(
      expect.objectContaining({ code: "outside_domain" }),
    );
  });
});

describe("what a plan did", () => {
  const ids = Array.from({ length: 4000 }, (_, index) => `c${index}`);

  test("the hold-out is the asked share, of the same customers whatever the order", () => {
    const { heldOut } = holdOut(ids, { share: 0.2, seed: "autumn" });
    expect(Math.abs(heldOut.reduce((sum, out) => sum + out, 0) - 800)).toBeLessThan(4 * Math.sqrt(640));
    const backwards = holdOut([...ids].reverse(), { share: 0.2, seed: "autumn" });
    expect([...backwards.heldOut].reverse()).toEqual([...heldOut]);
    expect([...holdOut(ids, { share: 0.2, seed: "winter" }).heldOut]).not.toEqual([...heldOut]);
    expect([...holdOut(["a"], { share: 0, seed: "s" }).heldOut, ...holdOut(["a"], { share: 1, seed: "s" }).heldOut]).toEqual([
      0, 1,
    ]);
  });

  /** A campaign in which the treated stay more often by `effect`, and cost 2 each. */
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

  test("an effect is found with its money, none is called undecided, and the interval covers as often as it says", () => {
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

  test("outcomes are written back from records, and an early look is refused", () => {
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
      expect.objectContaining({ code: "empty_churn_dataset" }),
    );
    expect(() => evaluatePlan({ ids: ["a"], heldOut: Uint8Array.of(0), kept: [1] })).toThrow(
      expect.objectContaining({ code: "outside_domain" }),
    );
  });
});
