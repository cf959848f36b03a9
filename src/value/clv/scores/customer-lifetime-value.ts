import { aProbability, type OptionKind, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns, PurchaseSummary, TimeUnit } from "../../../models/index.js";
import type { PurchaseModel } from "./clv-scores.js";
import { discountedExpectedTransactions } from "./discounted-transactions.js";
import { aDiscountRate, aTimeSpan, type DiscountRate, type TimeSpan } from "../model/discounting.js";
import { expectedSpend, type GammaGammaModel } from "../spend/gamma-gamma.js";

/** Options of {@link customerLifetimeValue}. */
export interface LifetimeValueOptions {
  /** A Gamma-Gamma model, or the value of a purchase of every customer in minor units. */
  readonly spend: GammaGammaModel | number;
  /** Share of revenue that remains after variable costs, from 0 to 1. */
  readonly margin: number;
  /** Length of the look ahead. Defaults to infinity. */
  readonly horizon?: TimeSpan | undefined;
  readonly discountRate: DiscountRate;
}

/** A Gamma-Gamma model, or an amount. Scores check the parameters of the model. */
export const aSpend: OptionKind = {
  expected: "a Gamma-Gamma model, or an amount of at least 0 in minor units",
  accepts: (value) =>
    typeof value === "number"
      ? value >= 0 && value < Infinity
      : typeof value === "object" && value !== null && "parameters" in value,
};

const OPTIONS: OptionShape<LifetimeValueOptions> = {
  spend: aSpend,
  margin: aProbability,
  horizon: aTimeSpan,
  discountRate: aDiscountRate,
};

/** Future value of each customer, without past revenue. All amounts are in minor units. */
export interface LifetimeValues {
  readonly ids: readonly string[];
  /** Expected purchases, discounted to the present. It accounts for customers who may have left. */
  readonly purchases: Float64Array;
  /** Expected value of a purchase, in minor units. */
  readonly spend: Float64Array;
  /** purchases · spend · margin, in minor units. */
  readonly value: Float64Array;
  /** Sum of `value`. */
  readonly total: number;
  /** Currency of the amounts (ISO 4217), when the summary has one. */
  readonly currency: string | undefined;
}

/**
 * Returns the residual lifetime value of each customer in minor units: discounted expected purchases × expected spend × margin. It
 * accounts for P(alive), so do not multiply by it again. It does not contain the acquisition cost, which is spent.
 *
 * @param model - a purchase model in the unit of the summary
 * @param summary - histories with identifiers and spend
 * @param options - spend, margin, horizon, discount rate
 * @throws ClienteleError `invalid_option`, `infinite_expectation`, `mismatched_units`, `mixed_currencies`, `invalid_summary`,
 * `invalid_model`
 * @see Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis
 * @example
 * const summary = {
 *   unit: "week" as const, ids: ["ann"], monetary: Float64Array.of(2235), currency: "USD",
 *   frequency: Float64Array.of(2), recency: Float64Array.of(30.43), age: Float64Array.of(38.86),
 * };
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const spend = { kind: "gamma-gamma", version: 1, parameters: { p: 6.25, q: 3.74, gamma: 1544 } } as const;
 * const horizon = { length: 12, unit: "month" as const };
 * customerLifetimeValue(model, summary, { spend, margin: 0.3, horizon, discountRate: { annual: 0.1 } }).value // => [1106.89]
 */
export function customerLifetimeValue<Unit extends TimeUnit>(
  model: PurchaseModel & { readonly unit: Unit },
  summary: PurchaseSummary<Unit>,
  options: LifetimeValueOptions,
): LifetimeValues {
  const given = requireOptions(options, OPTIONS, { mandatory: ["spend", "margin", "discountRate"] });
  const { margin, horizon, discountRate } = given;
  const purchases = discountedExpectedTransactions<PurchaseColumns>(model, summary, { discountRate, horizon });
  const spend = spendByCustomer(given.spend, summary);
  const value = purchases.map((count, row) => count * spend[row]! * margin);
  const total = value.reduce((sum, amount) => sum + amount, 0);
  return { ids: summary.ids, purchases, spend, value, total, currency: summary.currency };
}

/** Expected value of a purchase of every customer. */
export function spendByCustomer(spend: GammaGammaModel | number, summary: PurchaseSummary): Float64Array {
  return typeof spend === "number" ? new Float64Array(summary.ids.length).fill(spend) : expectedSpend(spend, summary);
}
