import { requireOption, aNonNegativeNumber } from "../../../kernel/internal.js";
import type { TimeUnit } from "../../../models/index.js";
import { expectedPurchasesWhileAlive, fromLogOdds } from "./beta-geometric.js";
import { type BetaGeometricParameters, parametersAt, timesAlive } from "./bg-nbd.js";
import { checkModel, type ClvModelBase } from "../model/clv-model.js";
import { purchasesByFrequency } from "./purchases-by-frequency.js";
import { type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/**
 * MBG/NBD: BG/NBD in which a customer may also leave after the first purchase, so that a customer who never came back is not
 * certainly alive.
 *
 * @see Batislam, Denizel, Filiztekin (2007), Empirical validation and comparison of models for customer base analysis
 */
export type MbgNbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"mbg-nbd", BetaGeometricParameters, Unit>;

/**
 * Returns the probability that a customer is still active at the end of the observation, under MBG/NBD.
 *
 * @param model - from {@link fitMbgNbd}; time in `model.unit`
 * @param input - a customer, or a population as columns
 * @returns a probability in [0, 1] for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`, `missing_covariate`
 * @see Batislam, Denizel, Filiztekin (2007), eq. (5)
 * @example
 * const model = { kind: "mbg-nbd", version: 1, unit: "week", parameters: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } } as const;
 * mbgNbdProbabilityAlive(model, { frequency: 0, recency: 0, age: 38.86 }) // => 0.389735080919
 */
export function mbgNbdProbabilityAlive<Input extends CustomerOrColumns>(model: MbgNbdModel, input: Input): ScoreOf<Input> {
  checkModel(model, "mbg-nbd");
  const at = parametersAt(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => fromLogOdds(logOddsGone(at(row), x, tx, T)));
}

/**
 * Returns the expected purchases in (T, T + horizon], given the history of a customer, under MBG/NBD.
 *
 * @param model - from {@link fitMbgNbd}
 * @param input - a customer, or a population as columns
 * @param horizon - length of the look ahead, in `model.unit`
 * @returns a number of at least 0 for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`, `missing_covariate`
 * @see Batislam, Denizel, Filiztekin (2007), eq. (7), here as a sum of positive terms
 * @example
 * const model = { kind: "mbg-nbd", version: 1, unit: "week", parameters: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } } as const;
 * mbgNbdExpectedTransactions(model, { frequency: 2, recency: 30.43, age: 38.86 }, 39) // => 1.26296062327
 */
export function mbgNbdExpectedTransactions<Input extends CustomerOrColumns>(
  model: MbgNbdModel,
  input: Input,
  horizon: number,
): ScoreOf<Input> {
  checkModel(model, "mbg-nbd");
  requireOption("horizon", horizon, aNonNegativeNumber);
  const { parameters, covariates } = model;
  if (covariates === undefined && typeof input.frequency !== "number" && horizon > 0) {
    const purchases = purchasesByFrequency(parameters, 1, horizon);
    return scoreRows(input, model.unit, (x, tx, T) =>
      timesAlive(purchases(x, parameters.alpha + T), logOddsGone(parameters, x, tx, T)),
    );
  }
  const at = parametersAt(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => {
    const p = at(row);
    return timesAlive(expectedPurchasesWhileAlive(p.r + x, p.alpha + T, p.a, p.b + x + 1, horizon), logOddsGone(p, x, tx, T));
  });
}

/**
 * Returns the expected repeat purchases of a new customer by time t after the first purchase, under MBG/NBD.
 *
 * @param model - from {@link fitMbgNbd}
 * @param t - time since the first purchase, in `model.unit`
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * const model = { kind: "mbg-nbd", version: 1, unit: "week", parameters: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 } } as const;
 * mbgNbdExpectedTransactionsForNewCustomer(model, 39) // => 1.1829536656
 */
export function mbgNbdExpectedTransactionsForNewCustomer(model: MbgNbdModel, t: number): number {
  checkModel(model, "mbg-nbd");
  requireOption("horizon", t, aNonNegativeNumber);
  const { r, alpha, a, b } = model.parameters;
  return (b / (a + b)) * expectedPurchasesWhileAlive(r, alpha, a, b + 1, t);
}

/** Logarithm of the odds that the customer left: a / (b + x) · ((α + T) / (α + t_x))^(r + x). */
function logOddsGone({ r, alpha, a, b }: BetaGeometricParameters, x: number, tx: number, T: number): number {
  return Math.log(a / (b + x)) + (r + x) * Math.log1p((T - tx) / (alpha + tx));
}
