import type { Ability, AbilityTables } from "../context/ability.js";
import { compileCondition } from "../history/compile-condition.js";

const tables: AbilityTables = { name: "conditions", forms: { where: compileCondition } };

/** Ability for conditions on the interactions that a metric or a step reads. */
export const conditions: Ability = tables;
