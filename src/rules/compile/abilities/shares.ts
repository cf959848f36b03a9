import type { Ability, AbilityTables } from "../context/ability.js";
import { shareNode } from "../nodes/compile-share.js";

const tables: AbilityTables = { name: "shares", nodes: { share: shareNode } };

/** Ability for stable random shares of all subjects. */
export const shares: Ability = tables;
