import { ClienteleError, type Duration } from "../../kernel/index.js";
import { durationMilliseconds, invalidOption, type OptionKind } from "../../kernel/internal.js";
import type { Expression, Metric, Rule } from "../../rules/index.js";

/** Source of a column in the language of rules, to turn findings in columns into rules. */
export type ColumnSource =
  | { readonly attribute: string }
  /** `unit`: the unit of the column, for a metric that is a length of time. */
  | { readonly metric: Metric; readonly unit?: Duration | undefined };

/** Attributes of a population as columns: one row per customer. */
export interface CustomerColumns {
  readonly ids: readonly string[];
  /** Numbers by name; NaN if unknown. */
  readonly numbers?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** Words by name; `null` if unknown. */
  readonly categories?: Readonly<Record<string, readonly (string | null)[]>> | undefined;
  /** Several words per customer by name, for profiles, such as bought categories or tags; `null` if unknown. */
  readonly sets?: Readonly<Record<string, readonly (readonly string[] | null)[]>> | undefined;
  /** Sources of the columns, by name. */
  readonly sources?: Readonly<Record<string, ColumnSource>> | undefined;
}

/** Condition on one column; an unknown value meets none. */
export type ColumnCondition =
  | { readonly column: string; readonly is: "atLeast" | "lessThan"; readonly value: number }
  | { readonly column: string; readonly is: "equals"; readonly value: string };

/** Set of customers, by identifier. */
export const aSet: OptionKind = { expected: "a Set", accepts: (value) => value instanceof Set };

/**
 * Refuses columns of different lengths.
 *
 * @throws ClienteleError `invalid_option`
 */
export function requireColumns({ ids, numbers = {}, categories = {}, sets = {} }: CustomerColumns): void {
  const columns: Readonly<Record<string, ArrayLike<unknown>>>[] = [numbers, categories, sets];
  for (const [name, column] of columns.flatMap((group) => Object.entries(group))) {
    if (column.length === ids.length) continue;
    throw new ClienteleError("invalid_option", `The column ${name} has ${column.length} rows for ${ids.length} customers.`, {
      option: name,
      value: column.length,
    });
  }
}

/** Returns 1 for each row that meets a condition, and 0 for the others. */
export function rowsMeeting(data: CustomerColumns, condition: ColumnCondition): Uint8Array {
  if (condition.is === "equals") {
    const column = data.categories![condition.column]!;
    return Uint8Array.from(data.ids, (_, row) => Number(column[row] === condition.value));
  }
  const column = data.numbers![condition.column]!;
  const { value } = condition;
  return condition.is === "atLeast"
    ? Uint8Array.from(data.ids, (_, row) => Number(column[row]! >= value))
    : Uint8Array.from(data.ids, (_, row) => Number(column[row]! < value));
}

/**
 * Converts conditions to a rule, which evaluates one customer and compiles to SQL.
 *
 * @param conditions - at least one; all of them must hold
 * @param sources - source of each column
 * @throws ClienteleError `invalid_option` if a column has no source, or there is no condition
 * @example
 * conditionsToRule([{ column: "country", is: "equals", value: "CN" }], { country: { attribute: "address.country" } })
 * // => { version: 1, kind: "attribute", path: "address.country", test: { is: "equals", value: "CN" } }
 */
export function conditionsToRule(conditions: readonly ColumnCondition[], sources: Readonly<Record<string, ColumnSource>>): Rule {
  const leaves = conditions.map((condition): Expression => {
    const source = Object.hasOwn(sources, condition.column) ? sources[condition.column] : undefined;
    if (source === undefined) throw invalidOption(`sources.${condition.column}`, source, "an attribute or a metric");
    if ("attribute" in source)
      return { kind: "attribute", path: source.attribute, test: { is: condition.is, value: condition.value } };
    const { metric, unit } = source;
    const value =
      unit === undefined || typeof condition.value === "string"
        ? condition.value
        : { milliseconds: Math.round(condition.value * durationMilliseconds(unit)) };
    return { kind: "metric", metric, test: { is: condition.is, value } };
  });
  if (leaves.length === 0) throw invalidOption("conditions", conditions, "an array of at least one condition");
  return leaves.length === 1 ? { version: 1, ...leaves[0]! } : { version: 1, kind: "all", of: leaves };
}

/** Returns the conditions to try: cuts of every number column at its quantiles, and every frequent word. */
export function candidateConditions(data: CustomerColumns, maxCuts: number, minRows: number): ColumnCondition[] {
  const candidates: ColumnCondition[] = [];
  for (const [column, values] of Object.entries(data.numbers ?? {})) {
    const sorted = Float64Array.from(values)
      .filter((value) => Number.isFinite(value))
      .sort();
    const seen = new Set<number>();
    for (let cut = 1; cut <= maxCuts; cut++) {
      let place = Math.floor((cut * sorted.length) / (maxCuts + 1));
      const bound = sorted[place];
      // No row lies below the smallest value.
      if (bound === undefined || bound === sorted[0] || seen.has(bound)) continue;
      seen.add(bound);
      while (sorted[place - 1] === bound) place--;
      const value = shortestBetween(sorted[place - 1]!, bound);
      candidates.push({ column, is: "atLeast", value }, { column, is: "lessThan", value });
    }
  }
  for (const [column, words] of Object.entries(data.categories ?? {})) {
    const counts = new Map<string, number>();
    for (const word of words) if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [value, count] of counts)
      if (count >= minRows && count < words.length) candidates.push({ column, is: "equals", value });
  }
  return candidates;
}

/** Returns the shortest number above `below` and at most `max`, close to `max`: it cuts at the same place and is easy to read. */
function shortestBetween(below: number, max: number): number {
  if (max === 0) return 0;
  const magnitude = Math.floor(Math.log10(Math.abs(max)));
  for (let digits = 1; digits < 15; digits++) {
    const step = 10 ** (magnitude - digits + 1);
    const value = Number((Math.floor(max / step) * step).toPrecision(14));
    if (value > below && value <= max && max - value <= 0.01 * Math.abs(max)) return value;
  }
  return max;
}

/** Returns a condition as text for people. */
export function conditionText({ column, is, value }: ColumnCondition): string {
  const sign = is === "atLeast" ? "≥" : is === "lessThan" ? "<" : "=";
  return `${column} ${sign} ${typeof value === "number" ? Number(value.toPrecision(6)) : value}`;
}
