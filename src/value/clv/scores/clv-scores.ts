import { ClienteleError } from "../../../kernel/index.js";
import { aNonNegativeNumber, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import {
  type BgBbModel,
  bgBbExpectedTransactions,
  bgBbExpectedTransactionsForNewCustomer,
  bgBbProbabilityAlive,
} from "../discrete/bg-bb.js";
import {
  type BgCnbdModel,
  cnbdExpectedTransactions,
  cnbdExpectedTransactionsForNewCustomer,
  cnbdProbabilityAlive,
  type MbgCnbdModel,
} from "../beta-geometric/bg-cnbd.js";
import {
  type BgNbdModel,
  bgNbdExpectedTransactions,
  bgNbdExpectedTransactionsForNewCustomer,
  bgNbdProbabilityAlive,
} from "../beta-geometric/bg-nbd.js";
import { checkModel } from "../model/clv-model.js";
import {
  type MbgNbdModel,
  mbgNbdExpectedTransactions,
  mbgNbdExpectedTransactionsForNewCustomer,
  mbgNbdProbabilityAlive,
} from "../beta-geometric/mbg-nbd.js";
import { type NbdModel, nbdExpectedTransactions, nbdExpectedTransactionsForNewCustomer } from "../nbd/nbd.js";
import {
  type ParetoNbdModel,
  paretoNbdExpectedTransactions,
  paretoNbdExpectedTransactionsForNewCustomer,
  paretoNbdProbabilityAlive,
} from "../pareto-nbd/pareto-nbd.js";
import { type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Any model of purchase frequency and dropout. */
export type PurchaseModel = BgNbdModel | MbgNbdModel | BgCnbdModel | MbgCnbdModel | ParetoNbdModel | NbdModel | BgBbModel;

/** Returns the error for an object that is not a purchase model. */
export function unknownModel(model: never): ClienteleError<"invalid_model"> {
  const { kind } = model as { kind?: unknown };
  return new ClienteleError(
    "invalid_model",
    `The model must be a purchase model such as "bg-nbd", got the kind "${String(kind)}".`,
    { kind, problem: "kind" },
  );
}

/**
 * Returns the probability that a customer is still active at the end of the observation (BG/BB: at the next opportunity).
 *
 * @param model - a purchase model
 * @param input - a customer, or a population as columns
 * @returns a probability in [0, 1] for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`, `missing_covariate`
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } } as const;
 * probabilityAlive(model, { frequency: 2, recency: 30.43, age: 38.86 }) // => 0.869167559153
 */
export function probabilityAlive<Input extends CustomerOrColumns>(model: PurchaseModel, input: Input): ScoreOf<Input> {
  switch (model.kind) {
    case "bg-nbd":
      return bgNbdProbabilityAlive(model, input);
    case "mbg-nbd":
      return mbgNbdProbabilityAlive(model, input);
    case "bg-cnbd":
    case "mbg-cnbd":
      return cnbdProbabilityAlive(model, input);
    case "pareto-nbd":
      return paretoNbdProbabilityAlive(model, input);
    case "bg-bb":
      return bgBbProbabilityAlive(model, input);
    case "nbd":
      checkModel(model, "nbd");
      return scoreRows(input, model.unit, () => 1);
    default:
      throw unknownModel(model);
  }
}

/** Length of a look ahead. */
export interface HorizonOption {
  /** In `model.unit`; for BG/BB an integer number of opportunities. */
  readonly horizon: number;
}

const HORIZON: OptionShape<HorizonOption> = { horizon: aNonNegativeNumber };

/**
 * Returns the expected purchases in the next `horizon` units of time, given the history of a customer.
 *
 * @param model - a purchase model
 * @param input - a customer, or a population as columns
 * @param options - `horizon` in `model.unit` (BG/BB: an integer number of opportunities)
 * @returns a number of at least 0 for a customer, a column for columns; it never decreases as the horizon grows
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`, `missing_covariate`
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(30.43, 0), age: Float64Array.of(38.86, 38.86) };
 * Array.from(expectedTransactions(model, summary, { horizon: 39 })) // => [1.22602817477, 0.195098052011]
 */
export function expectedTransactions<Input extends CustomerOrColumns>(
  model: PurchaseModel,
  input: Input,
  options: HorizonOption,
): ScoreOf<Input> {
  const { horizon } = requireOptions(options, HORIZON, { mandatory: ["horizon"] });
  switch (model.kind) {
    case "bg-nbd":
      return bgNbdExpectedTransactions(model, input, horizon);
    case "mbg-nbd":
      return mbgNbdExpectedTransactions(model, input, horizon);
    case "bg-cnbd":
    case "mbg-cnbd":
      return cnbdExpectedTransactions(model, input, horizon);
    case "pareto-nbd":
      return paretoNbdExpectedTransactions(model, input, horizon);
    case "bg-bb":
      return bgBbExpectedTransactions(model, input, horizon);
    case "nbd":
      return nbdExpectedTransactions(model, input, horizon);
    default:
      throw unknownModel(model);
  }
}

/**
 * Returns the expected repeat purchases of a new customer in the first `horizon` units of time after the first purchase.
 *
 * @param model - a purchase model
 * @param options - `horizon` in `model.unit` (BG/BB: an integer number of opportunities)
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } } as const;
 * expectedTransactionsForNewCustomer(model, { horizon: 52 }) // => 1.47299680338
 */
export function expectedTransactionsForNewCustomer(model: PurchaseModel, options: HorizonOption): number {
  const { horizon: t } = requireOptions(options, HORIZON, { mandatory: ["horizon"] });
  switch (model.kind) {
    case "bg-nbd":
      return bgNbdExpectedTransactionsForNewCustomer(model, t);
    case "mbg-nbd":
      return mbgNbdExpectedTransactionsForNewCustomer(model, t);
    case "bg-cnbd":
    case "mbg-cnbd":
      return cnbdExpectedTransactionsForNewCustomer(model, t);
    case "pareto-nbd":
      return paretoNbdExpectedTransactionsForNewCustomer(model, t);
    case "bg-bb":
      return bgBbExpectedTransactionsForNewCustomer(model, t);
    case "nbd":
      return nbdExpectedTransactionsForNewCustomer(model, t);
    default:
      throw unknownModel(model);
  }
}
