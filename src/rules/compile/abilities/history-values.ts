import type { Ability, AbilityTables } from "../context/ability.js";
import { atOf, average, distinct, extreme, firstMatching, lastMatching, overWindow } from "../history/metric-reducers.js";

const tables: AbilityTables = {
  name: "historyValues",
  measures: {
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
  },
};

/** Ability for averages, smallest and largest values, distinct values, and the first and the last value of the history. */
export const historyValues: Ability = tables;
