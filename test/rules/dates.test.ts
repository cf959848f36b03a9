/** Calendar windows, parts and anniversaries of dates and instants, and the zone of each subject. */
import { isClienteleError } from "clientele/kernel";
import type { Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  describeRule,
  diffRules,
  evaluateMetric,
  evaluatePopulation,
  evaluateRule,
  explainRule,
  metricsToSql,
  nextChangeAt,
  populationColumns,
  type Rule,
  ruleToSql,
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
    const [from, to] = [Date.parse(at) - 3 * DAY, Date.parse(at) + 3 * DAY];
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
    expect(validateRule(inWhere, { schema })).toEqual([]);
    expect(validateRule(tested("name", { is: "calendar", which: "this", unit: "day", zone: "UTC" }), { schema })).toHaveLength(1);
  });
});

describe("a part of a date or an instant", () => {
  test("of an instant is read in the zone", () => {
    const at = { createdAt: instant("2026-02-28T20:30:00Z") }; // a Saturday; in Shanghai Sunday, 1 March, 04:30
    const parts = (zone: string) =>
      [
        attribute("createdAt").month({ zone }).equals(2),
        attribute("createdAt").dayOfMonth({ zone }).equals(28),
        attribute("createdAt").weekday({ zone }).equals(6),
        attribute("createdAt").hour({ zone }).equals(20),
      ].map((rule) => holds(rule, at, 0));
    expect(parts("UTC")).toEqual([true, true, true, true]);
    expect(parts("Asia/Shanghai")).toEqual([false, false, false, false]);
    expect(holds(attribute("createdAt").month({ zone: "Asia/Shanghai" }).equals(3), at, 0)).toBe(true);
    expect(holds(attribute("createdAt").weekday({ zone: "Asia/Shanghai" }).equals(7), at, 0)).toBe(true);
    expect(holds(attribute("createdAt").hour({ zone: "Asia/Kolkata" }).equals(2), at, 0)).toBe(true);
  });

  test("of a date has no zone, and no hour", () => {
    expect(holds(attribute("born").weekday().equals(2), { born: "2000-02-29" }, 0)).toBe(true);
    expect(holds(attribute("born").dayOfMonth().atLeast(29), { born: "2000-02-29" }, 0)).toBe(true);
    expect(holds(attribute("born").weekday().equals(6), { born: "0000-01-01" }, 0)).toBe(true);
    const places = (part: object): string[] =>
      validateRule(tested("born", { is: "part", test: { is: "equals", value: 1 }, ...part } as Test), { schema }).map(
        ({ path }) => path,
      );
    expect(places({ part: "month", zone: "UTC" })).toEqual(["test.zone"]);
    expect(places({ part: "hour" })).toEqual(["test.part"]);
  });

  test("of a missing value is missing, even where another number is asked for", () => {
    for (const createdAt of [undefined, null, Number.NaN, "2026-01-01T00:00:00Z", 1.5, 1e300, -8.64e15, Date.UTC(2100, 0)]) {
      const rule = attribute("createdAt")
        .month({ zone: "UTC" })
        .notEquals(13 - 1);
      expect(holds(rule, { createdAt }, 0)).toBe(false);
      expect(holds(not(rule), { createdAt }, 0)).toBe(true);
    }
    expect(holds(attribute("born").month().notEquals(1), { born: "2026-02-30" }, 0)).toBe(false);
  });

  test("does not change with time", () => {
    const rule = attribute("createdAt").hour({ zone: "Africa/Cairo" }).atLeast(1);
    expect(nextChangeAt(rule, subjectOf({ createdAt: 0 }), { asOf: 0, schema })).toBeNull();
  });

  test("follows clocks that skip an hour or a day", () => {
    const cairo = attribute("createdAt").hour({ zone: "Africa/Cairo" }).equals(1);
    expect(holds(cairo, { createdAt: instant("2026-04-23T21:59:59Z") }, 0)).toBe(false);
    expect(holds(cairo, { createdAt: instant("2026-04-23T22:00:00Z") }, 0)).toBe(true);
    const apia = attribute("createdAt").dayOfMonth({ zone: "Pacific/Apia" });
    expect(holds(apia.equals(29), { createdAt: instant("2011-12-30T09:59:59Z") }, 0)).toBe(true);
    expect(holds(apia.equals(31), { createdAt: instant("2011-12-30T10:00:00Z") }, 0)).toBe(true);
  });

  test("is a condition on an interaction too", () => {
    const { metric } = schema.rules;
    const rule = metric
      .count("order")
      .where((property) => property("due").weekday({ zone: "UTC" }).atLeast(6))
      .equals(1);
    const order = (id: string, due: string) => ({
      id,
      customerId: "s",
      type: "order",
      at: new Date(0),
      properties: { due: instant(due) },
    });
    const history = [order("a", "2026-02-28T20:30:00Z"), order("b", "2026-02-27T20:30:00Z")];
    expect(evaluateRule(rule, { id: "s", attributes: {}, history }, { asOf: 0, schema })).toBe(true);
  });

  test("takes only numbers that the part can have", () => {
    const problems = (part: string, value: number): string[] =>
      validateRule(tested("createdAt", { is: "part", part, test: { is: "atLeast", value }, zone: "UTC" } as Test), {
        schema,
      }).map(({ message }) => message);
    expect(problems("month", 13)).toEqual(["Must be an integer from 1 to 12, got 13."]);
    expect(problems("hour", 9.5)).toEqual(["Must be an integer from 0 to 23, got 9.5."]);
    expect(problems("weekday", 0)).toEqual(["Must be an integer from 1 to 7, got 0."]);
  });

  test("is explained with the opposite below a not, and with a change of two parts of one field", () => {
    const { all } = schema.rules;
    const rule = all(attribute("born").month().equals(2), attribute("born").dayOfMonth().equals(29));
    const { change } = explainRule(rule, subjectOf({ born: "2026-03-01" }), { asOf: 0, schema });
    expect(change.map(({ wanted }) => wanted)).toEqual(["in February", "on day 29 of the month"]);
    const impossible = all(attribute("born").month().equals(2), attribute("born").dayOfMonth().equals(30));
    expect(explainRule(impossible, subjectOf({ born: "2026-03-01" }), { asOf: 0, schema }).change).toEqual([]);
  });
});

describe("an anniversary", () => {
  const options = { zone: "UTC" };
  const asOf = "2026-03-01T12:00:00Z";
  const days = (rule: Rule, dates: readonly string[], at = asOf): boolean[] => dates.map((born) => holds(rule, { born }, at));

  test("was exactly so many days ago, across the end of a year and a leap day", () => {
    expect(days(attribute("born").anniversaryAgo(7, options), ["1990-02-21", "1990-02-22", "1990-02-23"])).toEqual([
      false,
      true,
      false,
    ]);
    expect(days(attribute("born").anniversaryAgo(3, options), ["1990-12-30"], "2026-01-02T00:00:00Z")).toEqual([true]);
    expect(days(attribute("born").anniversaryAgo(1, options), ["2000-02-29"])).toEqual([true]);
    expect(days(attribute("born").anniversaryAgo(1, { ...options, leapDay: "03-01" }), ["2000-02-29"])).toEqual([false]);
    expect(days(attribute("born").anniversaryAgo(0, { ...options, leapDay: "03-01" }), ["2000-02-29"])).toEqual([true]);
  });

  test("lies in a range of days, both ends included", () => {
    const around = attribute("born").anniversaryBetween(-2, 1, options);
    expect(days(around, ["1990-02-26", "1990-02-27", "1990-03-02", "1990-03-03"])).toEqual([false, true, true, false]);
    const ahead = attribute("born").anniversaryBetween(0, 7, options);
    const within = attribute("born").anniversaryWithin(7, options);
    for (const born of ["1990-02-28", "1990-03-01", "1990-03-08", "1990-03-09"])
      expect(holds(ahead, { born }, asOf)).toBe(holds(within, { born }, asOf));
    expect(diffRules(ahead, within)).toEqual([]);
  });

  test("is next month, this week or last year", () => {
    expect(days(attribute("born").anniversaryInNext("month", options), ["1990-03-31", "1990-04-01", "1990-04-30"])).toEqual([
      false,
      true,
      true,
    ]);
    const december = "2026-12-05T00:00:00Z";
    expect(days(attribute("born").anniversaryInNext("month", options), ["1990-01-15", "1990-12-15"], december)).toEqual([
      true,
      false,
    ]);
    expect(days(attribute("born").anniversaryInThis("week", options), ["1990-02-23", "1990-03-01", "1990-03-02"])).toEqual([
      true,
      true,
      false,
    ]);
    expect(days(attribute("born").anniversaryInPrevious("year", options), ["1990-07-01", "2000-02-29"])).toEqual([true, true]);
  });

  test("of an instant is that of its local date", () => {
    const rule = (zone: string): Rule => attribute("createdAt").anniversaryAgo(0, { zone });
    const createdAt = instant("2020-02-28T20:00:00Z"); // in Shanghai it is 29 February
    expect(holds(rule("UTC"), { createdAt }, "2024-02-28T12:00:00Z")).toBe(true);
    expect(holds(rule("Asia/Shanghai"), { createdAt }, "2024-02-29T12:00:00Z")).toBe(true);
    expect(holds(rule("Asia/Shanghai"), { createdAt }, "2024-02-28T12:00:00Z")).toBe(false);
    expect(holds(rule("UTC"), { createdAt: Date.UTC(2100, 0) }, "2024-01-01T12:00:00Z")).toBe(false);
    expect(nextChangeAt(rule("Asia/Shanghai"), subjectOf({ createdAt }), { asOf: "2024-02-28T12:00:00Z", schema })).toEqual(
      instant("2024-02-28T16:00:00Z"),
    );
  });

  test.each(["Africa/Cairo", "America/Sao_Paulo", "Pacific/Apia"])("is scheduled exactly in %s", (zone) => {
    const [from, to] = [Date.UTC(2011, 11, 25), Date.UTC(2012, 0, 3)];
    for (const asked of [
      attribute("born").anniversaryAgo(2, { zone }),
      attribute("born").anniversaryBetween(-1, 1, { zone }),
      attribute("born").anniversaryInNext("week", { zone }),
      attribute("born").anniversaryInPrevious("day", { zone }),
    ])
      for (const born of ["1990-12-29", "1990-12-30", "1991-01-01"])
        expect(scheduled(asked, { born }, from, to)).toEqual(changes(asked, { born }, from, to));
  });

  test("is described in both languages", () => {
    const words = (rule: Rule): string[] => [describeRule(rule), describeRule(rule, { locale: "zh" })];
    expect(words(attribute("born").anniversaryAgo(7, options))).toEqual([
      "born has its anniversary 7 days ago (dates in UTC)",
      "born 的周年日是 7 天前（按 UTC 时区的日期）",
    ]);
    expect(words(attribute("born").anniversaryInNext("month", options))).toEqual([
      "born has its anniversary in the next month (dates in UTC)",
      "born 的周年日在下月（按 UTC 时区的日期）",
    ]);
    expect(words(attribute("born").anniversaryBetween(-3, 5, options))[0]).toBe(
      "born has its anniversary from 3 days ago to 5 days from now (dates in UTC)",
    );
  });

  test("takes whole days within a year, in order", () => {
    const problems = (asked: object): string[] =>
      validateRule(tested("born", { is: "anniversary", zone: "UTC", ...asked } as Test), { schema }).map(({ path }) => path);
    expect(problems({ days: { from: 3, to: -3 } })).toEqual(["test.days.to"]);
    expect(problems({ days: { from: -400, to: 0.5 } })).toEqual(["test.days.from", "test.days.to"]);
    expect(problems({ days: -1 })).toEqual(["test.days"]);
    expect(problems({ which: "next", unit: "fortnight" })).toEqual(["test.unit"]);
    expect(problems({ which: "next", unit: "month", days: 3 })).toEqual(["test.days"]);
  });
});

describe("the zone of each subject", () => {
  const own = defineSchema({
    subject: z.object({
      createdAt: z.date(),
      born: z.iso.date(),
      zone: z.string(),
      home: z.enum(["Asia/Shanghai", "Europe/London", "nowhere"]),
    }),
    interactions: { order: z.object({ due: z.date() }) },
  });
  const zone = { attribute: "zone", fallback: "UTC" } as const;
  const home = { attribute: "home", fallback: "UTC" } as const;
  const { attribute: field, metric, sequence } = own.rules;
  const asOf = "2026-05-31T20:00:00Z"; // in Shanghai it is 1 June
  const truth = (rule: Rule, attributes: Record<string, unknown>, at: string = asOf): boolean =>
    evaluateRule(rule, subjectOf(attributes), { asOf: at, schema: own });

  test("decides which day it is, and a missing or unknown one takes the fallback", () => {
    const rule = field("born").inThis("month", { zone });
    const born = "2026-06-15";
    expect(truth(rule, { born, zone: "Asia/Shanghai" })).toBe(true);
    expect(truth(rule, { born, zone: "Europe/London" })).toBe(false);
    for (const unknown of [undefined, null, "", "Mars/Olympus", "+08:00", "constructor", 8, ["Asia/Shanghai"]])
      expect(truth(rule, { born, zone: unknown })).toBe(false);
    const elsewhere = field("born").inThis("month", { zone: { ...zone, fallback: "Asia/Shanghai" } });
    expect(truth(elsewhere, { born, zone: "Mars/Olympus" })).toBe(true);
  });

  test("is unknown where the schema declares other values", () => {
    const rule = field("born").inThis("month", { zone: home });
    const born = "2026-06-15";
    expect(["Asia/Shanghai", "asia/shanghai", "Asia/Tokyo", "nowhere"].map((each) => truth(rule, { born, home: each }))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test("counts in every place of a zone", () => {
    const at = (id: string, text: string) => ({ id, customerId: "s", type: "order", at: instant(text), properties: {} });
    const history = [at("a", "2026-05-31T10:00:00Z"), at("b", "2026-05-31T17:00:00Z")];
    const inZone = (rule: Rule, name: string): boolean =>
      evaluateRule(
        rule,
        { id: "s", attributes: { zone: name, born: "2008-06-01", createdAt: instant("2026-05-31T17:00:00Z") }, history },
        { asOf, schema: own },
      );
    const rules = [
      metric.count("order").this("month", zone).equals(1),
      metric.daysActive("order", zone).equals(2),
      field("born").age({ zone }).equals(18),
      field("born").anniversaryWithin(0, { zone }),
      field("born").withinLast({ days: 1 }, { zone }),
      field("createdAt").dayOfMonth({ zone }).equals(1),
      field("createdAt").inThis("day", { zone }),
    ];
    expect(rules.map((rule) => inZone(rule, "Asia/Shanghai"))).toEqual([true, true, true, true, false, true, true]);
    expect(rules.map((rule) => inZone(rule, "Europe/London"))).toEqual([false, false, false, false, false, false, true]);
    expect(
      evaluateMetric(metric.daysActive("order", zone).metric, { id: "s", attributes: {}, history }, { asOf, schema: own }),
    ).toBe(1);
    const windowed: Rule = {
      version: 2,
      kind: "sequence",
      steps: [{ types: ["order"] }, { types: ["order"] }],
      window: { kind: "this", unit: "month", zone },
    };
    expect(inZone(windowed, "Asia/Shanghai")).toBe(false);
    expect(inZone(windowed, "Europe/London")).toBe(true);
    expect(sequence("order").then("order").atAnyTime().kind).toBe("sequence");
  });

  test("is scheduled by the clocks of each subject, and read from its past", () => {
    const rule = field("born").inThis("month", { zone });
    const next = (name: string) =>
      nextChangeAt(rule, subjectOf({ born: "2026-06-15", zone: name }), { asOf: "2026-05-20T00:00:00Z", schema: own });
    expect(next("Asia/Shanghai")).toEqual(instant("2026-05-31T16:00:00Z"));
    expect(next("Europe/London")).toEqual(instant("2026-05-31T23:00:00Z"));
    expect(next("Africa/Cairo")).toEqual(instant("2026-05-31T21:00:00Z"));
  });

  test("is read by the rule, over columns too", () => {
    const rule = field("born").inThis("month", { zone });
    expect(compileRule(rule, { schema: own }).reads.attributes).toEqual(["born", "zone"]);
    const subjects = ["Asia/Shanghai", "Europe/London", null].map((each, index) => ({
      id: String(index),
      attributes: { born: "2026-06-15", zone: each },
      history: [],
    }));
    expect([...evaluatePopulation(rule, populationColumns(subjects, { schema: own }), { asOf, schema: own }).matches]).toEqual([
      1, 0, 0,
    ]);
  });

  test("is chosen in SQL among the declared values, and refused by name where none are declared", () => {
    const options = { dialect: "postgres", asOf, schema: own } as const;
    const { text, parameters } = ruleToSql(field("born").inThis("month", { zone: home }), options);
    expect(text).toContain("CASE WHEN");
    expect(parameters).toContain("Asia/Shanghai");
    // In London it is the same day as in UTC, so it needs no branch; "nowhere" is no zone.
    expect(parameters).not.toContain("Europe/London");
    expect(parameters).not.toContain("nowhere");
    const refused = (build: () => unknown): unknown => {
      try {
        return build();
      } catch (error) {
        return isClienteleError(error, "unsupported_in_dialect") ? error.details : error;
      }
    };
    for (const dialect of ["postgres", "mysql", "sqlite", "duckdb", "clickhouse"] as const) {
      expect(refused(() => ruleToSql(field("born").inThis("month", { zone }), { ...options, dialect }))).toEqual({
        dialect,
        operator: "zone",
      });
      expect(refused(() => metricsToSql({ days: metric.daysActive("order", zone).metric }, { ...options, dialect }))).toEqual({
        dialect,
        operator: "zone",
      });
    }
  });

  test("is checked, described and explained", () => {
    const problems = (given: object): unknown[] =>
      validateRule(tested("born", { is: "calendar", which: "this", unit: "day", zone: given } as Test), { schema: own }).map(
        ({ path, hint }) => [path, hint],
      );
    expect(problems({ attribute: "zoen", fallback: "UTC" })).toEqual([
      ["test.zone.attribute", 'Did you mean attribute("zone")?'],
    ]);
    expect(problems({ attribute: "born", fallback: "UTC" }).map((each) => (each as string[])[0])).toEqual([
      "test.zone.attribute",
    ]);
    expect(problems({ attribute: "zone", fallback: "Mars" }).map((each) => (each as string[])[0])).toEqual([
      "test.zone.fallback",
    ]);
    expect(problems({ attribute: "zone" }).map((each) => (each as string[])[0])).toEqual(["test.zone.fallback"]);
    const rule = field("born").inThis("month", { zone });
    expect([describeRule(rule), describeRule(rule, { locale: "zh" })]).toEqual([
      "born is in the current month (dates in the zone of zone, or else UTC)",
      "born 在本月（按 zone 或缺省的 UTC 时区的日期）",
    ]);
    const { sentence, change } = explainRule(rule, subjectOf({ born: "2026-05-15", zone: "Asia/Shanghai" }), {
      asOf,
      schema: own,
    });
    expect(sentence).toContain("would hold if");
    expect(change).toHaveLength(1);
  });
});
