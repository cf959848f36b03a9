import type { PurchaseColumns } from "../../../models/index.js";
import type { CovariateEffects, FitReport } from "../model/clv-model.js";
import { type CovariateChoice, coefficientName, covariateEffects, covariateLikelihood, covariateTerms } from "./covariates.js";
import { type FitData, prepareFit, thinned } from "./fit-data.js";
import type { LikelihoodFit, LikelihoodProblem, LogLikelihood } from "./likelihood-problem.js";
import { type FitOptions, maximizeLikelihood } from "./maximize-likelihood.js";

/** Properties of a purchase model that a fit needs. */
export interface ModelFamily extends Pick<LikelihoodProblem, "kind" | "parameters" | "times" | "starts" | "submodel"> {
  /** Approximate number of rows that show the neighborhood of the optimum. */
  readonly coarseRows: number;
  readonly likelihood: (rows: FitData) => LogLikelihood;
}

/** Family of models whose parameters may differ from customer to customer. */
export interface CovariateFamily extends ModelFamily {
  /** Parameters that covariates of purchase and of dropout shift, with the direction. */
  readonly targets: Parameters<typeof covariateTerms>[2];
  /** Returns the log-likelihood of one row, and writes its derivatives by the logarithms of the parameters. */
  readonly row: (
    parameters: [number, number, number, number],
    frequency: number,
    recency: number,
    age: number,
    gradient: Float64Array,
  ) => number;
}

/** Fits a family without covariates to prepared data. */
export function fitFamily(family: ModelFamily, data: FitData, options: FitOptions): LikelihoodFit {
  return maximizeOn(family, data, family.likelihood, options, []);
}

/** Fits a family with or without static covariates. */
export function fitCovariateFamily(
  family: CovariateFamily,
  columns: PurchaseColumns,
  options: FitOptions & { readonly covariates?: CovariateChoice | undefined },
): { readonly parameters: LikelihoodFit["parameters"]; readonly covariates?: CovariateEffects; readonly fit: FitReport } {
  const terms = covariateTerms(options.covariates, family.parameters, family.targets);
  const data = prepareFit(columns, family.kind, options.covariates === undefined);
  const likelihoodOf = (rows: FitData): LogLikelihood =>
    terms.length === 0
      ? family.likelihood(rows)
      : covariateLikelihood(rows, columns, family.parameters.length, terms, (logs, index, gradient) =>
          family.row(
            [Math.exp(logs[0]!), Math.exp(logs[1]!), Math.exp(logs[2]!), Math.exp(logs[3]!)],
            rows.frequency[index]!,
            rows.recency[index]!,
            rows.age[index]!,
            gradient,
          ),
        );
  const { parameters, coefficients, report } = maximizeOn(family, data, likelihoodOf, options, terms.map(coefficientName));
  return { parameters, ...(terms.length > 0 && { covariates: covariateEffects(terms, coefficients) }), fit: report };
}

function maximizeOn(
  family: ModelFamily,
  data: FitData,
  likelihoodOf: (rows: FitData) => LogLikelihood,
  options: FitOptions,
  coefficients: readonly string[],
): LikelihoodFit {
  const { kind, parameters, times, starts, submodel } = family;
  const coarse = thinned(data, family.coarseRows);
  return maximizeLikelihood(
    {
      kind,
      parameters,
      times,
      coefficients,
      starts,
      ...(submodel !== undefined && { submodel }),
      logLikelihood: likelihoodOf(data),
      customers: data.customers,
      scale: data.scale,
      ...(coarse !== null && { coarse: { logLikelihood: likelihoodOf(coarse), customers: coarse.customers } }),
    },
    options,
  );
}
