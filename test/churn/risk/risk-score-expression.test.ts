import { seededRandom } from "clientele/kernel";
import { riskScoreExpression } from "clientele/churn";
import { evaluateScore, type ScoreExpression, scoreToSql } from "clientele/rules";
import {
  calibrate,
  type ClassifierModel,
  fitBoostedTrees,
  fitLogisticRegression,
  predictProbabilities,
  type TreeNode,
} from "clientele/statistics";
import { logistic } from "../../../src/statistics/learning/log-odds.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duckdbEngine, type Engine, pgliteEngine, postgresEngine } from "../../fixtures/sql-engines.js";

const random = seededRandom("risk");
const names = ["silent weeks", "orders", "contract"] as const;
type Name = (typeof names)[number];
const learned = Array.from({ length: 600 }, () => ({
  "silent weeks": Math.floor(30 * random()),
  orders: Math.round(1_000 * random() ** 2) / 10,
  contract: Math.floor(4 * random()),
}));
const left = learned.map((row) =>
  random() < logistic(row["silent weeks"] / 8 - 2 - row.orders / 60 + (row.contract === 2 ? 1.5 : 0)) ? 1 : 0,
);
const columns = (of: readonly Record<Name, number>[]): Record<Name, number[]> => ({
  "silent weeks": of.map((row) => row["silent weeks"]),
  orders: of.map((row) => row.orders),
  contract: of.map((row) => row.contract),
});
const holes = columns(learned);
for (let row = 0; row < 600; row += 5) holes["silent weeks"][row] = Number.NaN;
for (let row = 0; row < 600; row += 7) holes.contract[row] = Number.NaN;

const logisticModel = fitLogisticRegression(columns(learned), left);
const trees = fitBoostedTrees(holes, left, { rounds: 150, categorical: ["contract"], learningRate: 0.2 });
const sure: ClassifierModel<Name> = { ...logisticModel, intercept: 5_000 };
const models: Record<string, ClassifierModel<Name>> = {
  logistic: logisticModel,
  trees,
  platt: calibrate(trees, columns(learned), left),
  isotonic: calibrate(trees, columns(learned), left, { method: "isotonic" }),
  isotonicLogistic: calibrate(logisticModel, columns(learned), left, { method: "isotonic" }),
  sure,
  plattOfSure: {
    kind: "calibrated",
    version: 1,
    model: sure,
    calibration: { kind: "platt-calibration", version: 1, intercept: -30, slope: 0.8 },
  },
  level: {
    kind: "calibrated",
    version: 1,
    model: trees,
    calibration: { kind: "isotonic-calibration", version: 1, from: [0.5], to: [0.25] },
  },
};

/** Rows at and around every limit of the trees, with missing values and unknown categories. */
function rowsToScore(): (number | null)[][] {
  const limits: number[][] = [[], [], []];
  const collect = (node: TreeNode): void => {
    if ("value" in node) return;
    if (node.atMost !== undefined) limits[node.feature]!.push(node.atMost, node.atMost + 0.01);
    collect(node.left);
    collect(node.right);
  };
  trees.trees.forEach(collect);
  const draw = (of: readonly (number | null)[]): number | null => of[Math.floor(random() * of.length)]!;
  return Array.from({ length: 300 }, () => [
    draw([...limits[0]!, null, 0, 31]),
    draw([...limits[1]!, null, 0, 200]),
    draw([0, 1, 2, 3, 9, null]),
  ]);
}
const rows = rowsToScore();
const asColumns = Object.fromEntries(names.map((name, index) => [name, rows.map((row) => row[index] ?? Number.NaN)])) as Record<
  Name,
  number[]
>;

describe("fitted risks in databases", () => {
  let engines: Engine[] = [];
  const expressions: Record<string, ScoreExpression> = Object.fromEntries(
    Object.entries(models).map(([name, model]) => [name, riskScoreExpression(model)]),
  );
  beforeAll(async () => {
    const { POSTGRES_URL } = process.env;
    engines = await Promise.all([
      duckdbEngine(),
      pgliteEngine(),
      ...(POSTGRES_URL === undefined ? [] : [postgresEngine(POSTGRES_URL)]),
    ]);
    for (const engine of engines) {
      const run = (text: string) => engine.query({ text, parameters: [] });
      await run(`CREATE TABLE customers (id INTEGER, ${names.map((name) => `"${name}" DOUBLE PRECISION`).join(", ")})`);
      await run(
        `INSERT INTO customers VALUES ${rows.map((row, id) => `(${[id, ...row.map((value) => value ?? "NULL")].join(", ")})`).join(", ")}`,
      );
    }
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test("equal those of memory to 1e-9 for every kind of model and calibration, with NULL for an unknown probability", {
    timeout: 120_000,
  }, async () => {
    for (const [name, model] of Object.entries(models)) {
      const expected = predictProbabilities(model, asColumns);
      expect(expected.some((value) => Number.isNaN(value))).toBe(
        name.toLowerCase().includes("logistic") || name.toLowerCase().includes("sure"),
      );
      const scored = rows.map((row) =>
        evaluateScore(expressions[name]!, Object.fromEntries(names.map((feature, index) => [feature, row[index]]))),
      );
      for (const engine of engines) {
        const found = await engine.query(
          scoreToSql({ risk: expressions[name]! }, { dialect: engine.dialect, table: "customers", id: "id" }),
        );
        expect(found).toHaveLength(rows.length);
        for (const [id, value] of found) {
          const memory = expected[Number(id)]!;
          if (Number.isNaN(memory)) {
            expect([value, scored[Number(id)]], `${engine.name} ${name}`).toEqual([null, undefined]);
            continue;
          }
          expect(Math.abs(Number(value) - memory), `${engine.name} ${name} row ${String(id)}`).toBeLessThanOrEqual(1e-9);
          expect(Math.abs(scored[Number(id)]! - memory)).toBeLessThanOrEqual(1e-9);
        }
      }
    }
  });
});
