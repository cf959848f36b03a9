/** Windows that lie in the past or behind an anchor, breaks that end in a window, and regularity over periods. */
import type { Interaction, Subject } from "clientele/models";
import {
  defineSchema,
  describeRule,
  diffRules,
  evaluateMetric,
  evaluateRule,
  explainRule,
  type Metric,
  nextChangeAt,
  type Rule,
  safeParseRule,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const schema = defineSchema({
  subject: z.object({ joined: z.date() }),
  interactions: { order: z.object({ sku: z.string(), due: z.date() }), signup: z.object({}) },
});
const { metric, sequence } = schema.rules;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday. */
const NOW = Date.UTC(2026, 5, 15, 12);
let serial = 0;
const happened = (at: number, properties: Interaction["properties"] = {}, type = "order"): Interaction => ({
  id: `i${String(++serial).padStart(6, "0")}`,
  customerId: "s",
  type,
  at: new Date(at),
  properties,
});
const subjectOf = (...history: Interaction[]): Subject => ({
  id: "s",
  attributes: {},
  history: history.sort((left, right) => left.at.getTime() - right.at.getTime()),
});
const ordersAt = (...instants: number[]): Subject => subjectOf(...instants.map((at) => happened(at)));
const valueOf = ({ metric: asked }: { readonly metric: Metric }, subject: Subject, asOf = NOW) =>
  evaluateMetric(asked, subject, { asOf, schema });
const problemsOf = (rest: object) => {
  const parsed = safeParseRule(
    { version: 2, kind: "metric", metric: { measure: "count", types: ["order"], ...rest }, test: { is: "present" } },
    { schema },
  );
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path);
};

describe("a window between e and d ago", () => {
  const lapsed = metric.count("order").ago({ days: 60 }, { days: 30 });

  test("is (asOf − e, asOf − d]", () => {
    const at = [60, 59.5, 30, 29.5].map((days) => valueOf(lapsed, ordersAt(NOW - days * DAY)));
    expect(at).toEqual([0, 1, 1, 0]);
    expect(valueOf(lapsed, ordersAt(NOW - 30 * DAY + 1))).toBe(0);
    expect(valueOf(lapsed, ordersAt(NOW - 60 * DAY + 1))).toBe(1);
  });

  test("changes when an interaction enters it and when it leaves", () => {
    const subject = ordersAt(NOW - DAY);
    const entered = nextChangeAt(lapsed.atLeast(1), subject, { asOf: NOW, schema })!;
    expect(entered).toEqual(new Date(NOW + 29 * DAY));
    expect(nextChangeAt(lapsed.atLeast(1), subject, { asOf: entered, schema })).toEqual(new Date(NOW + 59 * DAY));
    expect(nextChangeAt(lapsed.atLeast(1), subject, { asOf: NOW + 59 * DAY, schema })).toBeNull();
  });

  test("bounds the first step of a sequence, also of one that takes longer than the window is", () => {
    const silent = sequence("order").ago({ days: 60 }, { days: 30 }).thenNo("order").within({ days: 30 });
    expect(evaluateRule(silent, ordersAt(NOW - 40 * DAY), { asOf: NOW, schema })).toBe(true);
    expect(evaluateRule(silent, ordersAt(NOW - 40 * DAY, NOW - 20 * DAY), { asOf: NOW, schema })).toBe(false);
  });

  test("is refused where it ends before it starts, or as the window of a trend", () => {
    expect(problemsOf({ window: { kind: "ago", from: { days: 30 }, to: { days: 60 } } })).toEqual(["metric.window.from"]);
    expect(problemsOf({ window: { kind: "ago", from: { weeks: 1 }, to: { days: 7 } } })).toEqual(["metric.window.from"]);
    expect(problemsOf({ window: { kind: "ago", from: { days: 30 } } })).toEqual(["metric.window.to"]);
    const window = { kind: "ago", from: { days: 60 }, to: { days: 30 } };
    expect(problemsOf({ measure: "trend", window })).toEqual(["metric.window"]);
  });

  test("means the same in other units", () => {
    const inWeeks = metric.count("order").ago({ weeks: 8 }, { weeks: 4 }).atLeast(1);
    expect(diffRules(inWeeks, metric.count("order").ago({ days: 56 }, { days: 28 }).atLeast(1))).toEqual([]);
  });
});

describe("a window from d₁ to d₂ after an anchor", () => {
  const secondWeek = metric.count("order").within({ from: { days: 7 }, to: { days: 14 } }, { first: "signup" });
  const signup = happened(NOW - 30 * DAY, {}, "signup");

  test("is [anchor + d₁, anchor + d₂)", () => {
    const at = [7 * DAY - 1, 7 * DAY, 14 * DAY - 1, 14 * DAY].map((after) =>
      valueOf(secondWeek, subjectOf(signup, happened(NOW - 30 * DAY + after))),
    );
    expect(at).toEqual([0, 1, 1, 0]);
  });

  test("is empty without its anchor, and ends at asOf", () => {
    expect(valueOf(secondWeek, ordersAt(NOW - 20 * DAY))).toBe(0);
    const joined = metric.count("order").within({ from: { days: 1 }, to: { days: 90 } }, { attribute: "joined" });
    const subject = { ...ordersAt(NOW, NOW + 1), attributes: { joined: new Date(NOW - 10 * DAY) } };
    expect(valueOf(joined, subject)).toBe(1);
    expect(valueOf(joined, { ...subject, attributes: {} })).toBe(0);
  });

  test("is refused where it ends before it starts", () => {
    const after = (from: object, to: object) => ({ window: { kind: "after", from, to, of: { first: ["signup"] } } });
    expect(problemsOf(after({ days: 14 }, { days: 7 }))).toEqual(["metric.window.to"]);
    expect(problemsOf(after({ days: 7 }, { weeks: 1 }))).toEqual(["metric.window.to"]);
    expect(problemsOf(after({ days: 7 }, { weeks: 2 }))).toEqual([]);
  });
});

describe("the longest break", () => {
  const cameBack = metric.longestBreak("order").last({ days: 7 });

  test("is the distance to the interaction before, which may lie before the window", () => {
    expect(valueOf(cameBack, ordersAt(NOW - 100 * DAY, NOW - DAY))).toBe(99 * DAY);
    expect(valueOf(cameBack, ordersAt(NOW - 100 * DAY, NOW - 8 * DAY, NOW - DAY))).toBe(7 * DAY);
    expect(valueOf(cameBack, ordersAt(NOW - 7 * DAY, NOW - 5 * DAY, NOW))).toBe(5 * DAY);
  });

  test("is missing without an interaction in the window, or without one before", () => {
    expect(valueOf(cameBack, ordersAt(NOW - 100 * DAY, NOW - 50 * DAY))).toBeUndefined();
    expect(valueOf(cameBack, ordersAt(NOW - DAY))).toBeUndefined();
    expect(valueOf(cameBack, ordersAt())).toBeUndefined();
  });

  test("is 0 between interactions of one instant", () => {
    expect(valueOf(cameBack, ordersAt(NOW - DAY, NOW - DAY))).toBe(0);
    expect(valueOf(cameBack, ordersAt(NOW - 3 * DAY, NOW - DAY, NOW - DAY))).toBe(2 * DAY);
  });

  test("sees only interactions that meet the condition, before the window too", () => {
    const wine = cameBack.where((p) => p("sku").equals("wine"));
    const subject = subjectOf(
      happened(NOW - 90 * DAY, { sku: "wine" }),
      happened(NOW - 2 * DAY, { sku: "tea" }),
      happened(NOW - DAY, { sku: "wine" }),
    );
    expect(valueOf(wine, subject)).toBe(89 * DAY);
    const due = cameBack.where((p) => p("due").withinNext({ days: 3 }));
    const timed = subjectOf(
      happened(NOW - 90 * DAY, { due: new Date(NOW + DAY) }),
      happened(NOW - DAY, { due: new Date(NOW + 2 * DAY) }),
    );
    expect(valueOf(due, timed)).toBe(89 * DAY);
    expect(nextChangeAt(due.isPresent(), timed, { asOf: NOW, schema })).toEqual(new Date(NOW + DAY));
  });

  test("changes when the interaction that ended it leaves the window", () => {
    const rule = cameBack.atLeast({ days: 90 });
    const subject = ordersAt(NOW - 100 * DAY, NOW - DAY);
    expect(evaluateRule(rule, subject, { asOf: NOW, schema })).toBe(true);
    expect(nextChangeAt(rule, subject, { asOf: NOW, schema })).toEqual(new Date(NOW + 6 * DAY));
    const { tree } = explainRule(rule, subject, { asOf: NOW, schema });
    expect(tree.sentence).toBe(
      "the longest break that ended with order in the last 7 days is 99 days; required: at least 90 days",
    );
  });
});

describe("the fewest per period", () => {
  const weekly = metric.fewestPerPeriod("order", { count: 2, duration: { weeks: 1 } });

  test("asks rolling periods (asOf − k·w, asOf − (k − 1)·w]", () => {
    expect(valueOf(weekly, ordersAt(NOW, NOW - 7 * DAY))).toBe(1);
    expect(valueOf(weekly, ordersAt(NOW - 7 * DAY + 1, NOW - 14 * DAY + 1))).toBe(1);
    expect(valueOf(weekly, ordersAt(NOW, NOW - 14 * DAY))).toBe(0);
    expect(valueOf(weekly, ordersAt(NOW, NOW - DAY, NOW - 2 * DAY))).toBe(0);
    expect(valueOf(weekly, ordersAt(NOW, NOW - DAY, NOW - 8 * DAY, NOW - 9 * DAY, NOW - 10 * DAY))).toBe(2);
    expect(valueOf(weekly, ordersAt())).toBe(0);
  });

  test("changes when an interaction passes from one period to the next", () => {
    const subject = ordersAt(NOW - DAY, NOW - 8 * DAY);
    const rule = weekly.atLeast(1);
    expect(evaluateRule(rule, subject, { asOf: NOW, schema })).toBe(true);
    expect(nextChangeAt(rule, subject, { asOf: NOW, schema })).toEqual(new Date(NOW + 6 * DAY));
    expect(nextChangeAt(rule, ordersAt(NOW), { asOf: NOW, schema })).toBeNull();
  });

  test("asks the last whole calendar units of the zone, not the current one", () => {
    const zone = "Asia/Shanghai";
    const calendar = metric.fewestPerPeriod("order", { count: 2, unit: "week", zone });
    // The current week began on Sunday at 16:00 UTC.
    const start = Date.UTC(2026, 5, 14, 16);
    expect(valueOf(calendar, ordersAt(start - 1, start - 7 * DAY - 1))).toBe(1);
    expect(valueOf(calendar, ordersAt(start, start - 1, start - 2))).toBe(0);
    expect(valueOf(calendar, ordersAt(start - 7 * DAY, start - 14 * DAY))).toBe(1);
    expect(valueOf(calendar, ordersAt(start - 1, start - 14 * DAY - 1))).toBe(0);
    const subject = ordersAt(start, start - 1);
    expect(nextChangeAt(calendar.atLeast(1), subject, { asOf: NOW, schema })).toEqual(new Date(start + 7 * DAY));
    expect(nextChangeAt(calendar.atLeast(1), subject, { asOf: start + 7 * DAY, schema })).toEqual(new Date(start + 14 * DAY));
  });

  test("is refused with a window, without periods, or with too many", () => {
    const regular = (rest: object) => problemsOf({ measure: "fewestPerPeriod", ...rest });
    const periods = { count: 4, duration: { weeks: 1 } };
    expect(regular({ periods })).toEqual([]);
    expect(regular({})).toEqual(["metric.periods"]);
    expect(regular({ periods, window: { kind: "last", duration: { days: 7 } } })).toEqual(["metric.window"]);
    expect(regular({ periods: { ...periods, count: 101 } })).toEqual(["metric.periods.count"]);
    expect(regular({ periods: { ...periods, count: 1.5 } })).toEqual(["metric.periods.count"]);
    expect(regular({ periods: { count: 4, unit: "weak", zone: "UTC" } })).toEqual(["metric.periods.unit"]);
    expect(regular({ periods: { count: 4, unit: "week" } })).toEqual(["metric.periods.zone"]);
    expect(problemsOf({ periods })).toEqual(["metric.periods"]);
  });

  test("is never missing, so that its negation is the opposite test", () => {
    const rule = weekly.atLeast(1);
    const { version: _, ...of } = rule;
    expect(diffRules({ version: 2, kind: "not", of } as Rule, weekly.lessThan(1))).toEqual([]);
    expect(describeRule(rule)).toBe("order happened at least once in each of the last 2 periods of 1 week");
    expect(explainRule(rule, ordersAt(NOW), { asOf: NOW, schema }).change).toHaveLength(1);
  });
});
