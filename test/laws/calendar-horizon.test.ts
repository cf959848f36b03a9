import { buildChurnDataset, churnFeatures, churnRisk, churnRisks, defineChurnPolicy, retailChurnPolicy } from "clientele/churn";
import { advance, defineLifecycle, nextCheckAt, replay } from "clientele/lifecycle";
import type { OpenHours } from "clientele/kernel";
import type { Subject } from "clientele/models";
import { itemRule, nextBestAction } from "clientele/recommend";
import { type MetricExpression, type Rule, standardCatalog } from "clientele/rules";
import { advanceSegments, defineSegments, evaluateSegments, nextMembershipChangeAt } from "clientele/segments";
import { memoryStorage } from "clientele/storage";
import { createClientele, segmentsPlugin, stagePlugin, type ViewFact } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { lifecycleOf, setOf } from "../fixtures/business-weeks.js";
import { calendars, DAY, HOUR, hours, MONDAY, support } from "../fixtures/support-hours.js";

const orders: MetricExpression = {
  kind: "metric",
  metric: {
    measure: "count",
    types: ["order.placed"],
    window: { kind: "last", duration: hours(40) },
  },
  test: { is: "atLeast", value: 1 },
};
const recently: Rule = { version: 2, ...orders };
const buyerAt = (at: number): Subject => ({
  id: "c1",
  attributes: {},
  history: [{ id: "o1", customerId: "c1", type: "order.placed", at: new Date(at), properties: {} }],
});
const LATE = MONDAY + 10 * DAY;
const beyond = expect.objectContaining({ code: "beyond_calendar" }) as Error;
const signal = {
  id: "quiet",
  label: { en: "Quiet", zh: "沉寂" },
  reason: { en: "{value} orders", zh: "{value} 个订单" },
  cause: "drifting",
  source: { kind: "metric" as const, metric: orders.metric },
  severity: [
    [0, 1],
    [1, 0],
  ] as const,
  points: 100,
};
/** The first signal of the ready policy, which one of the host replaces. */
const retailSignal = retailChurnPolicy({ currency: "EUR" }).signals[0]?.id ?? "";
const policyOf = (options: object) => defineChurnPolicy({ id: "quiet", signals: [signal] }, options);

describe("after the end of a calendar nothing is promised:", () => {
  test("segments are due at the first instant after it, and a next change that depends on it is refused", () => {
    const set = setOf(orders, calendars);
    const { nextChangeAt } = advanceSegments(set, null, buyerAt(LATE), { asOf: LATE });
    expect(nextChangeAt).toEqual(new Date(support.to + 1));
    expect(() => nextMembershipChangeAt(set, buyerAt(LATE), { asOf: LATE })).toThrow(beyond);
    expect(nextMembershipChangeAt(set, buyerAt(LATE), { asOf: LATE, until: support.to })).toBeNull();
    expect(() => evaluateSegments(set, buyerAt(LATE), { asOf: support.to + 1 })).toThrow(beyond);
    // Without an order no calendar decides.
    expect(nextMembershipChangeAt(set, { ...buyerAt(LATE), history: [] }, { asOf: LATE })).toBeNull();
  });

  test("of several segments the first change counts, whatever the order in which they stand", () => {
    const soon: Rule = {
      ...recently,
      metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 1 } } },
    } as Rule;
    // Far after the calendar, of which a segment without orders knows all the same that it does not change.
    const viewed = { ...orders, metric: { ...orders.metric, types: ["page.viewed"] } };
    const silent: Rule = {
      version: 2,
      kind: "metric",
      metric: { measure: "timeSinceLast", types: ["order.placed"] },
      test: { is: "atLeast", value: { days: 90 } },
    };
    const later = defineSegments(
      {
        id: "s",
        segments: [
          { id: "viewed", rule: { version: 2, ...viewed } },
          { id: "silent", rule: silent },
        ],
      },
      { calendars },
    );
    expect(nextMembershipChangeAt(later, buyerAt(LATE), { asOf: LATE })).toEqual(new Date(LATE + 90 * DAY));
    for (const rules of [
      [recently, soon],
      [soon, recently],
    ]) {
      const set = defineSegments({ id: "s", segments: rules.map((rule, index) => ({ id: `r${index}`, rule })) }, { calendars });
      expect(nextMembershipChangeAt(set, buyerAt(LATE), { asOf: LATE })).toEqual(new Date(LATE + DAY));
    }
  });

  test("a lifecycle is due at the first instant after it, and refuses to go further", () => {
    const lifecycle = lifecycleOf({ kind: "not", of: orders }, calendars);
    const { snapshot, nextCheckAt: due } = replay(lifecycle, buyerAt(LATE), { to: LATE });
    expect(due).toEqual(new Date(support.to + 1));
    expect(nextCheckAt(lifecycle, snapshot, buyerAt(LATE), { until: support.to })).toBeNull();
    expect(() => advance(lifecycle, snapshot, buyerAt(LATE), { asOf: support.to + 1 })).toThrow(beyond);
    const later = defineLifecycle(
      {
        id: "later",
        initial: "off",
        states: { off: {}, on: {} },
        transitions: [{ from: "off", to: "on", after: { days: 90 }, when: recently }],
      },
      { calendars },
    );
    // The guard counts from 90 days after the start, which the calendar does not reach.
    expect(replay(later, buyerAt(LATE), { to: LATE }).nextCheckAt).toEqual(new Date(LATE + 90 * DAY));
  });

  test("a churn risk is due at the first instant after it, in one customer as in a population", () => {
    const policy = policyOf({ calendars });
    expect(churnRisk(policy, buyerAt(LATE), { asOf: LATE })).toMatchObject({ score: 0, nextCheckAt: new Date(support.to + 1) });
    expect(churnRisks(policy, [buyerAt(LATE)], { asOf: LATE, nextCheck: true }).nextCheckAt?.[0]).toBe(support.to + 1);
    const monday = churnRisk(policy, buyerAt(MONDAY + 9 * HOUR), { asOf: MONDAY + 10 * HOUR });
    expect(monday.nextCheckAt).toEqual(new Date(MONDAY + 4 * DAY + 17 * HOUR));
    expect(churnRisk(policy, buyerAt(MONDAY + 9 * HOUR), { asOf: MONDAY + 4 * DAY + 17 * HOUR }).score).toBe(100);
    expect(() => churnRisk(policy, buyerAt(LATE), { asOf: support.to + 1 })).toThrow(beyond);
  });
});

describe("a calendar that is not supplied is refused with its path and the names that exist, by", () => {
  const near = { suport: support };
  const action = { id: "a", kind: "offer", propensity: 0.5, value: 1, cost: 0, audience: recently };
  test.each<[name: string, path: string, run: (calendars: object | undefined) => unknown]>([
    ["segments", "segments[0].rule.metric.window.duration.calendar", (given) => setOf(orders, given as never)],
    ["a lifecycle", "transitions[0].when.metric.window.duration.calendar", (given) => lifecycleOf(orders, given as never)],
    ["a churn policy", "signals[0].source.metric.window.duration.calendar", (given) => policyOf({ calendars: given })],
    [
      "a ready churn policy",
      "signals[0].source.metric.window.duration.calendar",
      (given) => retailChurnPolicy({ currency: "EUR", signals: [{ ...signal, id: retailSignal }], calendars: given as never }),
    ],
    [
      "features",
      "metrics.recent.window.duration.calendar",
      (given) =>
        churnFeatures([buyerAt(LATE)], { metrics: { recent: orders.metric }, calendars: given as never }, { asOf: LATE }),
    ],
    [
      "a training set",
      "eligible.metric.window.duration.calendar",
      (given) =>
        buildChurnDataset([buyerAt(LATE)], {
          metrics: { orders: { measure: "count", types: ["order.placed"] } },
          calendars: given as never,
          origins: [LATE],
          horizon: { days: 1 },
          observedUntil: LATE + 2 * DAY,
          eligible: recently,
          left: { by: "absence", types: ["order.placed"] },
        }),
    ],
    [
      "the next best action",
      "metric.window.duration.calendar",
      (given) =>
        nextBestAction([action] as never, {
          asOf: LATE,
          currency: "EUR",
          subject: buyerAt(LATE),
          schema: standardCatalog,
          calendars: given as never,
        }),
    ],
    [
      "a rule of items",
      "metric.window.duration.calendar",
      (given) => itemRule(recently, { asOf: LATE, schema: standardCatalog, calendars: given as never }),
    ],
  ])("%s", (_name, path, run) => {
    const problem = (given: object | undefined): unknown => {
      try {
        return run(given);
      } catch (error) {
        const { code, details } = error as { code: string; details: { problems?: readonly unknown[] } };
        return [code, details.problems?.[0]];
      }
    };
    const message = 'The calendar "support" is not supplied.';
    expect(problem(near)).toEqual(["invalid_rule", { path, message, hint: 'Did you mean "suport"? `calendars` has "suport".' }]);
    expect(problem({ night: support })).toMatchObject([
      "invalid_rule",
      { path, hint: 'Pass its open hours in the option `calendars`; `calendars` has "night".' },
    ]);
    expect(problem(undefined)).toMatchObject(["invalid_rule", { path, hint: "Pass its open hours in the option `calendars`." }]);
    expect(problem({ support: { ...support, intervals: [[5, 3]] } })).toMatchObject(["invalid_option", undefined]);
    expect(() => run(calendars)).not.toThrow();
  });
});

test("an audience takes the calendars of its workspace, and is refused without them", async () => {
  let now = LATE;
  const open = (given: object) =>
    createClientele({
      storage: memoryStorage(),
      plugins: [],
      actor: { id: "host", clearance: "sensitive" },
      clock: () => new Date(now),
      ...given,
    });
  const audience = async (given: object): Promise<readonly string[]> => {
    now = LATE;
    const clientele = open(given);
    const properties = { orderId: "o1", total: 100, currency: "EUR" };
    await clientele.track({ id: "o1", customerId: "c1", type: "order.placed", at: new Date(LATE), properties });
    const found: string[] = [];
    for (now of [LATE, support.to])
      for await (const { customerId } of clientele.audience(recently)) found.push(`${customerId}@${now - LATE}`);
    return found;
  };
  // From Thursday on, 16 of the 40 hours have passed by the end of the calendar.
  expect(await audience({ calendars })).toEqual(["c1@0", `c1@${support.to - LATE}`]);
  await expect(audience({})).rejects.toThrow('The calendar "support" is not supplied.');
  expect(() => open({ calendars: { support: [] } })).toThrow("calendars.support");
});

test("a customer whose calendar has ended stays due until a longer one is given, and is decided then", async () => {
  let now = LATE;
  const storage = memoryStorage();
  const opened = (given: { readonly support: OpenHours }) =>
    createClientele({
      storage,
      plugins: [segmentsPlugin(setOf(orders, given), { schema: standardCatalog }), stagePlugin(lifecycleOf(orders, given))],
      actor: { id: "host", clearance: "sensitive" },
      clock: () => new Date(now),
    });
  const before = opened(calendars);
  const properties = { orderId: "o1", total: 100, currency: "EUR" };
  await before.track({ id: "o1", customerId: "c1", type: "order.placed", at: new Date(LATE), properties });
  now = support.to;
  expect(await before.tick()).toMatchObject({ decided: 0, failed: [] });
  now = support.to + 1;
  expect(await before.tick()).toMatchObject({ decided: 0, failed: [{ customerId: "c1" }] });

  const nextWeek = support.intervals.filter(([start]) => start >= MONDAY).slice(0, 5);
  const moved = nextWeek.map(([start, end]) => [start + 14 * DAY, end + 14 * DAY] as const);
  const after = opened({ support: { ...support, to: MONDAY + 21 * DAY, intervals: [...support.intervals, ...moved] } });
  const factsAt = async (instant: number) => {
    now = instant;
    expect((await after.tick()).failed).toEqual([]);
    const view = await after.view("c1");
    return view?.plugins.flatMap((plugin): readonly ViewFact[] => plugin.facts).map(({ key, until }) => [key, until]);
  };
  // 16 hours passed by the end of the first calendar, so that 24 more of the next week end them.
  const end = new Date(MONDAY + 16 * DAY + 17 * HOUR);
  expect(await factsAt(support.to + 1)).toEqual([
    ["segment:open", end],
    ["stage", end],
  ]);
  expect((await factsAt(end.getTime()))?.map(([key]) => key)).toEqual(["stage"]);
});
