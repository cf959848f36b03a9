import type { CustomerRecord, Interaction } from "clientele/models";
import { memoryStorage, saveCustomer, type StorageAdapter } from "clientele/storage";
import { createClientele, segmentsPlugin, stagePlugin, valuePlugin, WORKSPACE_KINDS } from "clientele/workspace";
import { retailLifecycle } from "clientele/lifecycle";
import { membersOf } from "clientele/segments";
import { beforeAll, describe, expect, test } from "vitest";
import { analyzeRetail, type RetailAnalysis } from "../../examples/demo/analysis.js";
import { cleanRetail } from "../../examples/demo/clean.js";
import { readOnlineRetail } from "../../examples/demo/read-online-retail.js";
import { retailRecords } from "../../examples/demo/records.js";
import { RETAIL_CURRENCY, RETAIL_ZONE } from "../../examples/demo/retail-line.js";
import { evaluateRetailSegments, retailSchema, retailSegments, type RetailSegments } from "../../examples/demo/segments.js";
import { retailStages, type RetailStages } from "../../examples/demo/stages.js";
import { openSqlite } from "../fixtures/sql-databases.js";

/** Every twentieth customer, or every customer with `CLIENTELE_WHOLE_RETAIL` set. */
const SHARE = process.env["CLIENTELE_WHOLE_RETAIL"] === undefined ? 20 : 1;
const CONTEXT = { tenantId: "retail" };

let records: readonly CustomerRecord[];
let analysis: RetailAnalysis;
let stages: RetailStages;
let segments: RetailSegments;

beforeAll(async () => {
  const { records: all } = retailRecords(cleanRetail(await readOnlineRetail()));
  records = all.filter((_, index) => index % SHARE === 0);
  analysis = analyzeRetail(records);
  const { ids, revenue } = analysis.summary;
  const revenueOf = new Map(ids.map((id, row) => [id, revenue[row]!]));
  stages = retailStages(records, analysis.span, analysis.asOf);
  segments = await evaluateRetailSegments(records, stages.lifecycle, revenueOf, analysis.asOf);
}, 120_000);

/** What the workspace keeps about a customer. */
interface Kept {
  readonly stage: string;
  readonly rfmClass: string | null;
  readonly score: unknown;
  readonly netRevenue: number;
  readonly segments: readonly string[];
}

/** Tracks everything in order of time, in portions, with a clock that follows, and refreshes at the end. */
async function tracked(storage: StorageAdapter, portion: number): Promise<Map<string, Kept>> {
  let now = 0;
  const clientele = createClientele({
    storage,
    tenantId: CONTEXT.tenantId,
    plugins: [
      stagePlugin(retailLifecycle()),
      valuePlugin({ currency: RETAIL_CURRENCY, zone: RETAIL_ZONE }),
      segmentsPlugin(retailSegments, { schema: retailSchema }),
    ],
    actor: { id: "import", clearance: "sensitive" },
    schema: retailSchema,
    clock: () => new Date(now),
    concurrency: 1,
  });
  for (const { customer } of records) await saveCustomer(storage, CONTEXT, customer, null);
  const facts = records
    .flatMap(({ history }) => history)
    .sort((left: Interaction, right: Interaction) => left.at.getTime() - right.at.getTime());
  for (let from = 0; from < facts.length; from += portion) {
    const call = facts.slice(from, from + portion);
    now = call.at(-1)!.at.getTime();
    const { appended, rejected } = await clientele.track(call);
    expect(rejected).toEqual([]);
    expect(appended).toBe(call.length);
  }
  now = analysis.asOf;
  const report = await clientele.refresh();
  expect(report).toMatchObject({ fitted: ["value"], decided: records.length, failed: [] });

  const kept = new Map<string, Kept>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<StorageAdapter["documents"]["page"]>> = await storage.documents.page(CONTEXT, {
      kind: WORKSPACE_KINDS.customerState,
      limit: 500,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { value } of page.items) {
      const { plugins } = value.value as { plugins: { id: string; state: unknown }[] };
      const stateOf = (id: string) => plugins.find((plugin) => plugin.id === id)!.state as never;
      const { snapshot } = stateOf("stage:retail") as { snapshot: { stage: string } };
      const value_ = stateOf("value") as Pick<Kept, "rfmClass" | "score" | "netRevenue">;
      const { members } = stateOf("segments:online-retail") as { members: string[] };
      const { rfmClass, score, netRevenue } = value_;
      kept.set(value.id, { stage: snapshot.stage, rfmClass, score, netRevenue, segments: members });
    }
    cursor = page.next;
  }
  return kept;
}

/** Returns the same from the batch analysis of the demo. */
function batch(): Map<string, Kept> {
  const { summary, scores, eleven } = analysis;
  const rowOf = new Map(summary.ids.map((id, row) => [id, row]));
  const withoutPurchase = new Set(summary.report.withoutPurchase);
  return new Map(
    records.map(({ customer: { id } }) => {
      const row = rowOf.get(id);
      expect(row === undefined).toBe(withoutPurchase.has(id));
      return [
        id,
        {
          stage: stages.stageOf.get(id)!,
          rfmClass: row === undefined ? null : eleven.table.classes[eleven.classes[row]!]!.id,
          score:
            row === undefined
              ? null
              : { recency: scores.recency[row], frequency: scores.frequency[row], monetary: scores.monetary[row] },
          netRevenue: row === undefined ? 0 : summary.revenue[row]!,
          segments: retailSegments.segments
            .map((segment) => segment.id)
            .filter((name) => membersOf(segments.memberships, name).includes(id)),
        },
      ];
    }),
  );
}

describe("Online Retail, tracked as it happened", () => {
  test.each([1, 40])("equals the batch in stages, segments and scores in memory, %i interactions at a time", {
    timeout: 600_000,
  }, async (portion) => {
    expect(await tracked(memoryStorage(), portion)).toEqual(batch());
  });

  test("equals the batch in SQLite", { timeout: 600_000 }, async () => {
    const database = await openSqlite();
    try {
      expect(await tracked(database.storage, 200)).toEqual(batch());
    } finally {
      await database.remove();
    }
  });
});
