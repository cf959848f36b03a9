import { ClienteleError, type Duration } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Expression, Metric, Rule } from "../../rules/index.js";

/** Where a column comes from in the language of rules, so that what is found in columns becomes a rule. */
export type ColumnSource =
  | { readonly attribute: string }
  /** `unit`: of a length of time, the unit that the column counts in. */
  | { readonly metric: Metric; readonly unit?: Duration };

/** What is known of a population, as columns: a row a customer. */
export interface PopulationColumns {
  readonly ids: readonly string[];
  /** Figures by name; NaN where one is unknown. */
  readonly numbers?: Readonly<Record<string, ArrayLike<number>>>;
  /** Words by name; `null` where one is unknown. */
  readonly categories?: Readonly<Record<string, readonly (string | null)[]>>;
  /** Several words a customer by name, for profiles: the categories they bought, their tags; `null` where unknown. */
  readonly sets?: Readonly<Record<string, readonly (readonly string[] | null)[]>>;
  /** Where columns come from. */
  readonly sources?: Readonly<Record<string, ColumnSource>>;
}

/** A condition on one column; an unknown value meets none. */
export type Condition =
  | { readonly column: string; readonly is: "atLeast" | "lessThan"; readonly value: number }
  | { readonly column: string; readonly is: "equals"; readonly value: string };

/** Refuses columns of different lengths. */
export function requireColumns({ ids, numbers = {}, categories = {}, sets = {} }: PopulationColumns): void {
  const columns: Readonly<Record<string, ArrayLike<unknown>>>[] = [numbers, categories, sets];
  for (const [name, column] of columns.flatMap((group) => Object.entries(group))) {
    if (column.length === ids.length) continue;
    throw new ClienteleError("invalid_option", `The column ${name} has ${column.length} rows for ${ids.length} customers.`, {
      option: name,
      value: column.length,
    });
  }
}

/** The rows that meet a condition: 1 or 0. */
export function rowsMeeting(data: PopulationColumns, condition: Condition): Uint8Array {
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
 * Conditions as a rule, which evaluates one customer and compiles to SQL.
 *
 * @param conditions - all of them are to hold; one at least
 * @param sources - where each column comes from
 * @throws ClienteleError `invalid_option` when a column has no source, or there is no condition
 * @example
 * conditionsToRule([{ column: "country", is: "equals", value: "CN" }], { country: { attribute: "address.country" } })
 * // => { version: 1, kind: "attribute", path: "address.country", test: { is: "equals", value: "CN" } }
 */
export function conditionsToRule(conditions: readonly Condition[], sources: Readonly<Record<string, ColumnSource>>): Rule {
  const leaves = conditions.map((condition): Expression => {
    const source = Object.hasOwn(sources, condition.column) ? sources[condition.column] : undefined;
    if (source === undefined) {
      throw new ClienteleError("invalid_option", `Say where the column ${condition.column} comes from.`, {
        option: "sources",
        value: condition.column,
      });
    }
    if ("attribute" in source)
      return { kind: "attribute", path: source.attribute, test: { is: condition.is, value: condition.value } };
    const { metric, unit } = source;
    const value =
      unit === undefined || typeof condition.value === "string"
        ? condition.value
        : { milliseconds: Math.round(condition.value * durationMilliseconds(unit)) };
    return { kind: "metric", metric, test: { is: condition.is, value } };
  });
  if (leaves.length === 0)
    throw new ClienteleError("invalid_option", "Give at least one condition.", { option: "conditions", value: conditions });
  return leaves.length === 1 ? { version: 1, ...leaves[0]! } : { version: 1, kind: "all", of: leaves };
}

/** Conditions to try: cuts of every figure at its quantiles, and every frequent word. */
export function candidateConditions(data: PopulationColumns, cuts: number, leastRows: number): Condition[] {
  const candidates: Condition[] = [];
  for (const [column, values] of Object.entries(data.numbers ?? {})) {
    const sorted = Float64Array.from(values)
      .filter((value) => Number.isFinite(value))
      .sort();
    const seen = new Set<number>();
    for (let cut = 1; cut <= cuts; cut++) {
      let place = Math.floor((cut * sorted.length) / (cuts + 1));
      const least = sorted[place];
      // Below the smallest value lies nobody.
      if (least === undefined || least === sorted[0] || seen.has(least)) continue;
      seen.add(least);
      while (sorted[place - 1] === least) place--;
      const value = roundest(sorted[place - 1]!, least);
      candidates.push({ column, is: "atLeast", value }, { column, is: "lessThan", value });
    }
  }
  for (const [column, words] of Object.entries(data.categories ?? {})) {
    const counts = new Map<string, number>();
    for (const word of words) if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [value, count] of counts)
      if (count >= leastRows && count < words.length) candidates.push({ column, is: "equals", value });
  }
  return candidates;
}

/** The shortest number above one figure and at most another, near the latter: it cuts at the same place, and reads well. */
function roundest(below: number, most: number): number {
  if (most === 0) return 0;
  const magnitude = Math.floor(Math.log10(Math.abs(most)));
  for (let digits = 1; digits < 15; digits++) {
    const step = 10 ** (magnitude - digits + 1);
    const value = Number((Math.floor(most / step) * step).toPrecision(14));
    if (value > below && value <= most && most - value <= 0.01 * Math.abs(most)) return value;
  }
  return most;
}

/** A condition for people. */
export function conditionText({ column, is, value }: Condition): string {
  const sign = is === "atLeast" ? "≥" : is === "lessThan" ? "<" : "=";
  return `${column} ${sign} ${typeof value === "number" ? Number(value.toPrecision(6)) : value}`;
}
