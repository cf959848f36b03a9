import type { Ability, AbilityTables } from "../context/ability.js";
import { perZone } from "../tests/per-zone.js";

const tables: AbilityTables = { name: "subjectZones", perZone };

/** Ability for time zones that an attribute of the subject names. */
export const subjectZones: Ability = tables;
