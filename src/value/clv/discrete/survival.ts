import { ClienteleError } from "../../../kernel/index.js";
import {
  anInteger,
  aNonNegativeNumber,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../../kernel/internal.js";
import { logBeta } from "../../../statistics/internal.js";
import { checkModel } from "../model/clv-model.js";
import { betaGeometricLife } from "./beta-discrete-life.js";
import type { RetentionModel } from "./sbg.js";

const somePeriods: OptionKind = /* @__PURE__ */ anInteger({ min: 0 });

/** Options of {@link survival} and {@link retentionRates}. */
export interface SurvivalOptions {
  /** Number of renewals to look ahead. */
  readonly periods: number;
}

const SURVIVAL_OPTIONS: OptionShape<SurvivalOptions> = { periods: somePeriods };

/**
 * Returns the share of a cohort that remains after 0, 1, …, `periods` renewals; S(0) = 1.
 *
 * @param model - from {@link fitSbg} or {@link fitBdw}
 * @param options - number of renewals
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Fader, Hardie (2007), eq. (6)
 * @example
 * survival({ kind: "sbg", version: 1, parameters: { alpha: 1, beta: 1 } }, { periods: 3 }) // => [1, 0.5, 0.3333333, 0.25]
 */
export function survival(model: RetentionModel, options: SurvivalOptions): Float64Array {
  checkRetention(model);
  const { periods } = requireOptions(options, SURVIVAL_OPTIONS, { mandatory: ["periods"] });
  return Float64Array.from({ length: periods + 1 }, (_, t) => Math.exp(logSurvivalAt(model, t)));
}

/**
 * Returns, for t = 1, …, `periods`, the share of the customers with t − 1 renewals who renew again.
 *
 * @param model - from {@link fitSbg} or {@link fitBdw}
 * @param options - number of renewals
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * retentionRates({ kind: "sbg", version: 1, parameters: { alpha: 1, beta: 1 } }, { periods: 2 }) // => [0.5, 0.6666667]
 */
export function retentionRates(model: RetentionModel, options: SurvivalOptions): Float64Array {
  checkRetention(model);
  const { periods } = requireOptions(options, SURVIVAL_OPTIONS, { mandatory: ["periods"] });
  const logs = Float64Array.from({ length: periods + 1 }, (_, t) => logSurvivalAt(model, t));
  return Float64Array.from({ length: periods }, (_, t) => Math.exp(logs[t + 1]! - logs[t]!));
}

/** Options of {@link expectedLifetimePeriods} and {@link residualLifetimePeriods}. */
export interface LifetimeOptions {
  /** Discount rate per period. Defaults to 0. */
  readonly rate?: number | undefined;
  /** Number of periods to look ahead. Defaults to infinity. */
  readonly periods?: number | undefined;
}

const LIFETIME_OPTIONS: OptionShape<LifetimeOptions> = { rate: aNonNegativeNumber, periods: somePeriods };

/**
 * Returns the discounted expected lifetime of a new customer: Σ_{t ≥ 0} S(t) / (1 + rate)^t, the first payment undiscounted.
 *
 * @param model - from {@link fitSbg} or {@link fitBdw}
 * @param options - discount rate per period, number of periods
 * @returns discounted periods (payments)
 * @throws ClienteleError `infinite_expectation` without `rate` and `periods` when α ≤ 1 (sBG) or α c ≤ 1 (BdW); `invalid_option`
 * @see Fader, Hardie (2010), Customer-Base Valuation in a Contractual Setting
 * @example
 * expectedLifetimePeriods({ kind: "sbg", version: 1, parameters: { alpha: 0.704077, beta: 1.182043 } }, { rate: 0.1 }) // => 3.6949
 */
export function expectedLifetimePeriods(model: RetentionModel, options: LifetimeOptions = {}): number {
  const { rate = 0, periods = Infinity } = requireOptions(options, LIFETIME_OPTIONS);
  return lifetimeAfter(model, 0, rate, periods);
}

/**
 * Returns the discounted expected residual lifetime of a customer who has renewed `renewals` times and whose next payment is due
 * now if the customer renews: Σ_{t ≥ 1} S(renewals + t) / S(renewals) / (1 + rate)^(t − 1).
 *
 * @param model - from {@link fitSbg} or {@link fitBdw}
 * @param renewals - number of past renewals of the customer
 * @param options - discount rate per period, number of periods
 * @returns discounted periods (payments)
 * @throws ClienteleError `infinite_expectation`, `invalid_option`, `invalid_model`
 * @see Fader, Hardie (2010), Customer-Base Valuation in a Contractual Setting, eq. (5)
 * @example
 * residualLifetimePeriods({ kind: "sbg", version: 1, parameters: { alpha: 3, beta: 1 } }, 0) // => 0.5
 */
export function residualLifetimePeriods(model: RetentionModel, renewals: number, options: LifetimeOptions = {}): number {
  requireOption("renewals", renewals, somePeriods);
  const { rate = 0, periods = Infinity } = requireOptions(options, LIFETIME_OPTIONS);
  const rest = lifetimeAfter(model, renewals, rate, periods + 1) - 1;
  return Math.max(0, rest * (1 + rate));
}

/** Σ_{t ≥ 0} S(from + t) / S(from) / (1 + rate)^t. */
function lifetimeAfter(model: RetentionModel, from: number, rate: number, periods: number): number {
  checkRetention(model);
  const { alpha, beta } = model.parameters;
  const tail = model.kind === "sbg" ? alpha : alpha * model.parameters.c;
  if (rate === 0 && periods === Infinity && tail <= 1) {
    const message = `The expected lifetime is infinite without a \`rate\` and without \`periods\`, because alpha is ${alpha}. Use either of them.`;
    throw new ClienteleError("infinite_expectation", message, { model: model.kind, parameter: "alpha", value: alpha });
  }
  const discount = 1 / (1 + rate);
  if (model.kind === "sbg") return betaGeometricLife(alpha, beta + from, periods, discount);
  const base = logSurvivalAt(model, from);
  let sum = 0;
  let step = 1;
  // term by term up to 4,096 periods, then in growing blocks: S is smooth there
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
    // with unit intervals around t, the sum is the integral from t − ½ to t + step − ½
    const block = (step * (start + 4 * middle + end)) / 6;
    sum += block;
    t += step;
    if (block < 1e-13 * sum || t > 1e15) break;
  }
  return sum;
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
