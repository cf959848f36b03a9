import {
  accountChurnPolicy,
  basketShrinking,
  buildChurnDataset,
  categoriesShrinking,
  churnFeatures,
  churnRisk,
  churnRisks,
  churnSignals,
  complaints,
  contractEnding,
  defineChurnPolicy,
  discountDependence,
  evaluateCallLists,
  evaluatePlan,
  failedPayments,
  fitPurchaseRhythm,
  frequencyFalling,
  holdOut,
  interactionsFalling,
  loginsFalling,
  lowProbabilityAlive,
  optedOut,
  planOutcomes,
  recommendationLow,
  retailChurnPolicy,
  retentionPlan,
  retentionTargets,
  satisfactionFalling,
  silence,
  subscriptionChurnPolicy,
  supportUnresolved,
  unreached,
  usageFalling,
  winBackPlan,
} from "clientele/churn";
import { describe, expect, test } from "vitest";
import { rhythmPurchases, DAY, orderedOn, policies, rhythm, START } from "../fixtures/churn-customers.js";

const [policy] = policies as [(typeof policies)[0]];
const customer = orderedOn(0, 30, 60);
const risk = churnRisk(policy, customer, { asOf: START + 300 * DAY });
const targets = { ids: ["a"], probability: [0.4], value: [50_000] };
const outcomes = { ids: ["a", "b"], heldOut: Uint8Array.of(0, 1), kept: [1, 0] };
const metrics = { orders: { measure: "count", types: ["order.placed"] } } as const;
const bought = { version: 1, kind: "metric", metric: metrics.orders, test: { is: "atLeast", value: 1 } } as const;

const INVALID = /^invalid_(option|instant|duration|currency|time_zone)$/;

/** Each public function with valid options, an option that may be absent, and a wrong value for one. */
const functions: Record<
  string,
  { call: (options: never) => unknown; valid: object; optional?: string; wrong: [string, unknown] }
> = {
  defineChurnPolicy: {
    call: (options) => defineChurnPolicy({ id: "p", signals: [complaints()] }, options),
    valid: {},
    optional: "schema",
    wrong: ["schema", 3],
  },
  retailChurnPolicy: { call: retailChurnPolicy, valid: { currency: "GBP" }, optional: "id", wrong: ["currency", "pounds"] },
  subscriptionChurnPolicy: { call: subscriptionChurnPolicy, valid: {}, optional: "term", wrong: ["signals", "silence"] },
  accountChurnPolicy: { call: accountChurnPolicy, valid: { currency: "GBP" }, optional: "notice", wrong: ["zone", "Mars"] },
  silence: { call: silence, valid: { rhythm }, optional: "newFor", wrong: ["rhythm", 3] },
  basketShrinking: { call: basketShrinking, valid: { currency: "GBP" }, optional: "within", wrong: ["currency", "pounds"] },
  contractEnding: {
    call: contractEnding,
    valid: { term: { days: 365 }, notice: { days: 60 } },
    optional: "types",
    wrong: ["types", [""]],
  },
  lowProbabilityAlive: { call: lowProbabilityAlive, valid: {}, optional: "column", wrong: ["column", ""] },
  unreached: { call: unreached, valid: {}, optional: "severity", wrong: ["severity", "high"] },
  ...Object.fromEntries(
    Object.entries({
      categoriesShrinking,
      complaints,
      discountDependence,
      failedPayments,
      frequencyFalling,
      interactionsFalling,
      loginsFalling,
      optedOut,
      recommendationLow,
      satisfactionFalling,
      supportUnresolved,
      usageFalling,
    }).map(([name, call]) => [name, { call, valid: {}, optional: "within", wrong: ["points", 101] as [string, unknown] }]),
  ),
  fitPurchaseRhythm: {
    call: (options) => fitPurchaseRhythm(rhythmPurchases, options),
    valid: { zone: "UTC" },
    wrong: ["zone", "Mars"],
  },
  churnRisk: {
    call: (options) => churnRisk(policy, customer, options),
    valid: { asOf: START },
    optional: "before",
    wrong: ["columns", { probabilityAlive: "low" }],
  },
  churnSignals: {
    call: (options) => churnSignals(policy, customer, options),
    valid: { asOf: START },
    optional: "columns",
    wrong: ["columns", []],
  },
  churnRisks: {
    call: (options) => churnRisks(policy, [customer], options),
    valid: { asOf: START },
    optional: "nextCheck",
    wrong: ["nextCheck", "yes"],
  },
  churnFeatures: {
    call: (options) => churnFeatures([customer], { metrics }, options),
    valid: { asOf: START },
    wrong: ["zone", "UTC"],
  },
  buildChurnDataset: {
    call: (options) => buildChurnDataset([customer], options),
    valid: {
      metrics,
      origins: [START + 40 * DAY],
      horizon: { days: 30 },
      observedUntil: START + 100 * DAY,
      eligible: bought,
      left: { by: "absence", types: ["order.placed"] },
    },
    optional: "gap",
    wrong: ["left", { by: "silence", types: ["order.placed"] }],
  },
  evaluateCallLists: {
    call: (options) => evaluateCallLists({ ids: ["a"], outcomes: [1], values: [1] }, { recency: [1] }, options),
    valid: { limit: 1 },
    wrong: ["limit", 0],
  },
  retentionTargets: {
    call: (options) => retentionTargets(targets, { saved: 0.3, taken: 0.5, offer: 2_000, contact: 200 }, options),
    valid: {},
    optional: "limit",
    wrong: ["limit", 1.5],
  },
  retentionPlan: {
    call: (options) => retentionPlan(risk, options),
    valid: { probability: 0.4, value: 50_000, contact: 200 },
    optional: "plays",
    wrong: ["probability", 40],
  },
  winBackPlan: {
    call: (options) => winBackPlan({ id: "a", value: 30_000, lostDays: 10, returnsAlone: 0.1 }, options),
    valid: { offers: [{ id: "hello", cost: 0, returns: 0.1 }], contact: 100 },
    optional: "maxAttempts",
    wrong: ["halfLife", 0],
  },
  holdOut: { call: (options) => holdOut(["a", "b"], options), valid: { share: 0.5, seed: "s" }, wrong: ["share", 1.1] },
  planOutcomes: {
    call: (options) => planOutcomes({ ids: ["c1"], heldOut: Uint8Array.of(0) }, [customer], options),
    valid: { at: START, horizon: { days: 30 }, stayed: ["order.placed"], asOf: START + 40 * DAY },
    wrong: ["stayed", "order.placed"],
  },
  evaluatePlan: { call: (options) => evaluatePlan(outcomes, options), valid: {}, optional: "level", wrong: ["level", 95] },
};

describe.each(Object.entries(functions))("options of %s", (_name, { call, valid, optional, wrong }) => {
  const run = (options: object) => call(options as never);

  test("refuse an unknown name", () => {
    expect(() => run({ ...valid, unheardOf: 1 })).toThrow(expect.objectContaining({ code: "invalid_option", path: "unheardOf" }));
  });

  test("refuse a wrong value", () => {
    expect(() => run({ ...valid, [wrong[0]]: wrong[1] })).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(INVALID) as string,
        path: expect.stringMatching(`^${wrong[0]}`) as string,
      }),
    );
  });

  test("treat undefined as absent", () => {
    const absent = run(valid);
    expect(run({ ...valid, unheardOf: undefined, ...(optional !== undefined && { [optional]: undefined }) })).toEqual(absent);
  });

  test.skipIf(Object.keys(valid).length === 0)("refuse missing mandatory options", () => {
    for (const name of Object.keys(valid)) {
      expect(() => run({ ...valid, [name]: undefined })).toThrow(
        expect.objectContaining({ code: expect.stringMatching(INVALID) as string }),
      );
    }
  });
});

test("names the nearest option", () => {
  expect(() => retentionTargets(targets, { saved: 0.3, taken: 0.5, offer: 1, contact: 1 }, { limits: 3 } as never)).toThrow(
    "`limits` is not an option here. Did you mean `limit`?",
  );
});

describe("unknown keys of a definition", () => {
  const signal = complaints();
  const rhythmSignal = silence({ rhythm });
  test.each<[string, unknown, string, string]>([
    ["a policy", { id: "p", signals: [signal], band: [] }, "band", "bands"],
    ["a band", { id: "p", signals: [signal], bands: [{ id: "a", from: 0, lable: {} }] }, "bands[0].lable", "label"],
    ["an alert", { id: "p", signals: [signal], alert: { raiseAt: 50, clearBelow: 30, restDay: 1 } }, "alert.restDay", "restDays"],
    ["a signal", { id: "p", signals: [{ ...signal, severitys: [] }] }, "signals[0].severitys", "severity"],
    [
      "a source",
      { id: "p", signals: [{ ...signal, source: { ...signal.source, units: { days: 1 } } }] },
      "signals[0].source.units",
      "unit",
    ],
    [
      "a rhythm",
      { id: "p", signals: [{ ...rhythmSignal, source: { ...rhythmSignal.source, rhythm: { ...rhythm, zones: "UTC" } } }] },
      "signals[0].source.rhythm.zones",
      "zone",
    ],
    [
      "a guard",
      { id: "p", signals: [{ ...rhythmSignal, notBefore: { ...rhythmSignal.notBefore, aftr: 1 } }] },
      "signals[0].notBefore.aftr",
      "after",
    ],
  ])("are refused in %s, with the nearest name", (_what, definition, path, near) => {
    expect(() => defineChurnPolicy(definition as Parameters<typeof defineChurnPolicy>[0])).toThrow(
      expect.objectContaining({
        code: "invalid_churn_policy",
        details: {
          problems: expect.arrayContaining([
            { path, message: "This key is not known here.", hint: `Did you mean "${near}"?` },
          ]) as unknown,
        },
      }),
    );
  });

  test("do not include keys that are undefined", () => {
    const definition = { id: "p", signals: [{ ...signal, unheardOf: undefined }], bands: undefined, minKnownShare: undefined };
    expect(defineChurnPolicy(definition).minKnownShare).toBe(0.15);
  });
});
