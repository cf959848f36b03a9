import type { Subject } from "clientele/models";
import { standardInteractions } from "clientele/models";
import {
  defineSchema,
  evaluateRule,
  explainRule,
  type ItemWhere,
  type Rule,
  ruleToSql,
  safeParseRule,
  standardCatalog,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const schema = defineSchema({
  attributes: z.object({
    devices: z.array(
      z.object({ model: z.string(), year: z.int(), place: z.object({ city: z.string() }), notes: z.array(z.string()) }),
    ),
    scores: z.array(z.number()),
  }),
  interactions: standardInteractions,
});
const { attribute, metric, not } = schema.rules;

const subjectOf = (devices: unknown): Subject => ({ id: "c1", attributes: { attributes: { devices } }, history: [] });
const holds = (rule: Rule, devices: unknown): boolean => evaluateRule(rule, subjectOf(devices), { asOf: 0, schema });

const newPhone = attribute("attributes.devices").someItem((item) =>
  item.all(item("model").equals("phone"), item("year").atLeast(2024)),
);
const phones = (min: number): Rule =>
  attribute("attributes.devices")
    .itemCount((item) => item("model").equals("phone"))
    .atLeast(min);

describe("some item", () => {
  test("binds all conditions to one and the same item", () => {
    expect(holds(newPhone, [{ model: "phone", year: 2024 }])).toBe(true);
    expect(
      holds(newPhone, [
        { model: "phone", year: 2020 },
        { model: "watch", year: 2025 },
      ]),
    ).toBe(false);
  });

  test("is not satisfied by an empty or a missing list, and its negation is", () => {
    for (const devices of [[], undefined, null, "phone", {}]) {
      expect(holds(newPhone, devices)).toBe(false);
      expect(holds(not(newPhone), devices)).toBe(true);
    }
  });

  test("treats a missing value of an item as every test does", () => {
    const rule = attribute("attributes.devices").someItem((item) => item("year").notEquals(2024));
    expect(holds(rule, [{ model: "phone" }, { year: "2023" }, null, 7])).toBe(false);
    expect(holds(rule, [{ year: 2023 }])).toBe(true);
    const unknownYear = attribute("attributes.devices").someItem((item) => item("year").isMissing());
    expect(holds(unknownYear, [{ year: 2023 }, "phone"])).toBe(true);
    const notInRome = attribute("attributes.devices").someItem((item) => item.not(item("place.city").equals("Rome")));
    expect(holds(notInRome, [{ place: { city: "Rome" } }])).toBe(false);
    expect(holds(notInRome, [{ place: "Rome" }])).toBe(true);
  });
});

describe("the count of items", () => {
  test("is 0 for an empty or a missing list", () => {
    const none = attribute("attributes.devices")
      .itemCount((item) => item("model").equals("phone"))
      .equals(0);
    for (const devices of [[], undefined, null, "phone", [{ model: "watch" }]]) expect(holds(none, devices)).toBe(true);
    expect(holds(attribute("attributes.devices").itemCount().equals(0), undefined)).toBe(true);
    expect(holds(none, [{ model: "phone" }])).toBe(false);
  });

  test("counts each item that satisfies the conditions", () => {
    const two = [{ model: "phone" }, { model: "watch" }, { model: "phone" }];
    expect(holds(phones(2), two)).toBe(true);
    expect(holds(phones(3), two)).toBe(false);
    expect(holds(attribute("attributes.devices").itemCount().equals(3), two)).toBe(true);
  });
});

describe("the lines of an order", () => {
  const order = (lines: unknown): Subject => ({
    id: "c1",
    attributes: {},
    history: [{ id: "o1", customerId: "c1", type: "order.placed", at: new Date(0), properties: { lines } }],
  });

  test("are conditions of a metric", () => {
    const rule = metric
      .count("order.placed")
      .where((property) =>
        property("lines").someItem((line) => line.all(line("productId").equals("tea"), line("quantity").atLeast(3))),
      )
      .atLeast(1);
    const evaluate = (lines: unknown): boolean => evaluateRule(rule, order(lines), { asOf: 1, schema });
    expect(evaluate([{ productId: "tea", quantity: 3 }])).toBe(true);
    expect(
      evaluate([
        { productId: "tea", quantity: 1 },
        { productId: "cup", quantity: 9 },
      ]),
    ).toBe(false);
    for (const dialect of ["postgres", "mysql", "sqlite", "duckdb", "clickhouse"] as const)
      expect(ruleToSql(rule, { dialect, asOf: 1, schema }).parameters).toContain("tea");
  });

  test("have their fields in the standard catalog", () => {
    expect(standardCatalog.interactions["order.placed"]!.lines!.items).toMatchObject({
      productId: { type: "text" },
      quantity: { type: "number" },
    });
  });
});

describe("the check of items", () => {
  const problemsOf = (path: string, where: ItemWhere): readonly unknown[] => {
    const parsed = safeParseRule({ version: 2, kind: "attribute", path, test: { is: "someItem", where } }, { schema });
    return parsed.ok ? [] : parsed.problems;
  };
  const equals = (path: string): ItemWhere => ({ kind: "property", path, test: { is: "equals", value: "phone" } });

  test("names the nearest field, at its place", () => {
    expect(problemsOf("attributes.devices", { kind: "all", of: [equals("modle")] })).toEqual([
      { path: "test.where.of[0].path", message: 'The items have no field "modle".', hint: 'Did you mean "model"?' },
    ]);
    expect(problemsOf("attributes.devices", equals("year"))).toEqual([
      expect.objectContaining({ path: "test.where.test.value" }),
    ]);
  });

  test("refuses a list without declared fields, and items of items", () => {
    expect(problemsOf("attributes.scores", equals("model"))).toEqual([expect.objectContaining({ path: "test.is" })]);
    const inner: ItemWhere = { kind: "property", path: "notes", test: { is: "someItem", where: equals("model") } };
    expect(problemsOf("attributes.devices", inner)).toEqual([expect.objectContaining({ path: "test.where.test.is" })]);
  });

  test("refuses a test that depends on time", () => {
    const recent = {
      kind: "property",
      path: "birth",
      test: { is: "age", test: { is: "atLeast", value: 1 }, zone: "UTC" },
    } as ItemWhere;
    const born = defineSchema({ subject: z.object({ children: z.array(z.object({ birth: z.iso.date() })) }), interactions: {} });
    const rule = { version: 2, kind: "attribute", path: "children", test: { is: "someItem", where: recent } };
    expect(safeParseRule(rule, { schema: born }).ok).toBe(false);
  });
});

describe("the explanation of items", () => {
  test("proposes what flips, and nothing that contradicts itself", () => {
    const { all } = schema.rules;
    const one = explainRule(newPhone, subjectOf([]), { asOf: 0, schema });
    expect(one.tree.sentence).toBe(
      'attributes.devices is an empty list; required: an item where model is "phone" and year is at least 2024',
    );
    expect(one.change).toHaveLength(1);
    expect(explainRule(all(phones(3), not(phones(2))), subjectOf([]), { asOf: 0, schema }).change).toEqual([]);
    expect(explainRule(all(phones(3), newPhone), subjectOf([]), { asOf: 0, schema }).change).toHaveLength(2);
  });
});
