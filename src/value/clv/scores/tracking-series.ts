import { ClienteleError } from "../../../kernel/index.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { expectedTransactionsForNewCustomer, type PurchaseModel } from "./clv-scores.js";
import { checkColumns } from "../../summary/score-rows.js";
import { transactionDistribution } from "./transaction-distribution.js";

/** Repeat purchases of a cohort over calendar time. */
export interface TrackingSeries {
  /** Ends of the periods, in the unit of the model, since the first customer's first purchase. */
  readonly time: Float64Array;
  readonly expectedCumulative: Float64Array;
  readonly expectedIncremental: Float64Array;
  readonly actualCumulative?: Float64Array;
  readonly actualIncremental?: Float64Array;
}

/** Options of {@link trackingSeries}. */
export interface TrackingOptions {
  /**
   * How many periods, or the end of each in the unit of the model since the first customer's first purchase: unequal
   * ones, such as calendar months on a seasonal clock.
   */
  readonly periods: number | ArrayLike<number>;
  /** Length of a period in the unit of the model, when their number is given; 1 when absent. */
  readonly step?: number | undefined;
  /** Repeat purchases that were made in each period, to stand beside. */
  readonly actual?: ArrayLike<number> | undefined;
}

/**
 * Expected repeat purchases of a population over calendar time, for the tracking chart: each customer enters at the
 * first purchase (the longest age stands for the first of all) and is then a new customer of the model.
 *
 * @param model - as a fit returned it
 * @param summary - the population; only ages and weights matter
 * @param options - periods, their length, what was seen
 * @throws ClienteleError `invalid_option`, `invalid_model`, `mismatched_units`
 * @see Fader, Hardie, Lee (2005), figures 3 and 4
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 10) };
 * trackingSeries(model, summary, { periods: 2, step: 10 }).expectedCumulative // => [1, 3]
 */
export function trackingSeries(model: PurchaseModel, summary: PurchaseColumns, options: TrackingOptions): TrackingSeries {
  const { periods, step = 1, actual } = options;
  const time = typeof periods === "number" ? equalPeriods(periods, step) : Float64Array.from(periods);
  time.forEach((end, period) => {
    if (end >= (time[period - 1] ?? 0) && end < Infinity) return;
    throw new ClienteleError("invalid_option", `periods must be ascending ends of at least 0, got ${String(end)}.`, {
      option: "periods",
      value: end,
    });
  });
  checkColumns(summary, model.unit);
  const groups = agesOf(summary);
  const longest = groups.reduce((most, [age]) => Math.max(most, age), 0);
  const expectedCumulative = time.map((t) =>
    groups.reduce((sum, [age, weight]) => {
      const own = t - (longest - age);
      return own > 0
        ? sum + weight * expectedTransactionsForNewCustomer(model, { horizon: model.kind === "bg-bb" ? Math.floor(own) : own })
        : sum;
    }, 0),
  );
  const expectedIncremental = expectedCumulative.map(
    (value, period) => value - (period === 0 ? 0 : expectedCumulative[period - 1]!),
  );
  if (actual === undefined) return { time, expectedCumulative, expectedIncremental };
  const actualIncremental = time.map((_, period) => actual[period] ?? 0);
  let sum = 0;
  const actualCumulative = actualIncremental.map((value) => {
    sum += value;
    return sum;
  });
  return { time, expectedCumulative, expectedIncremental, actualCumulative, actualIncremental };
}

function equalPeriods(periods: number, step: number): Float64Array {
  if (!(Number.isInteger(periods) && periods >= 0 && periods <= 1e6)) {
    throw new ClienteleError("invalid_option", `periods must be a whole number, got ${String(periods)}.`, {
      option: "periods",
      value: periods,
    });
  }
  if (!(step > 0 && step < Infinity)) {
    throw new ClienteleError("invalid_option", `step must be a positive number, got ${String(step)}.`, {
      option: "step",
      value: step,
    });
  }
  return Float64Array.from({ length: periods }, (_, period) => (period + 1) * step);
}

/** How many customers made 0, 1, 2, … repeat purchases, beside what the model expects. */
export interface FrequencyHistogram {
  /** 0, 1, …, maxTransactions; the last bin holds `maxTransactions` and more. */
  readonly frequency: Float64Array;
  readonly actual: Float64Array;
  readonly expected: Float64Array;
}

/**
 * Customers by number of repeat purchases, actual against expected, each customer over their own age.
 *
 * @param model - as a fit returned it
 * @param summary - the population
 * @param options - `maxTransactions`: the last bin, 7 when absent
 * @throws ClienteleError `invalid_option`, `invalid_model`, `mismatched_units`
 * @see Fader, Hardie, Lee (2005), figure 2
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(10, 10) };
 * frequencyHistogram(model, summary, { maxTransactions: 1 }).expected // => [1, 1]
 */
export function frequencyHistogram(
  model: PurchaseModel,
  summary: PurchaseColumns,
  options: { readonly maxTransactions?: number | undefined } = {},
): FrequencyHistogram {
  const { maxTransactions = 7 } = options;
  checkColumns(summary, model.unit);
  const expected = new Float64Array(maxTransactions + 1);
  for (const [age, weight] of agesOf(summary)) {
    let rest = 1;
    const distribution = transactionDistribution(model, { horizon: age, maxTransactions });
    for (let n = 0; n < maxTransactions; n++) {
      expected[n]! += weight * distribution[n]!;
      rest -= distribution[n]!;
    }
    expected[maxTransactions]! += weight * Math.max(0, rest);
  }
  const actual = new Float64Array(maxTransactions + 1);
  summary.frequency.forEach((x, row) => {
    actual[Math.min(x, maxTransactions)]! += summary.weight?.[row] ?? 1;
  });
  return { frequency: expected.map((_, n) => n), actual, expected };
}

/** Distinct ages and their customers; above 500 of them, 500 groups of neighbors at their mean age. */
function agesOf(summary: PurchaseColumns): [number, number][] {
  const counts = new Map<number, number>();
  summary.age.forEach((age, row) => {
    counts.set(age, (counts.get(age) ?? 0) + (summary.weight?.[row] ?? 1));
  });
  const sorted = [...counts].sort((left, right) => left[0] - right[0]);
  if (sorted.length <= 500) return sorted;
  const groups: [number, number][] = [];
  const size = Math.ceil(sorted.length / 500);
  for (let from = 0; from < sorted.length; from += size) {
    const group = sorted.slice(from, from + size);
    const weight = group.reduce((sum, [, count]) => sum + count, 0);
    if (weight > 0) groups.push([group.reduce((sum, [age, count]) => sum + age * count, 0) / weight, weight]);
  }
  return groups;
}
