import type { Ability, AbilityTables } from "../context/ability.js";
import { absenceNode, sequenceNode } from "../history/compile-sequence.js";

const tables: AbilityTables = { name: "sequences", nodes: { sequence: sequenceNode, absence: absenceNode } };

/** Ability for sequences of steps, and for a step that no other follows in time. */
export const sequences: Ability = tables;
