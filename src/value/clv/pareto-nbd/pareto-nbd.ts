import { requireOption, aNonNegativeNumber } from "../../../kernel/internal.js";
import type { TimeUnit } from "../../../models/index.js";
import { fromLogOdds } from "../beta-geometric/beta-geometric.js";
import { timesAlive } from "../beta-geometric/bg-nbd.js";
import { checkModel, type ClvModelBase } from "../model/clv-model.js";
import { paretoLogOddsGone } from "./pareto-dropout.js";
import { covariateShift, type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Parameters of Pareto/NBD, with the letters of the paper. */
export interface ParetoNbdParameters {
  /** Shape of the gamma distribution of purchase rates. */
  readonly r: number;
  /** Rate of that distribution, in units of time. */
  readonly alpha: number;
  /** Shape of the gamma distribution of dropout rates. */
  readonly s: number;
  /** Rate of that distribution, in units of time. */
  readonly beta: number;
}

/**
 * Pareto/NBD: purchases are Poisson while the customer is alive, and lifetimes are exponential. Both rates are gamma distributed
 * over customers. A customer may leave at any moment.
 *
 * @see Schmittlein, Morrison, Colombo (1987), Counting Your Customers: Who Are They and What Will They Do Next?
 */
export type ParetoNbdModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"pareto-nbd", ParetoNbdParameters, Unit>;

/**
 * Returns the probability that a customer is still active at the end of the observation, under Pareto/NBD.
 *
 * @param model - from {@link fitParetoNbd}; time in `model.unit`
 * @param input - a customer, or a population as columns
 * @returns a probability in [0, 1] for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`, `missing_covariate`
 * @see Fader, Hardie (2005), A Note on Deriving the Pareto/NBD Model and Related Expressions
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } } as const;
 * paretoNbdProbabilityAlive(model, { frequency: 26, recency: 30.86, age: 31 }) // => 0.997918731055
 */
export function paretoNbdProbabilityAlive<Input extends CustomerOrColumns>(model: ParetoNbdModel, input: Input): ScoreOf<Input> {
  checkModel(model, "pareto-nbd");
  const at = paretoParametersAt(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => fromLogOdds(logOddsGone(at(row), x, tx, T)));
}

/**
 * Returns the expected purchases in (T, T + horizon], given the history of a customer, under Pareto/NBD.
 *
 * @param model - from {@link fitParetoNbd}
 * @param input - a customer, or a population as columns
 * @param horizon - length of the look ahead, in `model.unit`
 * @returns a number of at least 0 for a customer, a column for columns; it never decreases as the horizon grows
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`, `missing_covariate`
 * @see Fader, Hardie (2005), A Note on Deriving the Pareto/NBD Model, eq. (41); exact also at s = 1
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } } as const;
 * paretoNbdExpectedTransactions(model, { frequency: 2, recency: 30.43, age: 38.86 }, 39) // => 1.45512319326
 */
export function paretoNbdExpectedTransactions<Input extends CustomerOrColumns>(
  model: ParetoNbdModel,
  input: Input,
  horizon: number,
): ScoreOf<Input> {
  checkModel(model, "pareto-nbd");
  requireOption("horizon", horizon, aNonNegativeNumber);
  const at = paretoParametersAt(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => {
    const p = at(row);
    const whileAlive = ((p.r + x) / (p.alpha + T)) * expectedLifetime(p.s, p.beta + T, horizon);
    return timesAlive(whileAlive, logOddsGone(p, x, tx, T));
  });
}

/**
 * Returns the expected repeat purchases of a new customer by time t after the first purchase, under Pareto/NBD.
 *
 * @param model - from {@link fitParetoNbd}
 * @param t - time since the first purchase, in `model.unit`
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Schmittlein, Morrison, Colombo (1987), eq. (17)
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } } as const;
 * paretoNbdExpectedTransactionsForNewCustomer(model, 39) // => 1.21300284428
 */
export function paretoNbdExpectedTransactionsForNewCustomer(model: ParetoNbdModel, t: number): number {
  checkModel(model, "pareto-nbd");
  requireOption("horizon", t, aNonNegativeNumber);
  const { r, alpha, s, beta } = model.parameters;
  return (r / alpha) * expectedLifetime(s, beta, t);
}

function logOddsGone({ r, alpha, s, beta }: ParetoNbdParameters, x: number, tx: number, T: number): number {
  return paretoLogOddsGone(r + x, alpha, s, beta, tx, T);
}

/** ∫₀ᵗ (β / (β + u))ˢ du: expected time alive in the next t; (1 − e^−q) / q removes the singularity at s = 1. */
export function expectedLifetime(s: number, beta: number, t: number): number {
  const length = Math.log1p(t / beta);
  const q = (s - 1) * length;
  return beta * length * (q === 0 ? 1 : -Math.expm1(-q) / q);
}

/** Returns the parameters of each row: those of the model, with α and β divided by the exponential of the effect of the covariates. */
export function paretoParametersAt(model: ParetoNbdModel, input: CustomerOrColumns): (row: number) => ParetoNbdParameters {
  const { parameters, covariates } = model;
  if (covariates === undefined) return () => parameters;
  return (row) => ({
    r: parameters.r,
    alpha: parameters.alpha * Math.exp(-covariateShift(covariates.alpha, input, row)),
    s: parameters.s,
    beta: parameters.beta * Math.exp(-covariateShift(covariates.beta, input, row)),
  });
}
