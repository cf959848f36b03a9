import { requireOptions } from "../../../kernel/internal.js";
import { digamma, logBeta, logDiffExp } from "../../../statistics/internal.js";
import type { Fitted, FitReport } from "../model/clv-model.js";
import type { LogLikelihood } from "../fit/likelihood-problem.js";
import { FIT_OPTIONS, type FitOptions, maximizeLikelihood } from "../fit/maximize-likelihood.js";
import { countRenewals, type RenewalCounts, type Survivors } from "./survivors.js";

/** Parameters of sBG. */
export interface SbgParameters {
  /** First shape of the beta distribution of the probability not to renew. */
  readonly alpha: number;
  /** Second shape of that distribution. */
  readonly beta: number;
}

/**
 * Shifted beta-geometric: at each renewal a customer leaves with a probability that is beta distributed over customers. Retention
 * rates rise with age, because the loyal customers remain.
 *
 * @see Fader, Hardie (2007), How to Project Customer Retention
 */
export interface SbgModel {
  readonly kind: "sbg";
  readonly version: 1;
  readonly parameters: SbgParameters;
  readonly fit?: FitReport;
}

/** Parameters of the beta-discrete-Weibull model. */
export interface BdwParameters extends SbgParameters {
  /** Above 1, the risk of a customer to leave rises with age; below 1, it falls; 1 is sBG. */
  readonly c: number;
}

/**
 * Beta-discrete-Weibull: sBG in which the risk of a customer to leave may change with age.
 *
 * @see Fader, Hardie, Liu, Davin, Steenburgh (2018), "How to Project Customer Retention" Revisited
 */
export interface BdwModel {
  readonly kind: "bdw";
  readonly version: 1;
  readonly parameters: BdwParameters;
  readonly fit?: FitReport;
}

/** Model of customers with a contract. */
export type RetentionModel = SbgModel | BdwModel;

/**
 * Fits sBG by maximum likelihood.
 *
 * @param survivors - number of customers who remain after 0, 1, 2, … renewals, of one cohort or of several of unequal length
 * @param options - start, penalty
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Fader, Hardie (2007), eq. (3) to (6)
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * model.parameters // => { alpha: 0.668, beta: 3.81 }
 */
export function fitSbg(survivors: Survivors | readonly Survivors[], options: FitOptions = {}): Fitted<SbgModel> {
  requireOptions(options, FIT_OPTIONS);
  const counts = countRenewals(survivors, "sbg");
  const fit = maximizeLikelihood(
    {
      kind: "sbg",
      parameters: ["alpha", "beta"],
      times: [],
      logLikelihood: renewalLikelihood(counts, 1),
      customers: counts.customers,
      scale: 1,
      starts: [
        [1, 2],
        [0.3, 1],
        [5, 20],
      ],
    },
    options,
  );
  return { kind: "sbg", version: 1, parameters: fit.parameters as unknown as SbgParameters, fit: fit.report };
}

/**
 * Fits the beta-discrete-Weibull model by maximum likelihood.
 *
 * @param survivors - number of customers who remain after 0, 1, 2, … renewals, of one cohort or of several of unequal length
 * @param options - start, penalty
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Fader, Hardie, Liu, Davin, Steenburgh (2018)
 * @example
 * const model = fitBdw([1000, 869, 743, 653, 593]);
 * model.parameters // => { alpha: 0.2593, beta: 1.7226, c: 1.584 }
 */
export function fitBdw(survivors: Survivors | readonly Survivors[], options: FitOptions = {}): Fitted<BdwModel> {
  requireOptions(options, FIT_OPTIONS);
  const counts = countRenewals(survivors, "bdw");
  const fit = maximizeLikelihood(
    {
      kind: "bdw",
      parameters: ["alpha", "beta", "c"],
      times: [],
      logLikelihood: renewalLikelihood(counts, null),
      customers: counts.customers,
      scale: 1,
      starts: [
        [1, 2, 1],
        [0.3, 1, 1.5],
        [3, 10, 0.8],
      ],
      submodel: (parameter) => (parameter === "c" ? "sbg" : undefined),
    },
    options,
  );
  return { kind: "bdw", version: 1, parameters: fit.parameters as unknown as BdwParameters, fit: fit.report };
}

/** Returns the log-likelihood of sBG (`fixedC` = 1, two parameters) or of BdW (`fixedC` = null, three parameters). */
function renewalLikelihood({ lost, remaining }: RenewalCounts, fixedC: number | null): LogLikelihood {
  return (logs, gradient) => {
    const alpha = Math.exp(logs[0]!);
    const beta = Math.exp(logs[1]!);
    const c = fixedC ?? Math.exp(logs[2]!);
    gradient.fill(0);
    let total = 0;
    const base = logBeta(alpha, beta);
    const psiAB = digamma(alpha + beta);
    const psiB = digamma(beta);
    let previous = [0, 0, 0, 0] as readonly number[];
    const add = (count: number, derivatives: readonly number[], factor: number): void => {
      gradient[0]! += count * factor * derivatives[1]! * alpha;
      gradient[1]! += count * factor * derivatives[2]! * beta;
      if (fixedC === null) gradient[2]! += count * factor * derivatives[3]! * c;
    };
    for (let t = 0; t < remaining.length; t++) {
      const power = t === 0 ? 0 : t ** c;
      const psiEnd = digamma(alpha + beta + power);
      const psiBeta = digamma(beta + power);
      // ln S(t) and its derivatives
      const now = [
        logBeta(alpha, beta + power) - base,
        psiAB - psiEnd,
        psiBeta - psiEnd - (psiB - psiAB),
        t === 0 ? 0 : (psiBeta - psiEnd) * power * Math.log(t),
      ];
      const stay = remaining[t]!;
      if (stay > 0) {
        total += stay * now[0]!;
        add(stay, now, 1);
      }
      const left = t === 0 ? 0 : lost[t - 1]!;
      if (left > 0) {
        // ln(S(t − 1) − S(t))
        const log = now[0]! < previous[0]! ? logDiffExp(previous[0]!, now[0]!) : -700;
        total += left * log;
        add(left, previous, Math.exp(previous[0]! - log));
        add(left, now, -Math.exp(now[0]! - log));
      }
      previous = now;
    }
    return total;
  };
}
