import type { TimeUnit } from "../../../models/index.js";
import { checkModel, type ClvModelBase } from "../model/clv-model.js";
import { checkHorizon, type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Parameters of NBD. */
export interface NbdParameters {
  /** Shape of the gamma distribution of purchase rates. */
  readonly r: number;
  /** Rate of that distribution, in units of time. */
  readonly alpha: number;
}

/**
 * NBD: purchases are Poisson at a gamma-distributed rate, and nobody ever leaves. The model that remains when dropout
 * cannot be seen in the data.
 *
 * @see Ehrenberg (1959), The Pattern of Consumer Purchases
 */
export type NbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"nbd", NbdParameters, Unit>;

/**
 * Expected purchases in (T, T + horizon], given a customer's history, under NBD: (r + x) / (α + T) · horizon.
 *
 * @param model - fitted by {@link fitNbd}
 * @param input - a customer, or a population as columns
 * @param horizon - how far to look ahead, in `model.unit`
 * @returns a number ≥ 0, or a column of them
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * nbdExpectedTransactions(model, { frequency: 2, recency: 15, age: 20 }, 10) // => 1
 */
export function nbdExpectedTransactions<Input extends CustomerOrColumns>(
  model: NbdModel,
  input: Input,
  horizon: number,
): ScoreOf<Input> {
  checkModel(model, "nbd");
  checkHorizon(horizon);
  const { r, alpha } = model.parameters;
  return scoreRows(input, model.unit, (x, _recency, T) => ((r + x) / (alpha + T)) * horizon);
}

/**
 * Expected repeat purchases of a new customer by time t, under NBD: r t / α.
 *
 * @param model - fitted by {@link fitNbd}
 * @param t - time since the first purchase, in `model.unit`
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * nbdExpectedTransactionsForNewCustomer({ kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } }, 20) // => 2
 */
export function nbdExpectedTransactionsForNewCustomer(model: NbdModel, t: number): number {
  checkModel(model, "nbd");
  checkHorizon(t, "t");
  return (model.parameters.r / model.parameters.alpha) * t;
}
