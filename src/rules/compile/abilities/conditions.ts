import type { Ability, AbilityTables } from "../context/ability.js";
import { compileCondition } from "../history/compile-condition.js";

/** Ability for conditions on the interactions that a metric or a step reads. */
export const conditions = { name: "conditions", forms: { where: compileCondition } } satisfies AbilityTables as Ability;
