import { Ajv2020 } from "ajv/dist/2020.js";
import { type Catalog, type Rule, ruleJsonSchema, safeParseRule, standardCatalog } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleArbitrary, schema } from "../../fixtures/arbitrary-rules.js";

function validatorOf(catalog?: Catalog): (value: unknown) => boolean {
  const validate = new Ajv2020({ strictTypes: false, strictTuples: false }).compile(ruleJsonSchema({ schema: catalog }));
  return (value) => validate(value);
}

const formIsValid = validatorOf();
const isValid = validatorOf(schema.catalog);

/** Values of the wrong kind for almost any place. */
const junk = [null, [], {}, "nonsense?", "", true, -1.5, { kind: "all" }, [null], { is: "equals" }];

/** Copies of a rule with one thing wrong or missing in them. */
function mutantsOf(value: unknown): unknown[] {
  const mutants: unknown[] = junk.map((other) => other);
  if (Array.isArray(value)) {
    mutants.push([], [...value, ...value]);
    value.forEach((item, index) =>
      mutants.push(value.toSpliced(index, 1), ...mutantsOf(item).map((other) => value.with(index, other))),
    );
  } else if (typeof value === "object" && value !== null) {
    mutants.push({ ...value, surprise: 1 }, { ...value, __proto: 1 }, { ...value, version: 1 });
    for (const [key, child] of Object.entries(value)) {
      const { [key]: _, ...without } = value as Record<string, unknown>;
      mutants.push(without, { ...without, [`${key}s`]: child }, ...mutantsOf(child).map((other) => ({ ...value, [key]: other })));
    }
  }
  return mutants;
}

/** What a schema does not say: what depends on several values, on the calendar, or on lists of zones. */
const BEYOND_A_SCHEMA =
  /exists, as YYYY|ISO 8601|time zone|positive|whole days|below the lower|longer than the window|at or after its start|number of parts|one type|not there, or not of one type|A date is compared|unpaired|values of type date|Can never follow|cannot be compared|There is no (?:sum|difference|ratio)|compared as figures|needs a currency to be compared|next change cannot|of one calendar/;

describe("ruleJsonSchema", () => {
  test("accepts every rule", () => {
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        expect(formIsValid(rule)).toBe(true);
        expect(isValid(rule)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["by its form", formIsValid, {}],
    ["against a catalog", isValid, { schema }],
  ] as const)("refuses exactly the mutations that the parser refuses, %s", (_name, validate, options) => {
    let refused = 0;
    fc.assert(
      fc.property(ruleArbitrary, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (rule, choices) => {
        const mutants = mutantsOf(rule);
        for (const choice of choices) {
          const mutant = mutants[choice % mutants.length];
          const parsed = safeParseRule(mutant, options);
          const accepted = validate(mutant);
          if (parsed.ok) expect(accepted, `accepts ${JSON.stringify(mutant)}`).toBe(true);
          else if (!parsed.problems.every(({ message }) => BEYOND_A_SCHEMA.test(message))) {
            refused++;
            expect(accepted, `refuses ${JSON.stringify(mutant)}: ${JSON.stringify(parsed.problems)}`).toBe(false);
          }
        }
      }),
      { numRuns: 250 },
    );
    expect(refused).toBeGreaterThan(5_000);
  });

  const metric = (rest: object, test: object): unknown => ({ version: 1, kind: "metric", metric: rest, test });
  const attribute = (path: string, test: object): unknown => ({ version: 1, kind: "attribute", path, test });
  const rows: readonly (readonly [string, unknown, boolean])[] = [
    ["a path of the catalog", attribute("country", { is: "equals", value: "CN" }), true],
    ["a value that the field does not list", attribute("country", { is: "equals", value: "FR" }), false],
    ["a value in another case", attribute("country", { is: "equals", value: "cn" }), false],
    ["a value in another case that is ignored", attribute("country", { is: "equals", value: "cn", ignoreCase: true }), true],
    ["a path that is not there", attribute("contry", { is: "equals", value: "CN" }), false],
    ["a test that the type has not", attribute("active", { is: "atLeast", value: 1 }), false],
    ["a value of another type", attribute("level", { is: "atLeast", value: "1" }), false],
    ["another attribute of the same type", attribute("level", { is: "atLeast", value: { attribute: "seats" } }), true],
    ["another attribute of another type", attribute("level", { is: "atLeast", value: { attribute: "name" } }), false],
    [
      "a property of all the types",
      metric({ measure: "sum", types: ["order", "view"], property: "price" }, { is: "present" }),
      true,
    ],
    ["a property that is no number", metric({ measure: "sum", types: ["order"], property: "sku" }, { is: "present" }), false],
    [
      "an amount without its currency",
      metric({ measure: "sum", types: ["order"], property: "amount" }, { is: "present" }),
      false,
    ],
    [
      "a currency of what is no amount",
      metric({ measure: "maximum", types: ["order"], property: "price", currency: "USD" }, { is: "present" }),
      false,
    ],
    [
      "the test of a last property",
      metric({ measure: "last", types: ["order"], property: "sku" }, { is: "like", value: "a*" }),
      true,
    ],
    [
      "another test of a last property",
      metric({ measure: "last", types: ["order"], property: "sku" }, { is: "before", value: "2026-01-01" }),
      false,
    ],
    ["a last instant", metric({ measure: "last", types: ["order"] }, { is: "withinLast", duration: { days: 3 } }), true],
    [
      "a test of time in a condition",
      metric(
        {
          measure: "count",
          types: ["order"],
          where: { kind: "property", path: "due", test: { is: "withinLast", duration: { days: 1 } } },
        },
        { is: "present" },
      ),
      true,
    ],
    ["a trend without a rolling window", metric({ measure: "trend", types: ["order"] }, { is: "present" }), false],
    ["an inherited name", attribute("constructor.name", { is: "present" }), false],
  ];

  test.each(rows)("accepts or refuses %s as the parser does", (_name, rule, expected) => {
    expect(isValid(rule)).toBe(expected);
    expect(safeParseRule(rule, { schema }).ok).toBe(expected);
  });

  test("ties properties to the interaction type that has them, in the standard catalog too", () => {
    const validate = validatorOf(standardCatalog);
    const bought = (types: string[], path: string): Rule =>
      metric(
        { measure: "count", types, where: { kind: "property", path, test: { is: "present" } } },
        { is: "atLeast", value: 1 },
      ) as Rule;
    expect(validate(bought(["order.placed"], "total"))).toBe(true);
    expect(validate(bought(["page.viewed"], "total"))).toBe(false);
    expect(validate(bought(["order.placed", "page.viewed"], "total"))).toBe(false);
    expect(JSON.stringify(ruleJsonSchema({ schema: standardCatalog })).length).toBeLessThan(340_000);
  });
});
