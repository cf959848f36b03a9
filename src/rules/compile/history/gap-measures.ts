import type { Metric } from "../../language/expression.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import { columnOf, endBefore } from "../subject/prepared-subject.js";
import { nextOfWhere } from "./compile-where.js";
import { lastMatching, overWindow } from "./metric-reducers.js";
import { nextOfWindow, spanOf } from "./window-span.js";

/** Compiles the longest or the mean gap between the interactions in a window. */
export function gaps({ measure }: Metric, parts: MetricParts): CompiledMetric {
  const { where } = parts;
  return overWindow(parts, (column, first, end, asOf) => {
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
    return measure === "longestGap" ? longest : (previous - firstAt) / count;
  });
}

/** Compiles the longest distance of an interaction in the window to the matching one before, which may lie before the window. */
export function longestBreak(_metric: Metric, { types, window, where }: MetricParts): CompiledMetric {
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
