import type { Measure } from "../language/expression.js";
import type { Seen } from "../language/value-reading.js";
import {
  type DistinctTotal,
  distinctTotal,
  type ExtremeTotal,
  extremeTotal,
  type FirstTotal,
  firstTotal,
  type GapTotal,
  gapTotal,
  type Scaling,
  type SumTotal,
  sumTotal,
  type TotalKind,
} from "./stream-base.js";
import { type StreamView, valueAt } from "./stream-view.js";
import type { ValueColumn } from "./value-column.js";

/** A measure that can be computed from facts and a total of older ones. */
export interface LiveMeasure {
  /** What it needs of the facts that have left the log, besides their number. */
  readonly total: { readonly kind: TotalKind; readonly column: ValueColumn | undefined } | undefined;
  /**
   * Computes it from the places [low, high) of the view, newest first, and from the facts before them.
   *
   * @param older - number of facts before; 0 in a window that moves
   * @param total - of those facts, of the kind of `total`; `undefined` where there are none
   */
  readonly value: (view: StreamView, low: number, high: number, older: number, total: unknown) => Seen;
}

/** Returns the measure of a metric. */
export function liveMeasure(
  measure: Measure,
  column: ValueColumn | undefined,
  scaling: Scaling & { readonly scale: number },
): LiveMeasure | undefined {
  switch (measure) {
    case "count":
      return { total: undefined, value: (_view, low, high, older) => older + Math.max(0, high - low) };
    case "sum":
    case "average":
      return sums(measure === "average", column!, scaling);
    case "minimum":
    case "maximum":
      return extreme(measure === "minimum" ? 1 : -1, column!);
    case "distinct":
    case "daysActive":
      return distinct(column!);
    case "first":
    case "timeSinceFirst":
      return first(column);
    case "last":
    case "timeSinceLast":
      return {
        total: undefined,
        value: (view, low, high) => {
          if (high <= low) return undefined;
          return column === undefined ? view.ats[low]! : valueAt(view, low, column);
        },
      };
    case "longestGap":
    case "meanGap":
      return gaps(measure === "meanGap");
    default:
      return undefined;
  }
}

function sums(isAverage: boolean, column: ValueColumn, scaling: Scaling & { readonly scale: number }): LiveMeasure {
  return {
    total: { kind: sumTotal(column.key, scaling), column },
    value: (view, low, high, _older, total) => {
      let { values, sum } = (total as SumTotal | undefined) ?? { values: 0, sum: 0 };
      // In the order of the history, which decides the last digits of doubles.
      for (let index = high - 1; index >= low; index--) {
        const value = valueAt(view, index, column) as number | undefined;
        if (value === undefined) continue;
        values++;
        sum += scaling.scaled(value);
      }
      if (!isAverage) return sum / scaling.scale;
      return values === 0 ? undefined : sum / (scaling.scale * values);
    },
  };
}

function extreme(sign: 1 | -1, column: ValueColumn): LiveMeasure {
  return {
    total: { kind: extremeTotal(column.key, sign), column },
    value: (view, low, high, _older, total) => {
      let best = (total as ExtremeTotal | undefined)?.value;
      for (let index = high - 1; index >= low; index--) {
        const value = valueAt(view, index, column) as number | undefined;
        if (value !== undefined && (best === undefined || sign * (value - best) < 0)) best = value;
      }
      return best;
    },
  };
}

function distinct(column: ValueColumn): LiveMeasure {
  return {
    total: { kind: distinctTotal(column.key), column },
    value: (view, low, high, _older, total) => {
      const older = (total as DistinctTotal | undefined)?.values ?? [];
      const seen = new Set<Seen>(older);
      for (let index = low; index < high; index++) {
        const value = valueAt(view, index, column);
        if (value !== undefined) seen.add(value);
      }
      return seen.size;
    },
  };
}

function first(column: ValueColumn | undefined): LiveMeasure {
  return {
    total: { kind: firstTotal(column?.key ?? ""), column },
    value: (view, low, high, _older, total) => {
      const older = total as FirstTotal | undefined;
      if (older?.id !== undefined) return column === undefined ? older.at : older.value;
      if (high <= low) return undefined;
      return column === undefined ? view.ats[high - 1]! : valueAt(view, high - 1, column);
    },
  };
}

function gaps(isMean: boolean): LiveMeasure {
  return {
    total: { kind: gapTotal, column: undefined },
    value: ({ ats }, low, high, _older, total) => {
      const older = total as GapTotal | undefined;
      let facts = older?.facts ?? 0;
      let longest = older?.longest ?? 0;
      let last = older?.last ?? 0;
      let start = older?.first ?? 0;
      for (let index = high - 1; index >= low; index--) {
        const at = ats[index]!;
        if (facts++ === 0) start = at;
        else longest = Math.max(longest, at - last);
        last = at;
      }
      if (facts < 2) return undefined;
      return isMean ? (last - start) / (facts - 1) : longest;
    },
  };
}
