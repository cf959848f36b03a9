import { type Interval, type LevelOptions, levelOf } from "../descriptive/count-intervals.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { chiSquareTail } from "../special/chi-square.js";
import { normalQuantile } from "../special/normal.js";
import type { Covariates } from "./cox-design.js";
import type { SurvivalCurve } from "./survival-curve.js";

/** Fitted Cox regression, as plain JSON. */
export interface CoxModel {
  readonly kind: "cox";
  readonly version: 1;
  /** Unit of the times. */
  readonly unit: string;
  readonly ties: "efron" | "breslow";
  /** Names of the covariates, in the order of the fit. */
  readonly covariates: readonly string[];
  /** Log hazard ratio for one unit more, by name. */
  readonly coefficients: Readonly<Record<string, number>>;
  /** Means of the covariates: a customer with average covariates has the baseline hazard. */
  readonly centers: Readonly<Record<string, number>>;
  /** Cumulative hazard of a customer with average covariates, from each time on. */
  readonly baseline: { readonly times: readonly number[]; readonly cumulativeHazard: readonly number[] };
  readonly fit: CoxFit;
}

/** Report of a Cox fit. */
export interface CoxFit {
  /** Log partial likelihood. */
  readonly logLikelihood: number;
  /** Log partial likelihood with all coefficients 0. */
  readonly nullLogLikelihood: number;
  readonly standardErrors: Readonly<Record<string, number>>;
  /** Share of comparable pairs in which the customer with the higher hazard left first; ties count half. */
  readonly concordance: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** Rows that were under observation. */
  readonly rows: number;
  /** Rows with an event. */
  readonly events: number;
}

/** Effect of one covariate on the hazard: e^coefficient, the factor for one unit more, with its interval. */
export interface HazardRatio extends Interval {
  readonly covariate: string;
  /** Wald test of a ratio of 1 (no effect), two-sided. */
  readonly pValue: number;
}

/**
 * Returns the hazard ratios of a Cox model with their intervals, in the order of its covariates.
 *
 * @param model - from `fitCox`
 * @param options - level of the intervals
 * @throws ClienteleError `invalid_option`
 * @example
 * const model = fitCox({ time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] }, { late: [0, 1, 1, 0, 0, 0] });
 * hazardRatios(model)[0].covariate // => "late"
 */
export function hazardRatios(model: CoxModel, options: LevelOptions = {}): HazardRatio[] {
  const level = levelOf(options);
  const critical = normalQuantile((1 + level) / 2);
  return model.covariates.map((covariate) => {
    const coefficient = model.coefficients[covariate]!;
    const error = model.fit.standardErrors[covariate]!;
    return {
      covariate,
      estimate: Math.exp(coefficient),
      lower: Math.exp(coefficient - critical * error),
      upper: Math.exp(coefficient + critical * error),
      level,
      pValue: chiSquareTail((coefficient / error) ** 2, 1),
    };
  });
}

/**
 * Returns the hazard of each row relative to the baseline, e^{β(x − center)}: 1 for a customer with average covariates.
 *
 * @param model - from `fitCox`
 * @param covariates - one column per covariate of the model
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
    if (column === undefined) throw outsideDomain(`covariates.${name}`, column, "an array of numbers");
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
 * Returns the survival curve of one new customer under a Cox model. For an existing customer, pass it to
 * `conditionalSurvival`.
 *
 * @param model - from `fitCox`
 * @param row - covariates of the customer, by name
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
