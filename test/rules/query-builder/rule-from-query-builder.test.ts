import { isClienteleError, type Problem } from "clientele/kernel";
import { describeRule, evaluateRule, type QueryBuilderOptions, ruleFromQueryBuilder, validateRule } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schema } from "../../fixtures/arbitrary-rules.js";

type Query = Record<string, unknown>;

const rule = (field: string, operator: string, value?: unknown, rest: Query = {}): Query => ({ field, operator, value, ...rest });
const group = (combinator: string, ...rules: unknown[]): Query => ({ combinator, rules });
const words = (query: unknown, options?: Omit<QueryBuilderOptions, "schema">): string =>
  describeRule(ruleFromQueryBuilder(query, { schema, ...options }), { schema });

function problemsOf(query: unknown, options?: Omit<QueryBuilderOptions, "schema">): readonly Problem[] {
  try {
    ruleFromQueryBuilder(query, { schema, ...options });
  } catch (error) {
    if (isClienteleError(error, "invalid_rule")) return error.details.problems;
    throw error;
  }
  return [];
}

function holds(query: unknown, attributes: Record<string, unknown>, options?: Omit<QueryBuilderOptions, "schema">): boolean {
  return evaluateRule(
    ruleFromQueryBuilder(query, { schema, ...options }),
    { id: "s", attributes, history: [] },
    { asOf: 0, schema },
  );
}

describe("ruleFromQueryBuilder", () => {
  const rows: readonly (readonly [operator: string, Query, words: string])[] = [
    ["=", rule("country", "=", "CN"), 'country is "CN"'],
    ["!=", rule("country", "!=", "CN"), 'country is known and is not "CN"'],
    ["<", rule("level", "<", 3), "level is less than 3"],
    [">", rule("level", ">", 3), "level is more than 3"],
    ["<=", rule("level", "<=", 3), "level is at most 3"],
    [">=", rule("level", ">=", 3), "level is at least 3"],
    ["contains", rule("name", "contains", "a"), 'name contains "a"'],
    ["contains, in a list", rule("tags", "contains", "vip"), 'tags includes "vip"'],
    ["beginsWith", rule("name", "beginsWith", "a"), 'name starts with "a"'],
    ["endsWith", rule("name", "endsWith", "a"), 'name ends with "a"'],
    ["doesNotContain", rule("name", "doesNotContain", "a"), 'name has a value and not (name contains "a")'],
    ["doesNotContain, in a list", rule("sizes", "doesNotContain", "1"), "sizes has a value and not (sizes includes 1)"],
    ["doesNotBeginWith", rule("name", "doesNotBeginWith", "a"), 'name has a value and not (name starts with "a")'],
    ["doesNotEndWith", rule("name", "doesNotEndWith", "a"), 'name has a value and not (name ends with "a")'],
    ["null", rule("blob", "null"), "blob has no value"],
    ["notNull", rule("blob", "notNull", ""), "blob has a value"],
    ["in, a text with commas", rule("country", "in", "CN, SG"), 'country is "CN" or "SG"'],
    ["in, a comma within", rule("name", "in", "a\\, b,c"), 'name is "a, b" or "c"'],
    ["notIn, a list", rule("level", "notIn", [1, "2"]), "level is known and is not 1 or 2"],
    ["between", rule("level", "between", "1,2.50"), "level is between 1 and 2.5 (inclusive)"],
    ["notBetween", rule("level", "notBetween", [1, 2]), "level has a value and not (level is between 1 and 2 (inclusive))"],
    ["=, of another field", rule("score", "=", "limit", { valueSource: "field" }), "score is the subject's limit"],
    [
      "between, of other fields",
      rule("score", "between", "limit,seats", { valueSource: "field" }),
      "score is between the subject's limit and the subject's seats (inclusive)",
    ],
    ["= of true", rule("active", "=", "true"), "active is true"],
    ["<= of a date", rule("born", "<=", "2000-02-29"), "born has a value and not (born is after 2000-02-29)"],
    [
      "between of dates",
      rule("born", "between", ["1990-01-01", "1999-12-31"]),
      "born has a value and not (born is before 1990-01-01) and not (born is after 1999-12-31)",
    ],
    ["> of an instant", rule("joined", ">", "2026-01-01T00:00:00Z"), "joined is after 2026-01-01 00:00 UTC"],
    [
      "= of an instant",
      rule("joined", "=", "2026-01-01T00:00:00Z"),
      "joined has a value and not (joined is before 2026-01-01 00:00 UTC) and not (joined is after 2026-01-01 00:00 UTC)",
    ],
  ];

  test.each(rows)("reads %s", (_name, query, expected) => {
    expect(words(group("and", query))).toBe(expected);
    expect(validateRule(ruleFromQueryBuilder(group("and", query), { schema }), { schema })).toEqual([]);
  });

  test("reads groups, their negation, and combinators between rules, where `and` binds before `or`", () => {
    const [a, b, c] = [rule("level", "=", 1), rule("level", "=", 2), rule("level", "=", 3)];
    expect(words({ ...group("or", a, group("and", b, c)), not: true, id: "root", path: [], disabled: true })).toBe(
      "not (level is 1 or (level is 2 and level is 3))",
    );
    expect(words({ rules: [a, "or", b, "and", c] })).toBe("level is 1 or (level is 2 and level is 3)");
    expect(words({ rules: [a, "and", { rules: [b, "or", c], not: false }] })).toBe("level is 1 and (level is 2 or level is 3)");
  });

  test("leaves out muted rules and groups, as the builder's own exports do", () => {
    const [a, b] = [rule("level", "=", 1), { ...rule("nowhere", "=", 2), muted: true }];
    expect(words(group("and", a, b, { ...group("or"), muted: true }))).toBe("level is 1");
    expect(words({ rules: [b, "or", a] })).toBe("level is 1");
  });

  test("lets negative operators fail without a value, as its SQL does, or pass, as its MongoDB does", () => {
    const denying: readonly Query[] = [
      rule("country", "!=", "CN"),
      rule("country", "notIn", "CN,SG"),
      rule("name", "doesNotContain", "a"),
      rule("tags", "doesNotContain", "a"),
      rule("name", "doesNotBeginWith", "a"),
      rule("name", "doesNotEndWith", "a"),
      rule("level", "notBetween", "1,2"),
      rule("born", "!=", "2000-01-01"),
      rule("joined", "!=", "2026-01-01T00:00:00Z"),
      rule("joined", "notBetween", ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]),
    ];
    const there = { country: "DE", name: "b", tags: [], level: 3, born: "2000-01-02", joined: new Date(5) };
    const denied = {
      country: "CN",
      name: "a",
      tags: ["a"],
      level: 1,
      born: "2000-01-01",
      joined: new Date("2026-01-01T00:00:00Z"),
    };
    for (const each of denying) {
      const query = group("and", each);
      expect([holds(query, {}), holds(query, { [String(each.field)]: null })], JSON.stringify(each)).toEqual([false, false]);
      expect(holds(query, {}, { missing: "passes" }), JSON.stringify(each)).toBe(true);
      for (const missing of ["fails", "passes"] as const) {
        expect(holds(query, there, { missing }), JSON.stringify(each)).toBe(true);
        expect(holds(query, denied, { missing }), JSON.stringify(each)).toBe(false);
      }
    }
    // The complement of a group is true where the group is false, other than SQL's NOT.
    expect(holds({ ...group("and", rule("country", "=", "CN")), not: true }, {})).toBe(true);
  });

  const refusals: readonly (readonly [string, unknown, path: string, message: RegExp])[] = [
    ["no query", null, "", /group/],
    ["an empty group", group("and"), "rules", /group is empty/],
    ["an empty group within", group("and", rule("level", "=", 1), group("or")), "rules[1].rules", /group is empty/],
    ["another combinator", group("xor", rule("level", "=", 1)), "combinator", /"and" or "or", got "xor"/],
    ["a combinator at the end", { rules: [rule("level", "=", 1), "and"] }, "rules", /alternate/],
    [
      "another combinator between",
      { rules: [rule("level", "=", 1), "xor", rule("level", "=", 2)] },
      "rules[1]",
      /"and" or "or", got "xor"/,
    ],
    ["a field that is not there", group("and", rule("~", "=", 1)), "rules[0].field", /no attribute/],
    [
      "an inherited field",
      group("and", rule("constructor.name", "=", 1)),
      "rules[0].field",
      /other than __proto__, constructor and prototype/,
    ],
    ["an operator that is not there", group("and", rule("level", "=~", 1)), "rules[0].operator", /Unknown operator/],
    ["an inherited operator", group("and", rule("level", "toString", 1)), "rules[0].operator", /Unknown operator/],
    [
      "an operator that the type has not",
      group("and", rule("active", "<", true)),
      "rules[0].operator",
      /operator "<" does not apply to a field of type boolean/,
    ],
    [
      "conditions on elements",
      group("and", rule("tags", "contains", "a", { match: { mode: "all" } })),
      "rules[0].match",
      /elements/,
    ],
    [
      "another field where a value is needed",
      group("and", rule("name", "contains", "country", { valueSource: "field" })),
      "rules[0].valueSource",
      /not another field/,
    ],
    [
      "another field of another type",
      group("and", rule("level", "=", "name", { valueSource: "field" })),
      "rules[0].value",
      /cannot be compared/,
    ],
    ["a text that is no number", group("and", rule("level", ">", "12abc")), "rules[0].value", /number/],
    ["an empty text for a number", group("and", rule("level", ">", "")), "rules[0].value", /number/],
    ["a hexadecimal", group("and", rule("level", ">", "0x10")), "rules[0].value", /number/],
    [
      "a number with more digits than it can hold",
      group("and", rule("level", ">", "9007199254740993")),
      "rules[0].value",
      /exactly/,
    ],
    ["an infinite number", group("and", rule("level", ">", Number.POSITIVE_INFINITY)), "rules[0].value", /finite/],
    ["a day that does not exist", group("and", rule("born", "=", "2026-02-29")), "rules[0].value", /existing date/],
    ["an instant without an offset", group("and", rule("joined", "<", "2026-01-01T00:00")), "rules[0].value", /offset/],
    ["a number for a text", group("and", rule("name", "=", 1)), "rules[0].value", /text/],
    ["one value of two", group("and", rule("level", "between", "1")), "rules[0].value", /two values/],
    ["bounds the wrong way round", group("and", rule("level", "between", "2,1")), "rules[0].value", /below/],
    ["no value of many", group("and", rule("level", "in", " , ")), "rules[0].value", /at least one value/],
    ["a wrong value among others", group("and", rule("level", "in", [1, "x"])), "rules[0].value[1]", /number/],
    ["a negation that is no boolean", { ...group("and", rule("level", "=", 1)), not: "yes" }, "not", /true or false/],
  ];

  test.each(refusals)("refuses at its place: %s", (_name, query, path, message) => {
    const problems = problemsOf(query);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)!.message).toMatch(message);
  });

  test("reports every problem at once, with the nearest name", () => {
    const query = group("and", rule("contry", "=", "CN"), group("or", rule("level", "beginWith", 1), rule("level", "=", "x")));
    expect(problemsOf(query).map(({ path, hint }) => [path, hint])).toEqual([
      ["rules[0].field", 'Did you mean attribute("country")?'],
      ["rules[1].rules[0].operator", 'Did you mean "beginsWith"?'],
      ["rules[1].rules[1].value", undefined],
    ]);
  });

  test("converts text to a number exactly when the number keeps the digits", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), fc.integer()), (value) => {
        const text = String(value);
        fc.pre(!text.includes("e") && !Object.is(value, -0));
        expect(ruleFromQueryBuilder(group("and", rule("level", "=", text)), { schema })).toMatchObject({ test: { value } });
        expect(
          ruleFromQueryBuilder(group("and", rule("level", "=", text.includes(".") ? `${text}00` : `${text}.0`)), { schema }),
        ).toMatchObject({ test: { value } });
        expect(
          problemsOf(group("and", rule("level", "=", `${text.includes(".") ? text : `${text}.`}00000000000000000001`))),
        ).toHaveLength(1);
      }),
    );
  });

  test("refuses a query that is too deep or too large", () => {
    let deep: unknown = group("and", rule("level", "=", 1));
    for (let level = 0; level < 10_000; level++) deep = group("and", deep);
    expect(problemsOf(deep)[0]!.message).toMatch(/at most/);
    const wide = group("and", ...Array.from({ length: 100_000 }, () => rule("level", "=", 1)));
    expect(problemsOf(wide).length).toBeGreaterThan(0);
  });
});

describe("ruleFromQueryBuilder with the inputs of a browser", () => {
  const zone = "Europe/London";
  const at = (text: string): Date => new Date(text);
  const selects = (query: Query, joined: string, options: Omit<QueryBuilderOptions, "schema"> = { zone }): boolean =>
    holds(group("and", query), { joined: at(joined) }, options);

  test("reads a date in a field of instants as that local day", () => {
    // The day of the change of clocks in London has 23 hours.
    const [before, first, last, after] = [
      "2026-03-28T23:59:59.999Z",
      "2026-03-29T00:00:00Z",
      "2026-03-29T22:59:59.999Z",
      "2026-03-29T23:00:00Z",
    ];
    const table: Readonly<Record<string, readonly boolean[]>> = {
      "=": [false, true, true, false],
      "!=": [true, false, false, true],
      "<": [true, false, false, false],
      "<=": [true, true, true, false],
      ">": [false, false, false, true],
      ">=": [false, true, true, true],
    };
    for (const [operator, expected] of Object.entries(table)) {
      const query = rule("joined", operator, "2026-03-29");
      expect(
        [before, first, last, after].map((instant) => selects(query, instant!)),
        operator,
      ).toEqual(expected);
      for (const missing of ["fails", "passes"] as const)
        expect(holds(group("and", query), {}, { zone, missing }), operator).toBe(operator === "!=" && missing === "passes");
    }
    const days = rule("joined", "between", ["2026-03-29", "2026-03-30"]);
    expect(
      ["2026-03-28T23:59:59.999Z", "2026-03-29T00:00:00Z", "2026-03-30T22:59:59.999Z", "2026-03-30T23:00:00Z"].map((each) =>
        selects(days, each),
      ),
    ).toEqual([false, true, true, false]);
    expect(selects({ ...days, operator: "notBetween" }, "2026-03-31T00:00:00Z")).toBe(true);
  });

  test("reads the value of a datetime-local input in the zone", () => {
    expect(words(group("and", rule("joined", ">", "2026-07-01T09:30")), { zone })).toBe("joined is after 2026-07-01 08:30 UTC");
    // A time that occurs twice is the first of the two; one that the clocks skip is later.
    expect(words(group("and", rule("joined", ">", "2026-10-25T01:30")), { zone })).toBe("joined is after 2026-10-25 00:30 UTC");
    expect(words(group("and", rule("joined", ">", "2026-03-29T01:30")), { zone })).toBe("joined is after 2026-03-29 01:30 UTC");
    expect(problemsOf(group("and", rule("joined", ">", "2026-07-01T09:30")))[0]?.message).toMatch(/option `zone`/);
    expect(problemsOf(group("and", rule("joined", ">", "2026-02-30T09:30")), { zone })).toHaveLength(1);
  });

  test("reads relative dates and periods of the calendar", () => {
    const read = (field: string, value: unknown, operator = "=") =>
      ruleFromQueryBuilder(group("and", rule(field, operator, value)), { schema, zone });
    const test = (path: string, given: object) => ({ version: 2, kind: "attribute", path, test: given });
    expect(read("joined", { last: 30, unit: "day" })).toEqual(test("joined", { is: "withinLast", duration: { days: 30 } }));
    expect(read("born", { next: 2, unit: "week" })).toEqual(test("born", { is: "withinNext", duration: { weeks: 2 }, zone }));
    expect(read("joined", { previous: "month" })).toEqual(
      test("joined", { is: "calendar", which: "previous", unit: "month", zone }),
    );
    expect(holds(group("and", rule("joined", "!=", { last: 30, unit: "day" })), {}, { zone, missing: "passes" })).toBe(true);
    expect(holds(group("and", rule("joined", "!=", { last: 30, unit: "day" })), {}, { zone })).toBe(false);
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ last: 3, unit: "month" }, /no exact length: give exact units.*previous: "month"/],
      [{ last: 3, unit: "fortnight" }, /Unknown unit/],
      [{ last: -3, unit: "day" }, /positive whole number/],
      [{ last: 1e15, unit: "week" }, /give exact units within/],
      [{ last: 3, next: 2, unit: "day" }, /exactly one/],
      [{ this: "decade" }, /one of the units/],
    ];
    for (const [value, message] of wrong)
      expect(problemsOf(group("and", rule("joined", "=", value)), { zone })[0]?.message).toMatch(message);
    expect(problemsOf(group("and", rule("joined", "<", { last: 3, unit: "day" })), { zone })[0]).toMatchObject({
      path: "rules[0].operator",
    });
    expect(problemsOf(group("and", rule("joined", "=", { this: "month" })))[0]?.message).toMatch(/option `zone`/);
  });

  test("reads fields that are metrics, with numbers, durations, instants and texts", () => {
    const { metric } = schema.rules;
    const fields = {
      orders90: metric.count("order").last({ days: 90 }),
      silence: metric.timeSinceLast("order"),
      lastOrder: metric.last("order").metric,
      broken: { measure: "count", types: ["ordre"] } as const,
    };
    const said = (...query: Parameters<typeof rule>): string => words(group("and", rule(...query)), { fields, zone });
    expect(said("orders90", ">=", "3")).toBe("order happened at least 3 times in the last 90 days");
    expect(said("silence", ">", "90 days")).toBe(said("silence", ">", { days: 90 }));
    expect(said("lastOrder", "=", { last: 7, unit: "day" })).toBe("the time of the last order is within the last 7 days");
    expect(said("lastOrder", "null")).toMatch(/has no value|never|missing/);
    const problems = (...query: Parameters<typeof rule>) => problemsOf(group("and", rule(...query)), { fields })[0];
    expect(problems("broken", "=", 1)).toMatchObject({
      path: "rules[0].field",
      message: expect.stringMatching(/broken.*not valid/) as string,
    });
    expect(problems("silence", ">", "3 months")?.message).toMatch(/duration of exact units/);
    expect(problems("silence", ">", { days: 1e15 })?.message).toMatch(/give exact units within/);
    expect(problems("orders90", "contains", "3")?.message).toMatch(/does not apply/);
  });
});
