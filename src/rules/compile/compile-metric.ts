import { localDay, type ZoneOffsets, zoneOffsets } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { Catalog, CatalogField } from "../language/catalog.js";
import { earliestAfter } from "./compile-test.js";
import { compileWhere, type CompiledWhere, propertyReader } from "./compile-where.js";
import { type CompiledWindow, compileWindow } from "./compile-window.js";
import type { Metric } from "../language/expression.js";
import { propertyField } from "../language/metric-value.js";
import {
  columnOf,
  endBefore,
  firstAtOrAfter,
  type HistoryColumn,
  type PreparedSubject,
  runningTotal,
} from "./prepared-subject.js";
import { readerOf, type Seen } from "../language/value-reading.js";

/** A metric, compiled. Missing is `undefined`, an instant or a length of time is milliseconds. */
export interface CompiledMetric {
  readonly value: (subject: PreparedSubject, asOf: number) => Seen;
  /** The earliest instant after `asOf` at which time alone may change the value (growing lengths of time apart). */
  readonly next: (subject: PreparedSubject, asOf: number) => number;
  /** For a length of time that grows with every millisecond: since when. */
  readonly since?: (subject: PreparedSubject, asOf: number) => number | undefined;
}

/** The part of a column that a metric looks at. */
interface Span {
  readonly column: HistoryColumn;
  readonly first: number;
  readonly end: number;
}

type Reduce = (column: HistoryColumn, first: number, end: number) => Seen;

/** Compiles a metric. The rule has passed its checks. */
export function compileMetric(metric: Metric, catalog: Catalog): CompiledMetric {
  if (metric.measure === "knownFor") return knownFor(catalog.attributes.createdAt?.type === "instant");
  const types = metric.types!;
  const window = compileWindow(metric.window);
  const where = compileWhere(metric.where, types, catalog);
  const field = metric.property === undefined ? undefined : propertyField(catalog, types, metric.property);
  const read = metric.property === undefined || field === undefined ? undefined : valueReader(metric, field);

  if (metric.measure === "trend") return trend(types, window, where, read, field);
  if (metric.measure === "timeSinceFirst" || metric.measure === "timeSinceLast")
    return timeSince(metric.measure, types, window, where);

  const reduce = reducerOf(metric, where, read, field);
  return {
    value: (subject, asOf) => {
      const column = columnOf(subject, types);
      if (column.at.length === 0) return reduce(column, 0, 0);
      const first = firstAtOrAfter(column.at, window.from(subject, asOf));
      return reduce(column, first, endBefore(subject, column, window.to(subject, asOf)));
    },
    next: (subject, asOf) => nextOfWindow(types, window, subject, asOf),
  };
}

function spanOf(types: readonly string[], window: CompiledWindow, subject: PreparedSubject, asOf: number): Span {
  const column = columnOf(subject, types);
  return {
    column,
    first: firstAtOrAfter(column.at, window.from(subject, asOf)),
    end: endBefore(subject, column, window.to(subject, asOf)),
  };
}

/** When time next moves a window over a visible interaction. */
export function nextOfWindow(types: readonly string[], window: CompiledWindow, subject: PreparedSubject, asOf: number): number {
  const { column, first } = spanOf(types, window, subject, asOf);
  const visible = endBefore(subject, column, Number.POSITIVE_INFINITY);
  return first < visible ? window.next(subject, asOf, column, first) : Number.POSITIVE_INFINITY;
}

/** Reads a property's value; an amount in another currency is missing. */
function valueReader(metric: Metric, field: CatalogField): (interaction: Interaction) => Seen {
  const read = readerOf(field);
  const property = propertyReader(metric.property!);
  if (metric.currency === undefined || field.currency === undefined) return (interaction) => read(property(interaction));
  const currencyOf = propertyReader(field.currency);
  const { currency } = metric;
  return (interaction) => (currencyOf(interaction) === currency ? read(property(interaction)) : undefined);
}

function reducerOf(
  metric: Metric,
  where: CompiledWhere | null,
  read: ((interaction: Interaction) => Seen) | undefined,
  field: CatalogField | undefined,
): Reduce {
  switch (metric.measure) {
    case "count":
      return where === null ? (_column, first, end) => Math.max(0, end - first) : counting(where);
    case "sum": {
      const { sum, scale } = summing(where, read!, field!);
      return (column, first, end) => (sum(column, first, end) as number) / scale;
    }
    case "average": {
      const { sum, count, scale } = summing(where, read!, field!);
      return (column, first, end) => {
        const values = count(column, first, end) as number;
        return values === 0 ? undefined : (sum(column, first, end) as number) / (scale * values);
      };
    }
    case "minimum":
      return extreme(where, read!, (value, best) => value < best);
    case "maximum":
      return extreme(where, read!, (value, best) => value > best);
    case "distinct":
      return (column, first, end) => {
        const seen = new Set<Seen>();
        for (let index = first; index < end; index++) {
          const interaction = column.interactions[index]!;
          if (where !== null && !where(interaction)) continue;
          const value = read!(interaction);
          // A value of 0 and of −0 is one value, in a Set as in SQL.
          if (value !== undefined) seen.add(value);
        }
        return seen.size;
      };
    case "first":
    case "last": {
      const find = metric.measure === "first" ? firstMatching : lastMatching;
      return (column, first, end) => {
        const index = find(column, first, end, where);
        if (index < 0) return undefined;
        return read === undefined ? column.at[index]! : read(column.interactions[index]!);
      };
    }
    case "daysActive":
      return daysActive(where, metric.zone!);
    case "longestGap":
    case "meanGap":
      return gaps(metric.measure, where);
    default:
      throw new TypeError(`The measure ${metric.measure} was let through without a meaning.`);
  }
}

function counting(where: CompiledWhere): Reduce {
  const one = (interaction: Interaction): number => (where(interaction) ? 1 : 0);
  return (column, first, end) => totalBetween(runningTotal(column, one), first, end);
}

function totalBetween(totals: Float64Array, first: number, end: number): number {
  return end > first ? totals[end]! - totals[first]! : 0;
}

/** Sum and count of the values of a part of a column. */
interface Summing {
  readonly sum: Reduce;
  readonly count: Reduce;
  /** What the sum is to be divided by. */
  readonly scale: number;
}

/** Adds whole numbers scaled by the field's decimals, so that memory and SQL add the same integers; a free double is added as it is, in order. */
function summing(where: CompiledWhere | null, read: (interaction: Interaction) => Seen, field: CatalogField): Summing {
  const { decimals } = field;
  const counted = (interaction: Interaction): number =>
    (where === null || where(interaction)) && read(interaction) !== undefined ? 1 : 0;
  const count: Reduce = (column, first, end) => totalBetween(runningTotal(column, counted), first, end);
  const value = (interaction: Interaction): number => {
    if (where !== null && !where(interaction)) return 0;
    return (read(interaction) as number | undefined) ?? 0;
  };
  if (field.type !== "integer" && decimals === undefined) {
    return { sum: inOrder(value), count, scale: 1 };
  }
  if (field.type === "integer")
    return { sum: (column, first, end) => totalBetween(runningTotal(column, value), first, end), count, scale: 1 };
  const scale = 10 ** decimals!;
  // Half up, as every engine computes it: FLOOR(x * scale + 0.5).
  const scaled = (interaction: Interaction): number => Math.floor(value(interaction) * scale + 0.5);
  return { sum: (column, first, end) => totalBetween(runningTotal(column, scaled), first, end), count, scale };
}

/** The sum of doubles in the order of the history: the order decides the last digits. */
function inOrder(value: (interaction: Interaction) => number): Reduce {
  return (column, first, end) => {
    let sum = 0;
    for (let index = first; index < end; index++) sum += value(column.interactions[index]!);
    return sum;
  };
}

function extreme(
  where: CompiledWhere | null,
  read: (interaction: Interaction) => Seen,
  isBetter: (value: number, best: number) => boolean,
): Reduce {
  return (column, first, end) => {
    let best: number | undefined;
    for (let index = first; index < end; index++) {
      const interaction = column.interactions[index]!;
      if (where !== null && !where(interaction)) continue;
      const value = read(interaction) as number | undefined;
      if (value !== undefined && (best === undefined || isBetter(value, best))) best = value;
    }
    return best;
  };
}

/** Position of the first matching interaction in [first, end), −1 if none. */
export function firstMatching(column: HistoryColumn, first: number, end: number, where: CompiledWhere | null): number {
  for (let index = first; index < end; index++) if (where === null || where(column.interactions[index]!)) return index;
  return -1;
}

/** Position of the last matching interaction in [first, end), −1 if none. */
export function lastMatching(column: HistoryColumn, first: number, end: number, where: CompiledWhere | null): number {
  for (let index = end - 1; index >= first; index--) if (where === null || where(column.interactions[index]!)) return index;
  return -1;
}

function daysActive(where: CompiledWhere | null, zone: string): Reduce {
  let table: ZoneOffsets | undefined;
  let covered = { from: 0, to: 0 };
  return (column, first, end) => {
    if (first >= end) return 0;
    const [from, to] = [column.at[first]!, column.at[end - 1]!];
    if (table === undefined || from < covered.from || to > covered.to) {
      covered = table === undefined ? { from, to } : { from: Math.min(from, covered.from), to: Math.max(to, covered.to) };
      table = zoneOffsets(zone, covered.from, covered.to);
    }
    const days = new Set<number>();
    for (let index = first; index < end; index++) {
      if (where === null || where(column.interactions[index]!)) days.add(localDay(table, column.at[index]!));
    }
    return days.size;
  };
}

function gaps(measure: "longestGap" | "meanGap", where: CompiledWhere | null): Reduce {
  return (column, first, end) => {
    let firstAt: number | undefined;
    let previous = 0;
    let count = 0;
    let longest = 0;
    for (let index = first; index < end; index++) {
      if (where !== null && !where(column.interactions[index]!)) continue;
      const at = column.at[index]!;
      if (firstAt === undefined) firstAt = at;
      else {
        longest = Math.max(longest, at - previous);
        count++;
      }
      previous = at;
    }
    if (firstAt === undefined || count === 0) return undefined;
    return measure === "longestGap" ? longest : (previous - firstAt) / count;
  };
}

function timeSince(
  measure: "timeSinceFirst" | "timeSinceLast",
  types: readonly string[],
  window: CompiledWindow,
  where: CompiledWhere | null,
): CompiledMetric {
  const find = measure === "timeSinceFirst" ? firstMatching : lastMatching;
  const since = (subject: PreparedSubject, asOf: number): number | undefined => {
    const { column, first, end } = spanOf(types, window, subject, asOf);
    const index = find(column, first, end, where);
    return index < 0 ? undefined : column.at[index]!;
  };
  return growing(since, (subject, asOf) => nextOfWindow(types, window, subject, asOf));
}

/** How long a subject has been known: from `createdAt`, else from the first interaction. */
function knownFor(hasCreatedAt: boolean): CompiledMetric {
  const readInstant = readerOf({ type: "instant" });
  const start = (subject: PreparedSubject): number | undefined => {
    const { attributes } = subject;
    const created =
      hasCreatedAt && Object.hasOwn(attributes, "createdAt")
        ? (readInstant(attributes.createdAt) as number | undefined)
        : undefined;
    if (created !== undefined) return created;
    return subject.history.length > 0 && subject.visible.interactions > 0 ? subject.history[0]!.at.getTime() : undefined;
  };
  const since = (subject: PreparedSubject, asOf: number): number | undefined => {
    const from = start(subject);
    return from === undefined || from > asOf ? undefined : from;
  };
  return growing(since, (subject, asOf) => earliestAfter(asOf, [start(subject) ?? Number.POSITIVE_INFINITY]));
}

function growing(since: NonNullable<CompiledMetric["since"]>, next: CompiledMetric["next"]): CompiledMetric {
  const value = (subject: PreparedSubject, asOf: number): number | undefined => {
    const from = since(subject, asOf);
    return from === undefined ? undefined : asOf - from;
  };
  return { value, next, since };
}

/** This rolling window against the one before it, as a ratio; missing where the one before came to 0. */
function trend(
  types: readonly string[],
  window: CompiledWindow,
  where: CompiledWhere | null,
  read: ((interaction: Interaction) => Seen) | undefined,
  field: CatalogField | undefined,
): CompiledMetric {
  const length = window.length!;
  const counted: Reduce = where === null ? (_column, first, end) => Math.max(0, end - first) : counting(where);
  // Sums stay scaled: the scale cancels out of the ratio.
  const summed = read === undefined || field === undefined ? undefined : summing(where, read, field).sum;
  const reduce = (column: HistoryColumn, first: number, end: number): number => (summed ?? counted)(column, first, end) as number;
  return {
    value: (subject, asOf) => {
      const column = columnOf(subject, types);
      const start = firstAtOrAfter(column.at, asOf - 2 * length + 1);
      const middle = firstAtOrAfter(column.at, asOf - length + 1);
      const end = endBefore(subject, column, asOf + 1);
      const previous = reduce(column, start, Math.min(middle, end));
      return previous === 0 ? undefined : reduce(column, middle, end) / previous;
    },
    next: (subject, asOf) => {
      const column = columnOf(subject, types);
      const visible = endBefore(subject, column, Number.POSITIVE_INFINITY);
      const start = firstAtOrAfter(column.at, asOf - 2 * length + 1);
      const middle = firstAtOrAfter(column.at, asOf - length + 1);
      return Math.min(
        start < visible ? column.at[start]! + 2 * length : Number.POSITIVE_INFINITY,
        middle < visible ? column.at[middle]! + length : Number.POSITIVE_INFINITY,
      );
    },
  };
}
