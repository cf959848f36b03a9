import { compareCodePoints } from "../../kernel/index.js";
import { outsideDomain, requireRows } from "../policy/requirements.js";

/** What a list of calls would have found. */
export interface CallListResult {
  /** Name of the score that made the list. */
  readonly score: string;
  readonly calls: number;
  /** Leavers on the list. */
  readonly leavers: number;
  /** Share of all leavers. */
  readonly share: number;
  /** What the leavers on the list are worth, in the unit of `values`. */
  readonly value: number;
  /** How many leavers more than the first score found, with a 95 % interval over customers that only one of the two lists has. */
  readonly more: { readonly estimate: number; readonly lower: number; readonly upper: number };
}

/** Who could have been called, and what happened. */
export interface CallListCustomers {
  readonly ids: readonly string[];
  /** 1 who left. */
  readonly outcomes: ArrayLike<number>;
  /** What each customer is worth. */
  readonly values: ArrayLike<number>;
}

/**
 * Judges scores by the question that a team asks: with so many calls, how many leavers would have been on the list, and what
 * are they worth? The first score is the one to beat: put plain recency there.
 *
 * @param customers - everybody who could be called
 * @param scores - a column a score, higher is riskier; NaN comes last; ties go by identifier
 * @param options - `calls`: length of the list
 * @throws ClienteleError `mismatched_dimensions`, `outside_domain` for a number of calls that cannot be
 * @example
 * const customers = { ids: ["a", "b", "c", "d"], outcomes: [1, 0, 1, 0], values: [10, 20, 30, 40] };
 * const [recency, model] = evaluateCallLists(customers, { recency: [4, 3, 2, 1], model: [0.9, 0.1, 0.8, 0.2] }, { calls: 2 });
 * [recency?.leavers, model?.leavers, model?.value] // => [1, 2, 40]
 */
export function evaluateCallLists(
  customers: CallListCustomers,
  scores: Readonly<Record<string, ArrayLike<number>>>,
  options: { readonly calls: number },
): CallListResult[] {
  const { ids, outcomes, values } = customers;
  const { calls } = options;
  if (!(Number.isInteger(calls) && calls >= 1 && calls <= ids.length))
    throw outsideDomain("calls", calls, `a whole number from 1 to ${ids.length}`);
  for (const column of [outcomes, values, ...Object.values(scores)]) requireRows(column, ids.length);
  let left = 0;
  for (let row = 0; row < ids.length; row++) left += outcomes[row]!;
  let first: ReadonlySet<number> | undefined;
  return Object.entries(scores).map(([score, column]) => {
    const list = new Set(riskiest(ids, column, calls));
    first ??= list;
    const found = [...list].filter((row) => outcomes[row] === 1);
    return {
      score,
      calls,
      leavers: found.length,
      share: left === 0 ? 0 : found.length / left,
      value: found.reduce((sum, row) => sum + values[row]!, 0),
      more: difference(list, first, outcomes),
    };
  });
}

/** Rows of the highest scores. */
function riskiest(ids: readonly string[], scores: ArrayLike<number>, calls: number): number[] {
  const rank = (row: number): number => (Number.isNaN(scores[row]) ? Number.NEGATIVE_INFINITY : scores[row]!);
  return ids
    .map((_, row) => row)
    .sort((one, other) => (rank(one) === rank(other) ? compareCodePoints(ids[one]!, ids[other]!) : rank(other) - rank(one)))
    .slice(0, calls);
}

/** Customers on both lists cannot tell the lists apart: the difference varies with those on one only. */
function difference(list: ReadonlySet<number>, other: ReadonlySet<number>, outcomes: ArrayLike<number>): CallListResult["more"] {
  const only = [...list].filter((row) => !other.has(row)).reduce((sum, row) => sum + outcomes[row]!, 0);
  const lost = [...other].filter((row) => !list.has(row)).reduce((sum, row) => sum + outcomes[row]!, 0);
  const estimate = only - lost;
  const spread = 1.959963984540054 * Math.sqrt(only + lost);
  return { estimate, lower: estimate - spread, upper: estimate + spread };
}
