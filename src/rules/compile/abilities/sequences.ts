import type { Ability, AbilityTables } from "../context/ability.js";
import { absenceNode, sequenceNode } from "../history/compile-sequence.js";

/** Ability for sequences of steps, and for a step that no other follows in time. */
export const sequences = {
  name: "sequences",
  nodes: { sequence: sequenceNode, absence: absenceNode },
} satisfies AbilityTables as Ability;
