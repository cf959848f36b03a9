import type { Ability, AbilityTables } from "../context/ability.js";
import { shareNode } from "../nodes/compile-share.js";

/** Ability for stable random shares of all subjects. */
export const shares = { name: "shares", nodes: { share: shareNode } } satisfies AbilityTables as Ability;
