import { requireOption, aNonNegativeNumber } from "../../../kernel/internal.js";
import type { TimeUnit } from "../../../models/index.js";
import { expectedPurchasesWhileAlive, fromLogOdds } from "./beta-geometric.js";
import { checkModel, type ClvModelBase } from "../model/clv-model.js";
import { purchasesByFrequency } from "./purchases-by-frequency.js";
import { covariateShift, type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Parameters of BG/NBD and MBG/NBD, with the letters of the papers. */
export interface BetaGeometricParameters {
  /** Shape of the gamma distribution of purchase rates. */
  readonly r: number;
  /** Rate of that distribution, in units of time. */
  readonly alpha: number;
  /** First shape of the beta distribution of dropout probabilities. */
  readonly a: number;
  /** Second shape of that distribution. */
  readonly b: number;
}

/**
 * BG/NBD: purchases are Poisson at a rate that is gamma distributed over customers. After each repeat purchase, a customer leaves
 * for good with a probability that is beta distributed over customers.
 *
 * @see Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model
 */
export type BgNbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"bg-nbd", BetaGeometricParameters, Unit>;

/**
 * Returns the probability that a customer is still active at the end of the observation, under BG/NBD.
 *
 * @param model - from {@link fitBgNbd}; time in `model.unit`
 * @param input - a customer (frequency, recency, age), or a population as columns
 * @returns a probability in [0, 1] for a customer, a column for columns; 1 without a repeat purchase (by construction)
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`, `missing_covariate`
 * @see Fader, Hardie, Lee (2005), section 6; Fader, Hardie (2008), Computing P(alive) using the BG/NBD model
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * bgNbdProbabilityAlive(model, { frequency: 2, recency: 30.43, age: 38.86 }) // => 0.726578570081
 */
export function bgNbdProbabilityAlive<Input extends CustomerOrColumns>(model: BgNbdModel, input: Input): ScoreOf<Input> {
  checkModel(model, "bg-nbd");
  const at = parametersAt(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => fromLogOdds(logOddsGone(at(row), x, tx, T)));
}

/**
 * Returns the expected purchases in (T, T + horizon], given the history of a customer, under BG/NBD.
 *
 * @param model - from {@link fitBgNbd}
 * @param input - a customer, or a population as columns
 * @param horizon - length of the look ahead, in `model.unit`
 * @returns a number of at least 0 for a customer, a column for columns; it never decreases as the horizon grows
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`, `missing_covariate`
 * @see Fader, Hardie, Lee (2005), eq. (10), here as a sum of positive terms
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * bgNbdExpectedTransactions(model, { frequency: 2, recency: 30.43, age: 38.86 }, 39) // => 1.22602817477
 */
export function bgNbdExpectedTransactions<Input extends CustomerOrColumns>(
  model: BgNbdModel,
  input: Input,
  horizon: number,
): ScoreOf<Input> {
  checkModel(model, "bg-nbd");
  requireOption("horizon", horizon, aNonNegativeNumber);
  const { parameters, covariates } = model;
  if (covariates === undefined && typeof input.frequency !== "number" && horizon > 0) {
    const purchases = purchasesByFrequency(parameters, 0, horizon);
    return scoreRows(input, model.unit, (x, tx, T) =>
      timesAlive(purchases(x, parameters.alpha + T), logOddsGone(parameters, x, tx, T)),
    );
  }
  const at = parametersAt(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => {
    const p = at(row);
    return timesAlive(expectedPurchasesWhileAlive(p.r + x, p.alpha + T, p.a, p.b + x, horizon), logOddsGone(p, x, tx, T));
  });
}

/**
 * Returns the expected repeat purchases of a new customer by time t after the first purchase, under BG/NBD.
 *
 * @param model - from {@link fitBgNbd}
 * @param t - time since the first purchase, in `model.unit`
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Fader, Hardie, Lee (2005), eq. (9)
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * bgNbdExpectedTransactionsForNewCustomer(model, 39) // => 1.19672319332
 */
export function bgNbdExpectedTransactionsForNewCustomer(model: BgNbdModel, t: number): number {
  checkModel(model, "bg-nbd");
  requireOption("horizon", t, aNonNegativeNumber);
  const { r, alpha, a, b } = model.parameters;
  return expectedPurchasesWhileAlive(r, alpha, a, b, t);
}

/** Logarithm of the odds that the customer left: a / (b + x − 1) · ((α + T) / (α + t_x))^(r + x); −Infinity for x = 0. */
function logOddsGone({ r, alpha, a, b }: BetaGeometricParameters, x: number, tx: number, T: number): number {
  if (x === 0) return -Infinity;
  return Math.log(a / (b + x - 1)) + (r + x) * Math.log1p((T - tx) / (alpha + tx));
}

/** Multiplies an expectation while alive by P(alive), without underflow where P(alive) alone would underflow. */
export function timesAlive(expected: number, logOdds: number): number {
  return logOdds > 690 ? Math.exp(Math.log(expected) - logOdds) : expected / (1 + Math.exp(logOdds));
}

/** Returns the parameters of each row: those of the model, shifted by the covariates of the row (α divided by the exponential of the effect, a and b multiplied). */
export function parametersAt(
  model: ClvModelBase<string, BetaGeometricParameters>,
  input: CustomerOrColumns,
): (row: number) => BetaGeometricParameters {
  const { parameters, covariates } = model;
  if (covariates === undefined) return () => parameters;
  return (row) => ({
    r: parameters.r,
    alpha: parameters.alpha * Math.exp(-covariateShift(covariates.alpha, input, row)),
    a: parameters.a * Math.exp(covariateShift(covariates.a, input, row)),
    b: parameters.b * Math.exp(covariateShift(covariates.b, input, row)),
  });
}
