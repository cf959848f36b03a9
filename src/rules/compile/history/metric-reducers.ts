import { localDay, type ZoneOffsets, zoneOffsets } from "../../../kernel/internal.js";
import type { Interaction } from "../../../models/index.js";
import type { CatalogField } from "../../language/catalog.js";
import type { Measure, Metric } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { Seen } from "../../language/value-reading.js";
import type { CompiledWhere } from "./compile-where.js";
import { type HistoryColumn, runningTotal } from "../subject/prepared-subject.js";

/** Computes a value from the part [first, end) of a column, at an instant. */
export type Reduce = (column: HistoryColumn, first: number, end: number, asOf: number) => Seen;

/** Reads a value of an interaction. */
export type ValueOf = (interaction: Interaction) => Seen;

/** Measures that one pass over a window computes. */
export type ReducedMeasure = Exclude<
  Measure,
  "knownFor" | "unanswered" | "trend" | "timeSinceFirst" | "timeSinceLast" | "longestBreak" | "fewestPerPeriod"
>;

/** Parts of a metric that its reducer needs; `read` and `field` are there when the metric has a property. */
interface ReducerParts {
  readonly metric: Metric;
  readonly where: CompiledWhere | null;
  readonly read: ValueOf | undefined;
  readonly field: CatalogField | undefined;
}

const reducers: Readonly<Record<ReducedMeasure, (parts: ReducerParts) => Reduce>> = {
  count: ({ where }) => countOf(where),
  sum: ({ where, read, field }) => {
    const { sum, scale } = sumOf(where, read!, field!);
    return (column, first, end, asOf) => (sum(column, first, end, asOf) as number) / scale;
  },
  average: ({ where, read, field }) => {
    const { sum, count, scale } = sumOf(where, read!, field!);
    return (column, first, end, asOf) => {
      const values = count(column, first, end, asOf) as number;
      return values === 0 ? undefined : (sum(column, first, end, asOf) as number) / (scale * values);
    };
  },
  minimum: ({ where, read }) => extreme(where, read!, (value, best) => value < best),
  maximum: ({ where, read }) => extreme(where, read!, (value, best) => value > best),
  distinct: ({ where, read }) => distinct(where, read!),
  first: ({ where, read }) => atOf(firstMatching, where, read),
  last: ({ where, read }) => atOf(lastMatching, where, read),
  daysActive: ({ where, metric }) => daysActive(where, constantZone(metric.zone)),
  longestGap: ({ where }) => gaps(where, ({ longest }) => longest),
  meanGap: ({ where }) => gaps(where, ({ span, count }) => span / count),
};

/** Returns the reducer of a metric. */
export function reducerOf(measure: ReducedMeasure, parts: ReducerParts): Reduce {
  return reducers[measure](parts);
}

/** Counts the interactions that meet a condition. */
export function countOf(where: CompiledWhere | null): Reduce {
  if (where === null) return (_column, first, end) => Math.max(0, end - first);
  return integersOf(where, (interaction, asOf) => (where.holds(interaction, asOf) ? 1 : 0));
}

/** Adds integers: by running totals where they do not depend on time, else one by one. */
function integersOf(where: CompiledWhere | null, value: (interaction: Interaction, asOf: number) => number): Reduce {
  if (where !== null && where.next !== null) return inOrder(value);
  const timeless = (interaction: Interaction): number => value(interaction, 0);
  return (column, first, end) => {
    if (end <= first) return 0;
    const totals = runningTotal(column, timeless);
    return totals[end]! - totals[first]!;
  };
}

function atOf(find: typeof firstMatching, where: CompiledWhere | null, read: ValueOf | undefined): Reduce {
  return (column, first, end, asOf) => {
    const index = find(column, first, end, where, asOf);
    if (index < 0) return undefined;
    return read === undefined ? column.at[index]! : read(column.interactions[index]!);
  };
}

function distinct(where: CompiledWhere | null, read: ValueOf): Reduce {
  return (column, first, end, asOf) => {
    const seen = new Set<Seen>();
    for (let index = first; index < end; index++) {
      const interaction = column.interactions[index]!;
      if (where !== null && !where.holds(interaction, asOf)) continue;
      const value = read(interaction);
      // 0 and −0 are one value, in a Set as in SQL.
      if (value !== undefined) seen.add(value);
    }
    return seen.size;
  };
}

/** Sum and count of the values in a part of a column. */
interface Summing {
  readonly sum: Reduce;
  readonly count: Reduce;
  /** Divisor of the sum. */
  readonly scale: number;
}

/**
 * Adds integers scaled by the field's decimals, so that memory and SQL add the same integers. Doubles without declared
 * decimals are added as they are, in the order of the history.
 */
export function sumOf(where: CompiledWhere | null, read: ValueOf, field: CatalogField): Summing {
  const { decimals } = field;
  const count = integersOf(where, (interaction, asOf) =>
    (where === null || where.holds(interaction, asOf)) && read(interaction) !== undefined ? 1 : 0,
  );
  const value = (interaction: Interaction, asOf: number): number => {
    if (where !== null && !where.holds(interaction, asOf)) return 0;
    return (read(interaction) as number | undefined) ?? 0;
  };
  if (field.type !== "integer" && decimals === undefined) {
    return { sum: inOrder(value), count, scale: 1 };
  }
  if (field.type === "integer") return { sum: integersOf(where, value), count, scale: 1 };
  const scale = 10 ** decimals!;
  // Rounds half up, as the SQL does.
  return { sum: integersOf(where, (interaction, asOf) => Math.floor(value(interaction, asOf) * scale + 0.5)), count, scale };
}

/** Adds numbers in the order of the history, which decides the last digits of doubles. */
function inOrder(value: (interaction: Interaction, asOf: number) => number): Reduce {
  return (column, first, end, asOf) => {
    let sum = 0;
    for (let index = first; index < end; index++) sum += value(column.interactions[index]!, asOf);
    return sum;
  };
}

function extreme(where: CompiledWhere | null, read: ValueOf, isBetter: (value: number, best: number) => boolean): Reduce {
  return (column, first, end, asOf) => {
    let best: number | undefined;
    for (let index = first; index < end; index++) {
      const interaction = column.interactions[index]!;
      if (where !== null && !where.holds(interaction, asOf)) continue;
      const value = read(interaction) as number | undefined;
      if (value !== undefined && (best === undefined || isBetter(value, best))) best = value;
    }
    return best;
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

function daysActive(where: CompiledWhere | null, zone: string): Reduce {
  let table: ZoneOffsets | undefined;
  let covered = { from: 0, to: 0 };
  return (column, first, end, asOf) => {
    if (first >= end) return 0;
    const [from, to] = [column.at[first]!, column.at[end - 1]!];
    if (table === undefined || from < covered.from || to > covered.to) {
      covered = table === undefined ? { from, to } : { from: Math.min(from, covered.from), to: Math.max(to, covered.to) };
      table = zoneOffsets(zone, covered.from, covered.to);
    }
    const days = new Set<number>();
    for (let index = first; index < end; index++) {
      if (where === null || where.holds(column.interactions[index]!, asOf)) days.add(localDay(table, column.at[index]!));
    }
    return days.size;
  };
}

/** Gaps between consecutive interactions: the longest, how many there are, and their sum. */
interface Gaps {
  readonly longest: number;
  readonly count: number;
  readonly span: number;
}

function gaps(where: CompiledWhere | null, result: (gaps: Gaps) => number): Reduce {
  return (column, first, end, asOf) => {
    let firstAt: number | undefined;
    let previous = 0;
    let count = 0;
    let longest = 0;
    for (let index = first; index < end; index++) {
      if (where !== null && !where.holds(column.interactions[index]!, asOf)) continue;
      const at = column.at[index]!;
      if (firstAt === undefined) firstAt = at;
      else {
        longest = Math.max(longest, at - previous);
        count++;
      }
      previous = at;
    }
    if (firstAt === undefined || count === 0) return undefined;
    return result({ longest, count, span: previous - firstAt });
  };
}
