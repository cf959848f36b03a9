import {
  advanceAlert,
  lowProbabilityAlive,
  type ChurnAlert,
  type ChurnPolicyDefinition,
  type ChurnSignal,
  churnMetrics,
  churnRisk,
  churnRisks,
  churnScoreExpressions,
  churnSignals,
  complaints,
  defineChurnPolicy,
  fitPurchaseRhythm,
  frequencyFalling,
  unreached,
  retailChurnPolicy,
  scoreChurnInputs,
  silence,
  supportUnresolved,
} from "clientele/churn";
import { silenceTail } from "../../src/churn/policy/purchase-rhythm.js";
import { seededRandom } from "clientele/kernel";
import type { Subject } from "clientele/models";
import { compileMetrics, evaluateScore, metricsToSql, prepareSubject, scoreToSql, standardCatalog } from "clientele/rules";
import { normalQuantile } from "../../src/statistics/internal.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duckdbEngine, type Engine, pgliteEngine } from "../rules/engines.js";
import { anyCustomer, DAY, NOW, policies, START } from "./random-customers.js";

const law = { seed: 20260302, numRuns: 150 };
const rhythm = {
  kind: "purchase-rhythm",
  version: 1,
  zone: "UTC",
  mean: Math.log(30),
  within: 0.5,
  between: 0.25,
  degrees: 500,
} as const;

/** A customer who ordered on some days after START. */
function orderedOn(...days: number[]): Subject {
  return {
    id: "c1",
    attributes: {},
    history: days.map((day, index) => ({
      id: `o${String(index).padStart(3, "0")}`,
      customerId: "c1",
      type: "order.placed",
      at: new Date(START + day * DAY),
      properties: { orderId: `o${index}`, total: 1000, currency: "GBP" },
    })),
  };
}

describe("a score and its reasons", () => {
  test("contributions add up to the score, which lies from 0 to 100, and what is unknown adds nothing", () => {
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
        expect(risk.confidence).toBeGreaterThanOrEqual(0);
        expect(risk.confidence).toBeLessThanOrEqual(1);
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

  test("above 100 all signals are taken down alike", () => {
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

  test("of whom nothing is known, the answer is unknown: not safe, and not at risk", () => {
    for (const policy of policies) {
      const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [] }, { asOf: NOW });
      expect([risk.score, risk.band, risk.confidence, risk.nextCheckAt]).toEqual([null, "unknown", 0, null]);
    }
  });

  test("a new customer is never silent, however short the rhythm of others", () => {
    const hasty = { ...rhythm, mean: Math.log(2) };
    const policy = defineChurnPolicy({ id: "p", signals: [silence({ rhythm: hasty, newFor: { days: 30 } })] });
    const customer = orderedOn(0);
    const young = churnRisk(policy, customer, { asOf: START + 29 * DAY });
    expect([young.score, young.signals[0]?.status]).toEqual([null, "unknown"]);
    // From then on the population's rhythm speaks, at low confidence.
    expect(young.nextCheckAt).toEqual(new Date(START + 30 * DAY));
    const later = churnRisk(policy, customer, { asOf: START + 30 * DAY });
    expect(later.score).toBe(50);
    expect(later.confidence).toBe(0.25);
  });

  test("the same silence is grave for a weekly buyer and nothing for a quarterly one", () => {
    const policy = retailChurnPolicy({ currency: "GBP", rhythm });
    const weekly = churnRisk(policy, orderedOn(...Array.from({ length: 30 }, (_, week) => 7 * week)), {
      asOf: START + (203 + 45) * DAY,
    });
    const quarterly = churnRisk(policy, orderedOn(0, 90, 203), { asOf: START + (203 + 45) * DAY });
    const of = (risk: typeof weekly) => risk.signals.find(({ id }) => id === "silence")!;
    expect(of(weekly)).toMatchObject({ status: "raised", severity: expect.closeTo(1, 1) });
    expect(of(quarterly)).toMatchObject({ status: "quiet", severity: 0 });
    expect(of(weekly).reliability).toBeGreaterThan(of(quarterly).reliability);
    expect(of(weekly).text.en).toMatch(/^A gap this long has a chance of 0\.00\d+ by the customer's own rhythm\.$/);
  });

  test("each ready signal answers to what it is about", () => {
    const fact = (type: string, day: number, properties: Record<string, unknown> = {}) => ({
      id: `${type}${day}`,
      customerId: "c1",
      type,
      at: new Date(START + day * DAY),
      properties,
    });
    const raised = (policy: (typeof policies)[number], ...history: ReturnType<typeof fact>[]): string[] =>
      churnSignals(policy, { id: "c1", attributes: {}, history }, { asOf: START + 360 * DAY, columns: { probabilityAlive: 0.3 } })
        .filter(({ status }) => status === "raised")
        .map(({ id }) => id);
    const [retail, subscription, account] = policies as [(typeof policies)[0], (typeof policies)[0], (typeof policies)[0]];
    const order = (day: number, total: number, discount = 0) =>
      fact("order.placed", day, { orderId: `o${day}`, total, currency: "GBP", discount });
    expect(raised(retail, order(200, 9000), order(220, 9000), order(230, 9000), order(250, 9000), order(300, 1000))).toEqual([
      "frequency-falling",
      "basket-shrinking",
      "alive-unlikely",
    ]);
    expect(raised(retail, order(300, 100, 10), order(320, 100, 10))).toContain("discount-dependence");
    expect(raised(retail, fact("complaint.raised", 300))).toContain("complaints");
    expect(raised(retail, fact("message.unsubscribed", 300))).toContain("turned-away");
    expect(raised(retail, ...[241, 242, 243, 244].map((day) => fact("page.viewed", day)))).toContain("interactions-falling");
    expect(
      raised(
        retail,
        ...["a", "b", "c", "d"].map((category, index) => fact("product.viewed", 100 + index, { productId: "p", category })),
        fact("product.viewed", 350, { productId: "p", category: "a" }),
      ),
    ).toContain("categories-shrinking");
    expect(raised(retail, fact("survey.answered", 20, { csat: 5 }), fact("survey.answered", 300, { csat: 2 }))).toContain(
      "satisfaction-falling",
    );
    expect(raised(retail, fact("survey.answered", 20, { nps: 4 }), fact("survey.answered", 300, { csat: 5 }))).toContain(
      "recommendation-low",
    );
    expect(raised(subscription, fact("ticket.opened", 300), fact("ticket.opened", 301), fact("ticket.resolved", 302))).toEqual([
      "support-unresolved",
    ]);
    expect(raised(subscription, fact("subscription.payment-failed", 350))).toEqual(["failed-payments"]);
    expect(raised(subscription, ...[310, 311, 312, 313].map((day) => fact("account.logged-in", day)))).toEqual([
      "logins-falling",
    ]);
    expect(raised(subscription, ...[310, 311, 312, 313].map((day) => fact("service.used", day)))).toEqual(["usage-falling"]);
    expect(raised(subscription, fact("subscription.started", 280))).toEqual(["contract-ending"]);
    expect(raised(account, fact("call.logged", 290))).toEqual(["no-contact"]);
  });

  test("what changed since last time is told signal by signal", () => {
    const [policy] = policies as [(typeof policies)[0]];
    const before = churnRisk(policy, orderedOn(0, 30, 60, 95), { asOf: START + 100 * DAY });
    const after = churnRisk(policy, orderedOn(0, 30, 60, 95), { asOf: START + 300 * DAY, before });
    expect(after.change).toMatchObject({ since: START + 100 * DAY, bandBefore: "low", score: after.score! - before.score! });
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

  test("what happens later does not count", () => {
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...policies), (customer, policy) => {
        const cut = { ...customer, history: customer.history.filter(({ at }) => at.getTime() <= NOW) };
        expect(churnRisk(policy, customer, { asOf: NOW })).toEqual(churnRisk(policy, cut, { asOf: NOW }));
      }),
      { ...law, numRuns: 50 },
    );
  });
});

describe("when to look again", () => {
  test("at the instant told the band is another, every few days and at the millisecond before it is the same", () => {
    let changes = 0;
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...policies), (customer, policy) => {
        const past = { ...customer, history: customer.history.filter(({ at }) => at.getTime() <= NOW) };
        const bandAt = (at: number): string => churnRisk(policy, past, { asOf: at, until: at }).band;
        const until = NOW + 250 * DAY;
        const risk = churnRisk(policy, past, { asOf: NOW, until });
        const end = risk.nextCheckAt?.getTime() ?? until + 1;
        for (let at = NOW; at < end; at += 3.37 * DAY) expect(bandAt(at)).toBe(risk.band);
        if (end <= until) {
          changes++;
          expect(bandAt(end - 1)).toBe(risk.band);
          expect(bandAt(end)).not.toBe(risk.band);
        }
      }),
      { ...law, numRuns: 45 },
    );
    expect(changes).toBeGreaterThan(10);
  });
});

describe("alerts", () => {
  test("open at one score, close at a lower one, rest, and hold while nothing is known", () => {
    const policy = defineChurnPolicy({ id: "p", signals: [complaints()], alert: { raiseAt: 50, clearBelow: 30, restDays: 2 } });
    const base = churnRisk(policy, { id: "c1", attributes: {}, history: [] }, { asOf: 0 });
    let alert: ChurnAlert | null = null;
    const scores = [10, 49, 50, 45, 31, null, 29, 60, 49, 51, 80];
    const events = scores.map((score, day) => {
      const advance = advanceAlert(policy, alert, { ...base, score, asOf: day * DAY });
      alert = advance.alert;
      return advance.event;
    });
    expect(events).toEqual([null, null, "raised", null, null, null, "cleared", null, null, "raised", null]);
  });
});

describe("a population", () => {
  const customers = fc.sample(anyCustomer, { seed: 5, numRuns: 60 }).map((customer, index) => ({
    ...customer,
    id: `c${String(index).padStart(2, "0")}`,
  }));
  const alive = {
    ids: customers.map(({ id }) => id),
    values: Float64Array.from(customers, (_, row) => (row % 4 === 0 ? Number.NaN : row / 60)),
  };

  test("is what each of its customers is", () => {
    for (const policy of policies) {
      const risks = churnRisks(policy, customers, { asOf: NOW, columns: { probabilityAlive: alive }, nextCheck: true });
      customers.forEach((customer, row) => {
        const columns = { probabilityAlive: alive.values[row] };
        const risk = churnRisk(policy, customer, { asOf: NOW, columns });
        expect(Number.isNaN(risks.score[row]) ? null : risks.score[row]).toBe(risk.score);
        expect(risks.bands[risks.band[row]!]).toBe(risk.band);
        expect(risks.confidence[row]).toBe(risk.confidence);
        expect(Number.isNaN(risks.nextCheckAt![row]) ? null : risks.nextCheckAt![row]).toBe(risk.nextCheckAt?.getTime() ?? null);
        for (const { id, contribution } of risk.signals) expect(risks.contributions[id]?.[row]).toBe(contribution);
      });
    }
  });

  describe("scored in a database", () => {
    let engines: Engine[] = [];
    beforeAll(async () => {
      engines = await Promise.all([duckdbEngine(), pgliteEngine()]);
      for (const engine of engines) await engine.load(customers);
    }, 120_000);
    afterAll(async () => {
      for (const engine of engines) await engine.close();
    });

    test.each(
      policies.map((policy) => [policy.id, policy] as const),
    )("%s: the same to 1e-9, metrics and all", async (_id, policy) => {
      const { metrics, columns } = churnMetrics(policy);
      const names = [...Object.keys(metrics), ...columns];
      const memory = churnRisks(policy, customers, { asOf: NOW, columns: { probabilityAlive: alive } });
      const all = churnScoreExpressions(policy);
      const [first] = policy.signals;
      const expressions = { score: all.score, confidence: all.confidence, [first!.id]: all[first!.id]! };
      for (const engine of engines) {
        const computed = await engine.query(
          metricsToSql(metrics, { dialect: engine.dialect, asOf: NOW, schema: standardCatalog }),
        );
        const rowOf = new Map(computed.map((row) => [String(row[0]), row.slice(1)]));
        const inputs = customers.map((customer, row) => {
          const gaps = rhythmInputs(customer, policy);
          const brought: Record<string, number | null> = {
            ...gaps,
            probabilityAlive: Number.isNaN(alive.values[row]) ? null : alive.values[row]!,
          };
          return [...rowOf.get(customer.id)!, ...columns.map((name) => brought[name] ?? null)].map((value) =>
            value === null ? null : Number(value),
          );
        });
        const scored = scoreChurnInputs(
          policy,
          memory.ids,
          Object.fromEntries(names.map((name, place) => [name, Float64Array.from(inputs, (row) => row[place] ?? Number.NaN)])),
        );
        const table = `risk_${policy.id}`;
        await engine.query({
          text: `CREATE TABLE ${table} (id VARCHAR, ${names.map((name) => `"${name}" DOUBLE PRECISION`).join(", ")})`,
          parameters: [],
        });
        const values = inputs.map(
          (row, index) => `('${customers[index]!.id}', ${row.map((value) => value ?? "NULL").join(", ")})`,
        );
        await engine.query({ text: `INSERT INTO ${table} VALUES ${values.join(", ")}`, parameters: [] });
        const rows = await engine.query(scoreToSql(expressions, { dialect: engine.dialect, table, id: "id" }));
        const keys = Object.keys(expressions);
        expect(rows).toHaveLength(customers.length);
        for (const row of rows) {
          const place = memory.ids.indexOf(String(row[0]));
          const seen = Object.fromEntries(
            keys.map((key, index) => [key, row[index + 1] === null ? null : Number(row[index + 1])]),
          );
          const isUnknown = Number.isNaN(memory.score[place]);
          expect(scored.score[place]).toEqual(memory.score[place]);
          if (isUnknown) expect(seen.score).toBeNull();
          else {
            expect(Math.abs(seen.score! - memory.score[place]!)).toBeLessThan(1e-9);
            for (const id of [first!.id]) expect(Math.abs(seen[id]! - memory.contributions[id]![place]!)).toBeLessThan(1e-9);
          }
          expect(Math.abs(seen.confidence! - memory.confidence[place]!)).toBeLessThan(1e-9);
          const inputRow = Object.fromEntries(names.map((name, index) => [name, inputs[place]![index]]));
          expect(evaluateScore(expressions.score, inputRow) === undefined).toBe(isUnknown);
        }
      }
    });
  });
});

/** Gaps and log gaps between a customer's order days, as a purchase summary by day has them. */
function rhythmInputs(customer: Subject, policy: (typeof policies)[number]): Record<string, number> {
  const signal = policy.signals.find(({ source }) => source.kind === "rhythm");
  if (signal?.source.kind !== "rhythm") return {};
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: signal.source.rhythm.zone });
  const days = [
    ...new Set(
      customer.history
        .filter(({ type, at }) => type === "order.placed" && at.getTime() <= NOW)
        .map(({ at }) => Date.parse(format.format(at)) / DAY),
    ),
  ];
  const gaps = days.slice(1).map((day, index) => day - days[index]!);
  return { [`${signal.id}.gaps`]: gaps.length, [`${signal.id}.logGaps`]: gaps.reduce((sum, gap) => sum + Math.log(gap), 0) };
}

describe("the rhythm of buying", () => {
  /** Customers whose log gaps are normal around means of their own. */
  function simulate(customers: number, seed: string): number[][] {
    const random = seededRandom(seed);
    const normal = (): number => normalQuantile(Math.max(1e-12, random()));
    return Array.from({ length: customers }, () => {
      const mean = Math.log(60) + 0.5 * normal();
      const instants = [0];
      const purchases = 3 + Math.floor(10 * random());
      for (let index = 0; index < purchases; index++)
        instants.push(instants.at(-1)! + Math.max(1, Math.round(Math.exp(mean + 0.6 * normal()))) * DAY);
      return instants;
    });
  }

  test("is learned back from a simulation, and its tail is a false-alarm rate a cycle", () => {
    const learned = fitPurchaseRhythm(simulate(3000, "fit"), { zone: "UTC" });
    expect(learned.mean).toBeCloseTo(Math.log(60), 1);
    expect(learned.within).toBeCloseTo(0.36, 1);
    expect(learned.between).toBeCloseTo(0.25, 1);
    // The last gap of each, judged by the gaps before it: every level is passed as often as it says.
    const tails = simulate(4000, "check").map((instants) => {
      const gaps = instants.slice(1).map((at, index) => (at - instants[index]!) / DAY);
      const closed = gaps.slice(0, -1);
      return silenceTail(
        learned,
        { gaps: closed.length, logGaps: closed.reduce((sum, gap) => sum + Math.log(gap), 0) },
        gaps.at(-1)!,
      );
    });
    for (const level of [0.01, 0.1, 0.5]) {
      const share = tails.filter((tail) => tail < level).length / tails.length;
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / tails.length) + 0.005);
    }
  });

  test("falls with time and with a shorter habit, and several orders of a day are one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (gaps, mean, days) => {
          const tail = silenceTail(rhythm, { gaps, logGaps: gaps * mean }, days);
          expect(tail).toBeGreaterThan(silenceTail(rhythm, { gaps, logGaps: gaps * mean }, days + 1));
          if (gaps >= 2) expect(tail).toBeLessThan(silenceTail(rhythm, { gaps, logGaps: gaps * (mean + 0.1) }, days));
        },
      ),
      law,
    );
    const zone = "UTC";
    const once = [
      [0, 7 * DAY, 20 * DAY],
      [0, 30 * DAY, 50 * DAY],
    ];
    expect(
      fitPurchaseRhythm(
        once.map((instants) => instants.flatMap((at) => [at + 60_000, at])),
        { zone },
      ),
    ).toEqual(fitPurchaseRhythm(once, { zone }));
  });

  test.each([
    ["nobody", []],
    ["one customer", [[0, 5 * DAY, 9 * DAY]]],
    [
      "clockwork",
      [
        [0, 7 * DAY, 14 * DAY],
        [0, 30 * DAY, 60 * DAY],
      ],
    ],
  ])("cannot be learned from %s", (_who, purchases) => {
    expect(() => fitPurchaseRhythm(purchases, { zone: "UTC" })).toThrow(expect.objectContaining({ code: "too_few_gaps" }));
  });
});

describe("a policy that cannot be is refused with its place", () => {
  const signal = complaints();
  const withSource = (source: unknown, rest: Partial<ChurnSignal> = {}): ChurnPolicyDefinition => ({
    id: "p",
    signals: [{ ...signal, ...rest, source: source as ChurnSignal["source"] }],
  });
  test.each<[string, unknown, string]>([
    ["no signals", { id: "p", signals: [] }, "signals"],
    ["an identifier twice", { id: "p", signals: [signal, signal] }, "signals[1].id"],
    [
      "a metric that does not exist",
      withSource({ kind: "metric", metric: { measure: "count", types: ["complaint.rised"] } }),
      "signals[0].source.metric.types[0]",
    ],
    [
      "a metric that is no number",
      withSource({ kind: "metric", metric: { measure: "last", types: ["order.placed"] } }),
      "signals[0].source.metric",
    ],
    [
      "a time since within a ratio",
      withSource({ kind: "ratio", of: { measure: "knownFor" }, to: { measure: "knownFor" } }),
      "signals[0].source.of",
    ],
    [
      "a fading time since",
      withSource(unreached().source, {
        severity: [
          [0, 1],
          [30, 0],
        ],
      }),
      "signals[0].severity",
    ],
    [
      "a curve out of order",
      {
        id: "p",
        signals: [
          {
            ...signal,
            severity: [
              [1, 0],
              [0, 1],
            ],
          },
        ],
      },
      "signals[0].severity",
    ],
    ["a severity above 1", { id: "p", signals: [{ ...signal, severity: [[0, 2]] }] }, "signals[0].severity"],
    [
      "a chance of 0",
      {
        id: "p",
        signals: [
          silence({
            rhythm,
            severity: [
              [0, 1],
              [0.1, 0],
            ],
          }),
        ],
      },
      "signals[0].severity",
    ],
    [
      "a rhythm without variance",
      { id: "p", signals: [silence({ rhythm: { ...rhythm, within: 0 } })] },
      "signals[0].source.rhythm",
    ],
    [
      "bands that do not begin at 0",
      { id: "p", signals: [signal], bands: [{ id: "a", from: 1, label: { en: "", zh: "" } }] },
      "bands[0]",
    ],
    ["an alert that would flap", { id: "p", signals: [signal], alert: { raiseAt: 50, clearBelow: 50 } }, "alert"],
  ])("%s", (_what, definition, path) => {
    let found: unknown;
    try {
      defineChurnPolicy(definition as ChurnPolicyDefinition);
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ code: "invalid_churn_policy" });
    expect((found as { details: { problems: { path: string }[] } }).details.problems.map((problem) => problem.path)).toContain(
      path,
    );
  });

  test("a copy of a policy is no policy", () => {
    const copy = structuredClone(policies[0]!);
    expect(() => churnRisk(copy, orderedOn(0), { asOf: NOW })).toThrow(
      expect.objectContaining({ code: "undefined_churn_policy" }),
    );
  });

  test("the host's signals stand beside the ready ones and in their place", () => {
    const own: ChurnSignal = { ...lowProbabilityAlive({ column: "usage" }), id: "host-usage", points: 40 };
    const policy = retailChurnPolicy({ currency: "GBP", signals: [own, frequencyFalling({ points: 5 })] });
    expect(policy.signals.at(-1)?.id).toBe("host-usage");
    expect(policy.signals.find(({ id }) => id === "frequency-falling")?.points).toBe(5);
    expect(churnMetrics(policy).columns).toContain("usage");
  });

  test("a missing column is refused by name", () => {
    const { metrics } = churnMetrics(policies[1]!);
    const figures = compileMetrics(metrics, { schema: standardCatalog })(prepareSubject(orderedOn(0)), NOW);
    expect(Object.keys(figures)).toContain("usage-falling");
    expect(() => scoreChurnInputs(policies[1]!, ["c1"], { complaints: [0] })).toThrow(
      expect.objectContaining({ code: "mismatched_dimensions" }),
    );
  });
});
