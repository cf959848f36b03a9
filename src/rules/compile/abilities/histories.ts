import type { Ability, AbilityTables } from "../context/ability.js";
import { exactWindow } from "../history/compile-window.js";
import { count, total } from "../history/metric-reducers.js";
import { timeSince } from "../history/recency-measures.js";
import { metricNode } from "../nodes/compile-metric-node.js";

/** Ability for counts and sums of the history, and for the time since its first or last interaction, in windows of exact units. */
export const histories = {
  name: "histories",
  nodes: { metric: metricNode },
  measures: { count, sum: total, timeSinceFirst: timeSince, timeSinceLast: timeSince },
  windows: {
    last: exactWindow,
    between: exactWindow,
    since: exactWindow,
    until: exactWindow,
  },
} satisfies AbilityTables as Ability;
