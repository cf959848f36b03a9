import { ClienteleError, type LocalizedText } from "../../../kernel/index.js";
import type { CustomerSummary } from "../../../models/index.js";
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

/** Any model of how often customers buy and whether they are still there. */
export type PurchaseModel = BgNbdModel | MbgNbdModel | BgCnbdModel | MbgCnbdModel | ParetoNbdModel | NbdModel | BgBbModel;

/** The error of an object that is no model of purchases. */
export function unknownModel(model: never): ClienteleError<"invalid_model"> {
  const { kind } = model as { kind?: unknown };
  return new ClienteleError("invalid_model", `No model of purchases has the kind "${String(kind)}".`, { kind, problem: "kind" });
}

/**
 * Probability that a customer is still active at the end of the observation (BG/BB: at the next opportunity), under
 * any model of purchases. A bundle with one model is smaller with that model's own function.
 *
 * @param model - as a fit returned it
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

/** How far to look ahead. */
export interface HorizonOption {
  /** In `model.unit`; BG/BB: whole opportunities. */
  readonly horizon: number;
}

/**
 * Expected purchases in the next `horizon` units of time, given a customer's history, under any model of purchases.
 *
 * @param model - as a fit returned it
 * @param input - a customer, or a population as columns
 * @param horizon - how far to look ahead, in `model.unit` (BG/BB: whole opportunities)
 * @returns a number ≥ 0 for a customer, a column for columns; it never falls as the horizon grows
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`, `missing_covariate`
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(30.43, 0), age: Float64Array.of(38.86, 38.86) };
 * Array.from(expectedTransactions(model, summary, { horizon: 39 })) // => [1.22602817477, 0.195098052011]
 */
export function expectedTransactions<Input extends CustomerOrColumns>(
  model: PurchaseModel,
  input: Input,
  { horizon }: HorizonOption,
): ScoreOf<Input> {
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
 * Expected repeat purchases of a new customer by time t after the first purchase, under any model of purchases.
 *
 * @param model - as a fit returned it
 * @param t - time since the first purchase, in `model.unit` (BG/BB: whole opportunities)
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } } as const;
 * expectedTransactionsForNewCustomer(model, { horizon: 52 }) // => 1.47299680338
 */
export function expectedTransactionsForNewCustomer(model: PurchaseModel, { horizon: t }: HorizonOption): number {
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

/** P(alive) of one customer, with what a reader must know to take it rightly. */
export interface ExplainedProbabilityAlive {
  readonly probability: number;
  /** The number follows from the construction of the model, not from the customer. */
  readonly structural: boolean;
  /** Time since the last purchase, in the unit of the model. */
  readonly silence: number;
  /** The mean gap between purchases so far; `null` without a repeat purchase. */
  readonly meanGap: number | null;
  readonly reason: LocalizedText;
}

/**
 * P(alive) of one customer with its reason: the silence beside the customer's own rhythm, and whether the number is
 * structural (BG/NBD and BG/CNBD-k give 1 without a repeat purchase, NBD always).
 *
 * @param model - as a fit returned it
 * @param customer - frequency, recency, age
 * @throws ClienteleError as {@link probabilityAlive}
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * explainProbabilityAlive(model, { frequency: 0, recency: 0, age: 38.86 }).structural // => true
 */
export function explainProbabilityAlive(model: PurchaseModel, customer: CustomerSummary): ExplainedProbabilityAlive {
  const probability = probabilityAlive(model, customer);
  const structural = model.kind === "nbd" || (customer.frequency === 0 && (model.kind === "bg-nbd" || model.kind === "bg-cnbd"));
  const silence = customer.age - customer.recency;
  const meanGap = customer.frequency > 0 ? customer.recency / customer.frequency : null;
  const quiet = round(silence);
  const reason: LocalizedText = structural
    ? {
        en: `The model cannot see this customer leave: it gives 1 by construction, whatever the silence (${quiet} in units of a ${model.unit}).`,
        zh: `该模型无法观察到此客户流失:无论沉默多久(${quiet},单位 ${model.unit}),按定义概率均为 1。`,
      }
    : meanGap === null
      ? {
          en: `One purchase, and silence for ${quiet} (in units of a ${model.unit}) since.`,
          zh: `仅有一次购买,此后沉默 ${quiet}(单位 ${model.unit})。`,
        }
      : {
          en: `Silent for ${quiet} after ${customer.frequency} repeat purchases about ${round(meanGap)} apart (in units of a ${model.unit}).`,
          zh: `${customer.frequency} 次复购、平均间隔约 ${round(meanGap)},此后沉默 ${quiet}(单位 ${model.unit})。`,
        };
  return { probability, structural, silence, meanGap, reason };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
