import { compareCodePoints } from "../../kernel/index.js";
import { anInteger, invalidOption, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import type { Interval } from "../../statistics/index.js";
import { requireRows } from "../policy/require-rows.js";

/** Result of calling the customers with the highest scores. */
export interface CallListResult {
  /** Name of the score that ranked the list. */
  readonly score: string;
  /** Customers on the list. */
  readonly calls: number;
  /** Customers on the list who left. */
  readonly leavers: number;
  /** Their share of all customers who left. */
  readonly share: number;
  /** Value of the leavers on the list, in the unit of `values`. */
  readonly value: number;
  /** Additional leavers compared with the first score, with a 95 % interval over customers that are on only one of the two lists. */
  readonly more: Interval;
}

/** Customers who could have been called, with what happened. */
export interface CallListCustomers {
  readonly ids: readonly string[];
  /** 1 if the customer left, 0 if they stayed. */
  readonly outcomes: ArrayLike<number>;
  /** Value of each customer, in minor units. */
  readonly values: ArrayLike<number>;
}

/** Options of {@link evaluateCallLists}. */
export interface CallListOptions {
  /** Length of the list. */
  readonly limit: number;
}

const CALL_OPTIONS: OptionShape<CallListOptions> = { limit: anInteger({ min: 1 }) };

/**
 * Compares scores by the question that a team asks: with this number of calls, how many leavers would have been on the list, and
 * what are they worth? The first score is the baseline: start with plain recency.
 *
 * @param customers - all customers who could have been called
 * @param scores - one column per score; higher means riskier, NaN ranks last, ties are ordered by identifier
 * @throws ClienteleError `mismatched_dimensions`, `invalid_option`
 * @example
 * const customers = { ids: ["a", "b", "c", "d"], outcomes: [1, 0, 1, 0], values: [1000, 2000, 3000, 4000] };
 * const [recency, model] = evaluateCallLists(customers, { recency: [4, 3, 2, 1], model: [0.9, 0.1, 0.8, 0.2] }, { limit: 2 });
 * [recency?.leavers, model?.leavers, model?.value] // => [1, 2, 4000]
 */
export function evaluateCallLists(
  customers: CallListCustomers,
  scores: Readonly<Record<string, ArrayLike<number>>>,
  options: CallListOptions,
): CallListResult[] {
  const { ids, outcomes, values } = customers;
  const limit = requireOption("limit", requireOptions(options, CALL_OPTIONS).limit, CALL_OPTIONS.limit);
  if (limit > ids.length) throw invalidOption("limit", limit, `at most ${ids.length}, the number of customers`);
  for (const [name, column] of Object.entries({ outcomes, values, ...scores })) requireRows(name, column, ids.length);
  let left = 0;
  for (let row = 0; row < ids.length; row++) left += outcomes[row]!;
  let first: ReadonlySet<number> | undefined;
  return Object.entries(scores).map(([score, column]) => {
    const list = new Set(riskiest(ids, column, limit));
    first ??= list;
    const found = [...list].filter((row) => outcomes[row] === 1);
    return {
      score,
      calls: limit,
      leavers: found.length,
      share: left === 0 ? 0 : found.length / left,
      value: found.reduce((sum, row) => sum + values[row]!, 0),
      more: difference(list, first, outcomes),
    };
  });
}

/** Returns the rows with the highest scores. */
function riskiest(ids: readonly string[], scores: ArrayLike<number>, limit: number): number[] {
  const rank = (row: number): number => (Number.isNaN(scores[row]) ? Number.NEGATIVE_INFINITY : scores[row]!);
  return ids
    .map((_, row) => row)
    .sort((one, other) => (rank(one) === rank(other) ? compareCodePoints(ids[one]!, ids[other]!) : rank(other) - rank(one)))
    .slice(0, limit);
}

/** Customers on both lists do not tell the lists apart, so the difference varies only with those on one list. */
function difference(list: ReadonlySet<number>, other: ReadonlySet<number>, outcomes: ArrayLike<number>): Interval {
  const leaversOnlyIn = (one: ReadonlySet<number>, another: ReadonlySet<number>): number =>
    [...one].filter((row) => !another.has(row)).reduce((sum, row) => sum + outcomes[row]!, 0);
  const [gained, lost] = [leaversOnlyIn(list, other), leaversOnlyIn(other, list)];
  const estimate = gained - lost;
  const spread = 1.959963984540054 * Math.sqrt(gained + lost);
  return { estimate, lower: estimate - spread, upper: estimate + spread, level: 0.95 };
}
