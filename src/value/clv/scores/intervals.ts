import { seededRandom } from "../../../kernel/index.js";
import {
  aColumn,
  aLevel,
  anInteger,
  aNonNegativeNumber,
  aSeed,
  type OptionKind,
  type OptionShape,
  requireOptions,
} from "../../../kernel/internal.js";
import type { PurchaseColumns } from "../../../models/index.js";
import type { Interval } from "../../../statistics/index.js";
import { normalQuantile, quadraticForm, quantileSorted } from "../../../statistics/internal.js";
import { expectedTransactions, type PurchaseModel } from "./clv-scores.js";
import { covarianceOf, type EstimatedModel, modelSampler, shifted } from "./draw-models.js";
import { futureSampler } from "./simulate-future.js";

/** Options of intervals. */
export interface IntervalOptions {
  /** Probability that the interval contains the true value. Defaults to .95. */
  readonly level?: number | undefined;
}

const LEVEL: OptionShape<IntervalOptions> = { level: aLevel };

/**
 * Returns Wald intervals of the parameters, on the logarithmic scale, so that they stay positive.
 *
 * @param model - a model with its fit report
 * @param options - level
 * @returns the interval of each parameter; `null` where the fit has no standard error
 * @throws ClienteleError `invalid_model` without a fit report; `invalid_option`
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * parameterIntervals(model, { level: 0.9 }).alpha?.estimate // => 0.668
 */
export function parameterIntervals(
  model: EstimatedModel,
  options: IntervalOptions = {},
): Readonly<Record<string, Interval | null>> {
  const { level = 0.95 } = requireOptions(options, LEVEL);
  const { fit } = covarianceOf(model);
  const z = normalQuantile(0.5 + level / 2);
  return Object.fromEntries(
    Object.entries(model.parameters).map(([name, value]: [string, number]) => {
      const index = fit.estimated.indexOf(name);
      const variance = index < 0 || fit.covariance === null ? 0 : fit.covariance[index * fit.estimated.length + index]!;
      if (!(variance > 0)) return [name, null];
      const half = z * Math.sqrt(variance);
      return [name, { estimate: value, lower: value * Math.exp(-half), upper: value * Math.exp(half), level }];
    }),
  );
}

/**
 * Returns an interval for any prediction of a model, by the delta method on the logarithmic scale. It expresses the uncertainty of the
 * parameters, not the chance in what customers do.
 *
 * @param model - a model with its fit report
 * @param quantity - returns the prediction, greater than 0, for a model
 * @param options - level
 * @throws ClienteleError `invalid_model` without a covariance; `invalid_option`
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * deltaInterval(model, (m) => survival(m, { periods: 12 })[12], { level: 0.95 }).estimate // => 0.378
 */
export function deltaInterval<Model extends EstimatedModel>(
  model: Model,
  quantity: (model: Model) => number,
  options: IntervalOptions = {},
): Interval & { readonly standardError: number } {
  const { level = 0.95 } = requireOptions(options, LEVEL);
  const { fit, covariance } = covarianceOf(model);
  const z = normalQuantile(0.5 + level / 2);
  const n = fit.estimated.length;
  const step = 1e-4;
  const gradient = new Float64Array(n);
  const shift = new Float64Array(n);
  for (let index = 0; index < n; index++) {
    if (covariance[index * n + index] === 0) continue;
    shift[index] = step;
    const above = quantity(shifted(model, shift));
    shift[index] = -step;
    const below = quantity(shifted(model, shift));
    shift[index] = 0;
    gradient[index] = (above - below) / (2 * step);
  }
  const estimate = quantity(model);
  const standardError = Math.sqrt(Math.max(0, quadraticForm(covariance, gradient)));
  if (!(estimate > 0)) {
    return { estimate, lower: estimate - z * standardError, upper: estimate + z * standardError, level, standardError };
  }
  const half = (z * standardError) / estimate;
  const [lower, upper] = [estimate * Math.exp(-half), estimate * Math.exp(Math.min(700, half))];
  return { estimate, lower, upper, level, standardError };
}

/** Future purchases, or value, of a portfolio with its intervals. */
export interface PortfolioInterval {
  /** Expectation under the fitted model. */
  readonly expected: number;
  /** Interval for the expectation: uncertainty of the parameters. */
  readonly parameters: Interval;
  /** Interval for the total that will be observed: uncertainty of the parameters, and the chance in what each customer does. */
  readonly total: Interval;
  readonly draws: number;
}

/** Options of {@link portfolioInterval}. */
export interface PortfolioOptions<Model> extends IntervalOptions {
  /** Length of the look ahead, in the unit of the model. */
  readonly horizon: number;
  /** Number of simulated futures. Defaults to 200. */
  readonly draws?: number | undefined;
  readonly seed: number | string;
  /** Models that express the uncertainty of the parameters, such as from `bootstrapModels`. Defaults to models drawn from the fit. */
  readonly models?: readonly Model[] | undefined;
  /** Value of a purchase of each row, in minor units. Defaults to 1, so that the result counts purchases. */
  readonly valuePerPurchase?: Float64Array | undefined;
}

const someDraws: OptionKind = /* @__PURE__ */ anInteger({ min: 1, max: 1_000_000 });

/** A list of at least one model. */
export const someModels: OptionKind = {
  expected: "an array with at least one model",
  accepts: (value) => Array.isArray(value) && value.length > 0,
};

const PORTFOLIO: OptionShape<PortfolioOptions<unknown>> = {
  horizon: aNonNegativeNumber,
  draws: someDraws,
  seed: aSeed,
  models: someModels,
  valuePerPurchase: aColumn,
  level: aLevel,
};

/**
 * Returns the total of a portfolio in the next `horizon`, with intervals for the uncertainty of the parameters and for the process.
 *
 * @param model - a purchase model with its fit report
 * @param summary - the population, as columns; a row of weight w is drawn as one customer times w
 * @param options - horizon, draws, seed, value of a purchase, level
 * @throws ClienteleError `invalid_model`, `invalid_summary`, `invalid_option`, `mismatched_units`
 * @example
 * const summary = { unit: "week" as const, frequency: Float64Array.of(0, 3, 1, 5, 0, 2), recency: Float64Array.of(0, 30, 9, 33, 0, 20), age: Float64Array.of(39, 38, 37, 36, 35, 34) };
 * const total = portfolioInterval(fitNbd(summary), summary, { horizon: 10, seed: "plan", draws: 50 });
 * total.total.lower <= total.expected && total.expected <= total.total.upper // => true
 */
export function portfolioInterval<Model extends PurchaseModel>(
  model: Model,
  summary: PurchaseColumns,
  options: PortfolioOptions<Model>,
): PortfolioInterval {
  requireOptions<PortfolioOptions<unknown>, "horizon" | "seed">(options, PORTFOLIO, { mandatory: ["horizon", "seed"] });
  const { draws = 200, horizon, level = 0.95 } = options;
  const weigh = (column: Float64Array): number => {
    let sum = 0;
    for (let row = 0; row < column.length; row++) {
      sum += column[row]! * (summary.weight?.[row] ?? 1) * (options.valuePerPurchase?.[row] ?? 1);
    }
    return sum;
  };
  const expected = weigh(expectedTransactions(model, summary, { horizon }));
  const random = seededRandom(options.seed);
  const given = options.models;
  const sampler = given === undefined ? modelSampler(model) : null;
  const means = new Float64Array(draws);
  const totals = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const drawn = sampler === null ? given![draw % given!.length]! : sampler(random);
    means[draw] = weigh(expectedTransactions(drawn, summary, { horizon }));
    totals[draw] = weigh(futureSampler(drawn, summary, horizon)(random));
  }
  const between = (values: Float64Array): Interval => {
    const sorted = values.sort();
    const [lower, upper] = [quantileSorted(sorted, 0.5 - level / 2), quantileSorted(sorted, 0.5 + level / 2)];
    return { estimate: expected, lower, upper, level };
  };
  return { expected, parameters: between(means), total: between(totals), draws };
}
