import { evaluateScore, type ScoreCondition, type ScoreExpression, scoreToSql } from "clientele/rules";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngines } from "../../fixtures/sql-engines.js";

const names = ["orders", "days since", 'o"dd'];
const constant = fc
  .constantFrom(0, 1, -1, 0.5, 3, 1e-3, 250, 900, -900)
  .map((value): ScoreExpression => ({ kind: "number", value }));
const input = fc.constantFrom(...names).map((name): ScoreExpression => ({ kind: "input", name }));

const { expression } = fc.letrec<{ expression: ScoreExpression; condition: ScoreCondition }>((tie) => ({
  condition: fc.oneof(
    fc.record({
      is: fc.constantFrom("atLeast", "moreThan", "atMost", "lessThan", "equals"),
      left: tie("expression"),
      right: tie("expression"),
    }) as fc.Arbitrary<ScoreCondition>,
    fc.record({ is: fc.constant("missing"), of: tie("expression") }) as fc.Arbitrary<ScoreCondition>,
  ),
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(constant, input),
    fc.record({
      kind: fc.constantFrom("add", "multiply", "least", "greatest"),
      of: fc.array(tie("expression"), { minLength: 1, maxLength: 3 }),
    }) as fc.Arbitrary<ScoreExpression>,
    fc.record({
      kind: fc.constantFrom("subtract", "divide"),
      left: tie("expression"),
      right: tie("expression"),
    }) as fc.Arbitrary<ScoreExpression>,
    fc.record({
      kind: fc.constantFrom("negate", "ln", "exp", "logistic", "absolute"),
      of: fc.oneof(input, constant),
    }) as fc.Arbitrary<ScoreExpression>,
    fc.record({
      kind: fc.constant("if"),
      when: tie("condition"),
      then: tie("expression"),
      else: tie("expression"),
    }) as fc.Arbitrary<ScoreExpression>,
    fc.record({
      kind: fc.constant("otherwise"),
      of: tie("expression"),
      missing: tie("expression"),
    }) as fc.Arbitrary<ScoreExpression>,
    // the name may be that of an input, which it then hides
    fc.record({
      kind: fc.constant("let"),
      name: fc.constantFrom(...names),
      be: tie("expression"),
      in: tie("expression"),
    }) as fc.Arbitrary<ScoreExpression>,
  ),
}));

const rows = fc.sample(
  fc.tuple(
    ...names.map(() =>
      fc.oneof(
        fc.constantFrom(null, 0, 1, -1),
        fc.integer({ min: -30_000, max: 30_000 }).map((thousandths) => thousandths / 1_000),
      ),
    ),
  ),
  { seed: 4, numRuns: 25 },
);

describe("scoreToSql", () => {
  let engines: Engine[] = [];
  beforeAll(async () => {
    engines = await openEngines();
    for (const engine of engines) {
      const quote = (name: string): string => (engine.dialect === "mysql" ? `\`${name}\`` : `"${name.replaceAll('"', '""')}"`);
      const double =
        engine.dialect === "postgres"
          ? "DOUBLE PRECISION"
          : engine.dialect === "sqlite"
            ? "REAL"
            : engine.dialect === "clickhouse"
              ? "Nullable(Float64)"
              : "DOUBLE";
      await engine.query({
        text: `CREATE TABLE features (id INTEGER, ${names.map((name) => `${quote(name)} ${double}`).join(", ")})${engine.dialect === "clickhouse" ? " ENGINE = Memory" : ""}`,
        parameters: [],
      });
      for (const [index, row] of rows.entries()) {
        const values = row.map((value) => (value === null ? "NULL" : `${value}${/[.e]/.test(String(value)) ? "" : ".0"}`));
        await engine.query({
          text: `INSERT INTO features VALUES (${[index, ...values].join(", ")})`,
          parameters: [],
        });
      }
    }
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test("gives the numbers of evaluateScore to 1e-9, and missing ones where those are missing", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (score) => {
        const expected = rows.map((row) =>
          evaluateScore(score, Object.fromEntries(names.map((name, index) => [name, row[index]]))),
        );
        // Beyond these, a database may raise an overflow of its own; scores of models stay far within.
        if (expected.some((value) => value !== undefined && Math.abs(value) > 1e250)) return;
        if (hugeInside(score)) return;
        for (const engine of engines) {
          const statement = scoreToSql({ score }, { dialect: engine.dialect, table: "features", id: "id" });
          const found = new Map(
            (await engine.query(statement)).map(([id, value]) => [Number(id), value === null ? undefined : Number(value)]),
          );
          expected.forEach((value, index) => {
            const got = found.get(index);
            if (value === undefined || got === undefined) expect(got, `${engine.name}: ${statement.text}`).toBe(value);
            else
              expect(
                Math.abs(got - value) <= 1e-9 * Math.max(1, Math.abs(value)),
                `${engine.name}, row ${index}: ${got} for ${value}\n${statement.text}`,
              ).toBe(true);
          });
        }
      }),
      { numRuns: 120, seed: 9 },
    );
  });

  test("computes a long expression once, in its own SELECT, with the same numbers", { timeout: 60_000 }, async () => {
    const terms = Array.from(
      { length: 150 },
      (_, index): ScoreExpression => ({
        kind: "multiply",
        of: [
          { kind: "number", value: (index % 7) / 100 - 0.03 },
          { kind: "otherwise", of: { kind: "input", name: names[index % 3]! }, missing: { kind: "number", value: index } },
        ],
      }),
    );
    const sum: ScoreExpression = { kind: "add", of: terms };
    const squashed: ScoreExpression = {
      kind: "logistic",
      of: { kind: "divide", left: sum, right: { kind: "number", value: 1e4 } },
    };
    const twice: ScoreExpression = {
      kind: "multiply",
      of: [
        { kind: "input", name: "p" },
        { kind: "input", name: "p" },
      ],
    };
    const score: ScoreExpression = { kind: "exp", of: { kind: "let", name: "p", be: squashed, in: twice } };
    const expected = rows.map((row) => evaluateScore(score, Object.fromEntries(names.map((name, index) => [name, row[index]])))!);
    for (const engine of engines) {
      const statement = scoreToSql({ score, squashed }, { dialect: engine.dialect, table: "features", id: "id" });
      // two numbers a term, for each of the two scores, and few more
      expect(statement.parameters.length).toBeLessThan(2 * 300 + 80);
      for (const [id, value] of await engine.query(statement))
        expect(Math.abs(Number(value) - expected[Number(id)]!), engine.name).toBeLessThanOrEqual(1e-9);
    }
  });

  test("refuses an unknown kind of node", () => {
    const broken = { kind: "eval", of: [] } as unknown as ScoreExpression;
    expect(() => evaluateScore(broken, {})).toThrow(expect.objectContaining({ code: "invalid_score" }));
    expect(() => scoreToSql({ broken }, { dialect: "duckdb", table: "t", id: "id" })).toThrow(
      expect.objectContaining({ code: "invalid_score" }),
    );
  });
});

/** Whether any part of a score leaves the range in which databases and memory agree to the last digits. */
function hugeInside(score: ScoreExpression): boolean {
  const text = JSON.stringify(score);
  return (text.match(/"exp"/g) ?? []).length > 0 && (text.includes("900") || text.includes("250"));
}
