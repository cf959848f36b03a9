import { ClienteleError } from "../../../kernel/index.js";
import {
  aColumn,
  anInteger,
  aPositiveNumber,
  type OptionKind,
  type OptionShape,
  requireOptions,
} from "../../../kernel/internal.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { expectedTransactionsForNewCustomer, type PurchaseModel } from "./clv-scores.js";
import { checkColumns } from "../../summary/score-rows.js";
import { transactionDistribution } from "./transaction-distribution.js";

/** Repeat purchases of a population over calendar time. */
export interface TrackingSeries {
  /** Ends of the periods, in the unit of the model since the first purchase of the first customer. */
  readonly time: Float64Array;
  readonly expectedCumulative: Float64Array;
  readonly expectedIncremental: Float64Array;
  readonly actualCumulative?: Float64Array;
  readonly actualIncremental?: Float64Array;
}

/** Options of {@link trackingSeries}. */
export interface TrackingOptions {
  /**
   * Number of periods; or the end of each period, in the unit of the model since the first purchase of the first customer, for periods
   * of unequal length such as calendar months on a seasonal clock.
   */
  readonly periods: number | ArrayLike<number>;
  /** Length of a period in the unit of the model, when `periods` is a number. Defaults to 1. */
  readonly step?: number | undefined;
  /** Actual repeat purchases in each period, which are returned beside the expected ones. */
  readonly actual?: ArrayLike<number> | undefined;
}

const aNumberOfPeriods: OptionKind = /* @__PURE__ */ anInteger({ min: 0, max: 1_000_000 });

const somePeriods: OptionKind = {
  expected: "an integer from 0 to 1000000, or an array of numbers",
  accepts: (value) => (typeof value === "number" ? aNumberOfPeriods.accepts(value) : aColumn.accepts(value)),
};

const OPTIONS: OptionShape<TrackingOptions> = { periods: somePeriods, step: aPositiveNumber, actual: aColumn };

/**
 * Returns the expected repeat purchases of a population over calendar time, for the tracking chart. Each customer enters with the first
 * purchase, as a new customer of the model; the customer with the longest age enters first.
 *
 * @param model - a purchase model
 * @param summary - the population; only ages and weights are used
 * @param options - periods, their length, actual purchases
 * @throws ClienteleError `invalid_option`, `invalid_model`, `mismatched_units`
 * @see Fader, Hardie, Lee (2005), figures 3 and 4
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 10) };
 * trackingSeries(model, summary, { periods: 2, step: 10 }).expectedCumulative // => [1, 3]
 */
export function trackingSeries(model: PurchaseModel, summary: PurchaseColumns, options: TrackingOptions): TrackingSeries {
  const { periods, step = 1, actual } = requireOptions(options, OPTIONS, { mandatory: ["periods"] });
  const time =
    typeof periods === "number"
      ? Float64Array.from({ length: periods }, (_, period) => (period + 1) * step)
      : Float64Array.from(periods);
  time.forEach((end, period) => {
    if (end >= (time[period - 1] ?? 0) && end < Infinity) return;
    const message = `\`periods\` must be ascending finite numbers of at least 0, got ${String(end)} at position ${period}.`;
    throw new ClienteleError("invalid_option", message, { option: "periods", value: end }, `periods[${period}]`);
  });
  checkColumns(summary, model.unit);
  const groups = agesOf(summary);
  const longest = groups.reduce((length, [age]) => Math.max(length, age), 0);
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

/** Number of customers with 0, 1, 2, … repeat purchases, actual and expected. */
export interface FrequencyHistogram {
  /** 0, 1, …, `maxTransactions`. The last bin contains all larger numbers. */
  readonly frequency: Float64Array;
  readonly actual: Float64Array;
  readonly expected: Float64Array;
}

/**
 * Counts customers by number of repeat purchases, actual and expected, each customer over the own age.
 *
 * @param model - a purchase model
 * @param summary - the population
 * @param options - `maxTransactions`: the last bin. Defaults to 7
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
  const { maxTransactions = 7 } = requireOptions(options, HISTOGRAM_OPTIONS);
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

const HISTOGRAM_OPTIONS: OptionShape<{ readonly maxTransactions?: number | undefined }> = {
  maxTransactions: /* @__PURE__ */ anInteger({ min: 0, max: 1_000_000 }),
};

/** Returns the distinct ages with the number of customers; more than 500 ages are grouped with their neighbors at the mean age. */
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
