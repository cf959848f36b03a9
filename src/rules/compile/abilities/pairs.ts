import type { Ability, AbilityTables } from "../context/ability.js";
import { unanswered } from "../history/compile-unanswered.js";

const tables: AbilityTables = { name: "pairs", measures: { unanswered } };

/** Ability for the number of interactions that no other answers. */
export const pairs: Ability = tables;
