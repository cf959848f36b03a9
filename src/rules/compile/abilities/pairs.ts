import type { Ability, AbilityTables } from "../context/ability.js";
import { unanswered } from "../history/compile-unanswered.js";

/** Ability for the number of interactions that no other answers. */
export const pairs = { name: "pairs", measures: { unanswered } } satisfies AbilityTables as Ability;
