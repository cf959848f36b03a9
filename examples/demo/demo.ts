import { analyzeRetail, type RetailAnalysis } from "./analysis.js";
import { type CleanRetail, cleanRetail } from "./clean.js";
import { type CustomerGroups, type CustomerList, customerLists } from "./customer-lists.js";
import type { RetailTable } from "./read-online-retail.js";
import { type RetailRecords, retailRecords } from "./records.js";
import { type SanityFigures, sanityFigures } from "./sanity-figures.js";
import { type CustomerGroupings, groupCustomers } from "./customer-clusters.js";
import { type StageFlow, stageFlow } from "./stage-flow.js";
import { evaluateRetailSegments, type RetailSegments } from "./segments.js";
import { type RetailValue, retailValue } from "./report-value.js";
import { retailRetention } from "./report-retention.js";
import type { RetentionCalls } from "./retention-calls.js";
import { type RetailStages, retailStages } from "./stages.js";

/** Everything that the demo found out. */
export interface DemoResult {
  readonly clean: CleanRetail;
  readonly sanity: SanityFigures;
  readonly records: RetailRecords;
  readonly analysis: RetailAnalysis;
  readonly stages: RetailStages;
  /** How customers move between the stages. */
  readonly flow: StageFlow;
  readonly segments: RetailSegments;
  /** What sets segments apart, and which clusters there are. */
  readonly groupings: CustomerGroupings;
  /** What the customers will bring; absent when the table does not reach to the end of 2011. */
  readonly value?: RetailValue;
  /** Who is leaving, judged; absent when the table does not reach to the end of 2011. */
  readonly retention?: RetentionCalls;
  /** Stages, then segments. */
  readonly groups: readonly CustomerGroups[];
  readonly lists: readonly CustomerList[];
  /** Net revenue of each customer with a purchase that counts, pence. */
  readonly revenueOf: ReadonlyMap<string, number>;
}

/**
 * The main job on a table that has been read: clean → records → stages → value → segments → lists. Pure: the same rows in
 * any order give the same result, to the byte.
 *
 * @param onStep - is told what comes next
 */
export async function runDemo(table: RetailTable, onStep: (step: string) => void = () => undefined): Promise<DemoResult> {
  onStep("Cleaning");
  const clean = cleanRetail(table);
  const sanity = sanityFigures(table.lines);
  onStep("Making records");
  const records = retailRecords(clean);
  if (records.orders === 0) throw new Error("No row of the table is a purchase: there is nothing to analyse.");
  onStep("Scoring value, classes and indicators");
  const analysis = analyzeRetail(records.records);
  onStep("Replaying lifecycles");
  const stages = retailStages(records.records, analysis.span, analysis.asOf);
  onStep("Evaluating segments");
  const { ids, revenue } = analysis.summary;
  const revenueOf = new Map(ids.map((id, row) => [id, revenue[row]!]));
  const segments = await evaluateRetailSegments(records.records, stages.lifecycle, revenueOf, analysis.asOf);
  const flow = stageFlow(stages.paths, revenueOf);
  onStep("Clustering");
  const groupings = groupCustomers(records.records, segments.memberships, revenueOf, analysis.asOf);
  onStep("Forecasting");
  const value = await retailValue(table, analysis);
  onStep("Listing calls");
  const retention = retailRetention(table);
  const groups = [stages.groups, segments.groups];
  return {
    clean,
    sanity,
    records,
    analysis,
    stages,
    flow,
    segments,
    groupings,
    ...(value !== undefined && { value }),
    ...(retention !== undefined && { retention }),
    groups,
    lists: customerLists(analysis, sanity, groups),
    revenueOf,
  };
}
