import type { Ability, AbilityTables } from "../context/ability.js";
import { exactWindow } from "../history/compile-window.js";
import {
  atOf,
  average,
  countOf,
  distinct,
  extreme,
  firstMatching,
  lastMatching,
  overWindow,
  total,
} from "../history/metric-reducers.js";
import { knownFor, timeSince } from "../history/recency-measures.js";
import { metricNode } from "../nodes/compile-metric-node.js";

const tables: AbilityTables = {
  name: "histories",
  nodes: { metric: metricNode },
  measures: {
    count: (_metric, parts) => overWindow(parts, countOf(parts.where)),
    sum: (_metric, parts) => overWindow(parts, total(parts)),
    average: (_metric, parts) => overWindow(parts, average(parts)),
    minimum: (_metric, parts) =>
      overWindow(
        parts,
        extreme(parts, (value, best) => value < best),
      ),
    maximum: (_metric, parts) =>
      overWindow(
        parts,
        extreme(parts, (value, best) => value > best),
      ),
    distinct: (_metric, parts) => overWindow(parts, distinct(parts)),
    first: (_metric, parts) => overWindow(parts, atOf(firstMatching, parts)),
    last: (_metric, parts) => overWindow(parts, atOf(lastMatching, parts)),
    timeSinceFirst: (_metric, parts) => timeSince(firstMatching, parts),
    timeSinceLast: (_metric, parts) => timeSince(lastMatching, parts),
    knownFor,
  },
  windows: {
    last: exactWindow,
    ago: exactWindow,
    between: exactWindow,
    since: exactWindow,
    until: exactWindow,
    within: exactWindow,
    after: exactWindow,
  },
};

/**
 * Ability for metrics of the history: counts, sums, averages, smallest and largest values, first and last interactions, and
 * the time since them, in windows of exact units.
 */
export const histories: Ability = tables;
