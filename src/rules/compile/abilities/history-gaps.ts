import type { Ability, AbilityTables } from "../context/ability.js";
import { fewestPerPeriod } from "../history/compile-regularity.js";
import { gaps, longestBreak } from "../history/gap-measures.js";
import { trend } from "../history/trend-measure.js";

/** Ability for metrics of how regular a history is: gaps, breaks, the smallest number per period, and trends. */
export const historyGaps = {
  name: "historyGaps",
  measures: { longestGap: gaps, meanGap: gaps, longestBreak, trend, fewestPerPeriod },
} satisfies AbilityTables as Ability;
