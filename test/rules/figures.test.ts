import type { Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  evaluateRule,
  explainRule,
  nextChangeAt,
  type Rule,
  ruleToSql,
  safeParseRule,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 0, 31);
const money = z.int().meta({ clientele: { currency: "currency" } });
const schema = defineSchema({
  subject: z.object({
    score: z.number().meta({ clientele: { decimals: 2 } }),
    other: z.number().meta({ clientele: { decimals: 2 } }),
    free: z.number(),
    seats: z.int(),
    limit: money,
    currency: z.string(),
    delivered: z.date(),
    promised: z.date(),
    promisedOn: z.iso.date(),
    signedOn: z.iso.date(),
    name: z.string(),
  }),
  interactions: {
    order: z.object({ total: money, currency: z.string() }),
    refund: z.object({ total: money, currency: z.string() }),
  },
});
const { attribute, metric, figure, not } = schema.rules;

function subjectOf(attributes: Record<string, unknown>, history: readonly (readonly [string, number, object?])[] = []): Subject {
  return {
    id: "s",
    attributes,
    history: history.map(([type, at, properties = {}], index) => ({
      id: `i${index}`,
      customerId: "s",
      type,
      at: new Date(at),
      properties: { ...properties },
    })),
  };
}
const holds = (rule: Rule, subject: Subject, asOf = AS_OF): boolean => evaluateRule(rule, subject, { asOf, schema });
const problemsOf = (rule: object): readonly { path: string; message: string }[] => {
  const parsed = safeParseRule({ version: 2, kind: "figures", is: "moreThan", ...rule }, { schema });
  return parsed.ok ? [] : parsed.problems;
};

describe("a comparison of figures", () => {
  test("compares a metric with a metric, and excludes a tie from `moreThan`", () => {
    const rule = metric.count("order").moreThan(metric.count("refund"));
    expect(
      holds(
        rule,
        subjectOf({}, [
          ["order", 0],
          ["refund", 1],
        ]),
      ),
    ).toBe(false);
    expect(
      holds(
        rule,
        subjectOf({}, [
          ["order", 0],
          ["order", 0],
          ["refund", 1],
        ]),
      ),
    ).toBe(true);
  });

  test("fails where a side is missing, and its negation holds there", () => {
    for (const rule of [
      attribute("score").moreThan(metric.count("order")),
      figure.attribute("score").notEquals({ attribute: "other" }),
      figure.sum({ attribute: "score" }, { attribute: "other" }).atLeast(-1000),
      figure.difference({ attribute: "other" }, { attribute: "score" }).lessThan(1000),
    ]) {
      for (const score of [undefined, null, Number.NaN, "7"]) {
        const subject = subjectOf({ score, other: 1 });
        expect(holds(rule, subject)).toBe(false);
        expect(holds(not(rule), subject)).toBe(true);
      }
    }
  });

  test("treats a division by zero as missing, never as infinite", () => {
    const share = figure.ratio(metric.count("refund"), metric.count("order"));
    for (const rule of [share.moreThan(0.3), share.lessThan(0.3), share.notEquals(0.3)]) {
      expect(holds(rule, subjectOf({}, [["refund", 0]]))).toBe(false);
      expect(holds(not(rule), subjectOf({}, [["refund", 0]]))).toBe(true);
    }
    const huge = figure.ratio({ attribute: "free" }, { attribute: "other" }).moreThan(0);
    expect(holds(huge, subjectOf({ free: 1e308, other: 1e-10 }))).toBe(false);
  });

  test("adds decimals as scaled integers, and divides once", () => {
    expect(
      holds(figure.sum({ attribute: "score" }, { attribute: "other" }).equals(0.3), subjectOf({ score: 0.1, other: 0.2 })),
    ).toBe(true);
    expect(holds(figure.difference({ attribute: "score" }, 0.1).equals(0.2), subjectOf({ score: 0.3 }))).toBe(true);
    expect(holds(figure.ratio(1, 3).equals(1 / 3), subjectOf({}))).toBe(true);
  });

  test("refuses a sum of doubles without declared decimals in SQL, unless it is approximate", () => {
    const rule = figure.sum({ attribute: "free" }, { attribute: "score" }).moreThan(1);
    const options = { dialect: "sqlite", asOf: AS_OF, schema } as const;
    expect(() => ruleToSql(rule, options)).toThrow(expect.objectContaining({ code: "inexact_sum" }));
    expect(ruleToSql(rule, { ...options, approximate: true }).text).toContain("+");
  });

  test("treats an amount in another currency as missing", () => {
    const orders = metric.sum("order", "total", { currency: "USD" });
    const refunds = metric.sum("refund", "total", { currency: "USD" });
    const net = figure.difference(orders, refunds).atLeast({ value: 100_00, currency: "USD" });
    const usd = { total: 110_00, currency: "USD" };
    expect(
      holds(
        net,
        subjectOf({}, [
          ["order", 0, usd],
          ["refund", 1, { total: 10_00, currency: "USD" }],
        ]),
      ),
    ).toBe(true);
    expect(
      holds(
        net,
        subjectOf({}, [
          ["order", 0, usd],
          ["refund", 1, { total: 10_01, currency: "USD" }],
        ]),
      ),
    ).toBe(false);
    expect(
      holds(
        net,
        subjectOf({}, [
          ["order", 0, usd],
          ["refund", 1, { total: 50_00, currency: "EUR" }],
        ]),
      ),
    ).toBe(true);
    const overLimit = orders.moreThan({ attribute: "limit", currency: "USD" });
    expect(holds(overLimit, subjectOf({ limit: 1, currency: "USD" }, [["order", 0, usd]]))).toBe(true);
    expect(holds(overLimit, subjectOf({ limit: 1, currency: "EUR" }, [["order", 0, usd]]))).toBe(false);
    expect(compileRule(overLimit, { schema }).reads.attributes).toEqual(["currency", "limit"]);
  });
});

describe("dates and instants", () => {
  test("compare in milliseconds: delivered after promised", () => {
    const late = attribute("delivered").after({ attribute: "promised" });
    expect(holds(late, subjectOf({ delivered: new Date(5), promised: new Date(5) }))).toBe(false);
    expect(holds(late, subjectOf({ delivered: new Date(6), promised: new Date(5) }))).toBe(true);
    expect(holds(late, subjectOf({ delivered: new Date(6) }))).toBe(false);
    const veryLate = figure.difference({ attribute: "delivered" }, { attribute: "promised" }).moreThan({ days: 2 });
    expect(holds(veryLate, subjectOf({ delivered: new Date(2 * DAY + 1), promised: new Date(0) }))).toBe(true);
    expect(holds(veryLate, subjectOf({ delivered: new Date(2 * DAY), promised: new Date(0) }))).toBe(false);
  });

  test("compare the local date of an instant with a date, in a zone", () => {
    const late = (zone: string): Rule => attribute("delivered").after({ attribute: "promisedOn" }, { zone });
    const subject = subjectOf({ delivered: new Date("2026-01-10T20:00:00Z"), promisedOn: "2026-01-10" });
    expect(holds(late("UTC"), subject)).toBe(false);
    expect(holds(late("Asia/Shanghai"), subject)).toBe(true);
    expect(holds(figure.attribute("promisedOn").equals({ attribute: "delivered" }, { zone: "UTC" }), subject)).toBe(true);
    const days = figure.difference({ attribute: "delivered" }, { attribute: "promisedOn" });
    expect(holds(days.equals({ days: 1 }, { zone: "Asia/Shanghai" }), subject)).toBe(true);
    expect(() => ruleToSql(late("UTC"), { dialect: "postgres", asOf: 0, schema })).toThrow(
      expect.objectContaining({ code: "unsupported_in_dialect" }),
    );
  });

  test("count whole days between dates, over leap days", () => {
    const days = figure.difference({ attribute: "promisedOn" }, { attribute: "signedOn" });
    expect(holds(days.equals({ days: 2 }), subjectOf({ signedOn: "2024-02-28", promisedOn: "2024-03-01" }))).toBe(true);
    expect(holds(days.equals({ days: 1 }), subjectOf({ signedOn: "2026-02-28", promisedOn: "2026-03-01" }))).toBe(true);
    expect(holds(days.lessThan({ days: 1 }), subjectOf({ signedOn: "2026-02-30", promisedOn: "2026-03-01" }))).toBe(false);
  });
});

describe("the next change of a comparison that time moves", () => {
  const orders = subjectOf({}, [
    ["order", 0],
    ["order", 10 * DAY],
    ["order", 13 * DAY + 1],
  ]);
  const next = (rule: Rule, subject: Subject, asOf: number): number | undefined =>
    nextChangeAt(rule, subject, { asOf, schema })?.getTime();

  test("is the exact millisecond at which the silence is longer than twice the mean gap", () => {
    const silent = figure.ratio(metric.timeSinceLast("order"), metric.meanGap("order")).moreThan(2);
    const last = 13 * DAY + 1;
    // Twice the mean gap is 13 days and one millisecond.
    const at = last + 13 * DAY + 2;
    expect(next(silent, orders, last)).toBe(at);
    expect(holds(silent, orders, at - 1)).toBe(false);
    expect(holds(silent, orders, at)).toBe(true);
    expect(next(metric.timeSinceLast("order").moreThan(figure.ratio(metric.meanGap("order"), 0.5)), orders, last)).toBe(at);
  });

  test("is exact where both sides grow", () => {
    const longHalf = metric.timeSinceLast("order").moreThan(figure.ratio(metric.timeSinceFirst("order"), 2));
    // t − last > t / 2 from the first whole millisecond after 2 × last.
    expect(next(longHalf, orders, 14 * DAY)).toBe(26 * DAY + 3);
    const equal = metric.timeSinceLast("order").equals(figure.ratio(metric.timeSinceFirst("order"), 2));
    expect(next(equal, orders, 14 * DAY)).toBe(26 * DAY + 2);
    expect(next(equal, orders, 26 * DAY + 2)).toBe(26 * DAY + 3);
    expect(next(metric.timeSinceFirst("order").moreThan(metric.timeSinceLast("order")), orders, 14 * DAY)).toBeUndefined();
  });

  test("is the millisecond after the event at which a ratio with it begins to exist", () => {
    const ratio = figure.ratio(metric.timeSinceFirst("order"), metric.timeSinceLast("order")).moreThan(1);
    expect(next(ratio, orders, 13 * DAY + 1)).toBe(13 * DAY + 2);
  });
});

describe("the check of figures", () => {
  test.each([
    [
      "two kinds",
      { left: { attribute: "score" }, right: { attribute: "delivered" } },
      "right",
      "An instant cannot be compared with a number.",
    ],
    [
      "two currencies",
      { left: { attribute: "limit", currency: "USD" }, right: { value: 5, currency: "EUR" } },
      "right",
      "An amount of money in EUR cannot be compared with an amount of money in USD.",
    ],
    [
      "an amount without a currency",
      { left: { metric: { measure: "maximum", types: ["order"], property: "total" } }, right: { value: 5, currency: "EUR" } },
      "left.metric.currency",
      "An amount of money needs a currency to be compared.",
    ],
    [
      "text",
      { left: { attribute: "name" }, right: { value: 1 } },
      "left",
      "Only numbers, amounts of money, lengths of time, dates and instants can be compared as figures.",
    ],
    [
      "a sum of dates",
      { left: { sum: [{ attribute: "signedOn" }, { attribute: "promisedOn" }] }, right: { value: 1 } },
      "left.sum",
      "There is no sum of a date and a date.",
    ],
    [
      "a date against an instant without a zone",
      { left: { attribute: "delivered" }, right: { attribute: "promisedOn" } },
      "zone",
      "A date and an instant can only be compared in a time zone.",
    ],
    [
      "a zone without a date",
      { left: { attribute: "score" }, right: { value: 1 }, zone: "UTC" },
      "zone",
      "Only a date that is compared with an instant needs a time zone.",
    ],
    [
      "an unknown attribute",
      { left: { sum: [{ attribute: "scor" }, { value: 1 }] }, right: { value: 1 } },
      "left.sum[0].attribute",
      'The schema has no attribute "scor".',
    ],
    [
      "one part of a ratio",
      { left: { ratio: [{ value: 1 }] }, right: { value: 1 } },
      "left.ratio",
      "Must be a list of at least 2 items, got 1.",
    ],
    ["an unknown figure", { left: { totl: 1 }, right: { value: 1 } }, "left", "Unknown figure."],
    [
      "motions whose meeting cannot be found",
      {
        left: {
          ratio: [
            { metric: { measure: "timeSinceFirst", types: ["order"] } },
            { metric: { measure: "timeSinceLast", types: ["order"] } },
          ],
        },
        right: {
          ratio: [
            { metric: { measure: "timeSinceLast", types: ["refund"] } },
            { metric: { measure: "timeSinceFirst", types: ["refund"] } },
          ],
        },
      },
      "",
      "Time moves these figures in a way whose next change cannot be found.",
    ],
  ])("refuses %s, with its place", (_name, rule, path, message) => {
    expect(problemsOf(rule)).toEqual([expect.objectContaining({ path, message })]);
  });
});

describe("the explanation of figures", () => {
  test("shows both values, and proposes the leaf that flips", () => {
    const rule = metric.count("order").moreThan(metric.count("refund"));
    const subject = subjectOf({}, [
      ["order", 0],
      ["refund", 1],
      ["refund", 2],
    ]);
    const { tree, change } = explainRule(rule, subject, { asOf: AS_OF, schema });
    expect(tree.sentence).toBe("the count of order is 1; required: more than the count of refund (2)");
    expect(change.map(({ sentence }) => sentence)).toEqual(["the count of order is more than the count of refund (now: 1)"]);
    expect(explainRule(rule, subject, { asOf: AS_OF, schema, locale: "zh" }).tree.sentence).toBe(
      "order 的次数为 1；要求大于 refund 的次数（2）",
    );
  });

  test("finds no change of figures that cannot be otherwise, and none that contradicts itself", () => {
    const { all, any } = schema.rules;
    expect(
      explainRule(metric.count("order").atLeast(figure.difference(0, 1)), subjectOf({}), { asOf: AS_OF, schema }).change,
    ).toEqual([]);
    const more = metric.count("order").moreThan(metric.count("refund"));
    const fewer = metric.count("order").lessThan(metric.count("refund"));
    expect(explainRule(all(more, fewer), subjectOf({}), { asOf: AS_OF, schema }).change).toEqual([]);
    expect(explainRule(any(more, fewer), subjectOf({}), { asOf: AS_OF, schema }).change).toHaveLength(1);
  });
});
