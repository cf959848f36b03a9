import { isClienteleError, type LocalizedText } from "../../../kernel/index.js";
import { type OptionShape, optionsOf, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import { chiSquareTail } from "../../../statistics/internal.js";
import type { Fitted } from "../model/clv-model.js";
import type { PurchaseModel } from "./clv-scores.js";
import { evaluateHoldout, HOLDOUT, type HoldoutData, type HoldoutEvaluation } from "./evaluate-holdout.js";
import { unfittable } from "../fit/fit-data.js";
import { fitBgNbd, fitMbgCnbd, fitMbgNbd } from "../beta-geometric/fit-beta-geometric.js";
import { fitNbd } from "../nbd/fit-nbd.js";
import { fitParetoNbd } from "../pareto-nbd/fit-pareto-nbd.js";

/** Fitted model with its criteria. */
export interface ModelCandidate<Unit extends TimeUnit = TimeUnit> {
  readonly model: Fitted<PurchaseModel & { readonly unit: Unit }>;
  /** Akaike information criterion, 2k − 2 ln L. */
  readonly aic: number;
  /** Bayesian information criterion, k ln n − 2 ln L. */
  readonly bic: number;
  readonly holdout?: HoldoutEvaluation;
}

/** Candidates from best to worst, with the reason of the choice. */
export interface ModelSelection<Unit extends TimeUnit = TimeUnit> {
  readonly chosen: ModelCandidate<Unit>;
  readonly candidates: readonly ModelCandidate<Unit>[];
  /** Basis of the choice: the holdout or the information criterion. */
  readonly by: "holdout" | "bic";
  /** Models that could not be fitted, with the reason. */
  readonly failed: readonly { readonly kind: string; readonly reason: string }[];
  readonly words: LocalizedText;
}

/** Options of {@link selectClvModel}. */
export interface SelectOptions {
  /** Purchases after the calibration. With them, the choice is by holdout. */
  readonly holdout?: HoldoutData | undefined;
}

const OPTIONS: OptionShape<SelectOptions> = { holdout: /* @__PURE__ */ optionsOf(HOLDOUT) };

/**
 * Fits NBD, BG/NBD, MBG/NBD, Pareto/NBD and, with `logGaps`, MBG/CNBD-k to one calibration, and compares them: by the mean absolute
 * error per customer in a holdout, or by BIC without one. All are likelihoods of the same purchase times, so that the criteria are
 * comparable.
 *
 * @param summary - the calibration, as columns
 * @param options - holdout
 * @throws ClienteleError `unfittable_data` when no model can be fitted; `invalid_summary`
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0, 3, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0, 12, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36, 34, 37),
 * };
 * selectClvModel(summary).by // => "bic"
 */
export function selectClvModel<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: SelectOptions = {},
): ModelSelection<Unit> {
  const { holdout } = requireOptions(options, OPTIONS);
  const fits: Readonly<Record<string, () => Fitted<PurchaseModel & { readonly unit: Unit }>>> = {
    nbd: () => fitNbd(summary),
    "bg-nbd": () => fitBgNbd(summary),
    "mbg-nbd": () => fitMbgNbd(summary),
    "pareto-nbd": () => fitParetoNbd(summary),
    ...(summary.logGaps === undefined ? {} : { "mbg-cnbd": () => fitMbgCnbd(summary) }),
  };
  const candidates: ModelCandidate<Unit>[] = [];
  const failed: { kind: string; reason: string }[] = [];
  for (const [kind, fit] of Object.entries(fits)) {
    try {
      const model = fit();
      const parameters = Object.keys(model.parameters).length;
      const deviance = -2 * model.fit.logLikelihood;
      candidates.push({
        model,
        aic: deviance + 2 * parameters,
        bic: deviance + parameters * Math.log(model.fit.customers),
        ...(holdout !== undefined && { holdout: evaluateHoldout(model, summary, holdout) }),
      });
    } catch (error) {
      if (!isClienteleError(error, "unfittable_data")) throw error;
      failed.push({ kind, reason: error.details.reason });
    }
  }
  if (candidates.length === 0)
    throw unfittable("purchase-model", failed[0]?.reason ?? "there is no customer", "A purchase model");
  const by = holdout === undefined ? "bic" : "holdout";
  const score = (candidate: ModelCandidate<Unit>): number => candidate.holdout?.model.meanAbsoluteError ?? candidate.bic;
  candidates.sort((left, right) => score(left) - score(right));
  const chosen = candidates[0]!;
  return { chosen, candidates, by, failed, words: words(chosen, candidates, by) };
}

function words<Unit extends TimeUnit>(
  chosen: ModelCandidate<Unit>,
  candidates: readonly ModelCandidate<Unit>[],
  by: "holdout" | "bic",
): LocalizedText {
  const name = NAMES[chosen.model.kind];
  const second = candidates[1];
  const verdict = by === "holdout" ? holdoutWords(name, chosen.holdout!) : bicWords(name, chosen, second);
  const diagnostics = chosen.model.fit.diagnostics.map(({ message }) => message);
  return {
    en: [verdict.en, ...diagnostics.map(({ en }) => en)].join(" "),
    zh: [verdict.zh, ...diagnostics.map(({ zh }) => zh)].join(""),
  };
}

function holdoutWords(name: string, holdout: HoldoutEvaluation): LocalizedText {
  return {
    en: `${name} has the smallest error per customer in the holdout. ${holdout.words.en}`,
    zh: `${name} 在留出期的逐客户误差最小。${holdout.words.zh}`,
  };
}

function bicWords(name: string, chosen: ModelCandidate, second: ModelCandidate | undefined): LocalizedText {
  if (second === undefined) return { en: `Only ${name} could be fitted.`, zh: `仅有 ${name} 可以拟合。` };
  const gap = second.bic - chosen.bic;
  const strength: LocalizedText =
    gap < 2
      ? { en: "by a margin that is too small to matter", zh: "但差距可忽略" }
      : gap < 10
        ? { en: "by a clear margin", zh: "且差距明显" }
        : { en: "by a decisive margin", zh: "且差距悬殊" };
  return {
    en: `${name} has the lowest BIC, ahead of ${NAMES[second.model.kind]} ${strength.en} (${gap.toFixed(1)}). A holdout would be a stronger test.`,
    zh: `${name} 的 BIC 最低，领先 ${NAMES[second.model.kind]} ${gap.toFixed(1)}，${strength.zh}。用留出期检验更有说服力。`,
  };
}

/** Names of the models, for readers. */
const NAMES: Readonly<Record<PurchaseModel["kind"], string>> = {
  nbd: "NBD",
  "bg-nbd": "BG/NBD",
  "mbg-nbd": "MBG/NBD",
  "bg-cnbd": "BG/CNBD-k",
  "mbg-cnbd": "MBG/CNBD-k",
  "pareto-nbd": "Pareto/NBD",
  "bg-bb": "BG/BB",
};

/** Test whether cohorts of customers follow one model. */
export interface CohortComparison<Model> {
  readonly pooled: Model;
  readonly cohorts: Readonly<Record<string, Model>>;
  /** 2 · (Σ ln L of the cohorts − ln L of all). */
  readonly statistic: number;
  /** Degrees of freedom. */
  readonly degrees: number;
  /** Probability of a statistic at least as large if one model holds for all cohorts. */
  readonly pValue: number;
}

/**
 * Fits a model to all customers and to each cohort, and tests by likelihood ratio whether the cohorts differ.
 *
 * @param summary - the population, as columns
 * @param cohorts - the cohort of each row
 * @param fit - the fit, such as `fitBgNbd`
 * @throws ClienteleError as the fit throws, also for a cohort that is too small
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 3, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 8, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * compareCohorts(summary, ["a", "a", "a", "a", "b", "b", "b", "b"], fitNbd).degrees // => 2
 */
export function compareCohorts<Model extends Fitted<{ readonly parameters: object }>>(
  summary: PurchaseColumns,
  cohorts: readonly string[],
  fit: (columns: PurchaseColumns) => Model,
): CohortComparison<Model> {
  const rowsOf = new Map<string, number[]>();
  cohorts.forEach((cohort, row) => {
    const rows = rowsOf.get(cohort);
    if (rows === undefined) rowsOf.set(cohort, [row]);
    else rows.push(row);
  });
  const pooled = fit(summary);
  const models: Record<string, Model> = {};
  let logLikelihood = 0;
  for (const [cohort, rows] of rowsOf) {
    const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
    const model = fit({
      unit: summary.unit,
      frequency: pick(summary.frequency),
      recency: pick(summary.recency),
      age: pick(summary.age),
      ...(summary.weight === undefined ? {} : { weight: pick(summary.weight) }),
      ...(summary.logGaps === undefined ? {} : { logGaps: pick(summary.logGaps) }),
    });
    models[cohort] = model;
    logLikelihood += model.fit.logLikelihood;
  }
  const statistic = Math.max(0, 2 * (logLikelihood - pooled.fit.logLikelihood));
  const degrees = (rowsOf.size - 1) * Object.keys(pooled.parameters).length;
  return { pooled, cohorts: models, statistic, degrees, pValue: degrees > 0 ? chiSquareTail(statistic, degrees) : 1 };
}
