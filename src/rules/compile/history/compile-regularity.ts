import { durationMilliseconds, firstAtOrAfter } from "../../../kernel/internal.js";
import type { Metric, PeriodsSpec } from "../../language/expression.js";
import { type CompileContext, compilerOf, type MetricParts } from "../context/ability.js";
import type { CompiledMetric, CompiledPeriods } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import { columnOf, endBefore } from "../subject/prepared-subject.js";
import { nextOfWhere } from "./compile-where.js";
import { countOf } from "./metric-reducers.js";

/** Returns the numbers of the bounds of some periods, from the last one back. */
export function boundNumbers({ count }: PeriodsSpec): readonly number[] {
  return Array.from({ length: count + 1 }, (_, number) => number);
}

/** Compiles the smallest number of interactions in any of the last periods. */
export function fewestPerPeriod({ periods }: Metric, { types, where, context }: MetricParts): CompiledMetric {
  const { bounds, next } = compilePeriods(periods!, context);
  const count = countOf(where);
  return {
    value: (subject, asOf) => {
      const column = columnOf(subject, types);
      const edges = bounds(asOf);
      let end = endBefore(subject, column, edges[0]!);
      let fewest = NEVER;
      for (let period = 1; period < edges.length && fewest > 0; period++) {
        const first = Math.min(end, firstAtOrAfter(column.at, edges[period]!));
        fewest = Math.min(fewest, count(column, first, end, asOf) as number);
        end = first;
      }
      return fewest;
    },
    next: (subject, asOf) => {
      const column = columnOf(subject, types);
      const first = firstAtOrAfter(column.at, bounds(asOf).at(-1)!);
      const visible = endBefore(subject, column, NEVER);
      // Once no fact is in a period or behind the last one, every later count is 0.
      if (first >= visible) return NEVER;
      return Math.min(next(column, first, visible, asOf), nextOfWhere(where, column, first, visible, asOf));
    },
  };
}

function compilePeriods(spec: PeriodsSpec, context: CompileContext): CompiledPeriods {
  if ("unit" in spec) return compilerOf(context, "forms", "calendarPeriods")(spec);
  const length = durationMilliseconds(spec.duration);
  const numbers = boundNumbers(spec);
  return {
    bounds: (asOf) => numbers.map((number) => asOf - number * length + 1),
    next: (column, first, end, asOf) => {
      let earliest = NEVER;
      for (let index = first; index < end; index++) {
        const at = column.at[index]!;
        earliest = Math.min(earliest, at + (Math.floor((asOf - at) / length) + 1) * length);
      }
      return earliest;
    },
  };
}
