import type { Interval } from "../descriptive/count-intervals.js";
import { outsideDomain, requireOpenProbability } from "../domain.js";
import { normalCdf, normalQuantile } from "../special/normal.js";
import type { FittedLogisticRegression } from "./logistic-model.js";

/** One coefficient with what the data say about it. */
export interface Coefficient<Name extends string = string> {
  readonly feature: Name | "(intercept)";
  readonly estimate: number;
  readonly standardError: number;
  /** Estimate over standard error. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
  /** The factor by which the odds change for one more of the feature, with its interval. */
  readonly oddsRatio: Interval;
}

/**
 * The coefficients of a logistic regression with standard errors, Wald tests and odds ratios (优势比), the intercept first.
 *
 * @param model - fitted without a penalty
 * @param options - `level` of the intervals, .95 unless told
 * @throws ClienteleError `outside_domain` for a model without standard errors
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * coefficientTable(model)[1]?.oddsRatio.estimate // => 1.8114
 */
export function coefficientTable<Name extends string>(
  model: FittedLogisticRegression<Name>,
  options: { readonly level?: number | undefined } = {},
): Coefficient<Name>[] {
  const { level = 0.95 } = options;
  requireOpenProbability("level", level);
  const errors = model.fit.standardErrors;
  if (errors === undefined)
    throw outsideDomain("model", "one fitted with a penalty", "fitted without a penalty, to have standard errors");
  const width = normalQuantile((1 + level) / 2);
  const told = (feature: Name | "(intercept)", estimate: number, standardError: number): Coefficient<Name> => ({
    feature,
    estimate,
    standardError,
    z: estimate / standardError,
    p: 2 * normalCdf(-Math.abs(estimate / standardError)),
    oddsRatio: {
      estimate: Math.exp(estimate),
      lower: Math.exp(estimate - width * standardError),
      upper: Math.exp(estimate + width * standardError),
    },
  });
  const named = Object.entries(errors.coefficients) as [Name, number][];
  return [
    told("(intercept)", model.intercept, errors.intercept),
    ...named.map(([name, error]) => told(name, model.coefficients[name], error)),
  ];
}
