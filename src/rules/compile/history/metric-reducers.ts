import { firstAtOrAfter } from "../../../kernel/internal.js";
import type { Interaction } from "../../../models/index.js";
import type { Metric } from "../../language/expression.js";
import type { Seen } from "../../language/value-reading.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric, CompiledWhere } from "../context/compiled.js";
import { columnOf, endBefore, type HistoryColumn, runningTotal } from "../subject/prepared-subject.js";
import { nextOfWindow } from "./window-span.js";

/** Computes a value from the part [first, end) of a column, at an instant. */
export type Reduce = (column: HistoryColumn, first: number, end: number, asOf: number) => Seen;

/** Makes a metric of one pass over the interactions in its window. */
export function overWindow({ types, window, where }: MetricParts, reduce: Reduce): CompiledMetric {
  return {
    value: (subject, asOf) => {
      const column = columnOf(subject, types);
      if (column.at.length === 0) return reduce(column, 0, 0, asOf);
      const first = firstAtOrAfter(column.at, window.from(subject, asOf));
      return reduce(column, first, endBefore(subject, column, window.to(subject, asOf)), asOf);
    },
    next: (subject, asOf) => nextOfWindow(types, window, where, subject, asOf),
  };
}

/** Compiles the number of interactions. */
export function count(_metric: Metric, parts: MetricParts): CompiledMetric {
  return overWindow(parts, countOf(parts.where));
}

/** Compiles the sum of a property. */
export function total(_metric: Metric, parts: MetricParts): CompiledMetric {
  const { sum, scale } = sumOf(parts);
  return overWindow(parts, (column, first, end, asOf) => (sum(column, first, end, asOf) as number) / scale);
}

/** Counts the interactions that meet a condition. */
export function countOf(where: CompiledWhere | null): Reduce {
  if (where === null) return (_column, first, end) => Math.max(0, end - first);
  return integersOf(where, (interaction, asOf) => (where.holds(interaction, asOf) ? 1 : 0));
}

/** Adds integers: by running totals where they do not depend on time, else one by one. */
export function integersOf(where: CompiledWhere | null, value: (interaction: Interaction, asOf: number) => number): Reduce {
  if (where !== null && where.next !== null) return inOrder(value);
  const timeless = (interaction: Interaction): number => value(interaction, 0);
  return (column, first, end) => {
    if (end <= first) return 0;
    const totals = runningTotal(column, timeless);
    return totals[end]! - totals[first]!;
  };
}

/** A sum of scaled values, and the divisor that makes it a sum of values. */
interface ScaledSum {
  readonly sum: Reduce;
  readonly scale: number;
}

/**
 * Adds integers scaled by the field's decimals, so that memory and SQL add the same integers. Doubles without declared
 * decimals are added as they are, in the order of the history.
 */
export function sumOf({ where, read, field }: MetricParts): ScaledSum {
  const { type, decimals } = field!;
  const value = (interaction: Interaction, asOf: number): number => {
    if (where !== null && !where.holds(interaction, asOf)) return 0;
    return (read!(interaction) as number | undefined) ?? 0;
  };
  if (type === "integer") return { sum: integersOf(where, value), scale: 1 };
  if (decimals === undefined) return { sum: inOrder(value), scale: 1 };
  const scale = 10 ** decimals;
  // Rounds half up, as the SQL does.
  return { sum: integersOf(where, (interaction, asOf) => Math.floor(value(interaction, asOf) * scale + 0.5)), scale };
}

/** Adds numbers in the order of the history, which decides the last digits of doubles. */
function inOrder(value: (interaction: Interaction, asOf: number) => number): Reduce {
  return (column, first, end, asOf) => {
    let sum = 0;
    for (let index = first; index < end; index++) sum += value(column.interactions[index]!, asOf);
    return sum;
  };
}

/** Returns the position of the first interaction in [first, end) that matches at an instant, or −1. */
export function firstMatching(
  column: HistoryColumn,
  first: number,
  end: number,
  where: CompiledWhere | null,
  asOf: number,
): number {
  for (let index = first; index < end; index++)
    if (where === null || where.holds(column.interactions[index]!, asOf)) return index;
  return -1;
}

/** Returns the position of the last interaction in [first, end) that matches at an instant, or −1. */
export function lastMatching(
  column: HistoryColumn,
  first: number,
  end: number,
  where: CompiledWhere | null,
  asOf: number,
): number {
  for (let index = end - 1; index >= first; index--)
    if (where === null || where.holds(column.interactions[index]!, asOf)) return index;
  return -1;
}
