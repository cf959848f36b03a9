import {
  activityPattern,
  type ActivityPattern,
  type CatalogKpi,
  type CohortRetention,
  cohortRetention,
  type KpiDefinition,
  type KpiMeasurement,
  type KpiSeries,
  kpiCatalog,
  kpiOverTime,
  measureKpi,
} from "clientele/journeys";
import { calendarWindow, startOfUnit, type Window } from "clientele/kernel";
import { type CustomerRecord, type Transaction, transactionsOf } from "clientele/models";
import {
  type AbcColumns,
  abcClasses,
  type Concentration,
  concentration,
  type Contribution,
  contribution,
  contributionByGroup,
  type GroupContribution,
  meanThresholds,
  type ParetoCurve,
  paretoCurve,
  type RfmClassColumns,
  rfmClasses,
  rfmEightClasses,
  rfmElevenClasses,
  type RfmMigration,
  rfmMigration,
  type RfmScores,
  rfmScores,
  summarizeTransactions,
  type TransactionSummary,
} from "clientele/value";
import { RETAIL_ZONE } from "./retail-line.js";

/** An indicator with its rivals, each measured. */
export interface MeasuredKpi {
  readonly kpi: KpiDefinition;
  readonly result: KpiMeasurement;
  /** Rivals of the catalog, on the same window. */
  readonly rivals: readonly { readonly kpi: KpiDefinition; readonly result: KpiMeasurement }[];
}

/** What the transactions tell; stages and segments come beside it. */
export interface RetailAnalysis {
  /** The last instant of the last day with an order. */
  readonly asOf: number;
  /** Instants of the first and the last transaction. */
  readonly span: { readonly first: number; readonly last: number };
  readonly transactions: readonly Transaction[];
  readonly summary: TransactionSummary<"day">;
  readonly scores: RfmScores<"day">;
  readonly eleven: RfmClassColumns;
  readonly eight: RfmClassColumns;
  /** Moves between the eleven classes over the last quarter, with today's thresholds at both dates. */
  readonly migration: { readonly from: number; readonly result: RfmMigration };
  readonly contribution: Contribution;
  readonly concentration: Concentration;
  readonly pareto: ParetoCurve;
  readonly abc: AbcColumns;
  readonly byClass: readonly GroupContribution[];
  readonly byCountry: readonly GroupContribution[];
  readonly kpis: readonly MeasuredKpi[];
  readonly series: readonly { readonly kpi: KpiDefinition; readonly series: KpiSeries }[];
  readonly cohorts: CohortRetention;
  readonly activity: ActivityPattern;
}

/** Indicators of the whole time, then those that compare two months. */
const wholeTime: readonly CatalogKpi[] = [
  "repeat-purchase-rate-by-order",
  "repeat-purchase-rate-by-day",
  "spend-per-customer",
  "average-order-value",
];
const monthly: readonly CatalogKpi[] = ["retention-rate", "churn-rate-by-period"];

/** Everything that follows from orders and refunds; a pure function of the records. */
export function analyzeRetail(records: readonly CustomerRecord[]): RetailAnalysis {
  const zone = RETAIL_ZONE;
  const transactions = records.flatMap(({ history }) => transactionsOf(history));
  const purchases = transactions.filter(({ amount }) => amount > 0);
  const instants = transactions.map(({ at }) => Number(at));
  const last = instants.reduce((latest, at) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  const first = instants.reduce((earliest, at) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
  const asOf = startOfUnit("day", last, zone, 1) - 1;
  const summaryAt = (at: number) => summarizeTransactions(transactions, { asOf: at, unit: "day", zone });

  const summary = summaryAt(asOf);
  const scores = rfmScores(summary);
  const eleven = rfmClasses(scores, rfmElevenClasses);
  const eight = rfmClasses(rfmScores(summary, { thresholds: meanThresholds(summary) }), rfmEightClasses);
  const quarterAgo = startOfUnit("day", asOf, zone, -90) - 1;
  const before = rfmClasses(rfmScores(summaryAt(quarterAgo), { thresholds: scores.thresholds }), rfmElevenClasses);

  const classOf = new Map(eleven.ids.map((id, row) => [id, eleven.table.classes[eleven.classes[row]!]!.id]));
  const countryOf = new Map(records.map(({ customer }) => [customer.id, String(customer.attributes?.market)]));
  const lastMonth = calendarWindow("month", asOf, zone, -1);
  const measurements = new Map<string, KpiMeasurement>();
  const measure = (kpi: KpiDefinition, window: Window | undefined): KpiMeasurement => {
    const key = `${kpi.id} ${window?.from ?? ""}`;
    const result = measurements.get(key) ?? measureKpi(kpi, transactions, { zone, window });
    measurements.set(key, result);
    return result;
  };
  return {
    asOf,
    span: { first, last },
    transactions,
    summary,
    scores,
    eleven,
    eight,
    migration: { from: quarterAgo, result: rfmMigration(before, eleven) },
    contribution: contribution(summary),
    concentration: concentration(summary),
    pareto: paretoCurve(summary, { maxPoints: 200 }),
    abc: abcClasses(summary),
    byClass: contributionByGroup(summary, (id) => classOf.get(id)),
    byCountry: contributionByGroup(summary, (id) => countryOf.get(id)),
    kpis: [...wholeTime.map((id) => measured(id, measure, undefined)), ...monthly.map((id) => measured(id, measure, lastMonth))],
    series: [...wholeTime, ...monthly].map((id) => ({
      kpi: kpiCatalog[id],
      series: kpiOverTime(kpiCatalog[id], transactions, { by: "month", zone, asOf }),
    })),
    cohorts: cohortRetention(purchases, { asOf, zone }),
    activity: activityPattern(purchases, { zone }),
  };
}

function measured(
  id: CatalogKpi,
  measure: (kpi: KpiDefinition, window: Window | undefined) => KpiMeasurement,
  window: Window | undefined,
): MeasuredKpi {
  const catalog: Readonly<Record<string, KpiDefinition>> = kpiCatalog;
  const kpi: KpiDefinition = kpiCatalog[id];
  const rivals = kpi.rivals.flatMap((rival) => (Object.hasOwn(catalog, rival.id) ? [catalog[rival.id]!] : []));
  return { kpi, result: measure(kpi, window), rivals: rivals.map((rival) => ({ kpi: rival, result: measure(rival, window) })) };
}
