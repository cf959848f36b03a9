/** Calendar windows, parts and anniversaries of dates and instants, and the zone of each subject. */
import type { Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  evaluatePopulation,
  evaluateRule,
  explainRule,
  nextChangeAt,
  populationColumns,
  type Rule,
  safeParseRule,
  type Test,
  validateRule,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const schema = defineSchema({
  subject: z.object({ createdAt: z.date(), renews: z.date(), born: z.iso.date(), name: z.string() }),
  interactions: { order: z.object({ due: z.date(), day: z.iso.date() }) },
});
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { attribute, not } = schema.rules;

const subjectOf = (attributes: Record<string, unknown>): Subject => ({ id: "s", attributes, history: [] });
const tested = (path: string, asked: Test): Rule => ({ version: 2, kind: "attribute", path, test: asked });
const holds = (rule: Rule, attributes: Record<string, unknown>, asOf: string | number): boolean =>
  evaluateRule(rule, subjectOf(attributes), { asOf, schema });
const instant = (text: string): Date => new Date(text);

/** Returns the instants at which a rule changes, of those at which clocks are changed: each half hour, and a minute later. */
function changes(rule: Rule, attributes: Record<string, unknown>, from: number, to: number): string[] {
  const compiled = compileRule(rule, { schema });
  const found: string[] = [];
  let truth = compiled.matchesAttributes(attributes, from);
  for (let half = from; half < to; half += HOUR / 2)
    for (const at of [half, half + 60_000]) {
      const now = compiled.matchesAttributes(attributes, at);
      if (now !== truth) found.push(new Date(at).toISOString());
      truth = now;
    }
  return found;
}

/** Returns the instants at which `nextChangeAt` says that a rule changes. */
function scheduled(rule: Rule, attributes: Record<string, unknown>, from: number, to: number): string[] {
  const found: string[] = [];
  for (let asOf: Date | null = new Date(from); asOf !== null; ) {
    asOf = nextChangeAt(rule, subjectOf(attributes), { asOf, schema, until: to });
    if (asOf !== null) found.push(asOf.toISOString());
  }
  return found;
}

describe("a calendar window on an attribute", () => {
  test("is [start, end) of the whole unit, and so reaches past asOf", () => {
    const rule = attribute("renews").inThis("month", { zone: "Asia/Shanghai" });
    const asOf = "2026-05-10T00:00:00Z";
    expect(holds(rule, { renews: instant("2026-04-30T15:59:59.999Z") }, asOf)).toBe(false);
    expect(holds(rule, { renews: instant("2026-04-30T16:00:00Z") }, asOf)).toBe(true);
    expect(holds(rule, { renews: instant("2026-05-31T15:59:59.999Z") }, asOf)).toBe(true);
    expect(holds(rule, { renews: instant("2026-05-31T16:00:00Z") }, asOf)).toBe(false);
  });

  test("of the next unit begins where this one ends, and of the previous one ends where this one begins", () => {
    const asOf = "2026-02-10T12:00:00Z";
    const options = { zone: "UTC" };
    const choices = [
      attribute("renews").inPrevious("quarter", options),
      attribute("renews").inThis("quarter", options),
      attribute("renews").inNext("quarter", options),
    ];
    const truths = (text: string): boolean[] => choices.map((rule) => holds(rule, { renews: instant(text) }, asOf));
    expect(truths("2025-09-30T23:59:59.999Z")).toEqual([false, false, false]);
    expect(truths("2025-10-01T00:00:00Z")).toEqual([true, false, false]);
    expect(truths("2025-12-31T23:59:59.999Z")).toEqual([true, false, false]);
    expect(truths("2026-01-01T00:00:00Z")).toEqual([false, true, false]);
    expect(truths("2026-04-01T00:00:00Z")).toEqual([false, false, true]);
    expect(truths("2026-06-30T23:59:59.999Z")).toEqual([false, false, true]);
    expect(truths("2026-07-01T00:00:00Z")).toEqual([false, false, false]);
  });

  test("of dates compares dates, and takes only today from the zone", () => {
    const nextMonth = (zone: string): Rule => attribute("born").inNext("month", { zone });
    // In Shanghai, March has begun.
    const asOf = "2026-02-28T20:00:00Z";
    expect(holds(nextMonth("UTC"), { born: "2026-03-01" }, asOf)).toBe(true);
    expect(holds(nextMonth("Asia/Shanghai"), { born: "2026-03-01" }, asOf)).toBe(false);
    expect(holds(nextMonth("Asia/Shanghai"), { born: "2026-04-30" }, asOf)).toBe(true);
    expect(holds(nextMonth("Asia/Shanghai"), { born: "2026-05-01" }, asOf)).toBe(false);
  });

  test("starts weeks on Monday", () => {
    const rule = attribute("born").inThis("week", { zone: "UTC" });
    const asOf = "2026-03-01T12:00:00Z"; // a Sunday
    expect(["2026-02-22", "2026-02-23", "2026-03-01", "2026-03-02"].map((born) => holds(rule, { born }, asOf))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("fails for a missing value, and its negation holds", () => {
    const rule = attribute("renews").inThis("year", { zone: "UTC" });
    for (const renews of [undefined, null, Number.NaN, "2026-01-01", 1.5, {}]) {
      expect(holds(rule, { renews }, "2026-05-10T00:00:00Z")).toBe(false);
      expect(holds(not(rule), { renews }, "2026-05-10T00:00:00Z")).toBe(true);
    }
    for (const renews of [1e300, -1e300, 8.64e15, -8.64e15]) {
      expect(holds(rule, { renews }, "2026-05-10T00:00:00Z")).toBe(false);
      expect(nextChangeAt(rule, subjectOf({ renews }), { asOf: 0, schema })).toBeNull();
    }
  });

  test.each([
    // Cairo skips midnight, Sao Paulo repeated the hour before it, Lord Howe moves by half an hour, Apia skipped 30 December 2011.
    ["Africa/Cairo", "2026-04-23T22:30:00Z", "2026-04-24"],
    ["Africa/Cairo", "2026-10-29T21:30:00Z", "2026-10-30"],
    ["America/Sao_Paulo", "2018-02-18T02:30:00Z", "2018-02-18"],
    ["America/Sao_Paulo", "2018-11-04T03:30:00Z", "2018-11-04"],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05"],
    ["Pacific/Apia", "2011-12-30T10:30:00Z", "2011-12-31"],
    ["Pacific/Apia", "2011-12-30T09:30:00Z", "2011-12-30"],
    ["America/St_Johns", "2010-11-07T02:30:00Z", "2010-11-07"],
  ])("is scheduled exactly where the clocks of %s change (%s)", (zone, at, born) => {
    const [from, to] = [Date.parse(at) - 4 * DAY, Date.parse(at) + 5 * DAY];
    for (const unit of ["day", "week"] as const) {
      for (const which of ["this", "previous", "next"] as const) {
        const ofInstant = tested("renews", { is: "calendar", which, unit, zone });
        const renews = instant(at);
        expect(scheduled(ofInstant, { renews }, from, to), `${which} ${unit}`).toEqual(changes(ofInstant, { renews }, from, to));
        const ofDate = tested("born", { is: "calendar", which, unit, zone });
        expect(scheduled(ofDate, { born }, from, to), `${which} ${unit}`).toEqual(changes(ofDate, { born }, from, to));
      }
    }
  });

  test("gives the same over columns", () => {
    const subjects = ["2026-04-30T16:00:00Z", "2026-05-31T16:00:00Z", null].map((renews, index) => ({
      id: String(index),
      attributes: { renews: renews === null ? null : instant(renews), born: "2026-05-31" },
      history: [],
    }));
    const columns = populationColumns(subjects, { schema });
    const asOf = "2026-05-31T16:00:00Z";
    for (const rule of [
      attribute("renews").inPrevious("month", { zone: "Asia/Shanghai" }),
      attribute("born").inPrevious("month", { zone: "Asia/Shanghai" }),
      not(attribute("born").inThis("month", { zone: "UTC" })),
    ])
      expect([...evaluatePopulation(rule, columns, { asOf, schema }).matches]).toEqual([
        ...evaluatePopulation(rule, subjects, { asOf, schema }).matches,
      ]);
  });

  test("is explained with a value that would change it", () => {
    const rule = attribute("renews").inNext("month", { zone: "UTC" });
    const asOf = "2026-05-10T00:00:00Z";
    const { sentence, change } = explainRule(rule, subjectOf({ renews: instant("2026-05-20T00:00:00Z") }), { asOf, schema });
    expect(sentence).toBe(
      "The rule does not hold. It would hold if: renews is in the next month (dates in UTC) (now: 2026-05-20 00:00 UTC).",
    );
    expect(change.map(({ path }) => path)).toEqual([""]);
  });

  test("is checked, with the nearest names", () => {
    const wrong = { is: "calendar", which: "nxt", unit: "months", zone: "Asia/Shanghia" };
    const result = safeParseRule({ version: 2, kind: "attribute", path: "born", test: wrong }, { schema });
    expect(result.ok ? [] : result.problems.map(({ path, hint }) => [path, hint])).toEqual([
      ["test.which", 'Did you mean "next"?'],
      ["test.unit", 'Did you mean "month"?'],
      ["test.zone", undefined],
    ]);
    const inWhere = {
      version: 2,
      kind: "metric",
      metric: {
        measure: "count",
        types: ["order"],
        where: { kind: "property", path: "day", test: { is: "calendar", which: "this", unit: "day", zone: "UTC" } },
      },
      test: { is: "atLeast", value: 1 },
    } as unknown as Rule;
    expect(validateRule(inWhere, { schema }).map(({ path }) => path)).toEqual(["metric.where.test.is"]);
    expect(validateRule(tested("name", { is: "calendar", which: "this", unit: "day", zone: "UTC" }), { schema })).toHaveLength(1);
  });
});
