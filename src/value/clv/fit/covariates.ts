import { ClienteleError } from "../../../kernel/index.js";
import { aText, listOf, type OptionShape } from "../../../kernel/internal.js";
import type { PurchaseColumns } from "../../../models/index.js";
import type { CovariateEffects } from "../model/clv-model.js";
import type { FitData } from "./fit-data.js";
import type { LogLikelihood } from "./likelihood-problem.js";

/** Names of the covariate columns of a model, by their effect. */
export interface CovariateChoice {
  /** Columns that change the purchase rate: a positive coefficient means more purchases. */
  readonly purchase?: readonly string[] | undefined;
  /** Columns that change the dropout: a positive coefficient means that customers leave sooner. */
  readonly dropout?: readonly string[] | undefined;
}

/** Kinds of the options of a {@link CovariateChoice}. */
export const COVARIATE_CHOICE: OptionShape<CovariateChoice> = {
  purchase: /* @__PURE__ */ listOf(aText),
  dropout: /* @__PURE__ */ listOf(aText),
};

/** Coefficient of a column that shifts the logarithm of a parameter in a direction. */
export interface CovariateTerm {
  readonly parameter: string;
  readonly covariate: string;
  readonly sign: 1 | -1;
  readonly index: number;
}

/** Returns the coefficients of a choice. `targets` name the parameters that each effect shifts, and the direction. */
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
 * Returns the log-likelihood of a model whose parameters are shifted row by row by covariates.
 *
 * @param row - returns the log-likelihood of a row from its log-parameters, and writes the derivatives by them
 * @throws ClienteleError `missing_covariate` when a column is missing or does not have a finite number in every row
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
      throw new ClienteleError(
        "missing_covariate",
        `The covariate "${covariate}" must have a finite number in every row, got ${String(value)} in row ${source}.`,
        { covariate },
      );
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

/** Returns the effects that a model stores, from the fitted coefficients. */
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

/** Name of a coefficient in the fit report. */
export function coefficientName(term: CovariateTerm): string {
  return `${term.parameter}:${term.covariate}`;
}
