import {
  accountLifecycle,
  advance,
  checkTransition,
  defineLifecycle,
  feedbackCaseLifecycle,
  type LifecycleDefinition,
  lifecycleToMermaid,
  lifecycleToXState,
  loginAccountLifecycle,
  migrateSnapshot,
  nextCheckAt,
  opportunityLifecycle,
  replay,
  retailLifecycle,
  stageChain,
  stageLeaks,
  stagePaths,
  stagePlayEffects,
  stagesAt,
  startLifecycle,
  subscriptionLifecycle,
  suggestThresholds,
  ticketLifecycle,
  transitionMatrix,
  validateLifecycle,
  withStageTimelines,
  xstateEvents,
} from "clientele/lifecycle";
import { isClienteleError } from "clientele/kernel";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const retail = retailLifecycle();
const order = (id: string, day: number) => ({
  id: `${id}@${day}`,
  customerId: id,
  type: "order.placed",
  at: new Date(day * DAY),
  properties: { orderId: `${id}@${day}`, total: 100, currency: "EUR" },
});
const record = { id: "c1", attributes: {}, history: [order("c1", 0), order("c1", 10)] };
const customers = [{ customer: { id: "c1", kind: "person" as const, version: 0 }, history: record.history }];
const { snapshot } = replay(retail, record, { to: 20 * DAY });
const paths = stagePaths(retail, [record], { to: 200 * DAY });
const value = { ids: ["c1"], values: Float64Array.of(100) };
const uses = [{ subjectId: "c1", play: "retain", at: 110 * DAY, treated: true }];
const definition = { id: "l", initial: "a", states: { a: {} }, transitions: [] } as const;

interface Case {
  readonly call: (options: never) => unknown;
  /** Options that are accepted. */
  readonly given: object;
  /** Every optional option. */
  readonly optional: readonly string[];
  /** A misspelled option with its nearest name. */
  readonly misspelled: readonly [string, string];
  /** Options of a wrong kind, with the code of the error. */
  readonly wrong: readonly (readonly [object, string])[];
}

const option = "invalid_option";
const cases: Readonly<Record<string, Case>> = {
  retailLifecycle: {
    call: retailLifecycle,
    given: {},
    optional: ["id", "version", "orders", "atRiskAfter", "dormantAfter", "lostAfter", "loyalOrders", "loyalWithin"],
    misspelled: ["atRisk", "atRiskAfter"],
    wrong: [
      [{ id: "" }, option],
      [{ version: 0 }, option],
      [{ orders: "order.placed" }, option],
      [{ loyalOrders: 1 }, option],
      [{ lostAfter: { days: -1 } }, "invalid_duration"],
      [{ lostAfter: { days: 10 } }, option],
      [{ orders: ["order.plcaed"] }, "invalid_lifecycle"],
    ],
  },
  subscriptionLifecycle: {
    call: subscriptionLifecycle,
    given: {},
    optional: ["id", "version", "trialFor", "graceFor", "pauseFor"],
    misspelled: ["trial", "trialFor"],
    wrong: [
      [{ trialFor: {} }, "invalid_duration"],
      [{ version: 1.5 }, option],
    ],
  },
  accountLifecycle: {
    call: accountLifecycle,
    given: {},
    optional: ["id", "version", "engagement", "engagements", "engagedWithin", "recycleAfter", "deals", "formerAfter"],
    misspelled: ["recycle", "recycleAfter"],
    wrong: [
      [{ engagements: 0 }, option],
      [{ deals: [1] }, option],
    ],
  },
  loginAccountLifecycle: {
    call: loginAccountLifecycle,
    given: {},
    optional: ["id", "version", "invitedFor", "failedLogins", "failedWithin", "lockedFor", "dormantAfter"],
    misspelled: ["failedLogin", "failedLogins"],
    wrong: [
      [{ failedLogins: 2.5 }, option],
      [{ lockedFor: { hours: 0 } }, "invalid_duration"],
    ],
  },
  ticketLifecycle: {
    call: ticketLifecycle,
    given: {},
    optional: ["id", "version", "waitFor", "closeAfter"],
    misspelled: ["close", "closeAfter"],
    wrong: [[{ waitFor: { day: 1 } }, "invalid_duration"]],
  },
  feedbackCaseLifecycle: {
    call: feedbackCaseLifecycle,
    given: {},
    optional: ["id", "version", "takeUpWithin", "answerWithin", "closeAfter"],
    misspelled: ["answer", "answerWithin"],
    wrong: [[{ id: 7 }, option]],
  },
  opportunityLifecycle: {
    call: opportunityLifecycle,
    given: {},
    optional: ["id", "version", "roles"],
    misspelled: ["role", "roles"],
    wrong: [[{ roles: "sales" }, option]],
  },
  defineLifecycle: {
    call: (options) => defineLifecycle(definition, options),
    given: {},
    optional: ["schema"],
    misspelled: ["shema", "schema"],
    wrong: [[{ schema: "standard" }, option]],
  },
  startLifecycle: {
    call: (options) => startLifecycle(retail, "c1", options),
    given: { at: 0 },
    optional: ["at"],
    misspelled: ["att", "at"],
    wrong: [[{ at: "2026-01-01" }, "invalid_instant"]],
  },
  advance: {
    call: (options) => advance(retail, snapshot, record, options),
    given: { asOf: 30 * DAY },
    optional: ["recheck"],
    misspelled: ["rechek", "recheck"],
    wrong: [
      [{ asOf: undefined }, "invalid_instant"],
      [{ recheck: "yes" }, option],
    ],
  },
  replay: {
    call: (options) => replay(retail, record, options),
    given: { to: 30 * DAY },
    optional: ["from"],
    misspelled: ["form", "from"],
    wrong: [
      [{ to: undefined }, "invalid_instant"],
      [{ from: "yesterday" }, "invalid_instant"],
    ],
  },
  nextCheckAt: {
    call: (options) => nextCheckAt(retail, snapshot, record, options),
    given: {},
    optional: ["until"],
    misspelled: ["untill", "until"],
    wrong: [[{ until: Number.NaN }, "invalid_instant"]],
  },
  checkTransition: {
    call: (options) => checkTransition(retail, snapshot, record, { to: "loyal" }, options),
    given: { asOf: 30 * DAY },
    optional: [],
    misspelled: ["asof", "asOf"],
    wrong: [[{ asOf: undefined }, "invalid_instant"]],
  },
  withStageTimelines: {
    call: (options) => withStageTimelines(customers, [retail], options),
    given: { to: 30 * DAY },
    optional: [],
    misspelled: ["too", "to"],
    wrong: [[{ to: undefined }, "invalid_instant"]],
  },
  validateLifecycle: {
    call: (options) => validateLifecycle(retail, options),
    given: {},
    optional: ["records", "to"],
    misspelled: ["record", "records"],
    wrong: [
      [{ records: 7 }, option],
      [{ to: "soon" }, "invalid_instant"],
    ],
  },
  stagePaths: {
    call: (options) => stagePaths(retail, [record], options),
    given: { to: 30 * DAY },
    optional: [],
    misspelled: ["too", "to"],
    wrong: [[{ to: undefined }, "invalid_instant"]],
  },
  stagesAt: {
    call: (options) => stagesAt(paths, options),
    given: {},
    optional: ["asOf"],
    misspelled: ["asof", "asOf"],
    wrong: [[{ asOf: 201 * DAY }, option]],
  },
  transitionMatrix: {
    call: (options) => transitionMatrix(paths, options),
    given: {},
    optional: ["from", "to", "per", "level"],
    misspelled: ["levle", "level"],
    wrong: [
      [{ level: 1 }, option],
      [{ per: { days: 0 } }, "invalid_duration"],
    ],
  },
  stageChain: {
    call: (options) => stageChain(paths, options),
    given: {},
    optional: ["every", "maxLooks"],
    misspelled: ["maxLook", "maxLooks"],
    wrong: [[{ maxLooks: 0 }, option]],
  },
  stageLeaks: {
    call: (options) => stageLeaks(paths, value, options),
    given: { into: ["at-risk"] },
    optional: ["from", "to"],
    misspelled: ["form", "from"],
    wrong: [
      [{ into: undefined }, option],
      [{ into: ["at-rsk"] }, option],
    ],
  },
  stagePlayEffects: {
    call: (options) => stagePlayEffects(paths, uses, options),
    given: { stage: "at-risk", better: ["repeat"] },
    optional: ["within", "randomized", "value", "seed", "level"],
    misspelled: ["randomised", "randomized"],
    wrong: [
      [{ stage: undefined }, option],
      [{ better: "repeat" }, option],
      [{ seed: null }, option],
      [{ randomized: 1 }, option],
    ],
  },
  suggestThresholds: {
    call: (options) => suggestThresholds([record], options),
    given: { asOf: 400 * DAY },
    optional: ["orders", "within", "below", "zone"],
    misspelled: ["withn", "within"],
    wrong: [
      [{ asOf: undefined }, "invalid_instant"],
      [{ below: { atrisk: 0.3 } }, option],
      [{ below: { atRisk: 2 } }, option],
      [{ zone: "Mars/Olympus" }, "invalid_time_zone"],
    ],
  },
  lifecycleToMermaid: {
    call: (options) => lifecycleToMermaid(retail, options),
    given: {},
    optional: ["locale"],
    misspelled: ["local", "locale"],
    wrong: [[{ locale: 7 }, option]],
  },
  lifecycleToXState: {
    call: (options) => Object.keys(lifecycleToXState(retail, options).config.states),
    given: { assign: (assignment: unknown) => assignment },
    optional: [],
    misspelled: ["asign", "assign"],
    wrong: [[{ assign: undefined }, option]],
  },
  xstateEvents: {
    call: (options) => xstateEvents(retail, record, options).length,
    given: { to: 30 * DAY },
    optional: [],
    misspelled: ["too", "to"],
    wrong: [[{ to: undefined }, "invalid_instant"]],
  },
};

describe.each(Object.entries(cases))("the options of %s", (_, { call, given, optional, misspelled: [name, nearest], wrong }) => {
  test("refuse an unknown name and suggest the nearest one", () => {
    expect(() => call({ ...given, [name]: 1 } as never)).toThrow(
      expect.objectContaining({ code: option, message: expect.stringContaining(`\`${nearest}\``) }),
    );
  });

  test("refuse values of a wrong kind", () => {
    for (const [part, code] of wrong)
      expect(() => call({ ...given, ...part } as never)).toThrow(expect.objectContaining({ code }));
  });

  test("treat undefined as absent", () => {
    const absent = Object.fromEntries(Object.entries(given).filter(([key]) => !optional.includes(key)));
    const undefineds = Object.fromEntries(optional.map((key) => [key, undefined]));
    expect(call({ ...absent, ...undefineds } as never)).toEqual(call(absent as never));
  });
});

describe("definitions and requests", () => {
  const transition = { from: "a", to: "b", on: "order.placed" };
  const good = { id: "l", initial: "a", states: { a: {}, b: {} }, transitions: [transition] };

  test.each([
    [{ ...good, initialState: "a" }, "initialState", undefined],
    [{ ...good, states: { a: { lable: { en: "A", zh: "甲" } }, b: {} } }, "states.a.lable", "label"],
    [{ ...good, states: { a: { entry: [{ type: "x", date: {} }] }, b: {} } }, "states.a.entry[0].date", "data"],
    [
      { ...good, states: { a: { strategy: { goal: { en: "", zh: "" }, channel: "sms" } }, b: {} } },
      "states.a.strategy.channel",
      "channels",
    ],
    [{ ...good, transitions: [{ ...transition, wen: true }] }, "transitions[0].wen", "when"],
    [{ ...good, transitions: [{ ...transition, effects: [{ typ: "x" }] }] }, "transitions[0].effects[0].typ", "type"],
    [{ ...good, transitions: [{ ...transition, requires: { role: ["sales"] } }] }, "transitions[0].requires.role", "roles"],
  ])("refuse an unknown key with its path and the nearest name (case %#)", (bad, path, nearest) => {
    try {
      defineLifecycle(bad as unknown as LifecycleDefinition);
      expect.unreachable();
    } catch (error) {
      if (!isClienteleError(error, "invalid_lifecycle")) throw error;
      const problem = error.details.problems.find((one) => one.path === path);
      expect(problem).toBeDefined();
      if (nearest !== undefined) expect(problem?.hint).toContain(`"${nearest}"`);
      expect(error.message).toContain(path);
    }
  });

  test("accept plays with keys of their own, and refuse a play whose key is misspelled", () => {
    const play = { id: "p", goal: { en: "G", zh: "目标" }, action: { en: "A", zh: "行动" } };
    const withPlay = (more: object) => ({
      ...good,
      states: { a: { strategy: { goal: play.goal, plays: [{ ...play, ...more }] } }, b: {} },
    });
    expect(() => defineLifecycle(withPlay({ cause: "price", saved: 0.2 }) as unknown as LifecycleDefinition)).not.toThrow();
    expect(() => defineLifecycle(withPlay({ holdout: 0.1 }) as unknown as LifecycleDefinition)).toThrow('"holdOut"');
    expect(() => defineLifecycle(withPlay({ holdOut: 10 }) as unknown as LifecycleDefinition)).toThrow("holdOut");
  });

  test("refuse an unknown key of a transition request, of a migration and of a use of a play", () => {
    const refused = { code: option };
    expect(() => checkTransition(retail, snapshot, record, { to: "loyal", role: [] } as never, { asOf: 30 * DAY })).toThrow(
      expect.objectContaining(refused),
    );
    expect(() => migrateSnapshot(retailLifecycle({ version: 2 }), snapshot, [{ from: 1, state: {} }] as never)).toThrow(
      expect.objectContaining(refused),
    );
    expect(() =>
      stagePlayEffects(paths, [{ ...uses[0]!, subject: "c1" } as never], { stage: "at-risk", better: ["repeat"] }),
    ).toThrow(expect.objectContaining(refused));
  });
});
