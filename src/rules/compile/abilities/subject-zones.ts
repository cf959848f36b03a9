import type { Ability, AbilityTables } from "../context/ability.js";
import { zonedNode } from "../nodes/compile-zoned.js";

const tables: AbilityTables = { name: "subjectZones", nodes: { zoned: zonedNode } };

/** Ability for time zones that an attribute of the subject names. */
export const subjectZones: Ability = tables;
