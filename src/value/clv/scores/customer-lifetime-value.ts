import { ClienteleError } from "../../../kernel/index.js";
import type { PurchaseSummary, TimeUnit } from "../../../models/index.js";
import type { PurchaseModel } from "./clv-scores.js";
import { discountedExpectedTransactions } from "./discounted-transactions.js";
import type { DiscountRate, TimeSpan } from "../model/discounting.js";
import { expectedSpend, type GammaGammaModel } from "../spend/gamma-gamma.js";

/** What {@link customerLifetimeValue} needs. */
export interface LifetimeValueOptions<Unit extends TimeUnit = TimeUnit> {
  /** Of purchases, in the unit of the summary. */
  readonly model: PurchaseModel & { readonly unit: Unit };
  /** Of spend: a Gamma-Gamma model, or one value of a purchase for all, in the currency of the summary. */
  readonly spend: GammaGammaModel | number;
  /** Share of revenue that remains after the costs that come with it, from 0 to 1. */
  readonly margin: number;
  /** How far to look ahead; without end when absent. */
  readonly horizon?: TimeSpan | undefined;
  readonly discountRate: DiscountRate;
}

/** The future value of each customer: money still to come, not what was earned. */
export interface LifetimeValues {
  readonly ids: readonly string[];
  /** Expected purchases, discounted to the present; it holds already that a customer may have left. */
  readonly purchases: Float64Array;
  /** Expected value of a purchase. */
  readonly spend: Float64Array;
  /** purchases · spend · margin, in the currency of the summary. */
  readonly value: Float64Array;
  readonly total: number;
}

/**
 * The residual lifetime value of each customer: discounted expected purchases × expected spend × margin. Never multiply
 * it by P(alive) again, and never add the acquisition cost, which is spent.
 *
 * @param summary - histories with identifiers and spend
 * @param options - models, margin, horizon and discount rate, each with its unit
 * @throws ClienteleError `invalid_option` for a margin outside 0 to 1; `infinite_expectation`, `mismatched_units`, `invalid_summary`, `invalid_model`
 * @see Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis
 * @example
 * const summary = {
 *   unit: "week" as const, ids: ["ann"], monetary: Float64Array.of(22.35),
 *   frequency: Float64Array.of(2), recency: Float64Array.of(30.43), age: Float64Array.of(38.86),
 * };
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const spend = { kind: "gamma-gamma", version: 1, parameters: { p: 6.25, q: 3.74, gamma: 15.44 } } as const;
 * const horizon = { length: 12, unit: "month" as const };
 * customerLifetimeValue(summary, { model, spend, margin: 0.3, horizon, discountRate: { annual: 0.1 } }).value // => [11.0689]
 */
export function customerLifetimeValue<Unit extends TimeUnit>(
  summary: PurchaseSummary<Unit>,
  options: LifetimeValueOptions<Unit>,
): LifetimeValues {
  const { model, spend: spendModel, margin, horizon, discountRate } = options;
  if (!(margin >= 0 && margin <= 1)) {
    throw new ClienteleError("invalid_option", `margin must be a share from 0 to 1, got ${String(margin)}.`, {
      option: "margin",
      value: margin,
    });
  }
  const purchases = discountedExpectedTransactions(model, summary, {
    discountRate,
    ...(horizon === undefined ? {} : { horizon }),
  }) as Float64Array;
  const spend = typeof spendModel === "number" ? flatSpend(spendModel, purchases.length) : expectedSpend(spendModel, summary);
  const value = purchases.map((count, row) => count * spend[row]! * margin);
  return { ids: summary.ids, purchases, spend, value, total: value.reduce((sum, one) => sum + one, 0) };
}

function flatSpend(value: number, rows: number): Float64Array {
  if (value >= 0 && value < Infinity) return new Float64Array(rows).fill(value);
  throw new ClienteleError("invalid_option", `spend must be a finite number of at least 0, got ${String(value)}.`, {
    option: "spend",
    value,
  });
}
