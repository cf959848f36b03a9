/** Each line of "Exact meaning" and of "What others got wrong" in the design of the rules, in memory. */
import { isClienteleError } from "clientele/kernel";
import type { Interaction, Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  describeRule,
  evaluateRule,
  explainRule,
  type Expression,
  type Metric,
  nextChangeAt,
  parseRule,
  prepareSubject,
  type Rule,
  safeParseRule,
  type Test,
  ruleToSql,
  type WindowSpec,
} from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { AS_OF, calendars, ruleArbitrary, schema as wideSchema, subjectArbitrary } from "../fixtures/arbitrary-rules.js";

const properties = z.object({
  total: z.int().meta({ clientele: { currency: "currency" } }),
  currency: z.string(),
  price: z.number().meta({ clientele: { type: "number", decimals: 2 } }),
  free: z.number(),
  sku: z.string(),
});
const schema = defineSchema({
  subject: z.object({
    name: z.string(),
    age: z.number(),
    level: z.number(),
    limit: z.number(),
    seats: z.int(),
    active: z.boolean(),
    tags: z.array(z.string()),
    joined: z.date(),
    createdAt: z.date(),
    born: z.iso.date(),
  }),
  interactions: { order: properties, view: properties },
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 15, 12);

let serial = 0;
function happened(type: string, at: number, values: Record<string, unknown> = {}, rest: Partial<Interaction> = {}): Interaction {
  return { id: `i${String(++serial).padStart(6, "0")}`, customerId: "s", type, at: new Date(at), properties: values, ...rest };
}

function subjectOf(
  attributes: Record<string, unknown> = {},
  history: readonly Interaction[] = [],
  rest: Partial<Subject> = {},
): Subject {
  return { id: "s", attributes, history: [...history].sort((left, right) => left.at.getTime() - right.at.getTime()), ...rest };
}

const rule = (expression: Expression): Rule => ({ version: 1, ...expression });
const attribute = (path: string, test: Test): Rule => rule({ kind: "attribute", path, test });
const metric = (rest: Partial<Metric> & Pick<Metric, "measure">, test: Test): Rule =>
  rule({ kind: "metric", metric: { ...(rest.measure !== "knownFor" && { types: ["order"] }), ...rest }, test });
const counted = (value: number, window?: WindowSpec): Rule =>
  metric({ measure: "count", ...(window !== undefined && { window }) }, { is: "equals", value });
const holds = (asked: Rule, subject: Subject, asOf = NOW): boolean => evaluateRule(asked, subject, { asOf, schema });
const not = ({ version: _, ...of }: Rule): Rule => rule({ kind: "not", of: of as Expression });

/** Everything that counts as a missing number. */
const missingNumbers = [undefined, null, Number.NaN, Number.POSITIVE_INFINITY, "5", true, [5], {}, 5n];

describe("1. asOf means what had happened by then", () => {
  test("ignores what happens a millisecond later", () => {
    const subject = subjectOf({}, [happened("order", NOW)]);
    expect([NOW - 1, NOW].map((asOf) => holds(counted(1), subject, asOf))).toEqual([false, true]);
  });

  test("ignores an interaction recorded after knownAt, even if it happened before asOf", () => {
    const late = happened("order", NOW - DAY, {}, { recordedAt: new Date(NOW + HOUR) });
    const subject = subjectOf({}, [happened("order", NOW - 2 * DAY), late]);
    const answers = [NOW + HOUR - 1, NOW + HOUR].map((knownAt) =>
      compileRule(counted(2), { schema }).matches(prepareSubject(subject, { knownAt }), NOW),
    );
    expect(answers).toEqual([false, true]);
  });

  test("takes attributes from the changes of a subject, and as constant without changes", () => {
    const change = { path: ["level"], before: 1, after: 2, at: new Date(NOW), version: 2, customerId: "s" };
    const two = attribute("level", { is: "equals", value: 2 });
    expect([NOW - 1, NOW].map((asOf) => holds(two, subjectOf({ level: 2 }, [], { changes: [change] }), asOf))).toEqual([
      false,
      true,
    ]);
    expect([NOW - 1, NOW].map((asOf) => holds(two, subjectOf({ level: 2 }), asOf))).toEqual([true, true]);
    const appeared = { path: ["level"], after: 2, at: new Date(NOW), version: 2, customerId: "s" };
    expect(holds(attribute("level", { is: "missing" }), subjectOf({ level: 2 }, [], { changes: [appeared] }), NOW - 1)).toBe(
      true,
    );
  });

  test("undoes several changes of one instant together, and of one field in order", () => {
    const change = (before: number, after: number, at: number, version: number) => ({
      path: ["level"],
      before,
      after,
      at: new Date(at),
      version,
      customerId: "s",
    });
    const changes = [change(1, 2, NOW - DAY, 2), change(2, 3, NOW - DAY, 3), change(3, 4, NOW, 4)];
    const at = (asOf: number) =>
      [1, 2, 3, 4].filter((value) =>
        holds(attribute("level", { is: "equals", value }), subjectOf({ level: 4 }, [], { changes }), asOf),
      );
    expect([NOW - DAY - 1, NOW - DAY, NOW].map(at)).toEqual([[1], [3], [4]]);
  });
});

describe("2. two-valued logic", () => {
  test.each([
    { is: "equals", value: 5 },
    { is: "notEquals", value: 5 },
    { is: "oneOf", values: [5] },
    { is: "notOneOf", values: [5] },
    { is: "atLeast", value: 5 },
    { is: "moreThan", value: 5 },
    { is: "atMost", value: 5 },
    { is: "lessThan", value: 5 },
    { is: "between", from: 1, to: 9 },
    { is: "present" },
  ] satisfies Test[])("a missing value fails $is, and its negation holds", (test) => {
    for (const level of missingNumbers) {
      expect(holds(attribute("level", test), subjectOf({ level })), String(level)).toBe(false);
      expect(holds(not(attribute("level", test)), subjectOf({ level })), String(level)).toBe(true);
      expect(holds(attribute("level", { is: "missing" }), subjectOf({ level })), String(level)).toBe(true);
    }
    expect(holds(attribute("level", { is: "missing" }), subjectOf({ level: 0 }))).toBe(false);
  });

  test("treats a value of another type than the catalog's as missing: a fraction in an integer, text in a boolean, a bad date", () => {
    const bad: Record<string, unknown[]> = {
      seats: [1.5, "1"],
      active: ["true", 1],
      born: ["2026-02-29", "2026-13-01", 20260101, "2026-1-1"],
      joined: ["2026-01-01T00:00:00Z", new Date(Number.NaN), 1.5],
      tags: ["vip", { 0: "vip" }],
      name: [1, new Date(0)],
    };
    for (const [path, values] of Object.entries(bad))
      for (const value of values)
        expect(holds(attribute(path, { is: "missing" }), subjectOf({ [path]: value })), `${path} ${String(value)}`).toBe(true);
  });

  test("fails a comparison with another attribute when either is missing", () => {
    const over = attribute("level", { is: "notEquals", value: { attribute: "limit" } });
    expect(holds(over, subjectOf({ level: 1, limit: 2 }))).toBe(true);
    expect([{ level: 1 }, { limit: 1 }, {}].map((attributes) => holds(over, subjectOf(attributes)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("refuses an empty all, any, list of values or list of types", () => {
    const empty = [
      { kind: "all", of: [] },
      { kind: "any", of: [] },
      { kind: "atLeast", count: 1, of: [] },
      attribute("level", { is: "oneOf", values: [] }),
      attribute("tags", { is: "hasAny", values: [] }),
      metric({ measure: "count", types: [] }, { is: "present" }),
    ];
    for (const expression of empty) expect(safeParseRule({ version: 1, ...expression }, { schema }).ok).toBe(false);
  });
});

describe("3. metrics", () => {
  const orders = (values: readonly unknown[]) =>
    subjectOf(
      {},
      values.map((price, index) => happened("order", NOW - DAY + index, { price })),
    );

  test("skip missing values, both in the divisor of an average and in distinct", () => {
    const subject = orders([1, null, "9", 3, Number.NaN, 3]);
    expect(holds(metric({ measure: "average", property: "price" }, { is: "equals", value: 7 / 3 }), subject)).toBe(true);
    expect(holds(metric({ measure: "distinct", property: "price" }, { is: "equals", value: 2 }), subject)).toBe(true);
    expect(holds(metric({ measure: "minimum", property: "price" }, { is: "equals", value: 1 }), subject)).toBe(true);
    expect(holds(counted(6), subject)).toBe(true);
  });

  test("read first and last from that interaction, so a property that is absent there is missing", () => {
    const last = (test: Test) => metric({ measure: "last", property: "price" }, test);
    expect(holds(last({ is: "missing" }), orders([1, 2, null]))).toBe(true);
    expect(holds(last({ is: "equals", value: 2 }), orders([1, 2, null]))).toBe(false);
    expect(holds(metric({ measure: "first", property: "price" }, { is: "equals", value: 1 }), orders([1, 2, null]))).toBe(true);
  });

  test("give 0 for count, sum, distinct and days active over no interactions, and are missing otherwise", () => {
    const zero: Test = { is: "equals", value: 0 };
    const nothing: Test = { is: "missing" };
    const rows: readonly (readonly [Partial<Metric> & Pick<Metric, "measure">, Test])[] = [
      [{ measure: "count" }, zero],
      [{ measure: "sum", property: "price" }, zero],
      [{ measure: "distinct", property: "sku" }, zero],
      [{ measure: "daysActive", zone: "UTC" }, zero],
      [{ measure: "average", property: "price" }, nothing],
      [{ measure: "minimum", property: "price" }, nothing],
      [{ measure: "maximum", property: "price" }, nothing],
      [{ measure: "first" }, nothing],
      [{ measure: "last", property: "sku" }, nothing],
      [{ measure: "timeSinceFirst" }, nothing],
      [{ measure: "timeSinceLast" }, nothing],
      [{ measure: "longestGap" }, nothing],
      [{ measure: "meanGap" }, nothing],
      [{ measure: "trend", window: { kind: "last", duration: { days: 7 } } }, nothing],
      [{ measure: "knownFor" }, nothing],
    ];
    for (const [figure, test] of rows) expect(holds(metric(figure, test), subjectOf()), figure.measure).toBe(true);
  });

  test("have no ratio to a previous window of 0", () => {
    const window: WindowSpec = { kind: "last", duration: { days: 7 } };
    const trend = (test: Test) => metric({ measure: "trend", window }, test);
    const only = subjectOf({}, [happened("order", NOW - DAY)]);
    expect(holds(trend({ is: "missing" }), only)).toBe(true);
    const both = subjectOf({}, [happened("order", NOW - 7 * DAY), happened("order", NOW - DAY), happened("order", NOW)]);
    expect(holds(trend({ is: "equals", value: 2 }), both)).toBe(true);
    const stopped = subjectOf({}, [happened("order", NOW - 7 * DAY)]);
    expect(holds(trend({ is: "equals", value: 0 }), stopped)).toBe(true);
  });

  test("need two interactions for a gap, and do not count the time since the last one", () => {
    const gap = (measure: "longestGap" | "meanGap", value: number) =>
      metric({ measure }, { is: "equals", value: { hours: value } });
    expect(holds(metric({ measure: "longestGap" }, { is: "missing" }), subjectOf({}, [happened("order", NOW - 9 * DAY)]))).toBe(
      true,
    );
    const three = subjectOf({}, [
      happened("order", NOW - 90 * HOUR),
      happened("order", NOW - 89 * HOUR),
      happened("order", NOW - 86 * HOUR),
    ]);
    expect(holds(gap("longestGap", 3), three)).toBe(true);
    expect(holds(gap("meanGap", 2), three)).toBe(true);
  });

  test("count known for from createdAt, or from the first interaction without one", () => {
    const known = metric({ measure: "knownFor" }, { is: "equals", value: { days: 3 } });
    const history = [happened("view", NOW - 3 * DAY)];
    expect(holds(known, subjectOf({}, history))).toBe(true);
    expect(holds(known, subjectOf({ createdAt: new Date(NOW - 5 * DAY) }, history))).toBe(false);
    expect(holds(known, subjectOf({ createdAt: new Date(NOW - 3 * DAY) }))).toBe(true);
  });
});

describe("4. windows", () => {
  const at = (...instants: number[]) =>
    subjectOf(
      {},
      instants.map((instant) => happened("order", instant)),
    );
  const startOfMonth = Date.UTC(2026, 5, 1);

  test("define last as (asOf − d, asOf], which excludes exactly d ago and includes now", () => {
    const window: WindowSpec = { kind: "last", duration: { days: 30 } };
    expect([NOW - 30 * DAY, NOW - 30 * DAY + 1, NOW].map((instant) => holds(counted(1, window), at(instant)))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("allow only exact units in last", () => {
    for (const unit of ["months", "quarters", "years"])
      expect(safeParseRule(counted(1, { kind: "last", duration: { [unit]: 1 } as never })).ok).toBe(false);
    for (const unit of ["weeks", "days", "hours", "minutes", "seconds", "milliseconds"])
      expect(safeParseRule(counted(1, { kind: "last", duration: { [unit]: 1 } })).ok).toBe(true);
  });

  test("define this as [start, asOf] and previous as [start, end), in a zone", () => {
    const this_: WindowSpec = { kind: "this", unit: "month", zone: "UTC" };
    const previous: WindowSpec = { kind: "previous", unit: "month", zone: "UTC" };
    const instants = [Date.UTC(2026, 4, 1) - 1, Date.UTC(2026, 4, 1), startOfMonth - 1, startOfMonth, NOW];
    expect(instants.map((instant) => holds(counted(1, this_), at(instant)))).toEqual([false, false, false, true, true]);
    expect(instants.map((instant) => holds(counted(1, previous), at(instant)))).toEqual([false, true, true, false, false]);
    const shanghai: WindowSpec = { ...this_, zone: "Asia/Shanghai" };
    expect(
      [startOfMonth - 8 * HOUR - 1, startOfMonth - 8 * HOUR].map((instant) => holds(counted(1, shanghai), at(instant))),
    ).toEqual([false, true]);
  });

  test("treat a day of 23 or 25 hours at a change of daylight saving time as one day", () => {
    const day = (asOf: number, instant: number) =>
      evaluateRule(counted(1, { kind: "this", unit: "day", zone: "Europe/London" }), at(instant), { asOf, schema });
    const [spring, autumn] = [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 24, 23)];
    expect([day(spring + 22 * HOUR, spring), day(spring + 23 * HOUR, spring)]).toEqual([true, false]);
    expect([day(autumn + 25 * HOUR - 1, autumn), day(autumn + 25 * HOUR, autumn)]).toEqual([true, false]);
  });

  test("start a week on Monday", () => {
    const monday = Date.UTC(2026, 5, 15);
    const window: WindowSpec = { kind: "this", unit: "week", zone: "UTC" };
    expect([monday - 1, monday].map((instant) => holds(counted(1, window), at(instant)))).toEqual([false, true]);
  });

  test("define between as [from, to), clipped at asOf", () => {
    const window: WindowSpec = {
      kind: "between",
      from: new Date(NOW - DAY).toISOString(),
      to: new Date(NOW + DAY).toISOString(),
    };
    expect([NOW - DAY - 1, NOW - DAY, NOW, NOW + 1].map((instant) => holds(counted(1, window), at(instant)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([NOW + DAY - 1, NOW + DAY].map((instant) => holds(counted(1, window), at(instant), NOW + 2 * DAY))).toEqual([
      true,
      false,
    ]);
  });

  test("define since as [from, asOf] and until as before to", () => {
    const moment = new Date(NOW).toISOString();
    const instants = [NOW - 1, NOW, NOW + 1];
    expect(instants.map((instant) => holds(counted(1, { kind: "since", from: moment }), at(instant), NOW + 1))).toEqual([
      false,
      true,
      true,
    ]);
    expect(instants.map((instant) => holds(counted(1, { kind: "until", to: moment }), at(instant), NOW + 1))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("define within the next d as (asOf, asOf + d], and within the last d as (asOf − d, asOf]", () => {
    const near = (is: "withinLast" | "withinNext", instant: number) =>
      holds(attribute("joined", { is, duration: { days: 1 } }), subjectOf({ joined: new Date(instant) }));
    expect([NOW, NOW + 1, NOW + DAY, NOW + DAY + 1].map((instant) => near("withinNext", instant))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([NOW - DAY, NOW - DAY + 1, NOW, NOW + 1].map((instant) => near("withinLast", instant))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("define a relative window as [anchor, anchor + d), which is empty without its anchor", () => {
    const joined = NOW - 10 * DAY;
    const window: WindowSpec = { kind: "within", duration: { days: 7 }, of: { attribute: "joined" } };
    const answers = [joined - 1, joined, joined + 7 * DAY - 1, joined + 7 * DAY].map((instant) =>
      holds(counted(1, window), subjectOf({ joined: new Date(joined) }, [happened("order", instant)])),
    );
    expect(answers).toEqual([false, true, true, false]);
    expect(holds(counted(0, window), at(joined))).toBe(true);
    const views = [
      happened("view", NOW - 5 * DAY),
      happened("view", NOW - 3 * DAY),
      happened("order", NOW - 4 * DAY),
      happened("order", NOW - 2 * DAY),
    ];
    const within = (of: Extract<WindowSpec, { kind: "within" }>["of"]): WindowSpec => ({
      kind: "within",
      duration: { days: 2 },
      of,
    });
    expect(
      holds(
        metric(
          { measure: "first", window: within({ first: ["view"] }) },
          { is: "before", value: new Date(NOW - 3 * DAY).toISOString() },
        ),
        subjectOf({}, views),
      ),
    ).toBe(true);
    expect(
      holds(
        metric(
          { measure: "first", window: within({ last: ["view"] }) },
          { is: "after", value: new Date(NOW - 3 * DAY).toISOString() },
        ),
        subjectOf({}, views),
      ),
    ).toBe(true);
  });

  test("compare time since in whole milliseconds with a duration", () => {
    const since = (is: "atLeast" | "moreThan") => metric({ measure: "timeSinceLast" }, { is, value: { days: 1 } });
    const subject = at(NOW - DAY);
    expect(
      [NOW - 1, NOW, NOW + 1].map((asOf) => [holds(since("atLeast"), subject, asOf), holds(since("moreThan"), subject, asOf)]),
    ).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });
});

describe("5. days and dates", () => {
  const born = (date: string) => subjectOf({ born: date });

  test("count days active by the days of the zone", () => {
    const night = Date.UTC(2026, 5, 10, 23);
    const subject = subjectOf({}, [happened("order", night), happened("order", night + 2 * HOUR)]);
    const days = (zone: string) =>
      [1, 2].find((value) => holds(metric({ measure: "daysActive", zone }, { is: "equals", value }), subject));
    expect([days("UTC"), days("Asia/Shanghai")]).toEqual([2, 1]);
  });

  test("compare a date with the local day of the zone", () => {
    const tomorrow = attribute("born", { is: "withinNext", duration: { days: 1 }, zone: "Asia/Shanghai" });
    const evening = Date.UTC(2026, 5, 15, 15, 59, 59, 999);
    expect([evening, evening + 1].map((asOf) => holds(tomorrow, born("2026-06-16"), asOf))).toEqual([true, false]);
    const today = attribute("born", { is: "withinLast", duration: { days: 1 }, zone: "Asia/Shanghai" });
    expect([evening, evening + 1].map((asOf) => holds(today, born("2026-06-16"), asOf))).toEqual([false, true]);
  });

  test("find an anniversary within N + 1 local days from today, across the end of the year too", () => {
    const soon = (days: number) => attribute("born", { is: "anniversary", days, zone: "UTC" });
    const asOf = Date.UTC(2026, 11, 30);
    expect(["12-29", "12-30", "12-31", "01-02", "01-03"].map((day) => holds(soon(3), born(`1990-${day}`), asOf))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(["12-30", "12-31"].map((day) => holds(soon(0), born(`1990-${day}`), asOf))).toEqual([true, false]);
  });

  test("move 29 February to 28 February in other years, or to 1 March by choice, and keep it in leap years", () => {
    const on = (month: number, day: number, year: number, leapDay?: "02-28" | "03-01") =>
      holds(
        attribute("born", { is: "anniversary", days: 0, zone: "UTC", ...(leapDay && { leapDay }) }),
        born("2000-02-29"),
        Date.UTC(year, month - 1, day),
      );
    expect([on(2, 28, 2026), on(3, 1, 2026)]).toEqual([true, false]);
    expect([on(2, 28, 2026, "03-01"), on(3, 1, 2026, "03-01")]).toEqual([false, true]);
    expect([on(2, 28, 2028), on(2, 29, 2028), on(3, 1, 2028, "03-01"), on(2, 29, 2028, "03-01")]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  test("change an age at the local midnight of the birthday, with the same two options for 29 February", () => {
    const grown = (date: string, asOf: number, leapDay?: "02-28" | "03-01", zone = "UTC") =>
      holds(
        attribute("born", { is: "age", test: { is: "atLeast", value: 18 }, zone, ...(leapDay && { leapDay }) }),
        born(date),
        asOf,
      );
    const birthday = Date.UTC(2026, 5, 15);
    expect([birthday - 1, birthday].map((asOf) => grown("2008-06-15", asOf))).toEqual([false, true]);
    expect(grown("2008-06-15", birthday - 8 * HOUR, undefined, "Asia/Shanghai")).toBe(true);
    const [february, march] = [Date.UTC(2026, 1, 28), Date.UTC(2026, 2, 1)];
    expect([grown("2008-02-29", february - 1), grown("2008-02-29", february)]).toEqual([false, true]);
    expect([grown("2008-02-29", march - 1, "03-01"), grown("2008-02-29", march, "03-01")]).toEqual([false, true]);
  });

  test("give no age to a date of birth in the future", () => {
    const any = attribute("born", { is: "age", test: { is: "atMost", value: 200 }, zone: "UTC" });
    expect([holds(any, born("2026-06-15")), holds(any, born("2026-06-16"))]).toEqual([true, false]);
  });
});

function withoutVersion(expression: Expression): Expression {
  const { version: _, ...rest } = expression as Rule;
  return rest;
}

describe("6. sequences", () => {
  const steps = (rest: object = {}): Rule =>
    rule({ kind: "sequence", steps: [{ types: ["view"] }, { types: ["order"] }], ...rest });
  const absence = (rest: object = {}): Rule =>
    rule({ kind: "absence", first: { types: ["view"] }, missing: { types: ["order"] }, within: { hours: 2 }, ...rest });

  test("need strictly later steps, so equal instants make no sequence", () => {
    const made = (gap: number) =>
      holds(steps(), subjectOf({}, [happened("view", NOW - DAY), happened("order", NOW - DAY + gap)]));
    expect([-1, 0, 1].map(made)).toEqual([false, false, true]);
  });

  test("define within d as (A, A + d)", () => {
    const made = (gap: number) =>
      holds(steps({ within: { hours: 2 } }), subjectOf({}, [happened("view", NOW - DAY), happened("order", NOW - DAY + gap)]));
    expect([0, 1, 2 * HOUR - 1, 2 * HOUR].map(made)).toEqual([false, true, true, false]);
  });

  test("do not hold for A, then no B within d until A + d, and hold from then", () => {
    const subject = subjectOf({}, [happened("view", NOW)]);
    expect([NOW, NOW + 2 * HOUR - 1, NOW + 2 * HOUR].map((asOf) => holds(absence(), subject, asOf))).toEqual([
      false,
      false,
      true,
    ]);
    const bought = (gap: number) =>
      holds(absence(), subjectOf({}, [happened("view", NOW), happened("order", NOW + gap)]), NOW + DAY);
    expect([0, 1, 2 * HOUR - 1, 2 * HOUR].map(bought)).toEqual([true, false, false, true]);
  });

  test("start at the last A in the window, or at any by choice", () => {
    const subject = subjectOf({}, [
      happened("view", NOW - 3 * DAY),
      happened("order", NOW - 2 * DAY),
      happened("view", NOW - DAY),
    ]);
    expect([holds(steps(), subject), holds(steps({ anchor: "any" }), subject)]).toEqual([false, true]);
    const early: WindowSpec = { kind: "until", to: new Date(NOW - DAY).toISOString() };
    expect(holds(steps({ window: early }), subject)).toBe(true);
  });

  test("start at any A in version 2, and A, then no B at the last A", () => {
    const subject = subjectOf({}, [
      happened("view", NOW - 3 * DAY),
      happened("order", NOW - 2 * DAY),
      happened("view", NOW - DAY),
    ]);
    const current = (expression: Rule): Rule => ({ ...expression, version: 2 });
    expect([steps(), steps({ anchor: "last" }), steps({ anchor: "any" })].map((each) => holds(current(each), subject))).toEqual([
      true,
      false,
      true,
    ]);
    const nested: Rule = { version: 1, kind: "not", of: { kind: "all", of: [steps() as Expression].map(withoutVersion) } };
    expect([holds(nested, subject), holds(current(nested), subject)]).toEqual([true, false]);
    expect(holds(schema.rules.not(nested), subject)).toBe(false);
    expect([absence(), current(absence())].map((each) => holds(each, subject))).toEqual([true, true]);
    const answered = subjectOf({}, [
      happened("view", NOW - 3 * DAY),
      happened("view", NOW - DAY),
      happened("order", NOW - DAY + HOUR),
    ]);
    expect([absence(), current(absence()), current(absence({ anchor: "any" }))].map((each) => holds(each, answered))).toEqual([
      false,
      false,
      true,
    ]);
    const twice = subjectOf({}, [happened("view", NOW - DAY), happened("view", NOW)]);
    const again = { kind: "sequence", steps: [{ types: ["view"] }, { types: ["view"] }] } as const;
    expect([holds({ version: 2, ...again }, twice), holds({ version: 1, ...again }, twice)]).toEqual([true, false]);
  });

  test("admit another interaction at the same instant after a step that is at or after", () => {
    const tied = { kind: "sequence", steps: [{ types: ["view"] }, { types: ["order"], atOrAfter: true }] } as const;
    const made = (gap: number, rest: object = {}) =>
      holds(
        { version: 2, ...tied, ...rest } as Rule,
        subjectOf({}, [happened("view", NOW - DAY), happened("order", NOW - DAY + gap)]),
      );
    expect([-1, 0, 1].map((gap) => made(gap))).toEqual([false, true, true]);
    expect([-1, 0, 2 * HOUR - 1, 2 * HOUR].map((gap) => made(gap, { within: { hours: 2 } }))).toEqual([false, true, true, false]);
    const abandoned = {
      kind: "absence",
      first: { types: ["view"] },
      missing: { types: ["order"], atOrAfter: true },
      within: { hours: 2 },
    };
    const left = (gap: number) =>
      holds(
        { version: 2, ...abandoned } as Rule,
        subjectOf({}, [happened("view", NOW), happened("order", NOW + gap)]),
        NOW + DAY,
      );
    expect([-1, 0, 1, 2 * HOUR].map(left)).toEqual([true, false, false, true]);
    const twice: Rule = { version: 2, kind: "sequence", steps: [{ types: ["view"] }, { types: ["view"], atOrAfter: true }] };
    expect(holds(twice, subjectOf({}, [happened("view", NOW)]))).toBe(false);
    expect(holds(twice, subjectOf({}, [happened("view", NOW), happened("view", NOW)]))).toBe(true);
    const views = (types: readonly string[][]): Rule => ({
      version: 2,
      kind: "sequence",
      steps: types.map((each, index) => ({ types: each, ...(index > 0 && { atOrAfter: true }) })),
    });
    const three = views([["view"], ["view", "order"], ["view"]]);
    expect(holds(three, subjectOf({}, [happened("view", NOW), happened("view", NOW)]))).toBe(false);
    expect(holds(three, subjectOf({}, [happened("order", NOW), happened("view", NOW), happened("view", NOW)]))).toBe(true);
  });

  test("are refused when they can never hold from the last A, with the reason", () => {
    const again = (rest: object): Rule =>
      ({ version: 2, kind: "sequence", steps: [{ types: ["view"] }, { types: ["view"] }], ...rest }) as Rule;
    const parsed = safeParseRule(again({ anchor: "last" }));
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      {
        path: "steps[1]",
        message:
          'Can never follow: with `anchor: "last"` the sequence starts at the last interaction of its first step, and every later one of this step would be that last one.',
        hint: 'Use `anchor: "any"`.',
      },
    ]);
    const fine: readonly object[] = [
      {},
      { anchor: "any" },
      { anchor: "last", window: { kind: "until", to: new Date(NOW).toISOString() } },
      { anchor: "last", steps: [{ types: ["view"] }, { types: ["view"], atOrAfter: true }] },
      { anchor: "last", steps: [{ types: ["view"] }, { types: ["view", "order"] }] },
    ];
    for (const rest of fine) expect(safeParseRule(again(rest)).ok, JSON.stringify(rest)).toBe(true);
    const first = safeParseRule(again({ steps: [{ types: ["view"], atOrAfter: true }, { types: ["view"] }] }));
    expect(first.ok ? [] : first.problems.map(({ path }) => path)).toEqual(["steps[0].atOrAfter"]);
  });

  test("are bounded by the window in their first step only", () => {
    const window: WindowSpec = { kind: "until", to: new Date(NOW - DAY).toISOString() };
    expect(holds(steps({ window }), subjectOf({}, [happened("view", NOW - DAY - 1), happened("order", NOW)]))).toBe(true);
    expect(holds(steps({ window }), subjectOf({}, [happened("view", NOW - DAY), happened("order", NOW)]))).toBe(false);
  });

  test("are refused when d is longer than the window", () => {
    const window: WindowSpec = { kind: "last", duration: { days: 1 } };
    expect(safeParseRule(absence({ window, within: { days: 1 } })).ok).toBe(true);
    const parsed = safeParseRule(absence({ window, within: { days: 1, milliseconds: 1 } }));
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(["within"]);
  });

  test("hold for a timeline's value only after at least d without a break", () => {
    const held = rule({ kind: "state", key: "stage", test: { is: "equals", value: "loyal" }, for: { days: 7 } });
    const step = (days: number, value: string | null) => ({ from: new Date(NOW - days * DAY), value });
    const stage = (...timeline: ReturnType<typeof step>[]) => subjectOf({}, [], { timelines: { stage: timeline } });
    expect([NOW - 1, NOW].map((asOf) => holds(held, stage(step(7, "loyal")), asOf))).toEqual([false, true]);
    expect(holds(held, stage(step(9, "loyal"), step(8, "new"), step(3, "loyal")))).toBe(false);
    expect(holds(held, stage(step(9, "loyal"), step(3, "loyal")))).toBe(true);
    expect(holds(held, stage(step(9, "loyal"), step(0, null)))).toBe(false);
    expect(holds(held, subjectOf())).toBe(false);
  });
});

describe("7. sums", () => {
  const sum = (property: string, value: number, rest: Partial<Metric> = {}): Rule =>
    metric({ measure: "sum", property, ...rest }, { is: "equals", value });

  test("of declared decimals add scaled integers and divide once, so ten times 0.1 is 1", () => {
    const tenths = subjectOf(
      {},
      Array.from({ length: 10 }, (_, index) => happened("order", NOW - index, { price: 0.1, free: 0.1 })),
    );
    expect(holds(sum("price", 1), tenths)).toBe(true);
    expect(holds(sum("free", 1), tenths)).toBe(false);
    expect(holds(metric({ measure: "average", property: "price" }, { is: "equals", value: 0.1 }), tenths)).toBe(true);
  });

  test("of doubles without declared decimals add in order of time, and are refused by SQL unless approximate", () => {
    const values = [1e16, 1, -1e16];
    const subject = subjectOf(
      {},
      values.map((free, index) => happened("order", NOW - DAY + index, { free })),
    );
    expect(
      holds(
        sum(
          "free",
          values.reduce((total, value) => total + value, 0),
        ),
        subject,
      ),
    ).toBe(true);
    const options = { dialect: "postgres", asOf: NOW, schema } as const;
    expect(() => ruleToSql(sum("free", 1), options)).toThrow(expect.objectContaining({ code: "inexact_sum" }));
    expect(ruleToSql(sum("free", 1), { ...options, approximate: true }).text).not.toBe("");
    expect(ruleToSql(sum("price", 1), options).text).not.toBe("");
  });

  test("of money need a currency, and other currencies count as missing", () => {
    expect(safeParseRule(sum("total", 1), { schema }).ok).toBe(false);
    expect(safeParseRule(sum("price", 1, { currency: "USD" }), { schema }).ok).toBe(false);
    const subject = subjectOf({}, [
      happened("order", NOW - 3, { total: 100, currency: "USD" }),
      happened("order", NOW - 2, { total: 50, currency: "CNY" }),
      happened("order", NOW - 1, { total: 7 }),
    ]);
    expect(holds(sum("total", 100, { currency: "USD" }), subject)).toBe(true);
    expect(holds(metric({ measure: "average", property: "total", currency: "CNY" }, { is: "equals", value: 50 }), subject)).toBe(
      true,
    );
  });
});

describe("8. texts and numbers", () => {
  const named = (test: Test, name: string): boolean => holds(attribute("name", test), subjectOf({ name }));

  test("compare by code point, so the ligature of fi comes before an emoji, unlike in UTF-16", () => {
    expect("ﬁ" < "😀").toBe(false);
    expect(named({ is: "lessThan", value: "😀" }, "ﬁ")).toBe(true);
    expect(named({ is: "moreThan", value: "Z" }, "a")).toBe(true);
  });

  test("ignore the case of A–Z only", () => {
    const same = (value: string, name: string) => named({ is: "equals", value, ignoreCase: true }, name);
    expect([same("abc", "ABC"), same("É", "é"), same("İ", "i"), same("ß", "SS"), same("Σ", "ς")]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test("are not trimmed, not folded and not read as numbers", () => {
    const is = (value: string, name: string) => named({ is: "equals", value }, name);
    expect([is("a", "a "), is("a", "A"), is("10", "10.0"), is("\u00e9", "e\u0301")]).toEqual([false, false, false, false]);
  });

  test("are refused at the boundary with U+0000 or lone surrogates", () => {
    for (const value of ["a\u0000", "\ud800", "\udc00a"]) {
      expect(safeParseRule(attribute("name", { is: "equals", value })).ok).toBe(false);
      expect(safeParseRule(attribute("name", { is: "contains", value })).ok).toBe(false);
    }
    expect(safeParseRule(attribute("name", { is: "equals", value: "😀" })).ok).toBe(true);
  });

  test("are IEEE doubles, and instants are whole milliseconds", () => {
    expect(holds(attribute("level", { is: "equals", value: 0.3 }), subjectOf({ level: 0.1 + 0.2 }))).toBe(false);
    expect(holds(attribute("level", { is: "equals", value: 0 }), subjectOf({ level: -0 }))).toBe(true);
    expect(
      holds(attribute("joined", { is: "before", value: "2026-06-15T12:00:00.001Z" }), subjectOf({ joined: new Date(NOW) })),
    ).toBe(true);
    expect(
      holds(attribute("joined", { is: "before", value: "2026-06-15T12:00:00.000Z" }), subjectOf({ joined: new Date(NOW) })),
    ).toBe(false);
  });

  test("treat only * as special in patterns", () => {
    const like = (value: string, name: string) => named({ is: "like", value }, name);
    expect([
      like("a*", "abc"),
      like("*c", "abc"),
      like("a*a", "a"),
      like("a.c", "abc"),
      like("a%", "abc"),
      like("a_c", "abc"),
    ]).toEqual([true, true, false, false, false, false]);
  });
});

describe("9. the next change", () => {
  test("is the first instant at which the result differs, or null if there is none before until", () => {
    const silent = counted(0, { kind: "last", duration: { days: 60 } });
    const subject = subjectOf({}, [happened("order", NOW)]);
    expect(nextChangeAt(silent, subject, { asOf: NOW, schema })).toEqual(new Date(NOW + 60 * DAY));
    expect(nextChangeAt(silent, subject, { asOf: NOW, schema, until: NOW + 60 * DAY - 1 })).toBeNull();
  });

  test("ignores facts after asOf, before time moves", () => {
    const subject = subjectOf({}, [happened("order", NOW), happened("order", NOW + DAY)]);
    expect(nextChangeAt(counted(0, { kind: "last", duration: { days: 60 } }), subject, { asOf: NOW, schema })).toEqual(
      new Date(NOW + 60 * DAY),
    );
  });

  test("makes re-evaluating at those instants alone equal brute force at every tick", () => {
    const until = AS_OF + 3 * DAY;
    fc.assert(
      fc.property(ruleArbitrary, subjectArbitrary, (asked, given) => {
        const compiled = compileRule(asked, { schema: wideSchema, calendars });
        const subject = prepareSubject({
          ...given,
          id: "s",
          history: given.history.filter(({ at }) => at.getTime() <= AS_OF),
          timelines: {},
        });
        let changeAt = compiled.nextChange(subject, AS_OF, until);
        let answer = compiled.matches(subject, AS_OF);
        for (let tick = AS_OF; tick <= until; tick += 15 * 60_000) {
          while (changeAt !== null && changeAt <= tick) {
            answer = compiled.matches(subject, changeAt);
            changeAt = compiled.nextChange(subject, changeAt, until);
          }
          expect(compiled.matches(subject, tick)).toBe(answer);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("10. SQL", () => {
  test("binds every value and quotes every identifier", () => {
    const injected = "'; DROP TABLE customers; --";
    for (const dialect of ["postgres", "mysql", "sqlite", "duckdb", "clickhouse"] as const) {
      const { text, parameters } = ruleToSql(attribute("name", { is: "equals", value: injected }), {
        dialect,
        asOf: NOW,
        schema,
      });
      expect(text).not.toContain("DROP");
      // MySQL gets the hexadecimal digits, so that a driver that writes values into the text has nothing to escape.
      const bound = dialect === "mysql" ? Buffer.from(String(parameters[0]), "hex").toString() : parameters[0];
      expect(bound).toBe(injected);
    }
  });

  test("refuses by name what a dialect cannot evaluate exactly", () => {
    expect(() =>
      ruleToSql(metric({ measure: "sum", property: "free" }, { is: "present" }), { dialect: "duckdb", asOf: NOW, schema }),
    ).toThrow(expect.objectContaining({ details: { property: "free" } }));
  });
});

describe("11. bounds", () => {
  const leaf: Expression = { kind: "attribute", path: "level", test: { is: "present" } };
  const deep = (levels: number): unknown => {
    let node: Expression = leaf;
    for (let level = 1; level < levels; level++) node = { kind: "not", of: node };
    return rule(node);
  };

  test("default to a depth of 32, 1,000 nodes and lists of 10,000 values, and can be set", () => {
    const wide = (parts: number) => rule({ kind: "any", of: Array.from({ length: parts }, () => leaf) });
    const values = (count: number) =>
      attribute("level", { is: "oneOf", values: Array.from({ length: count }, (_, index) => index) });
    expect([deep(32), deep(33)].map((input) => safeParseRule(input).ok)).toEqual([true, false]);
    expect([wide(999), wide(1_000)].map((input) => safeParseRule(input).ok)).toEqual([true, false]);
    expect([values(10_000), values(10_001)].map((input) => safeParseRule(input).ok)).toEqual([true, false]);
    expect(safeParseRule(deep(33), { bounds: { maxDepth: 33 } }).ok).toBe(true);
    expect(safeParseRule(wide(3), { bounds: { maxNodes: 3 } }).ok).toBe(false);
    expect(safeParseRule(values(3), { bounds: { maxValues: 2 } }).ok).toBe(false);
  });

  test("exclude inherited names from paths", () => {
    for (const path of ["__proto__", "constructor.name", "a.prototype.b", "level.__proto__"])
      expect(safeParseRule({ version: 1, kind: "attribute", path, test: { is: "present" } }).ok).toBe(false);
  });
});

describe("mistakes of other libraries", () => {
  test("are avoided: age < 30 fails for a missing age, and not equals does not select missing values", () => {
    expect(holds(attribute("age", { is: "lessThan", value: 30 }), subjectOf())).toBe(false);
    expect(holds(attribute("age", { is: "notEquals", value: 30 }), subjectOf({ age: null }))).toBe(false);
    expect(holds(attribute("age", { is: "notOneOf", values: [30] }), subjectOf({ age: 31 }))).toBe(true);
  });

  test.each([
    [
      "an unknown operator",
      { version: 1, kind: "attribute", path: "level", test: { is: "atleast", value: 1 } },
      "test.is",
      'Did you mean "atLeast"?',
    ],
    ["an unknown kind", { version: 1, kind: "al", of: [] }, "kind", 'Did you mean "all"?'],
    [
      "a logical operator as a test",
      { version: 1, kind: "attribute", path: "level", test: { is: "not", test: { is: "equals", value: 1 } } },
      "test.is",
      undefined,
    ],
    [
      "a logical operator where none stands",
      { version: 1, kind: "attribute", path: "level", test: { is: "equals", value: 1 }, all: [] },
      "all",
      undefined,
    ],
  ])("are avoided: %s is refused with its path, not silently false", (_name, input, path, hint) => {
    const parsed = safeParseRule(input, { schema });
    const problem = parsed.ok ? undefined : parsed.problems.find((each) => each.path === path);
    expect(problem).toBeDefined();
    if (hint !== undefined) expect(problem!.hint).toBe(hint);
    expect(() => evaluateRule(input as unknown as Rule, subjectOf(), { asOf: NOW, schema })).toThrow(
      expect.objectContaining({ code: "invalid_rule" }),
    );
  });

  test("are avoided: constructor.name is not a path, a pattern is not a regular expression, and text is not code", () => {
    expect(() => parseRule({ version: 1, kind: "attribute", path: "constructor.name", test: { is: "present" } })).toThrow(
      /other than __proto__, constructor and prototype/,
    );
    const catastrophic = attribute("name", { is: "like", value: "(a+)+$" });
    expect(holds(catastrophic, subjectOf({ name: `${"a".repeat(50)}!` }))).toBe(false);
    expect(holds(catastrophic, subjectOf({ name: "(a+)+$" }))).toBe(true);
    expect(safeParseRule({ version: 1, kind: "$where", code: "while (true) {}" }).ok).toBe(false);
    expect(holds(attribute("name", { is: "equals", value: "${1 + 1}" }), subjectOf({ name: "2" }))).toBe(false);
  });

  test("are avoided: Dates compare by their instant, not by identity", () => {
    const joined = { is: "before", value: "2026-06-15T12:00:00.001Z" } as const;
    expect(holds(attribute("joined", joined), subjectOf({ joined: new Date(NOW) }))).toBe(true);
    expect(holds(attribute("joined", joined), subjectOf({ joined: new Date(NOW) }))).toBe(true);
    const due = metric({ measure: "distinct", property: "sku" }, { is: "equals", value: 1 });
    expect(holds(due, subjectOf({}, [happened("order", NOW - 2, { sku: "a" }), happened("order", NOW - 1, { sku: "a" })]))).toBe(
      true,
    );
  });

  test("are avoided: a rule states whether a customer known for 10 days counts as silent for 90", () => {
    const newcomer = subjectOf({ createdAt: new Date(NOW - 10 * DAY) });
    const { version: _, ...silent } = counted(0, { kind: "last", duration: { days: 90 } });
    const { version: __, ...known } = metric({ measure: "knownFor" }, { is: "atLeast", value: { days: 90 } });
    expect(holds(rule(silent as Expression), newcomer)).toBe(true);
    expect(holds(rule({ kind: "all", of: [silent as Expression, known as Expression] }), newcomer)).toBe(false);
    expect(holds(metric({ measure: "timeSinceLast" }, { is: "atLeast", value: { days: 90 } }), newcomer)).toBe(false);
  });

  test("are avoided: a failed rule is explained with the smallest change", () => {
    const asked = rule({
      kind: "all",
      of: [
        { kind: "attribute", path: "active", test: { is: "equals", value: true } },
        { kind: "attribute", path: "level", test: { is: "atLeast", value: 3 } },
      ],
    });
    const { change } = explainRule(asked, subjectOf({ active: true, level: 2 }), { asOf: NOW, schema });
    expect(change.map(({ path, seen, wanted }) => [path, seen.value, wanted])).toEqual([["of[1]", 2, "at least 3"]]);
    expect(describeRule(asked, { schema })).toBe("active is true and level is at least 3");
  });

  test("are avoided: an invalid rule throws one error that lists every problem", () => {
    try {
      parseRule({ version: 3, kind: "all", of: [{ kind: "attribute", path: "", test: { is: "x" } }, 5] });
      expect.unreachable();
    } catch (error) {
      expect(isClienteleError(error, "invalid_rule") && error.details.problems.map(({ path }) => path)).toEqual([
        "version",
        "of[0].path",
        "of[0].test.is",
        "of[1]",
      ]);
    }
  });
});
