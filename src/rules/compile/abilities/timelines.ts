import type { Ability, AbilityTables } from "../context/ability.js";
import { stateNode } from "../nodes/compile-state.js";

/** Ability for tests of the value of a timeline: a stage, a segment, a score. */
export const timelines = { name: "timelines", nodes: { state: stateNode } } satisfies AbilityTables as Ability;
