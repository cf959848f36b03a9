import { subjectOf } from "clientele/models";
import { ruleToSql } from "clientele/rules";
import { membersOf } from "clientele/segments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoResult, runDemo } from "../../examples/demo/demo.js";
import { readOnlineRetail } from "../../examples/demo/read-online-retail.js";
import { retailSchema, retailSegments, segmentRecords } from "../../examples/demo/segments.js";
import { duckdbEngine, type Engine } from "../fixtures/sql-engines.js";

describe("the segments of the whole Online Retail file", () => {
  let demo: DemoResult;
  let duckdb: Engine;

  beforeAll(async () => {
    demo = await runDemo(await readOnlineRetail());
    duckdb = await duckdbEngine();
    const subjects = [...segmentRecords(demo.records.records, demo.stages.lifecycle, demo.revenueOf, demo.analysis.asOf)].map(
      subjectOf,
    );
    // The lines of an order are many, and no rule reads them.
    const lean = subjects.map((subject) => ({
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

  test.each(
    retailSegments.segments.map(({ id, rule }) => ({ id, rule })),
  )("hold the same customers in memory and in DuckDB: $id", {
    timeout: 120_000,
  }, async ({ id, rule }) => {
    const statement = ruleToSql(rule, { dialect: "duckdb", asOf: demo.analysis.asOf, schema: retailSchema });
    const found = (await duckdb.query(statement)).map(([customer]) => String(customer)).sort();
    const members = [...membersOf(demo.segments.memberships, id)].sort();
    expect(found).toEqual(members);
    expect(found.length).toBeGreaterThan(0);
  });
});
