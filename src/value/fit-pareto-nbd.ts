import type { PurchaseColumns, TimeUnit } from "../models/index.js";
import type { Fitted } from "./clv-model.js";
import { compressSummary } from "./compress-summary.js";
import { type CovariateChoice, coefficientName, covariateEffects, covariateLikelihood, covariateTerms } from "./covariates.js";
import { type FitData, prepareFit, thinned } from "./fit-data.js";
import { type FitOptions, maximizeLikelihood } from "./maximize-likelihood.js";
import { paretoLikelihood, paretoRow } from "./pareto-likelihood.js";
import type { ParetoNbdModel, ParetoNbdParameters } from "./pareto-nbd.js";

/** Options of {@link fitParetoNbd}. */
export interface ParetoNbdFitOptions extends FitOptions {
  /** Static covariates: columns of the summary that shift α (purchase) and β (dropout). */
  readonly covariates?: CovariateChoice;
}

const PARAMETERS = ["r", "alpha", "s", "beta"] as const;
const STARTS = [
  [0.5, 0.25, 0.5, 0.25],
  [1, 0.5, 0.5, 1],
  [0.3, 0.1, 2, 4],
] as const;

/**
 * Fits Pareto/NBD by maximum likelihood. Rows that are alike are merged first.
 *
 * @param summary - frequency, recency and age of a population, as columns
 * @param options - start, penalty, covariates
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`, `missing_covariate`
 * @see Schmittlein, Morrison, Colombo (1987); Fader, Hardie (2005), A Note on Deriving the Pareto/NBD Model
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * fitParetoNbd(summary).kind // => "pareto-nbd"
 */
export function fitParetoNbd<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: ParetoNbdFitOptions = {},
): Fitted<ParetoNbdModel<Unit>> {
  const terms = covariateTerms(options.covariates, PARAMETERS, { purchase: [["alpha", -1]], dropout: [["beta", -1]] });
  const columns: PurchaseColumns<Unit> = terms.length === 0 ? compressSummary(summary) : summary;
  const data = prepareFit(columns, "pareto-nbd", false);
  const likelihoodOf = (rows: FitData) =>
    terms.length === 0
      ? paretoLikelihood(rows)
      : covariateLikelihood(rows, columns, PARAMETERS.length, terms, (logs, index, gradient) =>
          paretoRow(
            [Math.exp(logs[0]!), Math.exp(logs[1]!), Math.exp(logs[2]!), Math.exp(logs[3]!)],
            rows.frequency[index]!,
            rows.recency[index]!,
            rows.age[index]!,
            gradient,
          ),
        );
  const coarse = thinned(data, 400);
  const fit = maximizeLikelihood(
    {
      kind: "pareto-nbd",
      parameters: PARAMETERS,
      times: ["alpha", "beta"],
      coefficients: terms.map(coefficientName),
      logLikelihood: likelihoodOf(data),
      customers: data.customers,
      scale: data.scale,
      ...(coarse === null ? {} : { coarse: { logLikelihood: likelihoodOf(coarse), customers: coarse.customers } }),
      starts: STARTS,
      submodel: (parameter, end) =>
        (parameter === "s" && end === "low") || (parameter === "beta" && end === "high") ? "nbd" : undefined,
    },
    options,
  );
  return {
    kind: "pareto-nbd",
    version: 1,
    unit: summary.unit,
    parameters: fit.parameters as unknown as ParetoNbdParameters,
    ...(terms.length === 0 ? {} : { covariates: covariateEffects(terms, fit.coefficients) }),
    fit: fit.report,
  };
}
