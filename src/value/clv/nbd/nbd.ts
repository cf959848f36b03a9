import { requireOption, aNonNegativeNumber } from "../../../kernel/internal.js";
import type { TimeUnit } from "../../../models/index.js";
import { checkModel, type ClvModelBase } from "../model/clv-model.js";
import { type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Parameters of NBD. */
export interface NbdParameters {
  /** Shape of the gamma distribution of purchase rates. */
  readonly r: number;
  /** Rate of that distribution, in units of time. */
  readonly alpha: number;
}

/**
 * NBD: purchases are Poisson at a gamma-distributed rate, and no customer ever leaves. It is what other models reduce to when the
 * data show no dropout.
 *
 * @see Ehrenberg (1959), The Pattern of Consumer Purchases
 */
export type NbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"nbd", NbdParameters, Unit>;

/**
 * Returns the expected purchases in (T, T + horizon], given the history of a customer, under NBD: (r + x) / (α + T) · horizon.
 *
 * @param model - from {@link fitNbd}
 * @param input - a customer, or a population as columns
 * @param horizon - length of the look ahead, in `model.unit`
 * @returns a number of at least 0 for a customer, a column for columns
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
  requireOption("horizon", horizon, aNonNegativeNumber);
  const { r, alpha } = model.parameters;
  return scoreRows(input, model.unit, (x, _recency, T) => ((r + x) / (alpha + T)) * horizon);
}

/**
 * Returns the expected repeat purchases of a new customer by time t after the first purchase, under NBD: r t / α.
 *
 * @param model - from {@link fitNbd}
 * @param t - time since the first purchase, in `model.unit`
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * nbdExpectedTransactionsForNewCustomer({ kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } }, 20) // => 2
 */
export function nbdExpectedTransactionsForNewCustomer(model: NbdModel, t: number): number {
  checkModel(model, "nbd");
  requireOption("horizon", t, aNonNegativeNumber);
  return (model.parameters.r / model.parameters.alpha) * t;
}
