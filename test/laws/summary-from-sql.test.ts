import { seededRandom } from "clientele/kernel";
import { type Interaction, type Subject, transactionsOf } from "clientele/models";
import { defineSchema, metricsToSql } from "clientele/rules";
import { compressSummary, fitBgNbd, summarizeTransactions } from "clientele/value";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duckdbEngine, type Engine, pgliteEngine } from "../fixtures/sql-engines.js";

const DAY = 86_400_000;

const asOf = 280 * DAY;

const random = seededRandom("shop");

/** Customers who order at noon of some days. */
const subjects: Subject[] = Array.from({ length: 150 }, (_, customer) => {
  const id = `c${customer}`;
  const days = new Set<number>();
  let day = Math.floor(60 * random());
  for (const rate = 5 + 80 * random(); day < 280 && (days.size === 0 || random() > 0.2); day += Math.ceil(rate * random())) {
    days.add(day);
  }
  const history = Array.from(
    days,
    (number): Interaction => ({
      id: `${id} ${number}`,
      customerId: id,
      type: "order.placed",
      at: new Date(number * DAY + DAY / 2),
      properties: { orderId: `${id} ${number}`, total: 1000, currency: "EUR" },
    }),
  );
  return { id, attributes: {}, history };
});

describe("a summary from a database", () => {
  const { rules, ...schema } = defineSchema({});
  const metrics = {
    orders: rules.metric.count("order.placed").metric,
    sinceFirst: rules.metric.timeSinceFirst("order.placed").metric,
    sinceLast: rules.metric.timeSinceLast("order.placed").metric,
  };
  let engines: Engine[] = [];
  beforeAll(async () => {
    engines = await Promise.all([duckdbEngine(), pgliteEngine()]);
    for (const engine of engines) await engine.load(subjects);
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test("by metricsToSql and GROUP BY gives the same model as in memory", {
    timeout: 60_000,
  }, async () => {
    const transactions = subjects.flatMap(({ history }) => transactionsOf(history));
    const summary = summarizeTransactions(transactions, { asOf, unit: "week", grain: "order", zone: "UTC" });
    const memory = fitBgNbd(summary);
    for (const engine of engines) {
      const { text, parameters } = metricsToSql(metrics, { dialect: engine.dialect, asOf, schema });
      const week = `${7 * DAY}.0`;
      const columns = `"orders" - 1, ("sinceFirst" - "sinceLast") / ${week}, "sinceFirst" / ${week}`;
      const rows = await engine.query({
        text: `SELECT ${columns}, COUNT(*) FROM (${text}) AS figures WHERE "orders" > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
        parameters,
      });
      const column = (index: number) => Float64Array.from(rows, (row) => Number(row[index]));
      const table = { unit: "week" as const, frequency: column(0), recency: column(1), age: column(2), weight: column(3) };
      expect(rows.length, engine.name).toBe(compressSummary(summary).weight.length);
      const model = fitBgNbd(table);
      expect(model.fit.customers).toBe(150);
      expect(model.fit.logLikelihood).toBeCloseTo(memory.fit.logLikelihood, 8);
      for (const [name, value] of Object.entries(memory.parameters)) {
        expect(model.parameters[name as keyof typeof model.parameters] / value, `${engine.name} ${name}`).toBeCloseTo(1, 5);
      }
    }
  });
});
