import { ClienteleError, type Random, seededRandom } from "../../../kernel/index.js";
import { anInteger, aSeed, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { cholesky } from "../../../statistics/internal.js";
import type { FitReport } from "../model/clv-model.js";
import type { PurchaseModel } from "./clv-scores.js";
import { normalVariate } from "./random-variates.js";
import { simulateCustomers } from "./simulate-customers.js";

/** Model of any kind with its fit report. */
export interface EstimatedModel {
  readonly kind: string;
  readonly parameters: object;
  readonly covariates?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly fit?: FitReport;
}

/** Options of {@link bootstrapModels}. */
export interface DrawOptions {
  /** Number of models. */
  readonly draws: number;
  readonly seed: number | string;
}

const DRAWS: OptionShape<DrawOptions> = { draws: /* @__PURE__ */ anInteger({ min: 0, max: 1_000_000 }), seed: aSeed };

/**
 * Draws models from the distribution of the parameters: normal on the logarithmic scale around the fit.
 *
 * @param model - a model with its fit report
 * @param options - number of draws, seed
 * @throws ClienteleError `invalid_model` without a covariance
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * sampleModels(model, { draws: 3, seed: 1 }).length // => 3
 */
export function sampleModels<Model extends EstimatedModel>(model: Model, options: DrawOptions): Model[] {
  const { draws, seed } = requireOptions(options, DRAWS, { mandatory: ["draws", "seed"] });
  const draw = modelSampler(model);
  const random = seededRandom(seed);
  return Array.from({ length: draws }, () => draw(random));
}

/** Returns a function that draws models from the distribution of the parameters. */
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
 * Returns models by parametric bootstrap: simulates the population under the model, with the same ages, and fits the model to each
 * simulation. It is slower than drawing from the covariance of the fit, and valid where the likelihood is far from a parabola.
 *
 * @param model - a purchase model
 * @param summary - the population that the model was fitted to; a row of weight w is simulated w times
 * @param fit - the fit to repeat, such as `fitBgNbd`
 * @param options - number of simulations, seed
 * @returns the fitted models, without those of simulations that cannot be fitted
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
  options: DrawOptions,
): Model[] {
  const { draws, seed } = requireOptions(options, DRAWS, { mandatory: ["draws", "seed"] });
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
  for (let draw = 0; draw < draws; draw++) {
    const simulated = simulateCustomers(model, {
      customers: rows.length,
      age,
      seed: `${seed} ${draw}`,
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

/**
 * Returns the covariance of a fit.
 *
 * @throws ClienteleError `invalid_model`
 */
export function covarianceOf(model: EstimatedModel): { fit: FitReport; covariance: readonly number[] } {
  const { fit } = model;
  if (fit?.covariance === undefined || fit.covariance === null) {
    throw new ClienteleError(
      "invalid_model",
      "The model must have a fit with a covariance. Pass the model that the fit returned.",
      {
        kind: model.kind,
        problem: "covariance",
      },
    );
  }
  return { fit, covariance: fit.covariance };
}

/** Returns the model with the logarithms of its parameters, and its coefficients, shifted. */
export function shifted<Model extends EstimatedModel>(model: Model, shift: Float64Array): Model {
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
