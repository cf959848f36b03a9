import { firstAtOrAfter } from "../../../kernel/internal.js";
import type { Catalog, CatalogField } from "../../language/catalog.js";
import type { Metric } from "../../language/expression.js";
import { declaringTypes, propertyField } from "../../language/metric-value.js";
import { readerOf } from "../../language/value-reading.js";
import { type CompiledWhere, compileWhere, nextOfWhere, propertyReader } from "./compile-where.js";
import { fewestPerPeriod } from "./compile-regularity.js";
import { unanswered } from "./compile-unanswered.js";
import { type CompiledWindow, compileWindow } from "./compile-window.js";
import { nextOfWindow, spanOf } from "./window-span.js";
import { earliestAfter, NEVER } from "../subject/compiled-node.js";
import type { CompiledMetric } from "./compiled-metric.js";
import { countOf, firstMatching, lastMatching, reducerOf, sumOf, type ValueOf } from "./metric-reducers.js";
import { perZone } from "../tests/per-zone.js";
import { columnOf, endBefore, type HistoryColumn, type PreparedSubject } from "../subject/prepared-subject.js";

/** Compiles a metric. The rule must have passed its checks. */
export function compileMetric(metric: Metric, catalog: Catalog): CompiledMetric {
  const compiledFor = perZone(metric, catalog, (each) => compileMetric(each, catalog));
  if (compiledFor !== undefined) {
    return {
      value: (subject, asOf) => compiledFor(subject).value(subject, asOf),
      next: (subject, asOf) => compiledFor(subject).next(subject, asOf),
      since: (subject, asOf) => compiledFor(subject).since?.(subject, asOf),
    };
  }
  if (metric.measure === "knownFor") return knownFor(catalog.attributes.createdAt?.type === "instant");
  const types = metric.types!;
  const window = compileWindow(metric.window);
  if (metric.measure === "unanswered") return unanswered(metric, window, catalog);
  const where = compileWhere(metric.where, types, catalog);
  const field = metric.property === undefined ? undefined : propertyField(catalog, types, metric.property);
  const read =
    metric.property === undefined || field === undefined
      ? undefined
      : valueReader(metric, field, declaringTypes(catalog, types, metric.property));

  if (metric.measure === "fewestPerPeriod") return fewestPerPeriod(types, metric.periods!, where);
  if (metric.measure === "longestBreak") return longestBreak(types, window, where);
  if (metric.measure === "trend") return trend(types, window, where, read, field);
  if (metric.measure === "timeSinceFirst" || metric.measure === "timeSinceLast")
    return timeSince(metric.measure, types, window, where);

  const reduce = reducerOf(metric.measure, { metric, where, read, field });
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

/** Reads the value of a property; an amount in another currency is missing. */
function valueReader(metric: Metric, field: CatalogField, declaring: readonly string[] | undefined): ValueOf {
  const read = readerOf(field);
  const property = propertyReader(metric.property!, declaring);
  if (metric.currency === undefined || field.currency === undefined) return (interaction) => read(property(interaction));
  const currencyOf = propertyReader(field.currency);
  const { currency } = metric;
  return (interaction) => (currencyOf(interaction) === currency ? read(property(interaction)) : undefined);
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
    const index = find(column, first, end, where, asOf);
    return index < 0 ? undefined : column.at[index]!;
  };
  return growing(since, (subject, asOf) => nextOfWindow(types, window, where, subject, asOf));
}

/** Compiles the time since `createdAt`, or since the first interaction where that is missing. */
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
  return growing(since, (subject, asOf) => earliestAfter(asOf, [start(subject) ?? NEVER]));
}

function growing(since: NonNullable<CompiledMetric["since"]>, next: CompiledMetric["next"]): CompiledMetric {
  const value = (subject: PreparedSubject, asOf: number): number | undefined => {
    const from = since(subject, asOf);
    return from === undefined ? undefined : asOf - from;
  };
  return { value, next, since };
}

/** Compiles the longest distance of an interaction in the window to the matching one before, which may lie before the window. */
function longestBreak(types: readonly string[], window: CompiledWindow, where: CompiledWhere | null): CompiledMetric {
  return {
    value: (subject, asOf) => {
      const { column, first, end } = spanOf(types, window, subject, asOf);
      let before = lastMatching(column, 0, first, where, asOf);
      let longest: number | undefined;
      for (let index = first; index < end; index++) {
        if (where !== null && !where.holds(column.interactions[index]!, asOf)) continue;
        if (before >= 0) longest = Math.max(longest ?? 0, column.at[index]! - column.at[before]!);
        before = index;
      }
      return longest;
    },
    next: (subject, asOf) => {
      const column = columnOf(subject, types);
      const visible = endBefore(subject, column, NEVER);
      // A condition may also change for the one before the window.
      const ofConditions = nextOfWhere(where, column, 0, visible, asOf);
      return Math.min(nextOfWindow(types, window, null, subject, asOf), ofConditions);
    },
  };
}

/** Compiles the ratio of a rolling window to the one before it; missing where the one before is 0. */
function trend(
  types: readonly string[],
  window: CompiledWindow,
  where: CompiledWhere | null,
  read: ValueOf | undefined,
  field: CatalogField | undefined,
): CompiledMetric {
  const length = window.length!;
  // Sums stay scaled: the scale cancels out of the ratio.
  const total = read === undefined || field === undefined ? countOf(where) : sumOf(where, read, field).sum;
  const reduce = (column: HistoryColumn, first: number, end: number, asOf: number): number =>
    total(column, first, end, asOf) as number;
  return {
    value: (subject, asOf) => {
      const column = columnOf(subject, types);
      const start = firstAtOrAfter(column.at, asOf - 2 * length + 1);
      const middle = firstAtOrAfter(column.at, asOf - length + 1);
      const end = endBefore(subject, column, asOf + 1);
      const previous = reduce(column, start, Math.min(middle, end), asOf);
      return previous === 0 ? undefined : reduce(column, middle, end, asOf) / previous;
    },
    next: (subject, asOf) => {
      const column = columnOf(subject, types);
      const visible = endBefore(subject, column, NEVER);
      const start = firstAtOrAfter(column.at, asOf - 2 * length + 1);
      const middle = firstAtOrAfter(column.at, asOf - length + 1);
      return Math.min(
        start < visible ? column.at[start]! + 2 * length : NEVER,
        middle < visible ? column.at[middle]! + length : NEVER,
        nextOfWhere(where, column, start, visible, asOf),
      );
    },
  };
}
