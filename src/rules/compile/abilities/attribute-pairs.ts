import type { Ability, AbilityTables } from "../context/ability.js";
import { comparedWithAttribute } from "../tests/attribute-operand.js";

/** Ability for comparisons of an attribute or a metric with another attribute of the subject. */
export const attributePairs = {
  name: "attributePairs",
  forms: { attributeOperand: comparedWithAttribute },
} satisfies AbilityTables as Ability;
