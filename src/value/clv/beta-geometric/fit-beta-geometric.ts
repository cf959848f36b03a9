import { anInteger, type OptionKind, type OptionShape, optionsOf, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import { logGamma } from "../../../statistics/internal.js";
import { betaGeometricLikelihood, betaGeometricRow, type BetaGeometricVariant } from "./beta-geometric-likelihood.js";
import type { BgCnbdModel, CnbdParameters, MbgCnbdModel } from "./bg-cnbd.js";
import type { BetaGeometricParameters, BgNbdModel } from "./bg-nbd.js";
import type { Fitted } from "../model/clv-model.js";
import { COVARIATE_CHOICE, type CovariateChoice } from "../fit/covariates.js";
import { prepareFit, unfittable } from "../fit/fit-data.js";
import { type CovariateFamily, fitCovariateFamily, fitFamily, type ModelFamily } from "../fit/fit-family.js";
import type { LikelihoodFit } from "../fit/likelihood-problem.js";
import { type FitOptions, withFitOptions } from "../fit/maximize-likelihood.js";
import type { MbgNbdModel } from "./mbg-nbd.js";

/** Options of {@link fitBgNbd} and {@link fitMbgNbd}. */
export interface BetaGeometricFitOptions extends FitOptions {
  /** Static covariates: columns of the summary that shift α (purchase) and a and b (dropout). */
  readonly covariates?: CovariateChoice | undefined;
}

/** Options of {@link fitBgCnbd} and {@link fitMbgCnbd}. */
export interface CnbdFitOptions extends FitOptions {
  /** The regularity. Defaults to the k from 1 to `maxK` with the highest likelihood. */
  readonly k?: number | undefined;
  /** Largest regularity to try. Defaults to 6. */
  readonly maxK?: number | undefined;
}

const OPTIONS: OptionShape<BetaGeometricFitOptions> = /* @__PURE__ */ withFitOptions({
  covariates: /* @__PURE__ */ optionsOf(COVARIATE_CHOICE),
});

const aRegularity: OptionKind = /* @__PURE__ */ anInteger({ min: 1, max: 50 });
const CNBD_OPTIONS: OptionShape<CnbdFitOptions> = /* @__PURE__ */ withFitOptions({ k: aRegularity, maxK: aRegularity });

const PARAMETERS = ["r", "alpha", "a", "b"] as const;
const STARTS = [
  [0.5, 0.25, 0.8, 2],
  [2, 0.5, 0.3, 1],
  [0.2, 0.05, 2, 8],
] as const;

/**
 * Fits BG/NBD by maximum likelihood.
 *
 * @param summary - frequency, recency and age of a population, as columns; compress a large one first
 * @param options - start, penalty, covariates
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`, `missing_covariate`
 * @see Fader, Hardie, Lee (2005), section 5; Fader, Hardie (2007), Incorporating time-invariant covariates
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * const model = fitBgNbd(summary);
 * model.kind // => "bg-nbd"
 * model.fit.converged // => true
 */
export function fitBgNbd<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: BetaGeometricFitOptions = {},
): Fitted<BgNbdModel<Unit>> {
  return { kind: "bg-nbd", ...fitPoisson("bg-nbd", summary, 0, options) };
}

/**
 * Fits MBG/NBD by maximum likelihood.
 *
 * @param summary - frequency, recency and age of a population, as columns
 * @param options - start, penalty, covariates
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`, `missing_covariate`
 * @see Batislam, Denizel, Filiztekin (2007)
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * fitMbgNbd(summary).fit.customers // => 8
 */
export function fitMbgNbd<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: BetaGeometricFitOptions = {},
): Fitted<MbgNbdModel<Unit>> {
  return { kind: "mbg-nbd", ...fitPoisson("mbg-nbd", summary, 1, options) };
}

/**
 * Fits BG/CNBD-k by maximum likelihood. Without `k`, it also chooses the regularity.
 *
 * @param summary - frequency, recency and age of a population, and `logGaps` when k may be above 1
 * @param options - k or maxK; start, penalty
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Platzer, Reutterer (2016)
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * fitBgCnbd(summary, { k: 1 }).parameters.k // => 1
 */
export function fitBgCnbd<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: CnbdFitOptions = {},
): Fitted<BgCnbdModel<Unit>> {
  return { kind: "bg-cnbd", ...fitErlang("bg-cnbd", summary, 0, options) };
}

/**
 * Fits MBG/CNBD-k by maximum likelihood. Without `k`, it also chooses the regularity.
 *
 * @param summary - frequency, recency and age of a population, and `logGaps` when k may be above 1
 * @param options - k or maxK; start, penalty
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Platzer, Reutterer (2016)
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * fitMbgCnbd(summary, { k: 1 }).kind // => "mbg-cnbd"
 */
export function fitMbgCnbd<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: CnbdFitOptions = {},
): Fitted<MbgCnbdModel<Unit>> {
  return { kind: "mbg-cnbd", ...fitErlang("mbg-cnbd", summary, 1, options) };
}

function fitPoisson<Unit extends TimeUnit>(
  kind: string,
  summary: PurchaseColumns<Unit>,
  first: 0 | 1,
  options: BetaGeometricFitOptions,
): Omit<Fitted<BgNbdModel<Unit>>, "kind"> {
  requireOptions(options, OPTIONS);
  const variant = { first, k: 1 } as const;
  const family: CovariateFamily = {
    ...familyOf(kind, variant),
    targets: {
      purchase: [["alpha", -1]],
      dropout: [
        ["a", 1],
        ["b", 1],
      ],
    },
    row: (parameters, frequency, recency, age, gradient) =>
      betaGeometricRow(parameters, variant, frequency, recency, age, gradient),
  };
  const { parameters, ...rest } = fitCovariateFamily(family, summary, options);
  return { version: 1, unit: summary.unit, parameters: parameters as unknown as BetaGeometricParameters, ...rest };
}

function fitErlang<Unit extends TimeUnit>(
  kind: string,
  summary: PurchaseColumns<Unit>,
  first: 0 | 1,
  options: CnbdFitOptions,
): Omit<Fitted<BgCnbdModel<Unit>>, "kind"> {
  const { k, maxK = 6 } = requireOptions(options, CNBD_OPTIONS);
  const data = prepareFit(summary, kind);
  const candidates = k === undefined ? Array.from({ length: maxK }, (_, index) => index + 1) : [k];
  if (candidates.some((candidate) => candidate > 1) && data.logGaps === null) {
    throw unfittable(kind, "k above 1 needs the column `logGaps` (the sum of the logarithms of the gaps between purchases)");
  }
  let best: { k: number; fit: LikelihoodFit } | null = null;
  for (const candidate of candidates) {
    const variant: BetaGeometricVariant = { first, k: candidate };
    // (k − 1) Σ ln gap − Σ x · ln (k − 1)!
    const regularity = candidate === 1 ? 0 : (candidate - 1) * data.logGaps! - data.purchases * logGamma(candidate);
    const fit = fitFamily(familyOf(kind, variant), data, options);
    const report = { ...fit.report, logLikelihood: fit.report.logLikelihood + regularity };
    if (best === null || report.logLikelihood > best.fit.report.logLikelihood) best = { k: candidate, fit: { ...fit, report } };
    // the likelihood has one peak in k
    else if (k === undefined && candidate > best.k + 1) break;
  }
  const found = best as { k: number; fit: LikelihoodFit };
  return {
    version: 1,
    unit: summary.unit,
    parameters: { k: found.k, ...found.fit.parameters } as unknown as CnbdParameters,
    fit: found.fit.report,
  };
}

function familyOf(kind: string, variant: BetaGeometricVariant): ModelFamily {
  return {
    kind,
    parameters: PARAMETERS,
    times: ["alpha"],
    starts: STARTS,
    coarseRows: 300,
    likelihood: (rows) => betaGeometricLikelihood(rows, variant),
    submodel: (parameter, end) =>
      (parameter === "a" && end === "low") || (parameter === "b" && end === "high") ? "nbd" : undefined,
  };
}
