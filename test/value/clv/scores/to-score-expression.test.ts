import { seededRandom } from "clientele/kernel";
import { evaluateScore, type ScoreExpression, scoreToSql } from "clientele/rules";
import {
  type BgNbdModel,
  contribution,
  type MbgNbdModel,
  probabilityAlive,
  type PurchaseModel,
  rfmScores,
  toScoreExpression,
} from "clientele/value";
import { contributionExpression, rfmScoreExpressions } from "../../../../src/value/clv/scores/to-score-expression.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duckdbEngine, type Engine, pgliteEngine, postgresEngine, sqliteEngine } from "../../../fixtures/sql-engines.js";

const random = seededRandom("rows");

const SIZE = 60;

const hundredths = (largest: number): number => Math.round(100 * largest * random()) / 100;

const rows = Array.from({ length: SIZE }, (_, row) => {
  const age = row === 0 ? 0 : row === 1 ? 5000 : hundredths(200);
  const frequency = age === 0 ? 0 : row % 3 === 0 ? 0 : row === 1 ? 5000 : Math.floor(20 * random());
  const recency = frequency === 0 ? 0 : row % 7 === 1 ? age : Math.round(100 * age * random()) / 100;
  return { frequency, recency, age, sinceLast: age - recency, transactions: frequency + 1, revenue: Math.floor(1e6 * random()) };
});

const names = ["frequency", "recency", "age", "sinceLast", "transactions", "revenue"] as const;

const column = (name: (typeof names)[number]): Float64Array => Float64Array.from(rows, (row) => row[name]);

const parameters = [
  { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
  { r: 2, alpha: 0.01, a: 8, b: 0.2 },
  { r: 0.001, alpha: 3000, a: 1e-3, b: 1e4 },
];

const models: PurchaseModel[] = [
  ...(["bg-nbd", "mbg-nbd"] as const).flatMap((kind) =>
    parameters.map((some) => ({ kind, version: 1, unit: "week", parameters: some }) as BgNbdModel | MbgNbdModel),
  ),
  { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } },
];

const measures = {
  ids: rows.map((_, row) => String(row)),
  unit: "week",
  sinceLast: column("sinceLast"),
  transactions: column("transactions"),
  revenue: column("revenue"),
} as const;

/** Every score as an expression, beside what memory says. */
function scores(): Record<string, { expression: ScoreExpression; memory: ArrayLike<number> }> {
  const summary = { unit: "week", frequency: column("frequency"), recency: column("recency"), age: column("age") } as const;
  const rfm = rfmScores(measures);
  const expressions = rfmScoreExpressions(rfm.thresholds);
  const shares = contribution(measures);
  const shareOf = new Map(shares.ids.map((id, place) => [id, shares.share[place]!]));
  return {
    ...Object.fromEntries(
      models.map((model, index) => [
        `alive${index}`,
        { expression: toScoreExpression(model), memory: probabilityAlive(model, summary) },
      ]),
    ),
    recency: { expression: expressions.recency, memory: rfm.recency },
    frequency: { expression: expressions.frequency, memory: rfm.frequency },
    monetary: { expression: expressions.monetary, memory: rfm.monetary },
    share: { expression: contributionExpression(shares.totalRevenue), memory: measures.ids.map((id) => shareOf.get(id)!) },
  };
}

describe("scores in databases", () => {
  let engines: Engine[] = [];
  beforeAll(async () => {
    const { POSTGRES_URL } = process.env;
    const servers = POSTGRES_URL === undefined ? [] : [postgresEngine(POSTGRES_URL)];
    engines = await Promise.all([duckdbEngine(), sqliteEngine(), pgliteEngine(), ...servers]);
    for (const engine of engines) {
      const double = engine.dialect === "sqlite" ? "REAL" : "DOUBLE PRECISION";
      const run = (text: string) => engine.query({ text, parameters: [] });
      await run(`CREATE TABLE customers (id INTEGER, ${names.map((name) => `"${name}" ${double}`).join(", ")})`);
      const values = rows.map((row, id) => `(${[id, ...names.map((name) => row[name])].join(", ")})`);
      await run(`INSERT INTO customers VALUES ${values.join(", ")}, (${SIZE}${", NULL".repeat(names.length)})`);
    }
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test("equal P(alive), RFM scores and contribution in memory to 1e-9, and keep missing values", {
    timeout: 60_000,
  }, async () => {
    const all = scores();
    const expressions = Object.fromEntries(Object.entries(all).map(([name, { expression }]) => [name, expression]));
    for (const engine of engines) {
      const found = await engine.query(scoreToSql(expressions, { dialect: engine.dialect, table: "customers", id: "id" }));
      expect(found.length).toBe(SIZE + 1);
      for (const [id, ...values] of found) {
        Object.entries(all).forEach(([name, { memory, expression }], index) => {
          const value = values[index];
          if (Number(id) === SIZE) {
            expect(value, `${engine.name} ${name}`).toBeNull();
            return;
          }
          const expected = memory[Number(id)]!;
          expect(Math.abs(Number(value) - expected), `${engine.name} ${name} row ${String(id)}`).toBeLessThanOrEqual(1e-9);
          expect(Math.abs(evaluateScore(expression, rows[Number(id)]!)! - expected)).toBeLessThanOrEqual(1e-9);
        });
      }
    }
  });

  test("reject models that cannot be translated without loss", () => {
    const refused = [
      { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 1, s: 1, beta: 1 } },
      { kind: "bg-cnbd", version: 1, unit: "week", parameters: { k: 2, r: 1, alpha: 1, a: 1, b: 1 } },
      { kind: "bg-bb", version: 1, unit: "year", parameters: { alpha: 1, beta: 1, gamma: 1, delta: 1 } },
      { ...(models[0] as BgNbdModel), covariates: { alpha: { channel: 1 } } },
    ] as PurchaseModel[];
    for (const model of refused) {
      expect(() => toScoreExpression(model)).toThrowError(
        expect.objectContaining({ code: "not_expressible", details: expect.objectContaining({ model: model.kind }) }),
      );
    }
    expect(() => contributionExpression(0)).toThrowError(expect.objectContaining({ code: "no_positive_total" }));
    expect(() => rfmScoreExpressions({ recency: [Number.NaN], frequency: [1], monetary: [1], unit: "day" })).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
