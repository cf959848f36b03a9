import {
  basketShrinking,
  categoriesShrinking,
  type ChurnPolicy,
  churnRisk,
  churnRisks,
  type ChurnSignal,
  complaints,
  contractEnding,
  defineChurnPolicy,
  discountDependence,
  failedPayments,
  frequencyFalling,
  interactionsFalling,
  loginsFalling,
  lowProbabilityAlive,
  optedOut,
  recommendationLow,
  satisfactionFalling,
  silence,
  supportUnresolved,
  unreached,
  usageFalling,
} from "clientele/churn";
import type { Subject } from "clientele/models";
import { type Metric, prepareSubject } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandChangeByReading } from "../../fixtures/band-change-oracle.js";
import { anyCustomer, DAY, NOW, policies, rhythm, START } from "../../fixtures/churn-customers.js";

const law = { seed: 20260302, numRuns: 45 };
const HOUR = DAY / 24;

const text = { en: "{value}", zh: "{value}" };

/** Signal of a metric whose severity rises with it. */
function signalOf(metric: Metric, severity: ChurnSignal["severity"], more: Partial<ChurnSignal> = {}): ChurnSignal {
  const id = JSON.stringify(metric);
  return { id, label: text, reason: text, cause: "drifting", source: { kind: "metric", metric }, severity, points: 40, ...more };
}

const up = (most: number): ChurnSignal["severity"] => [
  [0, 0],
  [most, 1],
];
const orders = { types: ["order.placed"] };
const anything = { types: ["*"] };

/** Every ready signal, with other spans than in the ready policies. */
const readySignals: readonly ChurnSignal[] = [
  silence({ rhythm, newFor: { days: 20 } }),
  { ...silence({ rhythm: { ...rhythm, zone: "America/New_York" } }), id: "eventful-silence", evidence: "when-raised" },
  frequencyFalling({ within: { days: 30 } }),
  interactionsFalling({ within: { days: 45 } }),
  unreached({
    severity: [
      [5, 0],
      [60, 1],
    ],
  }),
  optedOut({ within: { days: 100 } }),
  contractEnding({ term: { days: 90 }, notice: { days: 45 } }),
  failedPayments({ within: { days: 200 } }),
  discountDependence(),
  lowProbabilityAlive(),
  basketShrinking({ currency: "GBP", within: { days: 60 } }),
  categoriesShrinking(),
  complaints({ within: { days: 120 } }),
  satisfactionFalling(),
  recommendationLow(),
  supportUnresolved({ within: { days: 300 } }),
  loginsFalling(),
  usageFalling({ within: { days: 90 } }),
];

/** Windows of every kind; the clocks of London and New York change within 60 days after {@link NOW}. */
const windowSignals: readonly ChurnSignal[] = [
  signalOf({ measure: "count", ...orders, window: { kind: "this", unit: "month", zone: "Europe/London" } }, up(2)),
  signalOf({ measure: "count", ...anything, window: { kind: "previous", unit: "week", zone: "America/New_York" } }, up(3)),
  signalOf(
    { measure: "daysActive", ...anything, zone: "Europe/London", window: { kind: "last", duration: { days: 21 } } },
    up(4),
  ),
  signalOf({ measure: "count", ...anything, window: { kind: "this", unit: "day", zone: "Europe/London" } }, up(2)),
  signalOf({ measure: "count", ...anything, window: { kind: "ago", from: { days: 60 }, to: { days: 7 } } }, up(9)),
  signalOf({ measure: "count", ...anything, window: { kind: "within", duration: { days: 500 }, of: { first: ["*"] } } }, up(30)),
  signalOf({ measure: "count", ...orders, window: { kind: "since", from: "2025-06-01T00:00:00Z" } }, up(20)),
  signalOf({ measure: "fewestPerPeriod", ...anything, periods: { count: 3, unit: "month", zone: "Europe/London" } }, up(2)),
  signalOf({ measure: "fewestPerPeriod", ...anything, periods: { count: 2, duration: { days: 12, minutes: 30 } } }, up(2)),
  signalOf(
    { measure: "unanswered", types: ["ticket.opened"], answer: { types: ["ticket.resolved"] }, openFor: { days: 30 } },
    up(2),
  ),
  signalOf(
    { measure: "sum", ...orders, property: "total", currency: "GBP", window: { kind: "last", duration: { days: 90 } } },
    up(20_000),
  ),
  signalOf(
    { measure: "maximum", types: ["survey.answered"], property: "nps", window: { kind: "last", duration: { days: 50 } } },
    up(9),
  ),
  signalOf({ measure: "knownFor" }, up(900)),
  signalOf(
    {
      measure: "daysActive",
      ...orders,
      zone: { attribute: "address.timeZone", fallback: "Europe/London" },
      window: { kind: "last", duration: { days: 50 } },
    },
    up(9),
  ),
];

/** A policy of one to six signals, with bands close together so that small changes matter. */
function anyPolicyOf(signals: readonly ChurnSignal[]): fc.Arbitrary<ChurnPolicy> {
  return fc
    .record({
      signals: fc.shuffledSubarray([...signals], { minLength: 1, maxLength: 6 }),
      points: fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 6, maxLength: 6 }),
      minKnownShare: fc.constantFrom(0, 0.15, 0.5, 0.9),
      step: fc.integer({ min: 3, max: 30 }),
    })
    .map(({ signals: chosen, points, minKnownShare, step }) =>
      defineChurnPolicy({
        id: "any",
        signals: chosen.map((signal, place) => ({ ...signal, points: points[place]! })),
        bands: [0, 1, 2, 3].map((band) => ({ id: `b${band}`, label: text, from: band * step })),
        minKnownShare,
      }),
    );
}

/** A customer of whom many facts share an instant: a whole day, so that windows of whole days end at them together. */
const tiedCustomer = anyCustomer.map((customer): Subject => {
  const history = customer.history.map((fact) => ({
    ...fact,
    at: new Date(Math.floor(fact.at.getTime() / (20 * DAY)) * 20 * DAY),
  }));
  return { ...customer, history };
});

describe("nextCheckAt", () => {
  test("is the instant at which the band changes; the band stays the same up to one millisecond before it", () => {
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
      law,
    );
    expect(changes).toBeGreaterThan(10);
  });

  const cases: readonly (readonly [what: string, policies: fc.Arbitrary<ChurnPolicy>])[] = [
    ["ready policies", fc.constantFrom(...policies)],
    ["any ready signals", anyPolicyOf(readySignals)],
    ["windows of every kind", anyPolicyOf(windowSignals)],
  ];
  for (const [what, anyPolicy] of cases) {
    test(`equals reading everything at every instant, for ${what}`, () => {
      let changes = 0;
      fc.assert(
        fc.property(
          fc.oneof(anyCustomer, tiedCustomer),
          anyPolicy,
          fc.constantFrom(0, 1, HOUR / 2, 17 * HOUR),
          fc.constantFrom(undefined, 0.05, 0.5),
          (customer, policy, later, alive) => {
            const asOf = NOW + later;
            const until = asOf + 1_000 * DAY;
            const columns = alive === undefined ? {} : { probabilityAlive: alive };
            const found = churnRisk(policy, customer, { asOf, until, columns }).nextCheckAt?.getTime() ?? null;
            if (found !== null) changes++;
            expect(found).toBe(bandChangeByReading(policy, customer, { asOf, until, columns }));
          },
        ),
        { ...law, numRuns: 250 },
      );
      expect(changes).toBeGreaterThan(20);
    });
  }

  test("equals reading everything at every instant, also where a calendar ends", () => {
    const support = {
      from: START,
      to: NOW + 40 * DAY,
      intervals: Array.from({ length: 440 }, (_, day) => [START + day * DAY + 9 * HOUR, START + day * DAY + 17 * HOUR] as const),
    };
    const calendars = { support };
    const hours = (businessHours: number) => ({ businessHours, calendar: "support" });
    const policy = defineChurnPolicy(
      {
        id: "hours",
        signals: [
          signalOf({ measure: "count", ...anything, window: { kind: "last", duration: hours(80) } }, up(5)),
          signalOf(
            {
              measure: "unanswered",
              types: ["page.viewed"],
              answer: orders,
              openFor: hours(30),
              window: { kind: "last", duration: { days: 90 } },
            },
            up(3),
          ),
          silence({ rhythm, points: 20 }),
        ],
      },
      { calendars },
    );
    const ends = new Set<string>();
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(10, 40, 90), (customer, days) => {
        const until = NOW + days * DAY;
        const found = churnRisk(policy, customer, { asOf: NOW, until }).nextCheckAt?.getTime() ?? null;
        expect(found).toBe(bandChangeByReading(policy, customer, { asOf: NOW, until, calendars }));
        ends.add(found === null ? "none" : found > support.to ? "after the calendar" : "a change");
      }),
      { ...law, numRuns: 60 },
    );
    expect([...ends].sort()).toEqual(["a change", "after the calendar", "none"]);
  });

  test("is exact for gaps in a window, and for a time since an interaction that a window forgets", () => {
    const window = { kind: "last", duration: { days: 80 } } as const;
    const signals: readonly ChurnSignal[] = [
      signalOf({ measure: "longestGap", ...anything, window }, up(20)),
      signalOf({ measure: "meanGap", ...anything, window }, up(10)),
      signalOf({ measure: "timeSinceLast", ...anything, window }, up(60)),
      signalOf({ measure: "timeSinceFirst", ...anything, window }, up(80)),
    ];
    let changes = 0;
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...signals), (customer, signal) => {
        const policy = defineChurnPolicy({ id: "gaps", signals: [{ ...signal, points: 100 }] });
        const until = NOW + 120 * DAY;
        const risk = churnRisk(policy, customer, { asOf: NOW, until });
        const past = { ...customer, history: customer.history.filter(({ at }) => at.getTime() <= NOW) };
        const bandAt = (at: number): string => churnRisk(policy, past, { asOf: at, until: at }).band;
        const end = risk.nextCheckAt?.getTime() ?? until + 1;
        // Facts lie on half hours, and so do the ends of windows.
        for (let at = NOW; at < end; at += 2 * HOUR) expect(bandAt(at)).toBe(risk.band);
        if (end > until) return;
        changes++;
        expect([bandAt(end - 1), bandAt(end) === risk.band]).toEqual([risk.band, false]);
      }),
      { ...law, numRuns: 40 },
    );
    expect(changes).toBeGreaterThan(10);
  });

  test("is the same for a population", () => {
    fc.assert(
      fc.property(fc.array(anyCustomer, { minLength: 1, maxLength: 4 }), anyPolicyOf(readySignals), (customers, policy) => {
        const { nextCheckAt } = churnRisks(policy, customers, { asOf: NOW, nextCheck: true });
        const alone = customers.map(
          (customer) => churnRisk(policy, customer, { asOf: NOW }).nextCheckAt?.getTime() ?? Number.NaN,
        );
        expect([...nextCheckAt!]).toEqual(alone);
      }),
      law,
    );
  });

  test("reads the profile as it was, however the customer was read before", () => {
    const policy = defineChurnPolicy({ id: "known", signals: [signalOf({ measure: "knownFor" }, up(100), { points: 100 })] });
    const at = (day: number): Date => new Date(START + day * DAY);
    const fact = (day: number) => ({ id: `i${day}`, customerId: "c1", type: "page.viewed", at: at(day), properties: {} });
    const subject = prepareSubject({
      id: "c1",
      attributes: { createdAt: at(0) },
      history: [fact(1), fact(90)],
      changes: [{ customerId: "c1", at: at(50), version: 2, path: ["createdAt"], before: at(30), after: at(0) }],
    });
    const early = (): unknown => churnRisk(policy, subject, { asOf: at(40) });
    const first = early();
    churnRisk(policy, subject, { asOf: at(95) });
    expect(early()).toEqual(first);
    expect(first).toMatchObject({ band: "low", nextCheckAt: at(55) });
  });

  test("is the instant from which a customer is known, where the profile says so in advance", () => {
    const always = signalOf({ measure: "knownFor" }, [[0, 1]], { points: 100 });
    const policy = defineChurnPolicy({ id: "known", signals: [always] });
    const customer = { id: "c1", attributes: { createdAt: new Date(START + DAY) }, history: [] };
    expect(churnRisk(policy, customer, { asOf: START })).toMatchObject({ band: "unknown", nextCheckAt: new Date(START + DAY) });
    expect(churnRisk(policy, customer, { asOf: START + DAY })).toMatchObject({ band: "critical", nextCheckAt: null });
  });
});
