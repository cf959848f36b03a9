import type { Ability, AbilityTables } from "../context/ability.js";
import { figuresNode } from "../nodes/compile-figures.js";

const tables: AbilityTables = { name: "figures", nodes: { figures: (node, context) => figuresNode(node, context) } };

/** Ability for comparisons of two figures, and for sums, differences and ratios of them. */
export const figures: Ability = tables;
