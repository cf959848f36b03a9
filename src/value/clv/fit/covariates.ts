import { ClienteleError } from "../../../kernel/index.js";
import type { PurchaseColumns } from "../../../models/index.js";
import type { CovariateEffects } from "../model/clv-model.js";
import type { FitData } from "./fit-data.js";
import type { LogLikelihood } from "./maximize-likelihood.js";

/** Names of covariate columns by what they act on. */
export interface CovariateChoice {
  /** Columns that make a customer buy more (a positive coefficient) or less often. */
  readonly purchase?: readonly string[];
  /** Columns that make a customer leave sooner (a positive coefficient) or later. */
  readonly dropout?: readonly string[];
}

/** One coefficient: which column shifts the logarithm of which parameter, and in which direction. */
export interface CovariateTerm {
  readonly parameter: string;
  readonly covariate: string;
  readonly sign: 1 | -1;
  readonly index: number;
}

/** Coefficients of a choice; `targets` say which parameters each side shifts, and in which direction. */
export function covariateTerms(
  choice: CovariateChoice | undefined,
  parameters: readonly string[],
  targets: { readonly purchase: readonly [string, 1 | -1][]; readonly dropout: readonly [string, 1 | -1][] },
): CovariateTerm[] {
  const terms: CovariateTerm[] = [];
  for (const side of ["purchase", "dropout"] as const) {
    for (const [parameter, sign] of targets[side]) {
      for (const covariate of choice?.[side] ?? [])
        terms.push({ parameter, covariate, sign, index: parameters.indexOf(parameter) });
    }
  }
  return terms;
}

/**
 * The log-likelihood when covariates shift the logarithms of parameters row by row.
 *
 * @param row - log-likelihood of a row given its own log-parameters; writes the derivatives by them
 * @throws ClienteleError `missing_covariate` when a column is absent or holds what is no number
 */
export function covariateLikelihood(
  data: FitData,
  columns: PurchaseColumns,
  parameters: number,
  terms: readonly CovariateTerm[],
  row: (logs: Float64Array, index: number, gradient: Float64Array) => number,
): LogLikelihood {
  const values = terms.map(({ covariate }) => {
    const column = columns.covariates?.[covariate];
    return Float64Array.from(data.source, (source) => {
      const value = column?.[source];
      if (value !== undefined && Number.isFinite(value)) return value;
      throw new ClienteleError("missing_covariate", `Column "${covariate}" has no number in row ${source}.`, { covariate });
    });
  });
  const own = new Float64Array(parameters);
  const ownGradient = new Float64Array(parameters);
  return (logs, gradient) => {
    gradient.fill(0);
    let total = 0;
    for (let index = 0; index < data.rows; index++) {
      for (let parameter = 0; parameter < parameters; parameter++) own[parameter] = logs[parameter]!;
      terms.forEach((term, position) => {
        own[term.index]! += term.sign * logs[parameters + position]! * values[position]![index]!;
      });
      const weight = data.weight[index]!;
      total += weight * row(own, index, ownGradient);
      for (let parameter = 0; parameter < parameters; parameter++) gradient[parameter]! += weight * ownGradient[parameter]!;
      terms.forEach((term, position) => {
        gradient[parameters + position]! += weight * term.sign * values[position]![index]! * ownGradient[term.index]!;
      });
    }
    return total;
  };
}

/** The effects that a model stores, from fitted coefficients. */
export function covariateEffects(
  terms: readonly CovariateTerm[],
  coefficients: Readonly<Record<string, number>>,
): CovariateEffects {
  const effects: Record<string, Record<string, number>> = {};
  for (const term of terms) {
    effects[term.parameter] ??= {};
    effects[term.parameter]![term.covariate] = coefficients[coefficientName(term)]!;
  }
  return effects;
}

/** How the report calls a coefficient. */
export function coefficientName(term: CovariateTerm): string {
  return `${term.parameter}:${term.covariate}`;
}
