import { subjectOf } from "clientele/models";
import { ruleToSql } from "clientele/rules";
import { defineSegments, evaluateSegmentPopulation, membersOf } from "clientele/segments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RetailClusters } from "../../examples/demo/customer-clusters.js";
import { type DemoResult, runDemo } from "../../examples/demo/demo.js";
import { readOnlineRetail } from "../../examples/demo/read-online-retail.js";
import { retailSchema } from "../../examples/demo/segments.js";
import { duckdbEngine, type Engine } from "../fixtures/sql-engines.js";

describe("the clusters of the whole Online Retail file", () => {
  let demo: DemoResult;
  let clusters: RetailClusters;
  let duckdb: Engine;

  beforeAll(async () => {
    demo = await runDemo(await readOnlineRetail());
    clusters = demo.groupings.clusters!;
    duckdb = await duckdbEngine();
    // The lines of an order are many, and no rule reads them.
    const lean = demo.records.records.map(subjectOf).map((subject) => ({
      ...subject,
      history: subject.history.map((interaction) => {
        const { lines: _, products: __, ...properties } = interaction.properties;
        return { ...interaction, properties };
      }),
    }));
    await duckdb.load(lean);
  }, 300_000);
  afterAll(async () => {
    await duckdb.close();
  });

  test("share all customers out, and the gap says that they are cuts of a continuum", () => {
    const { found, byGap } = clusters;
    expect(found.clusters.map(({ size }) => size).reduce((sum, size) => sum + size, 0)).toBe(demo.records.records.length);
    expect(found.k).toBe(4);
    expect(byGap).toBe(1);
  });

  test.each([0, 1, 2, 3])("become rules that find the same customers in columns, in memory and in DuckDB: cluster %i", {
    timeout: 120_000,
  }, async (index) => {
    const { clusterId, rule, conditions, precision, recall } = clusters.rules[index]!;
    const { numbers = {}, ids } = clusters.data;
    const inColumns = ids.filter((_, row) =>
      conditions.every(({ column, is, value }) =>
        is === "atLeast" ? numbers[column]![row]! >= value : numbers[column]![row]! < Number(value),
      ),
    );
    const { asOf } = demo.analysis;
    const set = defineSegments({ id: "clusters", segments: [{ id: clusterId, rule }] }, { schema: retailSchema });
    const inMemory = membersOf(await evaluateSegmentPopulation(set, demo.records.records, { asOf }), clusterId);
    const statement = ruleToSql(rule, { dialect: "duckdb", asOf, schema: retailSchema });
    const inDuckdb = (await duckdb.query(statement)).map(([customer]) => String(customer));
    expect([...inMemory].sort()).toEqual([...inColumns].sort());
    expect([...inDuckdb].sort()).toEqual([...inMemory].sort());
    const members = new Set(membersOf(clusters.found.memberships, clusterId));
    const right = inDuckdb.filter((id) => members.has(id)).length;
    expect(right / inDuckdb.length).toBeCloseTo(precision, 12);
    expect(right / members.size).toBeCloseTo(recall, 12);
    expect(Math.min(precision, recall)).toBeGreaterThan(0.6);
  });
});
