/** Families of interaction types (`order.*`) and any interaction (`*`). */
import type { Interaction, Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  describeRule,
  diffRules,
  evaluateMetric,
  evaluateRule,
  explainRule,
  type Metric,
  nextChangeAt,
  type Rule,
  ruleToSql,
  safeParseRule,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const money = z.int().meta({ clientele: { currency: "currency" } });
const schema = defineSchema({
  subject: z.object({ joined: z.date() }),
  interactions: {
    "order.placed": z.object({ total: money, currency: z.string(), sku: z.string(), reason: z.number() }),
    "order.cancelled": z.object({ reason: z.string(), sku: z.string() }),
    "order.item.returned": z.object({ sku: z.string() }),
    ordering: z.object({ sku: z.string() }),
    visit: z.object({ page: z.string() }),
  },
});
const { metric, sequence } = schema.rules;

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12);
let serial = 0;
const happened = (type: string, daysAgo: number, properties: Interaction["properties"] = {}): Interaction => ({
  id: `i${++serial}`,
  customerId: "s",
  type,
  at: new Date(NOW - daysAgo * DAY),
  properties,
});
const subjectOf = (...history: Interaction[]): Subject => ({
  id: "s",
  attributes: {},
  history: history.sort((left, right) => left.at.getTime() - right.at.getTime()),
});
const valueOf = (asked: { readonly metric: Metric }, subject: Subject) =>
  evaluateMetric(asked.metric, subject, { asOf: NOW, schema });
const holds = (rule: Rule, subject: Subject) => evaluateRule(rule, subject, { asOf: NOW, schema });
const problemsOf = (types: readonly string[], rest: object = {}) => {
  const parsed = safeParseRule(
    { version: 2, kind: "metric", metric: { measure: "count", types, ...rest }, test: { is: "atLeast", value: 1 } },
    { schema },
  );
  return parsed.ok ? [] : parsed.problems.map(({ path, message, hint }) => `${path}: ${message} ${hint ?? ""}`.trim());
};

describe("a family of interaction types", () => {
  const history = subjectOf(
    happened("order.placed", 5, { total: 500, currency: "USD", sku: "a", reason: 7 }),
    happened("order.cancelled", 4, { total: 900, currency: "USD", sku: "b", reason: "late" }),
    happened("order.unknown", 3, { total: 900, currency: "USD", sku: "c" }),
    happened("order.item.returned", 2, { sku: "a" }),
    happened("order", 1),
    happened("order.", 1),
    happened("ordering", 1, { sku: "d" }),
  );

  test("is every type that begins with its prefix, also one that the schema does not know", () => {
    expect(valueOf(metric.count("order.*"), history)).toBe(5);
    expect(valueOf(metric.count("order.item.*"), history)).toBe(1);
    expect(valueOf(metric.count("*"), history)).toBe(7);
    expect(valueOf(metric.count("*"), subjectOf())).toBe(0);
  });

  test("counts an interaction once, however many names cover it", () => {
    expect(valueOf(metric.count(["order.*", "order.placed", "order.item.*"]), history)).toBe(5);
    expect(valueOf(metric.count(["*", "order.*"]), history)).toBe(7);
    expect(valueOf(metric.count(["order.item.*", "ordering"]), history)).toBe(2);
  });

  test("has the properties of its types, each missing where the type does not declare it", () => {
    expect(valueOf(metric.sum("order.*", "total", { currency: "USD" }), history)).toBe(500);
    expect(valueOf(metric.distinct("order.*", "sku"), history)).toBe(2);
    expect(valueOf(metric.last("order.*", "sku"), subjectOf(happened("order.unknown", 1, { sku: "c" })))).toBeUndefined();
    const withoutTotal = metric.count("order.*").where((p) => p("total").isMissing());
    expect(valueOf(withoutTotal, history)).toBe(4);
  });

  test("refuses a property that its types declare with different types, or not at all", () => {
    const where = (path: string) => ({ where: { kind: "property", path, test: { is: "present" } } });
    expect(problemsOf(["order.*"], where("total"))).toEqual([]);
    expect(problemsOf(["order.*"], where("reason"))).toEqual([
      'metric.where.path: order.* has no property "reason" of one type. Name the types that declare it alike.',
    ]);
    expect(problemsOf(["order.*"], where("page"))).toHaveLength(1);
    expect(problemsOf(["*"], where("page"))).toEqual([]);
    expect(problemsOf(["order.*", "visit"], where("sku"))).toHaveLength(1);
    expect(problemsOf(["order.*", "ordering"], where("sku"))).toEqual([]);
  });

  test("refuses a family that the schema does not have, with the nearest one", () => {
    expect(problemsOf(["order.*"])).toEqual([]);
    expect(problemsOf(["*"])).toEqual([]);
    expect(problemsOf(["oder.*"])).toEqual(['metric.types[0]: The schema has no interaction "oder.*". Did you mean "order.*"?']);
    expect(problemsOf([".*"])).toHaveLength(1);
    expect(problemsOf(["*.placed"])).toHaveLength(1);
    expect(problemsOf(["order*"])).toHaveLength(1);
    expect(problemsOf(["*", "*"])).toHaveLength(1);
  });

  test("works in sequences, absences and the anchors of windows", () => {
    expect(holds(sequence("order.placed").then("order.*").within({ days: 2 }), history)).toBe(true);
    expect(holds(sequence("order.item.*").thenNo("order.*").within({ days: 1 }), history)).toBe(true);
    expect(holds(sequence("visit").thenNo("*").within({ days: 1 }), history)).toBe(false);
    expect(valueOf(metric.count("*").within({ days: 2 }, { first: "order.*" }), history)).toBe(2);
    expect(() => sequence("order.placed").fromLast().then("order.placed").atAnyTime()).toThrow(/Can never follow/);
    expect(() => sequence("*").fromLast().then("order.*").atAnyTime()).toThrow(/Can never follow/);
  });

  test("schedules the next change by every type of the family", () => {
    const quiet = metric.count("*").last({ days: 7 }).equals(0);
    expect(nextChangeAt(quiet, history, { asOf: NOW, schema })).toEqual(new Date(NOW + 6 * DAY));
    const { reads } = compileRule(quiet, { schema });
    expect(reads).toMatchObject({ interactions: [], anyInteraction: true });
    expect(compileRule(metric.count("order.*").atLeast(1), { schema }).reads).toMatchObject({
      interactions: ["order.*"],
      anyInteraction: false,
    });
  });

  test("is described in both languages, and by the name that people use", () => {
    const quiet = metric.count("*").last({ days: 30 }).equals(0);
    expect(describeRule(quiet)).toBe("interaction of any type did not happen in the last 30 days");
    expect(describeRule(quiet, { locale: "zh" })).toBe("最近 30 天内未发生任意类型的互动");
    const orders = metric.count("order.*").atLeast(3);
    expect(describeRule(orders)).toBe("interaction of type order.* happened at least 3 times");
    expect(describeRule(orders, { locale: "zh" })).toBe("order.* 类互动至少 3 次");
    expect(describeRule(orders, { names: { "order.*": { en: "order event", zh: "订单事件" } } })).toBe(
      "order event happened at least 3 times",
    );
    expect(explainRule(orders, history, { asOf: NOW, schema }).tree.sentence).toBe(
      "interaction of type order.* happened 5 times; required: at least 3 times",
    );
  });

  test("means the same with a type that it covers beside it", () => {
    const counted = (types: readonly string[]): Rule => ({
      version: 2,
      kind: "metric",
      metric: { measure: "count", types },
      test: { is: "atLeast", value: 1 },
    });
    expect(diffRules(counted(["order.*", "order.placed"]), counted(["order.*"]))).toEqual([]);
    expect(diffRules(counted(["*", "order.*"]), counted(["*"]))).toEqual([]);
    expect(diffRules(counted(["order.*", "visit"]), counted(["order.*"]))).toHaveLength(1);
  });

  test("binds its prefix in SQL, and reads a property of its declaring types only", () => {
    const statement = ruleToSql(metric.count("order.*").atLeast(1), { dialect: "sqlite", asOf: NOW, schema });
    expect(statement.parameters).toContain("order.");
    const any = ruleToSql(metric.count("*").atLeast(1), { dialect: "sqlite", asOf: NOW, schema });
    expect(any.text).not.toContain('"type"');
    const sum = metric.sum("*", "total", { currency: "USD" }).atLeast(1);
    expect(ruleToSql(sum, { dialect: "sqlite", asOf: NOW, schema }).parameters).toContain("order.placed");
  });
});
