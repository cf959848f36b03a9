import type { Ability, AbilityTables } from "../context/ability.js";
import { attributeNode } from "../nodes/compile-attribute.js";
import { junction, negation } from "../nodes/compile-junction.js";
import { listTests } from "../tests/list-tests.js";
import { textTests } from "../tests/text-tests.js";
import { valueTests } from "../tests/value-tests.js";

const logic: AbilityTables = {
  name: "logic",
  nodes: { all: junction, any: junction, atLeast: junction, not: negation, attribute: attributeNode },
};

/** Abilities that every evaluator has: `all`, `any`, `not`, and the tests of attributes that do not look at the time. */
const CORE: readonly AbilityTables[] = [logic, valueTests, textTests, listTests];

/** Returns some abilities after those that every evaluator has. */
export function withCore(abilities: readonly Ability[]): readonly AbilityTables[] {
  return [...CORE, ...abilities];
}
