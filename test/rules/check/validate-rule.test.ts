import {
  defineSchema,
  type Expression,
  type Rule,
  ruleFromQueryBuilder,
  ruleJsonSchema,
  safeParseRule,
  validateRule,
  type Where,
} from "clientele/rules";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const plan = z.enum(["free", "pro"]).meta({ clientele: { retiredValues: ["legacy"] } });
const definition = {
  subject: z.object({ plan, name: z.string(), channels: z.array(z.enum(["web", "store"])) }),
  interactions: {
    started: z.object({ plan }),
    upgraded: z.object({ plan: z.enum(["pro", "team"]) }),
    noted: z.object({ tier: z.string() }),
    rated: z.object({ tier: z.enum(["gold"]) }),
  },
};
const open = defineSchema(definition);
const states = { "stage:retail": { values: ["new", "loyal"] }, "score:churn": {}, "segment:*": { values: [true, false] } };
const closed = defineSchema({ ...definition, states });
const accepts = new Ajv2020({ strictTypes: false, strictTuples: false }).compile(ruleJsonSchema({ schema: closed }));

const attribute = (path: string, test: object): Expression => ({ kind: "attribute", path, test }) as Expression;
const state = (key: string, test: object = { is: "present" }): Expression => ({ kind: "state", key, test }) as Expression;
const counted = (types: readonly string[], where: Where): Expression => ({
  kind: "metric",
  metric: { measure: "count", types, where },
  test: { is: "atLeast", value: 1 },
});
const where = (test: object): Where => ({ kind: "property", path: "plan", test }) as Where;
const rule = (expression: Expression): Rule => ({ version: 2, ...expression });
const found = (expression: Expression, schema: typeof open = closed) =>
  validateRule(rule(expression), { schema }).map(({ severity, path, message, hint }) => [severity, path, message, hint]);

describe("dead references", () => {
  const dead: readonly (readonly [string, Expression, string, string])[] = [
    ["equals", attribute("plan", { is: "equals", value: "prof" }), "test.value", '"prof"'],
    ["notEquals", attribute("plan", { is: "notEquals", value: "prof" }), "test.value", '"prof"'],
    ["another case", attribute("plan", { is: "equals", value: "PRO" }), "test.value", '"PRO"'],
    ["oneOf", attribute("plan", { is: "oneOf", values: ["free", "prof"] }), "test.values[1]", '"prof"'],
    ["has", attribute("channels", { is: "has", value: "wab" }), "test.value", '"wab"'],
    ["hasAny", attribute("channels", { is: "hasAny", values: ["web", "shop"] }), "test.values[1]", '"shop"'],
    ["where", counted(["started"], where({ is: "equals", value: "prof" })), "metric.where.test.value", '"prof"'],
    [
      "where of two types",
      counted(["started", "upgraded"], where({ is: "equals", value: "prof" })),
      "metric.where.test.value",
      '"prof"',
    ],
    [
      "the last value of a property",
      {
        kind: "metric",
        metric: { measure: "last", types: ["started"], property: "plan" },
        test: { is: "equals", value: "prof" },
      },
      "test.value",
      '"prof"',
    ],
    ["the value of a timeline", state("stage:retail", { is: "equals", value: "loyl" }), "test.value", '"loyl"'],
    ["the value of a family", state("segment:vip", { is: "equals", value: "yes" }), "test.value", '"yes"'],
    ["the key of a timeline", state("stagee:retail"), "key", '"stagee:retail"'],
  ];

  test.each(dead)("are refused with their place by the parser and the JSON Schema: %s", (_name, expression, path, value) => {
    const parsed = safeParseRule(rule(expression), { schema: closed });
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]!.message).toContain(value);
    // The JSON Schema leaves the values of a metric to the parser.
    expect(accepts(rule(expression))).toBe(expression.kind === "metric" && expression.metric.measure === "last");
    // The form alone is right, so that a stored rule can still be read and described.
    expect(safeParseRule(rule(expression)).ok).toBe(true);
  });

  test("name the nearest value or key", () => {
    expect(found(attribute("plan", { is: "equals", value: "prof" }))).toEqual([
      ["error", "test.value", 'The value "prof" does not exist.', 'Did you mean "pro"?'],
    ]);
    expect(found(state("stagee:retail"))).toEqual([
      ["error", "key", 'The schema has no timeline "stagee:retail".', 'Did you mean state("stage:retail")?'],
    ]);
  });

  test("leave alone what can exist", () => {
    const fine = [
      attribute("plan", { is: "equals", value: "PRO", ignoreCase: true }),
      attribute("plan", { is: "startsWith", value: "prof" }),
      attribute("plan", { is: "lessThan", value: "m" }),
      attribute("plan", { is: "equals", value: { attribute: "name" } }),
      attribute("name", { is: "equals", value: "prof" }),
      counted(["started", "upgraded"], where({ is: "equals", value: "team" })),
      counted(["noted", "rated"], { kind: "property", path: "tier", test: { is: "equals", value: "silver" } }),
      state("stage:retail", { is: "oneOf", values: ["new", "loyal"] }),
      state("score:churn", { is: "atLeast", value: 0.7 }),
    ];
    for (const expression of fine) {
      expect(found(expression), JSON.stringify(expression)).toEqual([]);
      expect(accepts(rule(expression)), JSON.stringify(expression)).toBe(true);
    }
  });

  test("are warnings where a value did exist, or a timeline may come to exist", () => {
    const retired = attribute("plan", { is: "oneOf", values: ["pro", "legacy"] });
    expect(found(retired)).toEqual([["warning", "test.values[1]", 'The value "legacy" is retired.', undefined]]);
    expect(safeParseRule(rule(retired), { schema: closed }).ok).toBe(true);
    expect(accepts(rule(retired))).toBe(true);
    const member = state("segment:vip", { is: "equals", value: true });
    expect(found(member)).toEqual([
      ["warning", "key", 'The timeline "segment:vip" may not exist; the schema declares its family only.', undefined],
    ]);
    expect(accepts(rule(member))).toBe(true);
    expect(found(state("stage:retail"), open)).toEqual([
      [
        "warning",
        "key",
        'The schema declares no timelines, so that "stage:retail" may not exist.',
        "Declare them with `states` of defineSchema.",
      ],
    ]);
  });

  test("are refused in a query of the query builder", () => {
    const query = (field: string, operator: string, value: unknown) => ({
      combinator: "and",
      rules: [{ field, operator, value }],
    });
    expect(ruleFromQueryBuilder(query("plan", "=", "pro"), { schema: closed }).kind).toBe("attribute");
    for (const [field, operator, value] of [
      ["plan", "=", "prof"],
      ["plan", "in", "free,prof"],
      ["channels", "contains", "wab"],
    ] as const)
      expect(() => ruleFromQueryBuilder(query(field, operator, value), { schema: closed })).toThrow("does not exist");
  });

  test("are checked by the builder, and states by their definition", () => {
    expect(() => closed.rules.state("stagee:retail").equals("loyal")).toThrow("stage:retail");
    expect(() => defineSchema({ states: { "stage:retail": { value: [] } } as never })).toThrow("values");
  });
});
