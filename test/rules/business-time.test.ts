import type { OpenHours } from "clientele/kernel";
import {
  compileRule,
  describeRule,
  evaluateRule,
  explainRule,
  nextChangeAt,
  prepareSubject,
  ruleToSql,
  safeParseRule,
} from "clientele/rules";
import type { Subject } from "clientele/models";
import { describe, expect, test } from "vitest";
import { at, calendars, DAY, holds, HOUR, hours, MONDAY, schema, subjectOf, support } from "../fixtures/support-hours.js";

const { all, metric, sequence, state, not } = schema.rules;

describe("an absence within business hours", () => {
  const unanswered = sequence("order").last({ days: 7 }).thenNo("view").within(hours(8));

  test("holds from the closing at which the hours are over, exactly", () => {
    const subject = subjectOf(["order", at(9)]);
    expect(holds(unanswered, subject, at(17) - 1)).toBe(false);
    expect(holds(unanswered, subject, at(17))).toBe(true);
    expect(nextChangeAt(unanswered, subject, { asOf: at(10), schema, calendars, until: at(0, 3) })).toEqual(new Date(at(17)));
  });

  test("goes on the next morning, and over a weekend", () => {
    expect(nextChangeAt(unanswered, subjectOf(["order", at(15)]), { asOf: at(16), schema, calendars })).toEqual(
      new Date(at(15, 1)),
    );
    const friday = subjectOf(["order", at(16, 4)]);
    expect(nextChangeAt(unanswered, friday, { asOf: at(17, 4), schema, calendars })).toEqual(new Date(at(16, 7)));
  });

  test("counts a first step in closed time from the next opening", () => {
    for (const asked of [at(17), at(20), at(3, 1), at(9, 1)]) {
      const subject = subjectOf(["order", asked]);
      expect(holds(unanswered, subject, at(17, 1) - 1)).toBe(false);
      expect(holds(unanswered, subject, at(17, 1))).toBe(true);
    }
  });

  test("is answered by a step before the end, and not at it", () => {
    expect(holds(unanswered, subjectOf(["order", at(9)], ["view", at(17) - 1]), at(12, 1))).toBe(false);
    expect(holds(unanswered, subjectOf(["order", at(9)], ["view", at(17)]), at(12, 1))).toBe(true);
  });
});

describe("a window of business hours", () => {
  const recent = metric.count("order").last(hours(8)).atLeast(1);

  test("begins after the last instant since which so much open time has passed", () => {
    expect(holds(recent, subjectOf(["order", at(10)]), at(10, 1) - 1)).toBe(true);
    expect(holds(recent, subjectOf(["order", at(10)]), at(10, 1))).toBe(false);
    expect(holds(recent, subjectOf(["order", at(10) + 1]), at(10, 1))).toBe(true);
  });

  test("stays as it is while the calendar is closed", () => {
    const subject = subjectOf(["order", at(12, 4)]);
    for (const asOf of [at(17, 4), at(12, 5), at(9, 7), at(12, 7) - 1]) expect(holds(recent, subject, asOf)).toBe(true);
    expect(holds(recent, subject, at(12, 7))).toBe(false);
  });
});

describe("a length of time against business hours", () => {
  const since = metric.timeSinceLast("order");
  const subject = subjectOf(["order", at(10)]);

  test("compares the open time that has passed, and is the same all night", () => {
    for (const asOf of [at(17), at(22), at(9, 1)]) {
      expect(holds(since.equals(hours(7)), subject, asOf)).toBe(true);
      expect(holds(since.atLeast(hours(7)), subject, asOf)).toBe(true);
      expect(holds(since.moreThan(hours(7)), subject, asOf)).toBe(false);
      expect(holds(since.atMost(hours(7)), subject, asOf)).toBe(true);
      expect(holds(since.lessThan(hours(7)), subject, asOf)).toBe(false);
      expect(holds(since.notEquals(hours(7)), subject, asOf)).toBe(false);
      expect(holds(since.between(hours(1), hours(7)), subject, asOf)).toBe(true);
    }
    expect(holds(since.moreThan(hours(7)), subject, at(9, 1) + 1)).toBe(true);
    expect(holds(since.lessThan(hours(7)), subject, at(17) - 1)).toBe(true);
  });

  test("is missing without an interaction, so that every comparison fails", () => {
    for (const rule of [since.atLeast(hours(1)), since.lessThan(hours(1)), since.notEquals(hours(1))]) {
      expect(holds(rule, subjectOf(), at(12))).toBe(false);
      expect(holds(not(rule), subjectOf(), at(12))).toBe(true);
    }
  });

  test("takes parts of an hour in whole milliseconds", () => {
    expect(holds(since.atLeast(hours(0.5)), subject, at(10.5))).toBe(true);
    expect(holds(since.atLeast(hours(0.5)), subject, at(10.5) - 1)).toBe(false);
    expect(safeParseRule({ ...since.atLeast(hours(1.1)) }).ok).toBe(true);
    expect(() => since.atLeast(hours(1 / 7))).toThrow("whole milliseconds");
  });

  test("works for the time for which a state has held", () => {
    const loyal = state("stage:retail").for(hours(8)).equals("loyal");
    const held: Subject = { ...subjectOf(), timelines: { "stage:retail": [{ from: new Date(at(12)), value: "loyal" }] } };
    expect(holds(loyal, held, at(12, 1) - 1)).toBe(false);
    expect(holds(loyal, held, at(12, 1))).toBe(true);
    expect(nextChangeAt(loyal, held, { asOf: at(13), schema, calendars })).toEqual(new Date(at(12, 1)));
  });
});

test("the reads of a rule list its calendars, each once and sorted", () => {
  const of = (businessHours: number, calendar: string) => ({ businessHours, calendar });
  const rule = all(
    metric.count("order").ago(of(9, "support"), of(1, "support")).atLeast(1),
    metric.timeSinceLast("order").between(of(1, "sales"), of(9, "support")),
    not(state("stage:retail").for(of(1, "night")).equals("loyal")),
    metric.unanswered("order", { by: "view", openFor: of(1, "desk") }).atLeast(1),
  );
  const every = { support, sales: support, night: support, desk: support };
  expect(compileRule(rule, { schema, calendars: every }).reads.calendars).toEqual(["desk", "night", "sales", "support"]);
  expect(compileRule(metric.count("order").atLeast(1), { schema }).reads.calendars).toEqual([]);
});

test("the next check of a rule is its next change, or the first instant after the horizon where that is not known", () => {
  const rule = compileRule(metric.count("order").last(hours(8)).atLeast(1), { schema, calendars });
  const check = (at: number, asOf: number, until?: number) =>
    rule.nextCheck(prepareSubject(subjectOf(["order", at])), asOf, until);
  expect(check(MONDAY + 10 * HOUR, MONDAY + 11 * HOUR)).toBe(MONDAY + 34 * HOUR);
  const late = support.to - 2 * DAY;
  expect(check(late, late + HOUR)).toBe(support.to + 1);
  expect(check(late, late + HOUR, support.to)).toBeNull();
  expect(rule.nextCheck(prepareSubject(subjectOf()), late)).toBeNull();
  expect(() => rule.matchesAttributes({}, support.to + 1)).toThrow(expect.objectContaining({ code: "beyond_calendar" }) as Error);
});

describe("calendars", () => {
  const recent = metric.count("order").last(hours(8)).atLeast(1);
  const later = sequence("order").last({ days: 30 }).then("view").within(hours(8));

  test("that are not supplied are refused when the rule is compiled, with path and nearest name", () => {
    const codeOf = (run: () => unknown): unknown => {
      try {
        run();
        return undefined;
      } catch (error) {
        return (error as { details: { problems: unknown } }).details.problems;
      }
    };
    const expected = [
      {
        path: "metric.window.duration.calendar",
        message: 'The calendar "support" is not supplied.',
        hint: 'Did you mean "suport"? `calendars` has "suport".',
      },
    ];
    const asOf = MONDAY;
    for (const run of [
      (options: object) => compileRule(recent, { schema, ...options }),
      (options: object) => evaluateRule({ ...recent }, subjectOf(), { asOf, schema, ...options }),
      (options: object) => explainRule(recent, subjectOf(), { asOf, schema, ...options }),
      (options: object) => ruleToSql(recent, { asOf, schema, dialect: "sqlite", ...options }),
    ]) {
      expect(codeOf(() => run({ calendars: { suport: support } }))).toEqual(expected);
      expect(codeOf(() => run({}))).toHaveLength(1);
    }
  });

  test("that were replaced are seen by a rule that was evaluated before", () => {
    const closed: OpenHours = { ...support, intervals: support.intervals.map(([start]) => [start, start + HOUR] as const) };
    const subject = subjectOf(["order", MONDAY - 3 * DAY + 9 * HOUR]);
    const asOf = MONDAY + 10 * HOUR;
    expect(evaluateRule(recent, subject, { asOf, schema, calendars })).toBe(false);
    expect(evaluateRule(recent, subject, { asOf, schema, calendars: { support: closed } })).toBe(true);
  });

  test("are refused when they are not in order", () => {
    const wrong = { support: { ...support, intervals: [[5, 3]] } } as never;
    expect(() => compileRule(recent, { schema, calendars: wrong })).toThrow("calendars.support");
  });

  test("that do not reach as far as the rule looks are an error, never closed time", () => {
    const subject = subjectOf(["order", MONDAY]);
    const beyond = expect.objectContaining({ code: "beyond_calendar" });
    const thrown = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    expect(thrown(() => holds(recent, subject, support.to + 1))).toEqual(beyond);
    expect(thrown(() => holds(recent, subject, support.from + 10 * HOUR))).toEqual(beyond);
    expect(thrown(() => holds(later, subject, MONDAY))).toEqual(beyond);
    expect(thrown(() => ruleToSql(later, { asOf: MONDAY, schema, calendars, dialect: "sqlite" }))).toEqual(beyond);
    expect(
      thrown(() => nextChangeAt(recent, subjectOf(["order", support.to - 1]), { asOf: support.to, schema, calendars })),
    ).toEqual(beyond);
    expect(nextChangeAt(recent, subjectOf(), { asOf: MONDAY, schema, calendars })).toBeNull();
    expect(compileRule(recent, { schema, calendars }).horizon).toBe(support.to);
  });

  test("need a window that bounds a sequence, and a measure that grows", () => {
    expect(() => sequence("order").then("view").within(hours(8))).toThrow("needs a window with a start");
    expect(() => metric.longestGap("order").atLeast(hours(8))).toThrow('"longestGap" cannot be compared with business time');
    expect(() => metric.trend("order").last(hours(8)).atLeast(1)).toThrow("exact length");
    expect(() => metric.count("order").last({ businessHours: 0, calendar: "support" }).atLeast(1)).toThrow("businessHours");
  });
});

test("a rule with business time is described in English and Chinese", () => {
  const unanswered = sequence("order").last({ days: 7 }).thenNo("view").within(hours(8));
  expect(describeRule(unanswered)).toBe(
    "the last order in the last 7 days was not followed by view within 8 business hours (support)",
  );
  expect(describeRule(unanswered, { locale: "zh" })).toMatchInlineSnapshot(
    `"最近 7 天内最后一次 order 之后 8 个工作小时（support）内没有 view"`,
  );
  expect(describeRule(metric.count("order").last(hours(1)).atLeast(1), { locale: "en" })).toBe(
    "order happened at least once in the last 1 business hour (support)",
  );
  expect(describeRule(metric.count("order").ago(hours(16), hours(8)).atLeast(1))).toBe(
    "order happened at least once between 16 business hours (support) and 8 business hours (support) ago",
  );
  const open = metric.unanswered("order", { by: "view", openFor: hours(16) }).atLeast(1);
  expect([describeRule(open), describeRule(open, { locale: "zh" })]).toMatchInlineSnapshot(`
    [
      "the number of order not followed by view for at least 16 business hours (support) is at least 1",
      "order 之后满 16 个工作小时（support）尚无 view 的次数至少为 1",
    ]
  `);
  const began = state("stage:retail").began(hours(8)).equals("loyal");
  expect([describeRule(began), describeRule(began, { locale: "zh" })]).toMatchInlineSnapshot(`
    [
      "it became true in the last 8 business hours (support) that stage:retail is "loyal"",
      "最近 8 个工作小时（support）内变为满足：stage:retail 为“loyal”",
    ]
  `);
});
