import type { SurvivalCurve } from "../../models/index.js";
import { chiSquareTail } from "../special/chi-square.js";
import type { Covariates } from "./cox-design.js";
import { outsideDomain, requireOpenProbability } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { normalQuantile } from "../special/normal.js";

/** A fitted Cox regression: plain JSON. */
export interface CoxModel {
  readonly kind: "cox";
  readonly version: 1;
  /** Unit of the times. */
  readonly unit: string;
  readonly ties: "efron" | "breslow";
  /** Names of the covariates, in the order of the fit. */
  readonly covariates: readonly string[];
  /** Log hazard ratio of one unit more, by name. */
  readonly coefficients: Readonly<Record<string, number>>;
  /** Means of the covariates: who has them all has the baseline hazard. */
  readonly centers: Readonly<Record<string, number>>;
  /** Cumulative hazard at the centers, from each time on. */
  readonly baseline: { readonly times: readonly number[]; readonly cumulativeHazard: readonly number[] };
  readonly fit: CoxFit;
}

/** How the fit went. */
export interface CoxFit {
  /** Log partial likelihood. */
  readonly logLikelihood: number;
  /** The same with all coefficients 0. */
  readonly nullLogLikelihood: number;
  readonly standardErrors: Readonly<Record<string, number>>;
  /** Share of comparable pairs in which the one with the higher hazard left first, ties counted half. */
  readonly concordance: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** Rows that were under observation. */
  readonly rows: number;
  /** Rows with an event. */
  readonly events: number;
}

/** What one covariate does to the hazard. */
export interface HazardRatio {
  readonly covariate: string;
  /** e^coefficient: by how much the hazard is multiplied for one unit more. */
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
  /** Chance of a ratio as far from 1 where the covariate does nothing (Wald). */
  readonly pValue: number;
}

/**
 * The hazard ratios of a model with their intervals, in the order of its covariates.
 *
 * @param options - `level`: coverage of the intervals, .95
 * @throws ClienteleError `outside_domain` for a level that is no probability
 * @example
 * const model = fitCox({ time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] }, { late: [0, 1, 1, 0, 0, 0] });
 * hazardRatios(model)[0].covariate // => "late"
 */
export function hazardRatios(model: CoxModel, options: { readonly level?: number | undefined } = {}): HazardRatio[] {
  const { level = 0.95 } = options;
  requireOpenProbability("level", level);
  const critical = normalQuantile((1 + level) / 2);
  return model.covariates.map((covariate) => {
    const coefficient = model.coefficients[covariate]!;
    const error = model.fit.standardErrors[covariate]!;
    return {
      covariate,
      ratio: Math.exp(coefficient),
      lower: Math.exp(coefficient - critical * error),
      upper: Math.exp(coefficient + critical * error),
      pValue: chiSquareTail((coefficient / error) ** 2, 1),
    };
  });
}

/**
 * The hazard of each row relative to the baseline: e^{β(x − center)}; 1 for a customer with average covariates.
 *
 * @param model - fitted by `fitCox`
 * @param covariates - a column for each covariate of the model
 * @throws ClienteleError `outside_domain` for a missing column or a number that is not finite, `mismatched_dimensions`
 * @example
 * const model = fitCox({ time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] }, { late: [0, 1, 1, 0, 0, 0] });
 * relativeHazards(model, { late: [1 / 3] })[0] // => 1
 */
export function relativeHazards(model: CoxModel, covariates: Covariates): Float64Array {
  const rows = covariates[model.covariates[0]!]?.length ?? 0;
  const predictor = new Float64Array(rows);
  for (const name of model.covariates) {
    const column = covariates[name];
    if (column === undefined) throw outsideDomain(`covariates.${name}`, column, "a column");
    requireLength(column, rows);
    const [coefficient, center] = [model.coefficients[name]!, model.centers[name]!];
    for (let row = 0; row < rows; row++) {
      if (!Number.isFinite(column[row])) throw outsideDomain(`covariates.${name}[${row}]`, column[row], "a finite number");
      predictor[row]! += coefficient * (column[row]! - center);
    }
  }
  return predictor.map(Math.exp);
}

/**
 * The survival curve of one customer under a Cox model. From today on, take `conditionalSurvival` of it.
 *
 * @param row - the customer's covariates by name
 * @throws ClienteleError `outside_domain` for a missing covariate or a number that is not finite
 * @example
 * const model = fitCox({ time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] }, { late: [0, 1, 1, 0, 0, 0] });
 * coxSurvival(model, { late: 0 }).survival.length // => 5
 */
export function coxSurvival(model: CoxModel, row: Readonly<Record<string, number>>): SurvivalCurve {
  const covariates = Object.fromEntries(model.covariates.map((name) => [name, [row[name] ?? Number.NaN]]));
  const hazard = relativeHazards(model, covariates)[0]!;
  const { times, cumulativeHazard } = model.baseline;
  return {
    times: Float64Array.from(times),
    survival: Float64Array.from(cumulativeHazard, (baseline) => Math.exp(-baseline * hazard)),
    unit: model.unit,
  };
}
