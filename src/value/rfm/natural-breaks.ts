import { ckmeans } from "simple-statistics";
import type { TimeUnit } from "../../models/index.js";
import { type RfmMeasures, requireMeasures } from "../summary/rfm-measures.js";
import { type RfmThresholds, requireBins, thresholdsOf } from "./rfm-scores.js";

/**
 * Thresholds at natural breaks: bins whose values lie as close together as they can (least squares, exact). Bins differ
 * in size; give the result to `rfmScores` as `thresholds`. In a file of its own, because it brings a library along.
 *
 * Money and counts are skewed, so that one huge customer may be a bin alone; `scale: "log"` cuts log(1 + value) instead.
 * Where a measure has fewer distinct values than bins, the upper bounds coincide and the highest bins stay empty.
 *
 * @throws ClienteleError `invalid_summary`, `invalid_option`
 * @see Wang, Song (2011), Ckmeans.1d.dp
 * @example
 * const column = Float64Array.of(1, 2, 2, 50, 52, 900);
 * const ids = ["a", "b", "c", "d", "e", "f"];
 * naturalBreakThresholds({ ids, sinceLast: column, transactions: column, revenue: column, unit: "day" }, { bins: 3 }).frequency // => [2, 52]
 */
export function naturalBreakThresholds<Unit extends TimeUnit>(
  measures: RfmMeasures<Unit>,
  options: { readonly bins: number; readonly scale?: "linear" | "log" | undefined },
): RfmThresholds<Unit> {
  requireMeasures(measures);
  const bins = requireBins(options.bins);
  const log = options.scale === "log";
  const scaled = (value: number) => (log ? Math.log1p(Math.max(0, value)) : value);
  return thresholdsOf(measures, (values) => {
    const sorted = values.slice().sort();
    if (sorted.length === 0) return new Array<number>(bins - 1).fill(0);
    const clusters = ckmeans(Array.from(sorted, scaled), Math.min(bins, new Set(Array.from(sorted, scaled)).size));
    const bounds: number[] = [];
    let seen = 0;
    for (const cluster of clusters) bounds.push(sorted[(seen += cluster.length) - 1]!);
    while (bounds.length < bins) bounds.push(bounds.at(-1)!);
    return bounds.slice(0, bins - 1);
  });
}
