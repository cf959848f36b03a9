import { requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import { digamma, logGammaRatio } from "../../../statistics/internal.js";
import type { Fitted } from "../model/clv-model.js";
import { type FitData, prepareFit } from "../fit/fit-data.js";
import { fitFamily, type ModelFamily } from "../fit/fit-family.js";
import type { LogLikelihood } from "../fit/likelihood-problem.js";
import { FIT_OPTIONS, type FitOptions } from "../fit/maximize-likelihood.js";
import type { NbdModel, NbdParameters } from "./nbd.js";

const FAMILY: ModelFamily = {
  kind: "nbd",
  parameters: ["r", "alpha"],
  times: ["alpha"],
  starts: [
    [0.5, 0.5],
    [2, 1],
  ],
  coarseRows: 400,
  likelihood: nbdLikelihood,
};

/**
 * Fits NBD by maximum likelihood: each customer has the likelihood Γ(r + x) / Γ(r) · α^r / (α + T)^(r + x).
 *
 * @param summary - frequency, recency and age of a population, as columns; recency is not used
 * @param options - start, penalty
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Ehrenberg (1959), The Pattern of Consumer Purchases
 * @example
 * const summary = {
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
 *   recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
 *   age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
 * };
 * fitNbd(summary).fit.converged // => true
 */
export function fitNbd<Unit extends TimeUnit>(summary: PurchaseColumns<Unit>, options: FitOptions = {}): Fitted<NbdModel<Unit>> {
  requireOptions(options, FIT_OPTIONS);
  const fit = fitFamily(FAMILY, prepareFit(summary, "nbd"), options);
  return { kind: "nbd", version: 1, unit: summary.unit, parameters: fit.parameters as unknown as NbdParameters, fit: fit.report };
}

function nbdLikelihood({ rows, frequency, age, weight, distinct, distinctWeight }: FitData): LogLikelihood {
  return (logs, gradient) => {
    const r = Math.exp(logs[0]!);
    const alpha = Math.exp(logs[1]!);
    const psiR = digamma(r);
    let total = 0;
    let byR = 0;
    let byAlpha = 0;
    for (let index = 0; index < distinct.length; index++) {
      const x = distinct[index]!;
      if (x === 0) continue;
      total += distinctWeight[index]! * logGammaRatio(r, x);
      byR += distinctWeight[index]! * (digamma(r + x) - psiR);
    }
    for (let row = 0; row < rows; row++) {
      const x = frequency[row]!;
      const w = weight[row]!;
      const T = age[row]!;
      const growth = Math.log1p(T / alpha);
      total -= w * ((r + x) * growth + x * logs[1]!);
      byR -= w * growth;
      byAlpha += (w * (r * T - x * alpha)) / (alpha + T);
    }
    gradient[0] = byR * r;
    gradient[1] = byAlpha;
    return total;
  };
}
