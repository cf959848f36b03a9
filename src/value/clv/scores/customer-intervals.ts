import { ClienteleError, seededRandom } from "../../../kernel/index.js";
import type { PurchaseSummary } from "../../../models/index.js";
import { quantileSorted } from "../../../statistics/internal.js";
import { expectedTransactions, type PurchaseModel } from "./clv-scores.js";
import { expectedSpend, type GammaGammaModel } from "../spend/gamma-gamma.js";
import { type IntervalOptions, levelOf, modelSampler } from "./intervals.js";
import { gammaVariate } from "./random-variates.js";
import { futureSampler } from "./simulate-customers.js";

/** What {@link customerIntervals} needs. */
export interface CustomerIntervalOptions<Model> extends IntervalOptions {
  /** How far to look ahead, in the unit of the model. */
  readonly horizon: number;
  /** Of spend: a Gamma-Gamma model, or one value of a purchase for all; 1 when absent (purchases are then counted). */
  readonly spend?: GammaGammaModel | number | undefined;
  /** Share of revenue that remains, from 0 to 1; 1 when absent. */
  readonly margin?: number | undefined;
  /** How often to draw; 500 when absent. */
  readonly draws?: number | undefined;
  readonly seed: number | string;
  /** Models that stand for what is known of the parameters; drawn from the fit when absent. */
  readonly models?: readonly Model[] | undefined;
}

/** What each customer will buy, or be worth, between two bounds. */
export interface CustomerIntervals {
  readonly ids: readonly string[];
  /** The expectation under the fitted model. */
  readonly expected: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Share of the draws in which the customer bought at all. */
  readonly buys: Float64Array;
  readonly level: number;
}

/**
 * What each customer will be worth in the next `horizon`, with an interval for what will be *seen*: parameters of the
 * model, whether the customer is still there, how often they buy and what each purchase is worth are all drawn. One
 * customer's future is mostly chance: expect wide intervals, and plan with lists, not with a single row.
 *
 * Parameters of the spend model are taken as known: they matter little beside the spread of purchases.
 *
 * @param model - a model of purchases with its fit report
 * @param summary - histories with identifiers and spend
 * @param options - horizon, spend, margin, draws, seed, level
 * @throws ClienteleError `invalid_model`, `invalid_option`, `invalid_summary`, `mismatched_units`, `infinite_expectation`
 * @see Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value, for the posterior of a customer's spend: gamma(px + q, γ + x z̄)
 * @example
 * const summary = {
 *   unit: "week" as const, ids: ["a", "b", "c", "d", "e", "f"],
 *   frequency: Float64Array.of(0, 3, 1, 5, 0, 2), recency: Float64Array.of(0, 30, 9, 33, 0, 20), age: Float64Array.of(39, 38, 37, 36, 35, 34),
 *   monetary: Float64Array.of(NaN, 20, 35, 18, NaN, 22),
 * };
 * const next = customerIntervals(fitNbd(summary), summary, { horizon: 13, spend: 25, seed: "plan" });
 * next.low[3]! <= next.expected[3]! && next.expected[3]! <= next.high[3]! // => true
 */
export function customerIntervals<Model extends PurchaseModel>(
  model: Model,
  summary: PurchaseSummary,
  options: CustomerIntervalOptions<Model>,
): CustomerIntervals {
  const { horizon, spend = 1, margin = 1, draws = 500, models } = options;
  const level = levelOf(options);
  requireWhole(draws);
  if (!(margin >= 0 && margin <= 1)) {
    throw new ClienteleError("invalid_option", `margin must be a share from 0 to 1, got ${String(margin)}.`, {
      option: "margin",
      value: margin,
    });
  }
  const rows = summary.ids.length;
  const each = typeof spend === "number" ? new Float64Array(rows).fill(spend) : expectedSpend(spend, summary);
  const expected = expectedTransactions(model, summary, { horizon }).map((purchases, row) => purchases * each[row]! * margin);
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
  const low = new Float64Array(rows);
  const high = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const sorted = values[row]!.sort();
    low[row] = quantileSorted(sorted, 0.5 - level / 2);
    high[row] = quantileSorted(sorted, 0.5 + level / 2);
  }
  return { ids: summary.ids, expected, low, high, buys, level };

  /** What n purchases bring: a sum of gammas of one rate, the rate drawn from what the customer has shown. */
  function spent({ parameters: { p, q, gamma } }: GammaGammaModel, row: number, purchases: number): number {
    const mean = summary.monetary[row]!;
    const seen = mean > 0 ? summary.frequency[row]! : 0;
    const rate = gammaVariate(p * seen + q, gamma + (seen > 0 ? seen * mean : 0), random);
    return gammaVariate(p * purchases, rate, random);
  }
}

function requireWhole(draws: number): void {
  if (Number.isInteger(draws) && draws >= 1 && draws <= 1e6) return;
  throw new ClienteleError("invalid_option", `draws must be a whole number from 1, got ${String(draws)}.`, {
    option: "draws",
    value: draws,
  });
}
