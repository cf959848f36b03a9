import type { Ability, AbilityTables } from "../context/ability.js";
import { zonedNode } from "../nodes/compile-zoned.js";

/** Ability for time zones that an attribute of the subject names. */
export const subjectZones = { name: "subjectZones", nodes: { zoned: zonedNode } } satisfies AbilityTables as Ability;
