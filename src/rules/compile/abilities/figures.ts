import type { Ability, AbilityTables } from "../context/ability.js";
import { figuresNode } from "../nodes/compile-figures.js";

/** Ability for comparisons of two figures, and for sums, differences and ratios of them. */
export const figures = {
  name: "figures",
  nodes: { figures: (node, context) => figuresNode(node, context) },
} satisfies AbilityTables as Ability;
