import { explainRule, nextChangeAt, safeParseRule } from "clientele/rules";
import type { Subject } from "clientele/models";
import { describe, expect, test } from "vitest";
import { at, calendars, holds, hours, schema, subjectOf } from "../fixtures/support-hours.js";

const { metric, sequence, state } = schema.rules;

describe("a window between two lengths of business time ago", () => {
  const before = metric.count("order").ago(hours(16), hours(8)).atLeast(1);

  test("is (asOf − from, asOf − to] in open time, and changes at its two edges", () => {
    const subject = subjectOf(["order", at(10)]);
    expect(holds(before, subject, at(10, 1) - 1)).toBe(false);
    for (const asOf of [at(10, 1), at(20, 1), at(10, 2) - 1]) expect(holds(before, subject, asOf)).toBe(true);
    expect(holds(before, subject, at(10, 2))).toBe(false);
    const next = (asOf: number) => nextChangeAt(before, subject, { asOf, schema, calendars });
    expect(next(at(11))).toEqual(new Date(at(10, 1)));
    expect(next(at(10, 1))).toEqual(new Date(at(10, 2)));
  });

  test("has both ends in one calendar, the longer one first, and bounds a wait", () => {
    const ago = (from: object, to: object) => () =>
      metric
        .count("order")
        .ago(from as never, to as never)
        .atLeast(1);
    expect(ago(hours(8), hours(8))).toThrow("longer ago");
    expect(ago(hours(8), { hours: 1 })).toThrow("of one calendar");
    expect(ago(hours(8), { ...hours(1), calendar: "sales" })).toThrow("of one calendar");
    expect(() => sequence("order").ago(hours(16), hours(8)).thenNo("view").within(hours(17))).toThrow("longer than their window");
    expect(() => sequence("order").ago(hours(16), hours(8)).thenNo("view").within(hours(16))).not.toThrow();
  });
});

describe("interactions that have been open for business hours", () => {
  const open = metric.unanswered("order", { by: "view", openFor: hours(16) }).atLeast(1);

  test("count from the instant at which the hours are over, until they are answered", () => {
    const subject = subjectOf(["order", at(12)], ["view", at(9, 4)]);
    expect(holds(open, subject, at(12, 2) - 1)).toBe(false);
    expect(holds(open, subject, at(12, 2))).toBe(true);
    expect(nextChangeAt(open, subject, { asOf: at(13), schema, calendars })).toEqual(new Date(at(12, 2)));
    expect(holds(open, subject, at(9, 4) - 1)).toBe(true);
    expect(holds(open, subject, at(9, 4))).toBe(false);
  });
});

describe("a change of a timeline in the last business hours", () => {
  const since = (hour: number, day: number, value: string) => ({ from: new Date(at(hour, day)), value });
  const moved: Subject = { ...subjectOf(), timelines: { "stage:retail": [since(9, -7, "new"), since(12, 4, "loyal")] } };

  test("lasts until the open time since it is over, across a weekend", () => {
    const began = state("stage:retail").began(hours(8)).equals("loyal");
    const ended = state("stage:retail").ended(hours(8)).equals("new");
    for (const rule of [began, ended]) {
      expect(holds(rule, moved, at(12, 4) - 1)).toBe(false);
      for (const asOf of [at(12, 4), at(12, 6), at(12, 7) - 1]) expect(holds(rule, moved, asOf)).toBe(true);
      expect(holds(rule, moved, at(12, 7))).toBe(false);
      expect(nextChangeAt(rule, moved, { asOf: at(13, 4), schema, calendars })).toEqual(new Date(at(12, 7)));
    }
    expect(explainRule(began, moved, { asOf: at(13, 4), schema, calendars }).tree.sentence).toContain(
      "a change in the last 8 business hours (support)",
    );
  });
});

test("business time is refused by name where a calendar may not reach, or nothing counts in it", () => {
  const relative = metric.count("order").atLeast(1);
  const within = (window: object) => safeParseRule({ ...relative, metric: { measure: "count", types: ["order"], window } });
  for (const window of [
    { kind: "within", duration: hours(8), of: { first: ["order"] } },
    { kind: "after", from: { hours: 1 }, to: hours(8), of: { first: ["order"] } },
  ])
    expect(within(window)).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining("A relative window") }] });
  const periods = { measure: "fewestPerPeriod", types: ["order"], periods: { count: 2, duration: hours(8) } };
  expect(safeParseRule({ ...relative, metric: periods })).toMatchObject({
    ok: false,
    problems: [{ path: "metric.periods.duration", message: expect.stringContaining("but not here") }],
  });
});
