import { churnMetrics, churnRisks, churnScoreExpressions, scoreChurnInputs } from "clientele/churn";
import type { Subject } from "clientele/models";
import { evaluateScore, metricsToSql, scoreToSql, standardCatalog } from "clientele/rules";
import { anyCustomer, DAY, NOW, policies } from "../../fixtures/churn-customers.js";
import { duckdbEngine, type Engine, pgliteEngine } from "../../fixtures/sql-engines.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("a churn policy in a database", () => {
  const customers = fc.sample(anyCustomer, { seed: 5, numRuns: 60 }).map((customer, index) => ({
    ...customer,
    id: `c${String(index).padStart(2, "0")}`,
  }));
  const alive = {
    ids: customers.map(({ id }) => id),
    values: Float64Array.from(customers, (_, row) => (row % 4 === 0 ? Number.NaN : row / 60)),
  };

  let engines: Engine[] = [];
  beforeAll(async () => {
    engines = await Promise.all([duckdbEngine(), pgliteEngine()]);
    for (const engine of engines) await engine.load(customers);
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test.each(
    policies.map((policy) => [policy.id, policy] as const),
  )("gives the scores of memory to 1e-9 (%s policy)", async (_id, policy) => {
    const { metrics, columns } = churnMetrics(policy);
    const names = [...Object.keys(metrics), ...columns];
    const memory = churnRisks(policy, customers, { asOf: NOW, columns: { probabilityAlive: alive } });
    const all = churnScoreExpressions(policy);
    const [first] = policy.signals;
    const expressions = { score: all.score, knownShare: all.knownShare, [first!.id]: all[first!.id]! };
    for (const engine of engines) {
      const computed = await engine.query(metricsToSql(metrics, { dialect: engine.dialect, asOf: NOW, schema: standardCatalog }));
      const rowOf = new Map(computed.map((row) => [String(row[0]), row.slice(1)]));
      const inputs = customers.map((customer, row) => {
        const gaps = rhythmInputs(customer, policy);
        const brought: Record<string, number | null> = {
          ...gaps,
          probabilityAlive: Number.isNaN(alive.values[row]) ? null : alive.values[row]!,
        };
        return [...rowOf.get(customer.id)!, ...columns.map((name) => brought[name] ?? null)].map((value) =>
          value === null ? null : Number(value),
        );
      });
      const scored = scoreChurnInputs(
        policy,
        memory.ids,
        Object.fromEntries(names.map((name, place) => [name, Float64Array.from(inputs, (row) => row[place] ?? Number.NaN)])),
      );
      const table = `risk_${policy.id}`;
      await engine.query({
        text: `CREATE TABLE ${table} (id VARCHAR, ${names.map((name) => `"${name}" DOUBLE PRECISION`).join(", ")})`,
        parameters: [],
      });
      const values = inputs.map((row, index) => `('${customers[index]!.id}', ${row.map((value) => value ?? "NULL").join(", ")})`);
      await engine.query({ text: `INSERT INTO ${table} VALUES ${values.join(", ")}`, parameters: [] });
      const rows = await engine.query(scoreToSql(expressions, { dialect: engine.dialect, table, id: "id" }));
      const keys = Object.keys(expressions);
      expect(rows).toHaveLength(customers.length);
      for (const row of rows) {
        const place = memory.ids.indexOf(String(row[0]));
        const seen = Object.fromEntries(keys.map((key, index) => [key, row[index + 1] === null ? null : Number(row[index + 1])]));
        const isUnknown = Number.isNaN(memory.score[place]);
        expect(scored.score[place]).toEqual(memory.score[place]);
        if (isUnknown) expect(seen.score).toBeNull();
        else {
          expect(Math.abs(seen.score! - memory.score[place]!)).toBeLessThan(1e-9);
          for (const id of [first!.id]) expect(Math.abs(seen[id]! - memory.contributions[id]![place]!)).toBeLessThan(1e-9);
        }
        expect(Math.abs(seen.knownShare! - memory.knownShare[place]!)).toBeLessThan(1e-9);
        const inputRow = Object.fromEntries(names.map((name, index) => [name, inputs[place]![index]]));
        expect(evaluateScore(expressions.score, inputRow) === undefined).toBe(isUnknown);
      }
    }
  });
});

/** Gaps and log gaps between a customer's order days, as in a purchase summary by day. */
function rhythmInputs(customer: Subject, policy: (typeof policies)[number]): Record<string, number> {
  const signal = policy.signals.find(({ source }) => source.kind === "rhythm");
  if (signal?.source.kind !== "rhythm") return {};
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: signal.source.rhythm.zone });
  const days = [
    ...new Set(
      customer.history
        .filter(({ type, at }) => type === "order.placed" && at.getTime() <= NOW)
        .map(({ at }) => Date.parse(format.format(at)) / DAY),
    ),
  ];
  const gaps = days.slice(1).map((day, index) => day - days[index]!);
  return { [`${signal.id}.gaps`]: gaps.length, [`${signal.id}.logGaps`]: gaps.reduce((sum, gap) => sum + Math.log(gap), 0) };
}
