import { requireOption, aNonNegativeNumber } from "../../../kernel/internal.js";
import type { TimeUnit } from "../../../models/index.js";
import { expectedPurchasesWhileAlive, fromLogOdds } from "./beta-geometric.js";
import { type BetaGeometricParameters, timesAlive } from "./bg-nbd.js";
import { checkModel, type ClvModelBase } from "../model/clv-model.js";
import { type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Parameters of BG/CNBD-k and MBG/CNBD-k. */
export interface CnbdParameters extends BetaGeometricParameters {
  /** Regularity, an integer: gaps between purchases are Erlang-k. 1 is a Poisson process; a larger number is more regular. */
  readonly k: number;
}

/**
 * BG/CNBD-k: BG/NBD with purchases that are more regular than a Poisson process. Gaps are Erlang-k, as if every k-th event of a
 * hidden Poisson process were a purchase.
 *
 * @see Platzer, Reutterer (2016), Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer Activity
 */
export type BgCnbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"bg-cnbd", CnbdParameters, Unit>;

/** MBG/CNBD-k: BG/CNBD-k in which a customer may also leave after the first purchase. */
export type MbgCnbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"mbg-cnbd", CnbdParameters, Unit>;

/** BG/CNBD-k or MBG/CNBD-k. */
export type CnbdModel<Unit extends TimeUnit = TimeUnit> = BgCnbdModel<Unit> | MbgCnbdModel<Unit>;

/**
 * Returns the probability that a customer is still active at the end of the observation, under BG/CNBD-k or MBG/CNBD-k.
 *
 * @param model - from {@link fitBgCnbd} or {@link fitMbgCnbd}; time in `model.unit`
 * @param input - a customer, or a population as columns
 * @returns a probability in [0, 1] for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`
 * @see Platzer, Reutterer (2016), appendix
 * @example
 * const model = { kind: "mbg-cnbd", version: 1, unit: "week", parameters: { k: 2, r: 0.525, alpha: 3.1, a: 0.891, b: 1.614 } } as const;
 * cnbdProbabilityAlive(model, { frequency: 2, recency: 30.43, age: 38.86 }) // => 0.7373048
 */
export function cnbdProbabilityAlive<Input extends CustomerOrColumns>(model: CnbdModel, input: Input): ScoreOf<Input> {
  checkModel(model, model.kind === "bg-cnbd" ? "bg-cnbd" : "mbg-cnbd");
  return scoreRows(input, model.unit, (x, tx, T) => {
    const state = stateOf(model, x, tx, T);
    return fromLogOdds(state.logOddsGone);
  });
}

/**
 * Returns the expected purchases in (T, T + horizon], given the history of a customer, under BG/CNBD-k or MBG/CNBD-k.
 * Exact for every k: the hidden events since the last purchase are weighted by their posterior, where the literature approximates.
 *
 * @param model - from {@link fitBgCnbd} or {@link fitMbgCnbd}
 * @param input - a customer, or a population as columns
 * @param horizon - length of the look ahead, in `model.unit`
 * @returns a number of at least 0 for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`
 * @example
 * const model = { kind: "mbg-cnbd", version: 1, unit: "week", parameters: { k: 1, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } } as const;
 * cnbdExpectedTransactions(model, { frequency: 2, recency: 30.43, age: 38.86 }, 39) // => 1.26296062327
 */
export function cnbdExpectedTransactions<Input extends CustomerOrColumns>(
  model: CnbdModel,
  input: Input,
  horizon: number,
): ScoreOf<Input> {
  checkModel(model, model.kind === "bg-cnbd" ? "bg-cnbd" : "mbg-cnbd");
  requireOption("horizon", horizon, aNonNegativeNumber);
  const { r, alpha, a, b, k } = model.parameters;
  const first = model.kind === "mbg-cnbd" ? 1 : 0;
  return scoreRows(input, model.unit, (x, tx, T) => {
    const state = stateOf(model, x, tx, T);
    let expected = 0;
    for (let phase = 0; phase < k; phase++) {
      const weight = state.phases[phase]!;
      if (weight > 0) {
        expected += weight * expectedPurchasesWhileAlive(r + k * x + phase, alpha + T, a, b + x + first, horizon, k, phase);
      }
    }
    return timesAlive(expected, state.logOddsGone);
  });
}

/**
 * Returns the expected repeat purchases of a new customer by time t after the first purchase, under BG/CNBD-k or MBG/CNBD-k; exact.
 *
 * @param model - from {@link fitBgCnbd} or {@link fitMbgCnbd}
 * @param t - time since the first purchase, in `model.unit`
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * const model = { kind: "bg-cnbd", version: 1, unit: "week", parameters: { k: 1, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * cnbdExpectedTransactionsForNewCustomer(model, 39) // => 1.19672319332
 */
export function cnbdExpectedTransactionsForNewCustomer(model: CnbdModel, t: number): number {
  checkModel(model, model.kind === "bg-cnbd" ? "bg-cnbd" : "mbg-cnbd");
  requireOption("horizon", t, aNonNegativeNumber);
  const { r, alpha, a, b, k } = model.parameters;
  if (model.kind === "bg-cnbd") return expectedPurchasesWhileAlive(r, alpha, a, b, t, k);
  return (b / (a + b)) * expectedPurchasesWhileAlive(r, alpha, a, b + 1, t, k);
}

/**
 * Returns what a history says about a customer: the logarithm of the odds of having left, and, if alive, the probability that
 * `phase` hidden events have passed since the last purchase: proportional to (r + kx)_phase / phase! · ((T − t_x) / (α + T))^phase.
 */
function stateOf(model: CnbdModel, x: number, tx: number, T: number): { logOddsGone: number; phases: Float64Array } {
  const { r, alpha, a, b, k } = model.parameters;
  const shape = r + k * x;
  const phases = new Float64Array(k);
  const share = (T - tx) / (alpha + T);
  let weight = 1;
  let sum = 0;
  for (let phase = 0; phase < k; phase++) {
    phases[phase] = weight;
    sum += weight;
    weight *= ((shape + phase) * share) / (phase + 1);
  }
  for (let phase = 0; phase < k; phase++) phases[phase]! /= sum;
  const logDropout = model.kind === "mbg-cnbd" ? Math.log(a / (b + x)) : x === 0 ? -Infinity : Math.log(a / (b + x - 1));
  return { phases, logOddsGone: logDropout + shape * Math.log1p((T - tx) / (alpha + tx)) - Math.log(sum) };
}

/** Returns the probabilities that 0, 1, … k − 1 hidden events have passed since the last purchase of a customer who is alive. */
export function cnbdPhases(model: CnbdModel, x: number, tx: number, T: number): Float64Array {
  return stateOf(model, x, tx, T).phases;
}
