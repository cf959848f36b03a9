import { type Interval, type LevelOptions, levelOf } from "../descriptive/count-intervals.js";
import { outsideDomain } from "../domain.js";
import { normalCdf, normalQuantile } from "../special/normal.js";
import type { FittedLogisticRegression } from "./logistic-model.js";

/** Coefficient of a logistic regression with its standard error and Wald test. */
export interface Coefficient<Name extends string = string> {
  readonly feature: Name | "(intercept)";
  readonly estimate: number;
  readonly standardError: number;
  /** Estimate divided by its standard error. */
  readonly z: number;
  /** Wald test of a coefficient of 0, two-sided. */
  readonly pValue: number;
  /** Factor of the odds for one unit more of the feature, with its interval. */
  readonly oddsRatio: Interval;
}

/**
 * Returns the coefficients of a logistic regression with standard errors, Wald tests and odds ratios (优势比), the intercept first.
 *
 * @param model - fitted without a penalty
 * @param options - level of the intervals
 * @throws ClienteleError `outside_domain` for a model without standard errors; `invalid_option`
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * coefficientTable(model)[1]?.oddsRatio.estimate // => 1.8114
 */
export function coefficientTable<Name extends string>(
  model: FittedLogisticRegression<Name>,
  options: LevelOptions = {},
): Coefficient<Name>[] {
  const level = levelOf(options);
  const errors = model.fit.standardErrors;
  if (errors === undefined)
    throw outsideDomain("model", "one with a penalty", "a model fitted without a penalty: only that has standard errors");
  const width = normalQuantile((1 + level) / 2);
  const described = (feature: Name | "(intercept)", estimate: number, standardError: number): Coefficient<Name> => ({
    feature,
    estimate,
    standardError,
    z: estimate / standardError,
    pValue: 2 * normalCdf(-Math.abs(estimate / standardError)),
    oddsRatio: {
      estimate: Math.exp(estimate),
      lower: Math.exp(estimate - width * standardError),
      upper: Math.exp(estimate + width * standardError),
      level,
    },
  });
  const named = Object.entries(errors.coefficients) as [Name, number][];
  return [
    described("(intercept)", model.intercept, errors.intercept),
    ...named.map(([name, error]) => described(name, model.coefficients[name], error)),
  ];
}
