import { calendarWindow } from "../../../kernel/index.js";
import { durationMilliseconds, firstAtOrAfter } from "../../../kernel/internal.js";
import type { PeriodsSpec } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { CompiledMetric } from "./compiled-metric.js";
import { type CompiledWhere, nextOfWhere } from "./compile-where.js";
import { nextUnit } from "./compile-window.js";
import { NEVER } from "../subject/compiled-node.js";
import { countOf } from "./metric-reducers.js";
import { columnOf, endBefore, type HistoryColumn } from "../subject/prepared-subject.js";
import { onceAt } from "../tests/timed.js";

/** Periods compiled to their bounds, from the last one back, and the next instant at which a fact passes from one to another. */
interface CompiledPeriods {
  /** One more bound than there are periods: the k-th is `[bounds[k], bounds[k − 1])`. */
  readonly bounds: (asOf: number) => readonly number[];
  readonly next: (column: HistoryColumn, first: number, end: number, asOf: number) => number;
}

/** Compiles the smallest number of interactions in any of the last periods. */
export function fewestPerPeriod(types: readonly string[], spec: PeriodsSpec, where: CompiledWhere | null): CompiledMetric {
  const { bounds, next } = compilePeriods(spec);
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

function compilePeriods(spec: PeriodsSpec): CompiledPeriods {
  const numbers = Array.from({ length: spec.count + 1 }, (_, number) => number);
  if ("duration" in spec) {
    const length = durationMilliseconds(spec.duration);
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
  const { unit } = spec;
  const zone = constantZone(spec.zone);
  return {
    bounds: onceAt((asOf) => numbers.map((number) => calendarWindow(unit, asOf, zone, -number).from)),
    next: (_column, _first, _end, asOf) => nextUnit(unit, asOf, zone),
  };
}
