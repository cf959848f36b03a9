import type { Ability, AbilityTables } from "../context/ability.js";
import { average, distinct, extreme, firstOrLast } from "../history/value-measures.js";

/** Ability for averages, smallest and largest values, distinct values, and the first and the last value of the history. */
export const historyValues = {
  name: "historyValues",
  measures: { average, minimum: extreme, maximum: extreme, distinct, first: firstOrLast, last: firstOrLast },
} satisfies AbilityTables as Ability;
