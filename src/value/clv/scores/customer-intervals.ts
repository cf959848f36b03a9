import { seededRandom } from "../../../kernel/index.js";
import {
  aLevel,
  anInteger,
  aNonNegativeNumber,
  aProbability,
  aSeed,
  type OptionShape,
  requireOptions,
} from "../../../kernel/internal.js";
import type { PurchaseSummary } from "../../../models/index.js";
import { quantileSorted } from "../../../statistics/internal.js";
import { expectedTransactions, type PurchaseModel } from "./clv-scores.js";
import type { GammaGammaModel } from "../spend/gamma-gamma.js";
import { aSpend, spendByCustomer } from "./customer-lifetime-value.js";
import { modelSampler } from "./draw-models.js";
import { type IntervalOptions, someModels } from "./intervals.js";
import { gammaVariate } from "./random-variates.js";
import { futureSampler } from "./simulate-future.js";

/** Options of {@link customerIntervals}. */
export interface CustomerIntervalOptions<Model> extends IntervalOptions {
  /** Length of the look ahead, in the unit of the model. */
  readonly horizon: number;
  /** A Gamma-Gamma model, or the value of a purchase of every customer in minor units. Defaults to 1, so that the result counts purchases. */
  readonly spend?: GammaGammaModel | number | undefined;
  /** Share of revenue that remains after costs, from 0 to 1. Defaults to 1. */
  readonly margin?: number | undefined;
  /** Number of simulated futures. Defaults to 500. */
  readonly draws?: number | undefined;
  readonly seed: number | string;
  /** Models that express the uncertainty of the parameters, such as from `bootstrapModels`. Defaults to models drawn from the fit. */
  readonly models?: readonly Model[] | undefined;
}

const OPTIONS: OptionShape<CustomerIntervalOptions<unknown>> = {
  horizon: aNonNegativeNumber,
  spend: aSpend,
  margin: aProbability,
  draws: /* @__PURE__ */ anInteger({ min: 1, max: 1_000_000 }),
  seed: aSeed,
  models: someModels,
  level: aLevel,
};

/** Future value of each customer in minor units, or number of purchases, with an interval. */
export interface CustomerIntervals {
  readonly ids: readonly string[];
  /** Expectation under the fitted model. */
  readonly estimate: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Share of the simulated futures in which the customer bought. */
  readonly buys: Float64Array;
  readonly level: number;
  /** Currency of the amounts (ISO 4217), when the summary has one. */
  readonly currency: string | undefined;
}

/**
 * Returns the value of each customer in the next `horizon`, in minor units, with an interval for the value that will be *observed*. The
 * parameters of the model, dropout, purchases and their values are all drawn. The future of one customer is mostly chance: expect wide
 * intervals, and plan with lists of customers instead of single ones.
 *
 * The parameters of the spend model count as known: their uncertainty is small compared with the spread of purchases.
 *
 * @param model - a purchase model with its fit report
 * @param summary - histories with identifiers and spend
 * @param options - horizon, spend, margin, draws, seed, level
 * @throws ClienteleError `invalid_model`, `invalid_option`, `invalid_summary`, `mismatched_units`, `mixed_currencies`,
 * `infinite_expectation`
 * @see Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value, for the posterior of a customer's spend: gamma(px + q, γ + x z̄)
 * @example
 * const summary = {
 *   unit: "week" as const, ids: ["a", "b", "c", "d", "e", "f"],
 *   frequency: Float64Array.of(0, 3, 1, 5, 0, 2), recency: Float64Array.of(0, 30, 9, 33, 0, 20), age: Float64Array.of(39, 38, 37, 36, 35, 34),
 *   monetary: Float64Array.of(NaN, 2000, 3500, 1800, NaN, 2200),
 * };
 * const next = customerIntervals(fitNbd(summary), summary, { horizon: 13, spend: 2500, seed: "plan" });
 * next.lower[3]! <= next.estimate[3]! && next.estimate[3]! <= next.upper[3]! // => true
 */
export function customerIntervals<Model extends PurchaseModel>(
  model: Model,
  summary: PurchaseSummary,
  options: CustomerIntervalOptions<Model>,
): CustomerIntervals {
  requireOptions<CustomerIntervalOptions<unknown>, "horizon" | "seed">(options, OPTIONS, { mandatory: ["horizon", "seed"] });
  const { horizon, spend = 1, margin = 1, draws = 500, models, level = 0.95 } = options;
  const rows = summary.ids.length;
  const each = spendByCustomer(spend, summary);
  const estimate = expectedTransactions(model, summary, { horizon }).map((purchases, row) => purchases * each[row]! * margin);
  const random = seededRandom(options.seed);
  const sampler = models === undefined ? modelSampler(model) : null;
  const values = Array.from({ length: rows }, () => new Float64Array(draws));
  const buys = new Float64Array(rows);
  for (let draw = 0; draw < draws; draw++) {
    const drawn = sampler === null ? models![draw % models!.length]! : sampler(random);
    const purchases = futureSampler(drawn, summary, horizon)(random);
    for (let row = 0; row < rows; row++) {
      if (purchases[row] === 0) continue;
      buys[row]! += 1 / draws;
      values[row]![draw] = margin * (typeof spend === "number" ? purchases[row]! * spend : spent(spend, row, purchases[row]!));
    }
  }
  const lower = new Float64Array(rows);
  const upper = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const sorted = values[row]!.sort();
    lower[row] = quantileSorted(sorted, 0.5 - level / 2);
    upper[row] = quantileSorted(sorted, 0.5 + level / 2);
  }
  return { ids: summary.ids, estimate, lower, upper, buys, level, currency: summary.currency };

  /** Draws the value of n purchases: a sum of gamma variates of one rate, and the rate from its posterior. */
  function spent({ parameters: { p, q, gamma } }: GammaGammaModel, row: number, purchases: number): number {
    const mean = summary.monetary[row]!;
    const seen = mean > 0 ? summary.frequency[row]! : 0;
    const rate = gammaVariate(p * seen + q, gamma + (seen > 0 ? seen * mean : 0), random);
    return gammaVariate(p * purchases, rate, random);
  }
}
