import { evaluateRule, type NumberTest, type Rule, ruleToSql, type Test } from "clientele/rules";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schema } from "../../fixtures/arbitrary-rules.js";
import { type Engine, openEngines } from "../../fixtures/sql-engines.js";

describe("ruleToSql at the limits of databases", () => {
  let engines: Engine[] = [];
  beforeAll(async () => {
    engines = await openEngines();
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  async function expectSame(rules: readonly Rule[], subjects: readonly object[], asOf: number): Promise<void> {
    const given = subjects.map((attributes, index) => ({ id: `s${index}`, attributes: { ...attributes }, history: [] }));
    for (const engine of engines) {
      await engine.load(given);
      for (const rule of rules) {
        const expected = given.filter((subject) => evaluateRule(rule, subject, { asOf, schema })).map(({ id }) => id);
        const statement = ruleToSql(rule, { dialect: engine.dialect, asOf, schema });
        const found = (await engine.query(statement)).map(([id]) => String(id));
        expect(found.sort(), `${engine.name}: ${JSON.stringify(rule)}`).toEqual(expected.sort());
      }
    }
  }
  const born = (given: object): Rule => ({ version: 2, kind: "attribute", path: "born", test: given as Test });

  test("compares ages around birthdays, leap days and fractions as memory does", { timeout: 120_000 }, async () => {
    const days = [
      "0000-02-29",
      "1999-02-28",
      "2000-02-28",
      "2000-02-29",
      "2000-03-01",
      "2008-02-29",
      "2025-02-28",
      "2027-12-31",
      "2026-02-29",
    ];
    const numbers = [-1, 0, 0.5, 1, 17.5, 18, 26, 27, 2026, 1e9];
    const tests: NumberTest[] = numbers.flatMap((value) =>
      (["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"] as const).map((is) => ({ is, value })),
    );
    tests.push({ is: "between", from: 17.5, to: 26.5 }, { is: "between", from: 26, to: 25 }, { is: "between", from: -3, to: 0 });
    const rules = tests.flatMap((each) =>
      [{}, { leapDay: "03-01" }].map((leap) => born({ is: "age", test: each, zone: "UTC", ...leap })),
    );
    for (const today of ["2026-02-27", "2026-02-28", "2026-03-01", "2028-02-28", "2028-02-29"])
      await expectSame(
        rules,
        days.map((day) => ({ born: day })),
        Date.parse(`${today}T12:00:00Z`),
      );
  });

  test("compares dates with windows that end beyond the year 9999 or before the year 0", async () => {
    const rules = ["withinLast", "withinNext"].flatMap((is) =>
      [1, 700_000, 800_000, 3_000_000, 3_600_000].map((days) => born({ is, duration: { days }, zone: "UTC" })),
    );
    const days = ["0000-01-01", "0001-01-01", "2026-03-29", "2026-03-30", "9999-12-31", "2026-02-29"];
    await expectSame(
      rules,
      days.map((day) => ({ born: day })),
      Date.UTC(2026, 2, 29),
    );
  });

  test("keeps a test of an age short in every dialect", () => {
    const rule = born({ is: "age", test: { is: "atLeast", value: 18 }, zone: "UTC" });
    for (const dialect of ["postgres", "mysql", "sqlite", "duckdb", "clickhouse"] as const)
      expect(ruleToSql(rule, { dialect, asOf: 0, schema }).text.length).toBeLessThan(1_000);
  });

  test("chooses once between the zones of an attribute, whatever their fallbacks", async () => {
    const inZone = (fallback: string): Rule => ({
      version: 2,
      kind: "attribute",
      path: "createdAt",
      test: { is: "part", part: "hour", test: { is: "atLeast", value: 12 }, zone: { attribute: "home", fallback } },
    });
    const metric = (test: Test): Rule => ({
      version: 2,
      kind: "metric",
      metric: {
        measure: "first",
        types: ["order"],
        where: {
          kind: "property",
          path: "due",
          test: { is: "anniversary", which: "this", unit: "year", zone: { attribute: "home", fallback: "UTC" } },
        },
      },
      test,
    });
    const both = metric({
      is: "calendar",
      which: "next",
      unit: "year",
      zone: { attribute: "home", fallback: "America/New_York" },
    });
    for (const { dialect } of engines)
      expect(ruleToSql(both, { dialect, asOf: Date.UTC(2026, 5, 1), schema }).parameters.length).toBeLessThan(15_000);
    const homes = [undefined, "Asia/Shanghai", "Europe/Berlin", "nowhere"];
    const subjects = homes.map((home) => ({ ...(home !== undefined && { home }), createdAt: new Date("2026-01-01T08:30:00Z") }));
    await expectSame([inZone("UTC"), inZone("America/New_York")], subjects, Date.UTC(2026, 5, 1));
  });

  test("binds long lists of texts and numbers as one parameter, with the meaning of short ones", {
    timeout: 120_000,
  }, async () => {
    const texts = ["", "a", "A", "a ", "é", "中文", 'quo"te', "\\", "it's", "{}", "NULL"];
    const numbers = [0, 0.1, -2.5, 1e-7, 1e19, 2 ** 63, 123456789.25];
    const filler = (kind: "text" | "number"): (string | number)[] =>
      Array.from({ length: 60 }, (_, index) => (kind === "text" ? `客${index}` : 1000 + index / 7));
    const rules = [
      ...["oneOf", "notOneOf"].flatMap((is) => [
        { path: "name", test: { is, values: [...filler("text"), ...texts.slice(2)] } },
        { path: "name", test: { is, values: [...filler("text"), "É", "A"], ignoreCase: true } },
        { path: "level", test: { is, values: [...filler("number"), ...numbers.slice(1)] } },
      ]),
      { path: "tags", test: { is: "hasAny", values: [...filler("text"), ...texts.slice(2)] } },
      { path: "sizes", test: { is: "hasAny", values: [...filler("number"), ...numbers.slice(1)] } },
    ].map((leaf) => ({ version: 2, kind: "attribute", ...leaf }) as Rule);
    const subjects = [
      {},
      { name: 1, level: "0.1", tags: "a", sizes: 1 },
      ...texts.map((name) => ({ name, tags: ["x", name, 1] })),
      ...numbers.map((level) => ({ level, sizes: [level, "1", null] })),
    ];
    await expectSame([...rules, ...rules.map(({ version, ...of }) => ({ version, kind: "not", of }) as Rule)], subjects, 0);
    for (const dialect of ["postgres", "sqlite", "duckdb", "clickhouse"] as const)
      for (const rule of rules) expect(ruleToSql(rule, { dialect, asOf: 0, schema }).parameters).toHaveLength(1);
  });

  test("answers seven lists of 10,000 values", { timeout: 120_000 }, async () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `c${index}`);
    const lists = Array.from({ length: 7 }, (_, index) => ({
      kind: "attribute",
      path: "name",
      test: { is: "oneOf", values: values.map((value) => `${value}-${index}`) },
    }));
    await expectSame([{ version: 2, kind: "any", of: lists } as unknown as Rule], [{ name: "c7-6" }, { name: "c7-7" }, {}], 0);
  });
});
