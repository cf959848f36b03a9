import { type OptionShape, optionsOf, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import type { Fitted } from "../model/clv-model.js";
import { compressSummary } from "../../summary/compress-summary.js";
import { COVARIATE_CHOICE, type CovariateChoice } from "../fit/covariates.js";
import { type CovariateFamily, fitCovariateFamily } from "../fit/fit-family.js";
import { type FitOptions, withFitOptions } from "../fit/maximize-likelihood.js";
import { paretoLikelihood, paretoRow } from "./pareto-likelihood.js";
import type { ParetoNbdModel, ParetoNbdParameters } from "./pareto-nbd.js";

/** Options of {@link fitParetoNbd}. */
export interface ParetoNbdFitOptions extends FitOptions {
  /** Static covariates: columns of the summary that shift α (purchase) and β (dropout). */
  readonly covariates?: CovariateChoice | undefined;
}

const OPTIONS: OptionShape<ParetoNbdFitOptions> = /* @__PURE__ */ withFitOptions({
  covariates: /* @__PURE__ */ optionsOf(COVARIATE_CHOICE),
});

const FAMILY: CovariateFamily = {
  kind: "pareto-nbd",
  parameters: ["r", "alpha", "s", "beta"],
  times: ["alpha", "beta"],
  starts: [
    [0.5, 0.25, 0.5, 0.25],
    [1, 0.5, 0.5, 1],
    [0.3, 0.1, 2, 4],
  ],
  coarseRows: 400,
  likelihood: paretoLikelihood,
  submodel: (parameter, end) =>
    (parameter === "s" && end === "low") || (parameter === "beta" && end === "high") ? "nbd" : undefined,
  targets: { purchase: [["alpha", -1]], dropout: [["beta", -1]] },
  row: paretoRow,
};

/**
 * Fits Pareto/NBD by maximum likelihood. Equal rows are merged first.
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
  requireOptions(options, OPTIONS);
  // rows that differ only in covariates must not merge
  const columns: PurchaseColumns<Unit> = options.covariates === undefined ? compressSummary(summary) : summary;
  const { parameters, ...rest } = fitCovariateFamily(FAMILY, columns, options);
  return {
    kind: "pareto-nbd",
    version: 1,
    unit: summary.unit,
    parameters: parameters as unknown as ParetoNbdParameters,
    ...rest,
  };
}
