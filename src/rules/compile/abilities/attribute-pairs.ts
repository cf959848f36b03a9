import type { Ability, AbilityTables } from "../context/ability.js";
import { comparedWithAttribute } from "../tests/attribute-operand.js";

const tables: AbilityTables = { name: "attributePairs", forms: { attributeOperand: comparedWithAttribute } };

/** Ability for comparisons of an attribute or a metric with another attribute of the subject. */
export const attributePairs: Ability = tables;
