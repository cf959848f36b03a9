import { firstAtOrAfter } from "../../../kernel/internal.js";
import type { Metric, WindowSpec } from "../../language/expression.js";
import { exactMilliseconds } from "../../language/span.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import { columnOf, endBefore, type HistoryColumn } from "../subject/prepared-subject.js";
import { nextOfWhere } from "./compile-where.js";
import { countOf, sumOf } from "./metric-reducers.js";

/** Compiles the ratio of a rolling window to the one before it; missing where the one before is 0. */
export function trend(metric: Metric, parts: MetricParts): CompiledMetric {
  const { types, where, read } = parts;
  // The check requires a rolling window of exact units.
  const length = exactMilliseconds((metric.window as Extract<WindowSpec, { kind: "last" }>).duration);
  // Sums stay scaled: the scale cancels out of the ratio.
  const total = read === undefined ? countOf(where) : sumOf(parts).sum;
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
