import { isClienteleError, type LocalizedText } from "../../../kernel/index.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import { chiSquareTail } from "../../../statistics/internal.js";
import type { Fitted } from "../model/clv-model.js";
import type { PurchaseModel } from "./clv-scores.js";
import { evaluateHoldout, type HoldoutData, type HoldoutEvaluation } from "./evaluate-holdout.js";
import { unfittable } from "../fit/fit-data.js";
import { fitBgNbd, fitMbgCnbd, fitMbgNbd } from "../beta-geometric/fit-beta-geometric.js";
import { fitNbd } from "../nbd/fit-nbd.js";
import { fitParetoNbd } from "../pareto-nbd/fit-pareto-nbd.js";

/** One candidate, fitted and judged. */
export interface ModelCandidate<Unit extends TimeUnit = TimeUnit> {
  readonly model: Fitted<PurchaseModel & { readonly unit: Unit }>;
  /** Akaike's criterion, 2k − 2 ln L. */
  readonly aic: number;
  /** The Bayesian criterion, k ln n − 2 ln L. */
  readonly bic: number;
  readonly holdout?: HoldoutEvaluation;
}

/** The candidates from best to worst, and why. */
export interface ModelSelection<Unit extends TimeUnit = TimeUnit> {
  readonly chosen: ModelCandidate<Unit>;
  readonly candidates: readonly ModelCandidate<Unit>[];
  /** Whether the choice rests on the holdout or on the information criterion. */
  readonly by: "holdout" | "bic";
  /** Models that could not be fitted, and why. */
  readonly failed: readonly { readonly kind: string; readonly reason: string }[];
  readonly words: LocalizedText;
}

/** Options of {@link selectClvModel}. */
export interface SelectOptions {
  /** Purchases after the calibration: the choice then rests on them. */
  readonly holdout?: HoldoutData | undefined;
}

/**
 * Fits NBD, BG/NBD, MBG/NBD, Pareto/NBD and, where `logGaps` are known, MBG/CNBD-k to one calibration and compares them:
 * by the mean absolute error of a customer in the holdout if there is one, else by BIC. All are likelihoods of the same
 * purchase times, so that the criteria may be compared.
 *
 * @param summary - the calibration, as columns
 * @param options - the holdout
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
        ...(options.holdout === undefined ? {} : { holdout: evaluateHoldout(model, summary, options.holdout) }),
      });
    } catch (error) {
      if (!isClienteleError(error, "unfittable_data")) throw error;
      failed.push({ kind, reason: error.details.reason });
    }
  }
  if (candidates.length === 0) throw unfittable("every model", failed[0]?.reason ?? "there is no customer");
  const by = options.holdout === undefined ? "bic" : "holdout";
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
  const { kind } = chosen.model;
  const others = candidates.slice(1);
  const boundary = chosen.model.fit.diagnostics.map((diagnostic) => diagnostic.message);
  const second = others[0];
  if (by === "holdout") {
    const holdout = chosen.holdout!;
    const gap =
      second?.holdout === undefined ? "" : ` (next: ${second.model.kind}, ${second.holdout.model.meanAbsoluteError.toFixed(3)})`;
    return {
      en: `"${kind}" forecasts a customer's purchases best in the holdout: mean absolute error ${holdout.model.meanAbsoluteError.toFixed(3)}${gap}. ${holdout.words.en}${boundary.map((message) => ` ${message.en}`).join("")}`,
      zh: `“${kind}”在留出期对单个客户的预测最好:平均绝对误差 ${holdout.model.meanAbsoluteError.toFixed(3)}。${holdout.words.zh}${boundary.map((message) => message.zh).join("")}`,
    };
  }
  const gap = second === undefined ? 0 : second.bic - chosen.bic;
  const strength: LocalizedText =
    gap < 2
      ? { en: "hardly more than a draw", zh: "几乎不分上下" }
      : gap < 10
        ? { en: "a clear difference", zh: "差异明显" }
        : { en: "a decisive difference", zh: "差异决定性" };
  return {
    en: `"${kind}" has the lowest BIC (${chosen.bic.toFixed(1)})${second === undefined ? "" : `, ${gap.toFixed(1)} below "${second.model.kind}": ${strength.en}`}. A holdout would say more: criteria judge the past.${boundary.map((message) => ` ${message.en}`).join("")}`,
    zh: `“${kind}”的 BIC 最低(${chosen.bic.toFixed(1)})${second === undefined ? "" : `,比“${second.model.kind}”低 ${gap.toFixed(1)}:${strength.zh}`}。留出期检验更有说服力:信息准则只评判过去。${boundary.map((message) => message.zh).join("")}`,
  };
}

/** Whether groups of customers follow one model or each their own. */
export interface CohortComparison<Model> {
  readonly pooled: Model;
  readonly cohorts: Readonly<Record<string, Model>>;
  /** 2 · (Σ ln L of the groups − ln L of all). */
  readonly statistic: number;
  readonly degrees: number;
  /** The probability of so large a statistic if one model held for all. */
  readonly p: number;
}

/**
 * Fits a model to all and to each cohort, and tests by likelihood ratio whether the cohorts differ.
 *
 * @param summary - the population, as columns
 * @param cohorts - the cohort of each row
 * @param fit - such as `fitBgNbd`
 * @throws ClienteleError as the fit throws, for a cohort that is too small too
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
  return { pooled, cohorts: models, statistic, degrees, p: degrees > 0 ? chiSquareTail(statistic, degrees) : 1 };
}
