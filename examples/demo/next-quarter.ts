import { startOfUnit } from "clientele/kernel";
import type { Transaction } from "clientele/models";
import {
  type CustomerIntervals,
  customerIntervals,
  fitGammaGamma,
  fitParetoNbd,
  type GammaGammaModel,
  seasonalTime,
  type SeasonalClock,
  summarizeTransactions,
} from "clientele/value";
import { RETAIL_ZONE } from "./retail-line.js";

/** What each customer is likely to bring in the quarter after the file, pence and counts, the most first. */
export interface NextQuarter {
  /** The first instant that is forecast, and the first after it. */
  readonly from: number;
  readonly to: number;
  readonly customers: readonly NextQuarterCustomer[];
  /** Expected revenue of all, pence. */
  readonly total: number;
  readonly spend: GammaGammaModel;
  readonly level: number;
}

/** One customer's next quarter, pence. */
export interface NextQuarterCustomer {
  readonly id: string;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Share of the draws in which they bought at all. */
  readonly buys: number;
}

/**
 * The next 91 days of every customer, by the forecast that won the test: Pareto/NBD on the seasonal clock, with a fit of
 * its own for customers who may be older than the log. Spend by Gamma-Gamma; refunds are taken off.
 *
 * @param transactions - orders and refunds of the cleaned file
 * @param draws - how often each future is drawn
 */
export function nextQuarter(
  transactions: readonly Transaction[],
  asOf: number,
  season: SeasonalClock,
  acquiredFrom: number,
  draws = 300,
): NextQuarter {
  const summary = summarizeTransactions(transactions, { asOf, unit: "week", zone: RETAIL_ZONE, clock: season, acquiredFrom });
  const spend = fitGammaGamma({ frequency: summary.frequency, monetary: summary.monetary });
  const from = asOf + 1;
  const to = startOfUnit("day", from, RETAIL_ZONE, 91);
  const horizon = seasonalTime(season, { from, to }, { unit: "week" });
  const level = 0.8;
  const rows = [1, 0].flatMap((truncated) => {
    const cohort = cohortOf(summary, truncated);
    const next = customerIntervals(fitParetoNbd(cohort), cohort, { horizon, spend, draws, level, seed: "next quarter" });
    return next.ids.map((id, row) => customerAt(next, id, row));
  });
  const customers = rows.sort((left, right) => right.expected - left.expected || (left.id < right.id ? -1 : 1));
  return { from, to, customers, total: customers.reduce((sum, { expected }) => sum + expected, 0), spend, level };
}

/** The rows of those who may be older than the log, or of the others. */
function cohortOf(summary: ReturnType<typeof summarizeTransactions<"week">>, truncated: number) {
  const rows = summary.ids.map((_, row) => row).filter((row) => summary.truncated[row] === truncated);
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
  return {
    unit: summary.unit,
    ids: rows.map((row) => summary.ids[row]!),
    frequency: pick(summary.frequency),
    recency: pick(summary.recency),
    age: pick(summary.age),
    monetary: pick(summary.monetary),
  };
}

function customerAt({ estimate, lower, upper, buys }: CustomerIntervals, id: string, row: number): NextQuarterCustomer {
  return {
    id,
    expected: Math.round(estimate[row]!),
    low: Math.round(lower[row]!),
    high: Math.round(upper[row]!),
    buys: buys[row]!,
  };
}
