import { ClienteleError } from "../../../kernel/index.js";
import { digamma, logBeta, logDiffExp } from "../../../statistics/internal.js";
import { betaGeometricLife } from "./beta-discrete-life.js";
import { checkModel, type Fitted, type FitReport } from "../model/clv-model.js";
import { type FitOptions, type LogLikelihood, maximizeLikelihood } from "../fit/maximize-likelihood.js";
import { checkHorizon } from "../../summary/score-rows.js";
import { countRenewals, type RenewalCounts, type Survivors } from "./survivors.js";

/** Parameters of sBG. */
export interface SbgParameters {
  /** First shape of the beta distribution of the probability not to renew. */
  readonly alpha: number;
  readonly beta: number;
}

/**
 * Shifted beta-geometric: at each renewal a customer leaves with a probability that differs between customers, beta
 * distributed; retention rates rise with age because the loyal remain.
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
  /** Above 1 a customer's own risk to leave grows with age, below 1 it falls; 1 is sBG. */
  readonly c: number;
}

/**
 * Beta-discrete-Weibull: as sBG, but a customer's own risk to leave may change with age.
 *
 * @see Fader, Hardie, Liu, Davin, Steenburgh (2018), "How to Project Customer Retention" Revisited
 */
export interface BdwModel {
  readonly kind: "bdw";
  readonly version: 1;
  readonly parameters: BdwParameters;
  readonly fit?: FitReport;
}

/** Models of contractual customers. */
export type RetentionModel = SbgModel | BdwModel;

/**
 * Fits sBG by maximum likelihood.
 *
 * @param survivors - who remains after 0, 1, 2, … renewals, of one cohort or of several of unequal length
 * @param options - start, penalty
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Fader, Hardie (2007), eq. (3) to (6)
 * @example
 * const model = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491]);
 * model.parameters // => { alpha: 0.668, beta: 3.81 }
 */
export function fitSbg(survivors: Survivors | readonly Survivors[], options: FitOptions = {}): Fitted<SbgModel> {
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
 * @param survivors - who remains after 0, 1, 2, … renewals, of one cohort or of several of unequal length
 * @param options - start, penalty
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Fader, Hardie, Liu, Davin, Steenburgh (2018)
 * @example
 * const model = fitBdw([1000, 869, 743, 653, 593]);
 * model.parameters // => { alpha: 0.2593, beta: 1.7226, c: 1.584 }
 */
export function fitBdw(survivors: Survivors | readonly Survivors[], options: FitOptions = {}): Fitted<BdwModel> {
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

/** With c = 1 given: sBG in two parameters; otherwise BdW in three. */
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

/**
 * The share of a cohort that remains after 0, 1, …, `periods` renewals; S(0) = 1.
 *
 * @param model - fitted by {@link fitSbg} or {@link fitBdw}
 * @param periods - how many renewals ahead, a whole number
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Fader, Hardie (2007), eq. (6)
 * @example
 * survival({ kind: "sbg", version: 1, parameters: { alpha: 1, beta: 1 } }, 3) // => [1, 0.5, 0.3333333, 0.25]
 */
export function survival(model: RetentionModel, periods: number): Float64Array {
  checkRetention(model);
  checkPeriods(periods, "periods");
  return Float64Array.from({ length: periods + 1 }, (_, t) => survivalAt(model, t));
}

/**
 * The share of those who renewed t − 1 times who renew again, for t = 1, …, `periods`.
 *
 * @param model - fitted by {@link fitSbg} or {@link fitBdw}
 * @param periods - how many renewals, a whole number
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * retentionRates({ kind: "sbg", version: 1, parameters: { alpha: 1, beta: 1 } }, 2) // => [0.5, 0.6666667]
 */
export function retentionRates(model: RetentionModel, periods: number): Float64Array {
  checkRetention(model);
  checkPeriods(periods, "periods");
  const logs = Float64Array.from({ length: periods + 1 }, (_, t) => logSurvivalAt(model, t));
  return Float64Array.from({ length: periods }, (_, t) => Math.exp(logs[t + 1]! - logs[t]!));
}

/** Options of {@link expectedLifetimePeriods} and {@link residualLifetimePeriods}. */
export interface LifetimeOptions {
  /** Discount rate per period; 0 when absent. */
  readonly rate?: number | undefined;
  /** Look no further than so many periods; without end when absent. */
  readonly periods?: number | undefined;
}

/**
 * Discounted expected lifetime of a new customer: Σ_{t ≥ 0} S(t) / (1 + rate)^t, the first payment undiscounted.
 *
 * @param model - fitted by {@link fitSbg} or {@link fitBdw}
 * @param options - discount rate per period, horizon
 * @returns periods (payments), discounted
 * @throws ClienteleError `infinite_expectation` without rate and horizon when α ≤ 1 (sBG) or α c ≤ 1 (BdW); `invalid_option`
 * @see Fader, Hardie (2010), Customer-Base Valuation in a Contractual Setting
 * @example
 * expectedLifetimePeriods({ kind: "sbg", version: 1, parameters: { alpha: 0.704077, beta: 1.182043 } }, { rate: 0.1 }) // => 3.6949
 */
export function expectedLifetimePeriods(model: RetentionModel, options: LifetimeOptions = {}): number {
  return lifetimeAfter(model, 0, options);
}

/**
 * Discounted expected residual lifetime of a customer who has renewed `renewals` times and whose next payment is due
 * now if they renew: Σ_{t ≥ 1} S(renewals + t) / S(renewals) / (1 + rate)^(t − 1).
 *
 * @param model - fitted by {@link fitSbg} or {@link fitBdw}
 * @param renewals - how often the customer has renewed
 * @param options - discount rate per period, horizon
 * @throws ClienteleError `infinite_expectation`, `invalid_option`, `invalid_model`
 * @see Fader, Hardie (2010), Customer-Base Valuation in a Contractual Setting, eq. (5)
 * @example
 * residualLifetimePeriods({ kind: "sbg", version: 1, parameters: { alpha: 3, beta: 1 } }, 0) // => 0.5
 */
export function residualLifetimePeriods(model: RetentionModel, renewals: number, options: LifetimeOptions = {}): number {
  checkPeriods(renewals, "renewals");
  const periods = options.periods === undefined ? undefined : options.periods + 1;
  const rest = lifetimeAfter(model, renewals, { ...options, ...(periods === undefined ? {} : { periods }) }) - 1;
  return Math.max(0, rest * (1 + (options.rate ?? 0)));
}

/** Σ_{t ≥ 0} S(from + t) / S(from) / (1 + rate)^t. */
function lifetimeAfter(model: RetentionModel, from: number, { rate = 0, periods = Infinity }: LifetimeOptions): number {
  checkRetention(model);
  checkHorizon(rate, "rate");
  if (periods !== Infinity) checkPeriods(periods, "periods");
  const { alpha, beta } = model.parameters;
  const tail = model.kind === "sbg" ? alpha : alpha * model.parameters.c;
  if (rate === 0 && periods === Infinity && tail <= 1) {
    throw new ClienteleError("infinite_expectation", "Without discounting and horizon the expected lifetime is infinite.", {
      model: model.kind,
      parameter: "alpha",
      value: alpha,
    });
  }
  const discount = 1 / (1 + rate);
  if (model.kind === "sbg") return betaGeometricLife(alpha, beta + from, periods, discount);
  const base = logSurvivalAt(model, from);
  let sum = 0;
  let step = 1;
  // exact to 4,096 periods, then in blocks that grow: S is smooth far out
  let t = 0;
  const valueAt = (at: number): number => Math.exp(logSurvivalAt(model, from + at) - base + at * Math.log(discount));
  for (; t < Math.min(periods, 4096); t++) {
    const term = valueAt(t);
    sum += term;
    if (term < 1e-17 * sum) return sum;
  }
  while (t < periods) {
    step = Math.min(periods - t, Math.max(1, Math.floor(t / 64)));
    const start = valueAt(t - 0.5);
    const middle = valueAt(t - 0.5 + step / 2);
    const end = valueAt(t - 0.5 + step);
    // midpoints of unit intervals make the sum the integral from t − ½ to t + step − ½
    const block = (step * (start + 4 * middle + end)) / 6;
    sum += block;
    t += step;
    if (block < 1e-13 * sum || t > 1e15) break;
  }
  return sum;
}

function survivalAt(model: RetentionModel, t: number): number {
  return Math.exp(logSurvivalAt(model, t));
}

function logSurvivalAt(model: RetentionModel, t: number): number {
  if (t === 0) return 0;
  const { alpha, beta } = model.parameters;
  const power = model.kind === "sbg" ? t : t ** model.parameters.c;
  return Math.min(0, logBeta(alpha, beta + power) - logBeta(alpha, beta));
}

function checkRetention(model: RetentionModel): void {
  checkModel(model, model.kind === "sbg" ? "sbg" : "bdw");
}

function checkPeriods(value: number, name: string): void {
  if (Number.isInteger(value) && value >= 0) return;
  throw new ClienteleError("invalid_option", `${name} must be a whole number of at least 0, got ${String(value)}.`, {
    option: name,
    value,
  });
}
