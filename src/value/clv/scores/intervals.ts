import { ClienteleError, type Random, seededRandom } from "../../../kernel/index.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { cholesky, normalQuantile, quadraticForm, quantileSorted } from "../../../statistics/internal.js";
import type { FitReport } from "../model/clv-model.js";
import { expectedTransactions, type PurchaseModel } from "./clv-scores.js";
import { normalVariate } from "./random-variates.js";
import { futureSampler, simulateCustomers } from "./simulate-customers.js";

/** A model of any kind with its fit: what intervals need. */
export interface EstimatedModel {
  readonly kind: string;
  readonly parameters: object;
  readonly covariates?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly fit?: FitReport;
}

/** An estimate between two bounds. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Options of intervals. */
export interface IntervalOptions {
  /** Probability that the interval holds the truth; .95 when absent. */
  readonly level?: number | undefined;
}

/**
 * Wald intervals of the parameters, on the logarithmic scale, so that they stay positive.
 *
 * @param model - with its fit report
 * @param options - level
 * @returns an interval for each parameter; `null` where the fit found no standard error
 * @throws ClienteleError `invalid_model` without a fit report; `invalid_option`
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * parameterIntervals(model, { level: 0.9 }).alpha?.estimate // => 0.668
 */
export function parameterIntervals(
  model: EstimatedModel,
  options: IntervalOptions = {},
): Readonly<Record<string, Interval | null>> {
  const { fit } = covarianceOf(model);
  const z = normalQuantile(0.5 + levelOf(options) / 2);
  return Object.fromEntries(
    Object.entries(model.parameters).map(([name, value]: [string, number]) => {
      const index = fit.estimated.indexOf(name);
      const variance = index < 0 || fit.covariance === null ? 0 : fit.covariance[index * fit.estimated.length + index]!;
      if (!(variance > 0)) return [name, null];
      const half = z * Math.sqrt(variance);
      return [name, { estimate: value, low: value * Math.exp(-half), high: value * Math.exp(half) }];
    }),
  );
}

/**
 * An interval for anything that a model predicts, by the delta method on the logarithmic scale: states what is not
 * known of the parameters, not the chance in what a customer does.
 *
 * @param model - with its fit report
 * @param quantity - what to state, greater than 0, as a function of a model
 * @param options - level
 * @throws ClienteleError `invalid_model` without a covariance; `invalid_option`
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * deltaInterval(model, (m) => survival(m, 12)[12], { level: 0.95 }).estimate // => 0.378
 */
export function deltaInterval<Model extends EstimatedModel>(
  model: Model,
  quantity: (model: Model) => number,
  options: IntervalOptions = {},
): Interval & { readonly standardError: number } {
  const { fit, covariance } = covarianceOf(model);
  const z = normalQuantile(0.5 + levelOf(options) / 2);
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
  if (!(estimate > 0)) return { estimate, standardError, low: estimate - z * standardError, high: estimate + z * standardError };
  const half = (z * standardError) / estimate;
  return { estimate, standardError, low: estimate * Math.exp(-half), high: estimate * Math.exp(Math.min(700, half)) };
}

/**
 * Models drawn from what is known of the parameters: normal on the logarithmic scale around the fit.
 *
 * @param model - with its fit report
 * @param options - how many, and a seed
 * @throws ClienteleError `invalid_model` without a covariance
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * sampleModels(model, { draws: 3, seed: 1 }).length // => 3
 */
export function sampleModels<Model extends EstimatedModel>(
  model: Model,
  options: { readonly draws: number; readonly seed: number | string },
): Model[] {
  const draw = modelSampler(model);
  const random = seededRandom(options.seed);
  return Array.from({ length: options.draws }, () => draw(random));
}

/** Draws models from what is known of the parameters. */
export function modelSampler<Model extends EstimatedModel>(model: Model): (random: Random) => Model {
  const { fit, covariance } = covarianceOf(model);
  const n = fit.estimated.length;
  const free = Array.from({ length: n }, (_, index) => index).filter((index) => covariance[index * n + index]! > 0);
  const factor = cholesky(
    free.flatMap((row) => free.map((column) => covariance[row * n + column]!)),
    free.length,
  );
  return (random) => {
    const z = free.map(() => normalVariate(random));
    const shift = new Float64Array(n);
    free.forEach((index, row) => {
      for (let column = 0; column <= row; column++) shift[index]! += factor[row * free.length + column]! * z[column]!;
    });
    return shifted(model, shift);
  };
}

/**
 * Parametric bootstrap: simulates the population anew under the model, with the same ages, and fits each again. Slower
 * than {@link sampleModels} and right where the likelihood is far from a parabola.
 *
 * @param model - a model of purchases
 * @param summary - the population it was fitted to; a row of weight w is simulated w times
 * @param fit - the fit to repeat, such as `fitBgNbd`
 * @param options - how many, and a seed
 * @returns fitted models; data that cannot be fitted are left out
 * @throws ClienteleError as the simulation and the fit throw
 * @example
 * const summary = { unit: "week" as const, frequency: Float64Array.of(0, 3, 1, 5, 0, 2), recency: Float64Array.of(0, 30, 9, 33, 0, 20), age: Float64Array.of(39, 38, 37, 36, 35, 34) };
 * const model = fitNbd(summary);
 * bootstrapModels(model, summary, (simulated) => fitNbd(simulated), { draws: 5, seed: 1 }).length <= 5 // => true
 */
export function bootstrapModels<Model extends PurchaseModel>(
  model: Model,
  summary: PurchaseColumns,
  fit: (simulated: PurchaseColumns) => Model,
  options: { readonly draws: number; readonly seed: number | string },
): Model[] {
  const rows: number[] = [];
  summary.frequency.forEach((_, row) => {
    const times = Math.round(summary.weight?.[row] ?? 1);
    for (let copy = 0; copy < times; copy++) rows.push(row);
  });
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
  const age = pick(summary.age);
  const covariates =
    summary.covariates === undefined
      ? undefined
      : Object.fromEntries(Object.entries(summary.covariates).map(([name, column]) => [name, pick(column)]));
  const models: Model[] = [];
  for (let draw = 0; draw < options.draws; draw++) {
    const simulated = simulateCustomers(model, {
      customers: rows.length,
      age,
      seed: `${options.seed} ${draw}`,
      ...(covariates === undefined ? {} : { covariates }),
    });
    try {
      models.push(fit(covariates === undefined ? simulated : { ...simulated, covariates }));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "unfittable_data") throw error;
    }
  }
  return models;
}

/** What a whole portfolio will buy, or be worth, with both kinds of uncertainty. */
export interface PortfolioInterval {
  /** The expectation under the fitted model. */
  readonly expected: number;
  /** What is not known of the parameters alone. */
  readonly parameters: Interval;
  /** Parameters and the chance in what each customer does: for the total that will be seen. */
  readonly total: Interval;
  readonly draws: number;
  readonly level: number;
}

/** Options of {@link portfolioInterval}. */
export interface PortfolioOptions<Model> extends IntervalOptions {
  /** How far to look ahead, in the unit of the model. */
  readonly horizon: number;
  /** How often to draw; 200 when absent. */
  readonly draws?: number | undefined;
  readonly seed: number | string;
  /** Models that stand for what is known of the parameters; drawn from the fit when absent. */
  readonly models?: readonly Model[] | undefined;
  /** What a purchase of each row is worth; 1 when absent (the total is then of purchases). */
  readonly valuePerPurchase?: Float64Array | undefined;
}

/**
 * The total of a portfolio in the next `horizon`, with an interval that states parameter and process uncertainty.
 *
 * @param model - a model of purchases with its fit report
 * @param summary - the population, as columns; rows of weight above 1 are drawn as one customer times the weight
 * @param options - horizon, draws, seed, value of a purchase
 * @throws ClienteleError `invalid_model`, `invalid_summary`, `invalid_option`, `mismatched_units`
 * @example
 * const summary = { unit: "week" as const, frequency: Float64Array.of(0, 3, 1, 5, 0, 2), recency: Float64Array.of(0, 30, 9, 33, 0, 20), age: Float64Array.of(39, 38, 37, 36, 35, 34) };
 * const total = portfolioInterval(fitNbd(summary), summary, { horizon: 10, seed: "plan", draws: 50 });
 * total.total.low <= total.expected && total.expected <= total.total.high // => true
 */
export function portfolioInterval<Model extends PurchaseModel>(
  model: Model,
  summary: PurchaseColumns,
  options: PortfolioOptions<Model>,
): PortfolioInterval {
  const { draws = 200, horizon } = options;
  const level = levelOf(options);
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
    return { estimate: expected, low: quantileSorted(sorted, 0.5 - level / 2), high: quantileSorted(sorted, 0.5 + level / 2) };
  };
  return { expected, parameters: between(means), total: between(totals), draws, level };
}

/** The level of an interval, checked. */
export function levelOf({ level = 0.95 }: IntervalOptions): number {
  if (level > 0 && level < 1) return level;
  throw new ClienteleError("invalid_option", `level must be between 0 and 1, got ${String(level)}.`, {
    option: "level",
    value: level,
  });
}

function covarianceOf(model: EstimatedModel): { fit: FitReport; covariance: readonly number[] } {
  const { fit } = model;
  if (fit?.covariance === undefined || fit.covariance === null) {
    throw new ClienteleError("invalid_model", "Intervals need the covariance of a fit that has one; this model has none.", {
      kind: model.kind,
      problem: "covariance",
    });
  }
  return { fit, covariance: fit.covariance };
}

/** The model with the logarithms of its parameters, and its coefficients, moved. */
function shifted<Model extends EstimatedModel>(model: Model, shift: Float64Array): Model {
  const estimated = model.fit!.estimated;
  const moved = (name: string): number => shift[estimated.indexOf(name)] ?? 0;
  const parameters = Object.fromEntries(
    Object.entries(model.parameters).map(([name, value]: [string, number]) => [name, value * Math.exp(moved(name))]),
  );
  if (model.covariates === undefined) return { ...model, parameters };
  const covariates = Object.fromEntries(
    Object.entries(model.covariates).map(([parameter, effects]) => [
      parameter,
      Object.fromEntries(Object.entries(effects).map(([name, value]) => [name, value + moved(`${parameter}:${name}`)])),
    ]),
  );
  return { ...model, parameters, covariates };
}
