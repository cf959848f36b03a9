import { isClienteleError } from "clientele/kernel";
import * as rules from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

type Options = Readonly<Record<string, unknown>>;

/** A function with valid options, one wrong value for each option, and the options that it needs. */
interface Case {
  readonly name: string;
  readonly call: (options: never) => unknown;
  readonly good: Options;
  readonly wrong: Options;
  readonly mandatory?: readonly string[];
}

const schema = rules.standardCatalog;
const rule: rules.Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
const metric: rules.Metric = { measure: "count", types: ["order.placed"] };
const subject = { id: "c1", attributes: { tags: ["vip"] }, history: [] };
const query = { combinator: "and", rules: [{ field: "tags", operator: "contains", value: "vip" }] };
const score: rules.ScoreExpression = { kind: "input", name: "x" };
const wording = {
  good: { locale: "zh", schema, names: { tags: { en: "tags", zh: "标签" } } },
  wrong: { locale: 1, schema: {}, names: { tags: "tags" } },
};
const evaluation = { good: { asOf: 0, schema }, wrong: { asOf: "today", schema: { attributes: {} } } };
const inSql = {
  good: { ...evaluation.good, dialect: "sqlite", mapping: rules.clienteleLayout, approximate: true },
  wrong: { ...evaluation.wrong, dialect: "postgresql", mapping: { subject: {} }, approximate: "yes" },
};
const { metric: figures, attribute } = rules.defineSchema({ attributes: z.object({ age: z.int() }) }).rules;

const cases: readonly Case[] = [
  {
    name: "defineSchema",
    call: (options) => rules.defineSchema(options),
    good: {
      attributes: undefined,
      interactions: { visit: z.object({ page: z.string() }) },
      subject: z.object({ a: z.string() }),
    },
    wrong: { attributes: "text", interactions: { visit: 1 }, subject: {} },
  },
  {
    name: "parseRule",
    call: (options) => rules.parseRule(rule, options),
    good: { schema, bounds: { maxDepth: 3, maxNodes: 3, maxValues: undefined } },
    wrong: { schema: "catalog", bounds: { maxDepth: 0 } },
  },
  {
    name: "safeParseRule",
    call: (options) => rules.safeParseRule(rule, options),
    good: { schema, bounds: {} },
    wrong: { schema: null, bounds: { depth: 3 } },
  },
  {
    name: "validateRule",
    call: (options) => rules.validateRule(rule, options),
    good: { schema },
    wrong: { schema: 1 },
    mandatory: ["schema"],
  },
  {
    name: "compileRule",
    call: (options) => rules.compileRule(rule, options),
    good: { schema },
    wrong: { schema: [] },
    mandatory: ["schema"],
  },
  {
    name: "compileMetrics",
    call: (options) => rules.compileMetrics({ count: metric }, options),
    good: { schema },
    wrong: { schema: [] },
    mandatory: ["schema"],
  },
  {
    name: "evaluateRule",
    call: (options) => rules.evaluateRule({ ...rule }, subject, options),
    ...evaluation,
    mandatory: ["asOf", "schema"],
  },
  {
    name: "evaluateMetric",
    call: (options) => rules.evaluateMetric(metric, subject, options),
    ...evaluation,
    mandatory: ["asOf", "schema"],
  },
  {
    name: "evaluatePopulation",
    call: (options) => rules.evaluatePopulation(rule, [subject], options),
    ...evaluation,
    mandatory: ["asOf", "schema"],
  },
  {
    name: "nextChangeAt",
    call: (options) => rules.nextChangeAt(rule, subject, options),
    good: { ...evaluation.good, until: 10 },
    wrong: { ...evaluation.wrong, until: "2030" },
    mandatory: ["asOf", "schema"],
  },
  {
    name: "explainRule",
    call: (options) => rules.explainRule(rule, subject, options),
    good: { ...wording.good, ...evaluation.good },
    wrong: { ...wording.wrong, ...evaluation.wrong },
    mandatory: ["asOf", "schema"],
  },
  {
    name: "prepareSubject",
    call: (options) => rules.prepareSubject(subject, options),
    good: { knownAt: "2026-01-01T00:00:00Z" },
    wrong: { knownAt: "2026-01-01" },
  },
  {
    name: "populationColumns",
    call: (options) => rules.populationColumns([subject], options),
    good: { schema, paths: ["tags"] },
    wrong: { schema: 1, paths: "tags" },
    mandatory: ["schema"],
  },
  { name: "describeRule", call: (options) => rules.describeRule(rule, options), ...wording },
  { name: "diffRules", call: (options) => rules.diffRules(rule, rule, options), ...wording },
  { name: "ruleJsonSchema", call: (options) => rules.ruleJsonSchema(options), good: { schema }, wrong: { schema: 1 } },
  {
    name: "ruleFromQueryBuilder",
    call: (options) => rules.ruleFromQueryBuilder(query, options),
    good: { schema, missing: "passes" },
    wrong: { schema: 1, missing: "pass" },
    mandatory: ["schema"],
  },
  {
    name: "ruleToSql",
    call: (options) => rules.ruleToSql(rule, options),
    ...inSql,
    mandatory: ["asOf", "schema", "dialect"],
  },
  {
    name: "metricsToSql",
    call: (options) => rules.metricsToSql({ orders: metric }, options),
    ...inSql,
    mandatory: ["asOf", "schema", "dialect"],
  },
  {
    name: "scoreToSql",
    call: (options) => rules.scoreToSql({ score }, options),
    good: { dialect: "duckdb", table: ["main", "features"], id: "id", columns: { x: "y" } },
    wrong: { dialect: "duck", table: [], id: "", columns: { x: 1 } },
    mandatory: ["dialect", "table", "id"],
  },
];

/** The error of a call. */
function refusal(call: () => unknown): { readonly code: string; readonly path: string; readonly message: string } {
  try {
    call();
  } catch (error) {
    if (isClienteleError(error)) return error;
    throw error;
  }
  throw new Error("The call was not refused.");
}

describe.each(cases)("$name", ({ call, good, wrong, mandatory = [] }) => {
  const run = call as (options: unknown) => unknown;

  test("accepts its options, and `undefined` as absent", () => {
    run(good);
    const present = Object.keys(good).map((name) => [name, mandatory.includes(name) ? good[name] : undefined]);
    expect(JSON.stringify(run(Object.fromEntries(present)))).toBe(
      JSON.stringify(run(Object.fromEntries(mandatory.map((name) => [name, good[name]])))),
    );
  });

  test("refuses an unknown option, and names the nearest one", () => {
    const name = Object.keys(wrong)[0]!;
    const error = refusal(() => run({ ...good, [`${name}x`]: 1 }));
    expect(error).toMatchObject({ code: "invalid_option", path: `${name}x` });
    expect(error.message).toContain(`Did you mean \`${name}\`?`);
  });

  test.each(Object.keys(wrong))("refuses a wrong value of %s", (name) => {
    const error = refusal(() => run({ ...good, [name]: wrong[name] }));
    expect(["invalid_option", "invalid_instant"]).toContain(error.code);
    expect(error.path.startsWith(name), error.path).toBe(true);
  });

  test.runIf(mandatory.length > 0)("refuses to run without a mandatory option", () => {
    for (const name of mandatory) {
      const { [name]: _, ...rest } = good;
      expect(refusal(() => run(rest)).path).toBe(name);
    }
    for (const none of [undefined, null, 3]) expect(() => run(none)).toThrow(expect.objectContaining({ name: "ClienteleError" }));
  });
});

describe("options within options", () => {
  test("a mapping is checked to its columns", () => {
    const subjects = { table: "customer", id: "no" };
    const path = (mapping: unknown): string =>
      refusal(() => rules.ruleToSql(rule, { asOf: 0, schema, dialect: "sqlite", mapping: mapping as rules.SqlMapping })).path;
    expect(path({})).toBe("mapping.subjects");
    expect(path({ subjects: { table: "customer" } })).toBe("mapping.subjects.id");
    expect(path({ subjects: { ...subjects, columns: { tags: { column: "tags", kind: "list" } } } })).toBe(
      "mapping.subjects.columns.tags.kind",
    );
    expect(path({ subjects, interactions: { ...rules.clienteleLayout.interactions, at: undefined } })).toBe(
      "mapping.interactions.at",
    );
    expect(path({ subjects, states: { ...rules.clienteleLayout.states, until: "valid_to" } })).toBe("mapping.states.until");
  });

  test("the methods of the builder refuse unknown options", () => {
    const misspelled = { curency: "USD" } as object;
    expect(refusal(() => figures.sum("order.placed", "total", misspelled)).message).toContain("Did you mean `currency`?");
    expect(refusal(() => attribute("kind").equals("person", { ignorecase: true } as object)).path).toBe("ignorecase");
    expect(refusal(() => attribute("demographics.birthDate").age({ zone: "UTC", leapday: "03-01" } as never)).path).toBe(
      "leapday",
    );
    expect(
      refusal(() =>
        attribute("demographics.birthDate")
          .age(undefined as never)
          .atLeast(18),
      ).code,
    ).toBe("invalid_rule");
  });

  test("an evaluated rule still checks the values of its options on every call", () => {
    const options = { asOf: 0, schema };
    expect(rules.evaluateRule(rule, subject, options)).toBe(true);
    expect(refusal(() => rules.evaluateRule(rule, subject, { asOf: 0 } as never)).path).toBe("schema");
    expect(refusal(() => rules.evaluateRule(rule, subject, { schema } as never)).path).toBe("asOf");
  });
});
