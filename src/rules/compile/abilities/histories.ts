import type { Ability, AbilityTables } from "../context/ability.js";
import { exactWindow } from "../history/compile-window.js";
import { countOf, firstMatching, lastMatching, overWindow, total } from "../history/metric-reducers.js";
import { timeSince } from "../history/recency-measures.js";
import { metricNode } from "../nodes/compile-metric-node.js";

const tables: AbilityTables = {
  name: "histories",
  nodes: { metric: metricNode },
  measures: {
    count: (_metric, parts) => overWindow(parts, countOf(parts.where)),
    sum: (_metric, parts) => overWindow(parts, total(parts)),
    timeSinceFirst: (_metric, parts) => timeSince(firstMatching, parts),
    timeSinceLast: (_metric, parts) => timeSince(lastMatching, parts),
  },
  windows: {
    last: exactWindow,
    ago: exactWindow,
    between: exactWindow,
    since: exactWindow,
    until: exactWindow,
  },
};

/** Ability for counts and sums of the history, and for the time since its first or last interaction, in windows of exact units. */
export const histories: Ability = tables;
