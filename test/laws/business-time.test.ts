import { churnRisk, churnRisks, defineChurnPolicy } from "clientele/churn";
import { advance, defineLifecycle, nextCheckAt, replay, startLifecycle } from "clientele/lifecycle";
import type { Subject } from "clientele/models";
import { itemRule, nextBestAction } from "clientele/recommend";
import { compileRule, prepareSubject, type Rule, standardCatalog } from "clientele/rules";
import {
  advanceSegments,
  defineSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  explainMembership,
  membersOf,
  nextMembershipChangeAt,
  segmentTimelines,
} from "clientele/segments";
import { memoryStorage } from "clientele/storage";
import { createClientele, segmentsPlugin, stagePlugin } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BusinessCase, businessCase, firstChange, HOUR, INSTANTS, LAST_HOUR } from "../fixtures/business-weeks.js";

const UNTIL = 380 * HOUR;
const FROM = LAST_HOUR * HOUR;
const setOf = ({ rule, calendars }: Pick<BusinessCase, "rule" | "calendars">) =>
  defineSegments({ id: "shop", segments: [{ id: "open", rule }] }, { calendars });
const lifecycleOf = ({ rule, calendars }: Pick<BusinessCase, "rule" | "calendars">) =>
  defineLifecycle(
    {
      id: "case",
      initial: "off",
      states: { off: {}, on: {} },
      transitions: [
        { from: "off", to: "on", when: rule },
        { from: "on", to: "off", when: { version: 2, kind: "not", of: withoutVersion(rule) } },
      ],
    },
    { calendars },
  );

function withoutVersion({ version: _, ...node }: Rule): Omit<Rule, "version"> & { kind: never } {
  return node as never;
}

/** The instants from the first fact on at which brute force finds a change, with what holds from then. */
function changesOf({ holds, subject }: BusinessCase, to: number): readonly (readonly [at: number, holds: boolean])[] {
  const start = subject.history[0]!.at.getTime();
  const found: [number, boolean][] = [];
  for (const at of INSTANTS) {
    if (at < start || at > to) continue;
    const now = holds(at);
    if (now !== (found.at(-1)?.[1] ?? !now)) found.push([at, now]);
  }
  return found;
}

describe("with business time", () => {
  test("a rule holds when brute force says so, and changes next when brute force finds it", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(businessCase, ({ rule, calendars, subject, holds }) => {
        const { matches, nextChange, nextCheck } = compileRule(rule, { schema: standardCatalog, calendars });
        const prepared = prepareSubject(subject);
        for (const at of INSTANTS) if (at <= UNTIL) expect(matches(prepared, at), String(at / HOUR)).toBe(holds(at));
        for (let at = FROM; at < UNTIL; at += 7 * HOUR) {
          expect(nextChange(prepared, at, UNTIL)).toBe(firstChange(holds, at, UNTIL));
          expect(nextCheck(prepared, at, UNTIL)).toBe(firstChange(holds, at, UNTIL));
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("a segment has its members, timelines and next changes as brute force finds them", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(businessCase, async (given) => {
        const { subject, holds } = given;
        const set = setOf(given);
        const steps = segmentTimelines(set, subject, { to: UNTIL })["segment:open"]!;
        expect(steps.map(({ from, value }) => [from.getTime(), value])).toEqual(changesOf(given, UNTIL));
        let snapshot = advanceSegments(set, null, subject, { asOf: FROM }).snapshot;
        for (let asOf = FROM; asOf < UNTIL; asOf += 13 * HOUR) {
          const isMember = holds(asOf);
          expect(evaluateSegments(set, subject, { asOf }).length === 1).toBe(isMember);
          expect(explainMembership(set, "open", subject, { asOf }).member).toBe(isMember);
          expect(membersOf(await evaluateSegmentPopulation(set, [subject], { asOf }), "open").length === 1).toBe(isMember);
          const next = firstChange(holds, asOf, UNTIL);
          expect(nextMembershipChangeAt(set, subject, { asOf, until: UNTIL })?.getTime() ?? null).toBe(next);
          const advanced = advanceSegments(set, snapshot, subject, { asOf, facts: {} });
          snapshot = advanced.snapshot;
          expect(snapshot.segments[0]!.member).toBe(isMember);
          if (next !== null) expect(advanced.nextChangeAt).toEqual(new Date(next));
        }
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  test("a lifecycle moves at the instants of brute force, in one replay and step by step", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(businessCase, (given) => {
        const { subject, holds } = given;
        const lifecycle = lifecycleOf(given);
        const changes = changesOf(given, UNTIL);
        // The first stage is "off", so that only a rule that holds at the start moves it then.
        const expected = changes.filter(([, now], index) => index > 0 || now).map(([at, now]) => [at, now ? "on" : "off"]);
        const whole = replay(lifecycle, subject, { to: UNTIL });
        expect(whole.transitions.map(({ at, to }) => [at, to])).toEqual(expected);
        let snapshot = startLifecycle(lifecycle, subject.id);
        for (let asOf = FROM; asOf <= UNTIL; asOf += 13 * HOUR) {
          const advanced = advance(lifecycle, snapshot, subject, { asOf });
          snapshot = advanced.snapshot;
          expect(snapshot.stage).toBe(holds(asOf) ? "on" : "off");
          const next = firstChange(holds, asOf, UNTIL);
          expect(nextCheckAt(lifecycle, snapshot, subject, { until: UNTIL })?.getTime() ?? null).toBe(next);
          if (next !== null) expect(advanced.nextCheckAt).toEqual(new Date(next));
        }
        expect(snapshot.path).toEqual(replay(lifecycle, subject, { to: snapshot.cursor! }).snapshot.path);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("a workspace decides, ticks and shows as brute force finds it", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(businessCase, async (given) => {
        const { subject, holds, rule, calendars } = given;
        let now = FROM;
        const clientele = createClientele({
          storage: memoryStorage(),
          plugins: [segmentsPlugin(setOf(given), { schema: standardCatalog }), stagePlugin(lifecycleOf(given))],
          actor: { id: "host", clearance: "sensitive" },
          clock: () => new Date(now),
          calendars,
        });
        const report = await clientele.track(subject.history.map((each) => ({ ...each, channel: "web" })));
        expect(report).toMatchObject({ appended: subject.history.length, rejected: [] });
        for (now = FROM; now < UNTIL; now = firstChange(holds, now, UNTIL) ?? UNTIL) {
          await clientele.tick();
          const view = await clientele.view("c1");
          const facts = view!.plugins.flatMap((plugin) => plugin.facts);
          const next = firstChange(holds, now, UNTIL);
          const segment = facts.find(({ key }) => key === "segment:open");
          const stage = facts.find(({ key }) => key === "stage");
          expect(segment !== undefined).toBe(holds(now));
          expect(stage?.value).toBe(holds(now) ? "on" : "off");
          if (next !== null)
            for (const fact of [segment, stage]) if (fact !== undefined) expect(fact.until).toEqual(new Date(next));
          const found = [];
          for await (const { customerId } of clientele.audience(rule)) found.push(customerId);
          expect(found.length === 1).toBe(holds(now));
        }
      }),
      { numRuns: 25, seed: 4 },
    );
  });
});

/** Monday to Friday from 9 to 17 UTC, for two weeks before and after a Monday. */
const MONDAY = Date.UTC(2026, 5, 15);
const DAY = 24 * HOUR;
const support = {
  from: MONDAY - 14 * DAY,
  to: MONDAY + 14 * DAY,
  intervals: Array.from({ length: 28 }, (_, index) => MONDAY + (index - 14) * DAY)
    .filter((day) => new Date(day).getUTCDay() % 6 !== 0)
    .map((day) => [day + 9 * HOUR, day + 17 * HOUR] as const),
};
const calendars = { support };
const recently: Rule = {
  version: 2,
  kind: "metric",
  metric: {
    measure: "count",
    types: ["order.placed"],
    window: { kind: "last", duration: { businessHours: 40, calendar: "support" } },
  },
  test: { is: "atLeast", value: 1 },
};
const buyerAt = (at: number): Subject => ({
  id: "c1",
  attributes: {},
  history: [{ id: "o1", customerId: "c1", type: "order.placed", at: new Date(at), properties: {} }],
});
const LATE = MONDAY + 10 * DAY;
const beyond = expect.objectContaining({ code: "beyond_calendar" }) as Error;
const policyOf = (options: object) => {
  const { metric } = recently as unknown as { metric: never };
  const signal = {
    id: "quiet",
    label: { en: "Quiet", zh: "沉寂" },
    reason: { en: "{value} orders", zh: "{value} 个订单" },
    cause: "drifting",
    source: { kind: "metric" as const, metric },
    severity: [
      [0, 1],
      [1, 0],
    ] as const,
    points: 100,
  };
  return defineChurnPolicy({ id: "quiet", signals: [signal] }, options);
};

describe("after the end of a calendar nothing is promised:", () => {
  test("segments are due at the first instant after it, and a next change that depends on it is refused", () => {
    const set = setOf({ rule: recently, calendars });
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
    for (const rules of [
      [recently, soon],
      [soon, recently],
    ]) {
      const set = defineSegments({ id: "s", segments: rules.map((rule, index) => ({ id: `r${index}`, rule })) }, { calendars });
      expect(nextMembershipChangeAt(set, buyerAt(LATE), { asOf: LATE })).toEqual(new Date(LATE + DAY));
    }
  });

  test("a lifecycle is due at the first instant after it, and refuses to go further", () => {
    const lifecycle = lifecycleOf({ rule: { version: 2, kind: "not", of: withoutVersion(recently) } as Rule, calendars });
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
    [
      "segments",
      "segments[0].rule.metric.window.duration.calendar",
      (given) => setOf({ rule: recently, calendars: given as never }),
    ],
    [
      "a lifecycle",
      "transitions[0].when.metric.window.duration.calendar",
      (given) => lifecycleOf({ rule: recently, calendars: given as never }),
    ],
    ["a churn policy", "signals[0].source.metric.window.duration.calendar", (given) => policyOf({ calendars: given })],
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
