import { compareCodePoints } from "../../kernel/index.js";
import {
  aColumn,
  aNumber,
  anInteger,
  anObject,
  aProbability,
  invalidOption,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { requireRows } from "../policy/require-rows.js";

/** Customers who could receive an offer, as parallel columns. */
export interface RetentionCustomers {
  readonly ids: readonly string[];
  /** p: calibrated probability of leaving if nothing is done. */
  readonly probability: ArrayLike<number>;
  /** V: value of the customer given that they stay, in minor units. */
  readonly value: ArrayLike<number>;
  /** Reduction of the probability of leaving by the offer, from a randomized trial; replaces p · s. */
  readonly uplift?: ArrayLike<number> | undefined;
}

/** Effect and cost of the offer: one number for all customers, or a column. Amounts are in the minor units of the values. */
export interface RetentionOffer {
  /** s: probability of saving a customer who would leave. Not needed with `uplift`. */
  readonly saved?: number | ArrayLike<number> | undefined;
  /** a: probability that a customer who would stay takes the offer. */
  readonly taken: number | ArrayLike<number>;
  /** o: cost of the offer for a customer who takes it or is saved by it. */
  readonly offer: number | ArrayLike<number>;
  /** c: cost of one contact. */
  readonly contact: number | ArrayLike<number>;
}

/** Customers to save first, by descending profit, as parallel columns. */
export interface RetentionTargets {
  readonly ids: readonly string[];
  /** Position of each customer in the input. */
  readonly rows: Uint32Array;
  /** Expected profit of acting, in minor units. */
  readonly profit: Float64Array;
  /** Expected profit of acting on the list up to and including this row. */
  readonly cumulative: Float64Array;
  /** Customers whose profit is above 0, on the list or not: `limit` may cut the list short. */
  readonly worthwhile: number;
  /** Customers without a probability, a value or an uplift. */
  readonly unknown: number;
}

/** Options of {@link retentionTargets}. */
export interface RetentionTargetOptions {
  /** Maximum number of customers on the list. Defaults to all. */
  readonly limit?: number | undefined;
}

const TARGET_OPTIONS: OptionShape<RetentionTargetOptions> = { limit: anInteger({ min: 0 }) };
const aCost = aNumber({ min: 0 });

/**
 * Computes the expected profit of acting on each customer, p·s·(V − o) − (1 − p)·a·o − c: saved leavers minus their offer, minus
 * the offers taken by customers who would have stayed, minus the contact. An uplift u from a randomized trial replaces p·s.
 *
 * @param customers - probabilities and values
 * @param offer - s, a, o and c
 * @returns one profit per customer; NaN where the probability, value or uplift is missing (NaN)
 * @throws ClienteleError `invalid_option`, `mismatched_dimensions`
 * @see Neslin, Gupta, Kamakura, Lu, Mason (2006), Defection detection, Journal of Marketing Research 43
 * @example
 * const customers = { ids: ["a"], probability: [0.4], value: [50_000] };
 * [...retentionProfit(customers, { saved: 0.3, taken: 0.5, offer: 2_000, contact: 200 })] // => [4960]
 */
export function retentionProfit(customers: RetentionCustomers, offer: RetentionOffer): Float64Array {
  const { ids, probability, value, uplift } = customers;
  const rows = ids.length;
  requireRows("probability", probability, rows);
  requireRows("value", value, rows);
  if (uplift !== undefined) requireRows("uplift", uplift, rows);
  const given = requireOption("offer", offer, anObject);
  const saved = reader("saved", given.saved ?? (uplift === undefined ? undefined : 0), rows, aProbability);
  const taken = reader("taken", given.taken, rows, aProbability);
  const cost = reader("offer", given.offer, rows, aCost);
  const contact = reader("contact", given.contact, rows, aCost);
  return Float64Array.from({ length: rows }, (_, row) => {
    const p = figureOf("probability", probability, row, aProbability);
    const worth = figureOf("value", value, row, ANY_AMOUNT);
    const kept = uplift === undefined ? p * saved(row) : figureOf("uplift", uplift, row, AN_UPLIFT);
    return kept * (worth - cost(row)) - (1 - p) * taken(row) * cost(row) - contact(row);
  });
}

/**
 * Selects the customers to save first: those on whom acting is expected to pay, by profit, up to `limit`. These are not the
 * riskiest: a customer who is likely to leave but worth little, or who cannot be saved, is not on the list.
 *
 * @param customers - probabilities and values
 * @param offer - s, a, o and c
 * @throws ClienteleError `invalid_option`, `mismatched_dimensions`
 * @example
 * const customers = { ids: ["big", "small", "safe"], probability: [0.3, 0.9, 0.02], value: [80_000, 3_000, 80_000] };
 * const targets = retentionTargets(customers, { saved: 0.3, taken: 0.5, offer: 2_000, contact: 200 });
 * targets.ids // => ["big"]
 */
export function retentionTargets(
  customers: RetentionCustomers,
  offer: RetentionOffer,
  options: RetentionTargetOptions = {},
): RetentionTargets {
  const { ids } = customers;
  const { limit = ids.length } = requireOptions(options, TARGET_OPTIONS);
  const profit = retentionProfit(customers, offer);
  const worthwhile = ids.map((_, row) => row).filter((row) => profit[row]! > 0);
  worthwhile.sort((one, other) => profit[other]! - profit[one]! || compareCodePoints(ids[one]!, ids[other]!));
  const chosen = worthwhile.slice(0, limit);
  let sum = 0;
  return {
    ids: chosen.map((row) => ids[row]!),
    rows: Uint32Array.from(chosen),
    profit: Float64Array.from(chosen, (row) => profit[row]!),
    cumulative: Float64Array.from(chosen, (row) => (sum += profit[row]!)),
    worthwhile: worthwhile.length,
    unknown: profit.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0),
  };
}

/** Chance and cost of acting on one customer, for {@link offerCeiling}. */
export interface OfferTerms {
  /** s: probability of saving a customer who would leave. */
  readonly saved: number;
  /** a: probability that a customer who would stay takes the offer. */
  readonly taken: number;
  /** c: cost of one contact, in minor units. */
  readonly contact: number;
}

/**
 * Returns the maximum cost at which an offer to one customer still pays: the solution o of p·s·(V − o) − (1 − p)·a·o − c = 0; 0 if
 * not even a free offer pays.
 *
 * @param customer - probability of leaving, and value in minor units
 * @param terms - s, a and c
 * @throws ClienteleError `invalid_option`
 * @example
 * offerCeiling({ probability: 0.4, value: 50_000 }, { saved: 0.3, taken: 0.5, contact: 200 }) // => 13809.5
 */
export function offerCeiling(customer: { readonly probability: number; readonly value: number }, terms: OfferTerms): number {
  const p = requireOption("probability", customer.probability, aProbability);
  const value = requireOption("value", customer.value, aNumber());
  const saved = requireOption("saved", terms.saved, aProbability);
  const taken = requireOption("taken", terms.taken, aProbability);
  const stake = p * saved * value - requireOption("contact", terms.contact, aCost);
  const share = p * saved + (1 - p) * taken;
  if (!(stake > 0)) return 0;
  // Never above the value at stake: an offer that only leavers take must still cost no more than they are worth.
  return Math.min(value, share > 0 ? stake / share : value);
}

/** Returns a reader of one number for all customers, or of a column. */
function reader(
  name: string,
  given: number | ArrayLike<number> | undefined,
  rows: number,
  kind: OptionKind,
): (row: number) => number {
  if (given === undefined || !aColumn.accepts(given)) {
    const value = requireOption(name, given as number, kind);
    return () => value;
  }
  const column = given as ArrayLike<number>;
  requireRows(name, column, rows);
  for (let row = 0; row < rows; row++)
    if (!kind.accepts(column[row])) throw invalidOption(`${name}[${row}]`, column[row], kind.expected);
  return (row) => column[row]!;
}

const ANY_AMOUNT = aNumber();
const AN_UPLIFT = aNumber({ min: -1, max: 1 });

/** Reads a figure of a customer; NaN is unknown and stays NaN. */
function figureOf(name: string, column: ArrayLike<number>, row: number, kind: OptionKind): number {
  const value = column[row]!;
  if (!Number.isNaN(value) && !kind.accepts(value)) throw invalidOption(`${name}[${row}]`, value, kind.expected);
  return value;
}
