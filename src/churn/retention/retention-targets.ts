import { compareCodePoints } from "../../kernel/index.js";
import { outsideDomain, requireProbability, requireRows } from "../policy/requirements.js";

/** Customers who might be offered something, as parallel columns. Money in one unit throughout. */
export interface RetentionCustomers {
  readonly ids: readonly string[];
  /** p: probability of leaving if nothing is done, calibrated. */
  readonly probability: ArrayLike<number>;
  /** V: what the customer is worth, given that they stay. */
  readonly value: ArrayLike<number>;
  /** Lower probability of leaving with the offer than without, from a randomized trial: in place of p · s. */
  readonly uplift?: ArrayLike<number>;
}

/** What the action does and costs: a number for all, or one a customer. */
export interface RetentionOffer {
  /** s: probability of saving somebody who would leave. Not needed with uplift. */
  readonly saved?: number | ArrayLike<number>;
  /** a: probability that somebody who would stay takes the offer. */
  readonly taken: number | ArrayLike<number>;
  /** o: cost of the offer to those who take it or are saved by it. */
  readonly offer: number | ArrayLike<number>;
  /** c: cost of a contact. */
  readonly contact: number | ArrayLike<number>;
}

/** Whom to save first, the most profitable first, as parallel columns. */
export interface RetentionTargets {
  readonly ids: readonly string[];
  /** Position of each in the input. */
  readonly rows: Uint32Array;
  /** Expected profit of acting. */
  readonly profit: Float64Array;
  /** Expected profit of acting on the list down to here. */
  readonly cumulative: Float64Array;
  /** Customers whose profit is above 0, on the list or not: more than the list where capacity ended it. */
  readonly worthwhile: number;
  /** Rows without a probability, a value or an uplift: nothing can be said of them. */
  readonly unknown: number;
}

/**
 * The expected profit of acting on each customer, p·s·(V − o) − (1 − p)·a·o − c: saving leavers less the offer, less what those
 * take who would have stayed, less the contact. With an uplift u from a randomized trial, u stands in place of p·s.
 *
 * @param customers - probabilities, values
 * @param offer - s, a, o, c
 * @returns a column; NaN where a probability, value or uplift is missing (NaN)
 * @throws ClienteleError `outside_domain` for what is no probability or no amount, `mismatched_dimensions`
 * @see Neslin, Gupta, Kamakura, Lu, Mason (2006), Defection detection, Journal of Marketing Research 43
 * @example
 * [...retentionProfit({ ids: ["a"], probability: [0.4], value: [500] }, { saved: 0.3, taken: 0.5, offer: 20, contact: 2 })] // => [49.6]
 */
export function retentionProfit(customers: RetentionCustomers, offer: RetentionOffer): Float64Array {
  const { ids, probability, value, uplift } = customers;
  const rows = ids.length;
  for (const column of [probability, value, ...(uplift === undefined ? [] : [uplift])]) requireRows(column, rows);
  if (uplift === undefined && offer.saved === undefined)
    throw outsideDomain("saved", undefined, "a probability, unless an uplift is given");
  const saved = reader("saved", offer.saved ?? 0, rows, (given) => given >= 0 && given <= 1);
  const taken = reader("taken", offer.taken, rows, (given) => given >= 0 && given <= 1);
  const cost = reader("offer", offer.offer, rows, (given) => given >= 0 && given < Infinity);
  const contact = reader("contact", offer.contact, rows, (given) => given >= 0 && given < Infinity);
  return Float64Array.from({ length: rows }, (_, row) => {
    const p = known("probability", probability[row]!, row, 0, 1);
    const worth = known("value", value[row]!, row, Number.NEGATIVE_INFINITY, Infinity);
    const kept = uplift === undefined ? p * saved(row) : known("uplift", uplift[row]!, row, -1, 1);
    return kept * (worth - cost(row)) - (1 - p) * taken(row) * cost(row) - contact(row);
  });
}

/**
 * Whom to save first: everybody on whom acting is expected to pay, by profit, as far as capacity goes. Not the riskiest: who is
 * likely to leave and worth little, or cannot be held, is left to go.
 *
 * @param customers - probabilities, values
 * @param offer - s, a, o, c
 * @param options - `capacity`: most customers on the list
 * @throws ClienteleError `outside_domain`, `mismatched_dimensions`
 * @example
 * const customers = { ids: ["big", "small", "safe"], probability: [0.3, 0.9, 0.02], value: [800, 30, 800] };
 * const targets = retentionTargets(customers, { saved: 0.3, taken: 0.5, offer: 20, contact: 2 });
 * targets.ids // => ["big"]
 */
export function retentionTargets(
  customers: RetentionCustomers,
  offer: RetentionOffer,
  options: { readonly capacity?: number | undefined } = {},
): RetentionTargets {
  const { ids } = customers;
  const { capacity = ids.length } = options;
  if (!(Number.isInteger(capacity) && capacity >= 0)) throw outsideDomain("capacity", capacity, "a whole number from 0");
  const profit = retentionProfit(customers, offer);
  const worthwhile = ids.map((_, row) => row).filter((row) => profit[row]! > 0);
  worthwhile.sort((one, other) => profit[other]! - profit[one]! || compareCodePoints(ids[one]!, ids[other]!));
  const chosen = worthwhile.slice(0, capacity);
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

/**
 * The most that an offer to one customer may cost before acting no longer pays: what p·s·(V − o) − (1 − p)·a·o − c = 0 gives
 * for o; 0 where even a free offer does not pay.
 *
 * @param customer - probability of leaving and value
 * @param offer - s, a, c
 * @throws ClienteleError `outside_domain`
 * @example
 * offerCeiling({ probability: 0.4, value: 500 }, { saved: 0.3, taken: 0.5, contact: 2 }) // => 138.1
 */
export function offerCeiling(
  customer: { readonly probability: number; readonly value: number },
  offer: { readonly saved: number; readonly taken: number; readonly contact: number },
): number {
  const { probability: p, value } = customer;
  for (const [name, given] of Object.entries({ probability: p, saved: offer.saved, taken: offer.taken }))
    requireProbability(name, given);
  if (!Number.isFinite(value)) throw outsideDomain("value", value, "a finite amount");
  const stake = p * offer.saved * value - offer.contact;
  const share = p * offer.saved + (1 - p) * offer.taken;
  if (!(stake > 0)) return 0;
  // Never more than what is to be saved: an offer that only leavers take still costs no more than they are worth.
  return Math.min(value, share > 0 ? stake / share : value);
}

function reader(
  name: string,
  given: number | ArrayLike<number>,
  rows: number,
  isSound: (value: number) => boolean,
): (row: number) => number {
  if (typeof given === "number") {
    if (!isSound(given))
      throw outsideDomain(name, given, name === "offer" || name === "contact" ? "an amount from 0" : "a probability");
    return () => given;
  }
  requireRows(given, rows);
  for (let row = 0; row < rows; row++)
    if (!isSound(given[row]!)) throw outsideDomain(`${name}[${row}]`, given[row], "a probability or an amount");
  return (row) => given[row]!;
}

/** A figure of a customer; NaN is unknown and stays so. */
function known(name: string, value: number, row: number, least: number, most: number): number {
  if (value < least || value > most || Math.abs(value) === Infinity)
    throw outsideDomain(
      `${name}[${row}]`,
      value,
      least === Number.NEGATIVE_INFINITY ? "a finite amount" : `between ${least} and ${most}`,
    );
  return value;
}
