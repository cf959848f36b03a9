import type { Ability, AbilityTables } from "../context/ability.js";
import { fewestPerPeriod } from "../history/compile-regularity.js";
import { gaps, longestBreak } from "../history/gap-measures.js";
import { overWindow } from "../history/metric-reducers.js";
import { trend } from "../history/trend-measure.js";

const tables: AbilityTables = {
  name: "historyGaps",
  measures: {
    longestGap: (_metric, parts) =>
      overWindow(
        parts,
        gaps(parts, ({ longest }) => longest),
      ),
    meanGap: (_metric, parts) =>
      overWindow(
        parts,
        gaps(parts, ({ span, count }) => span / count),
      ),
    longestBreak,
    trend,
    fewestPerPeriod,
  },
};

/** Ability for metrics of how regular a history is: gaps, breaks, the smallest number per period, and trends. */
export const historyGaps: Ability = tables;
