import type { Ability, AbilityTables } from "../context/ability.js";
import { itemTest } from "../tests/item-test.js";

/** Ability for conditions on the items of a list of objects. */
export const items = { name: "items", tests: { someItem: itemTest, itemCount: itemTest } } satisfies AbilityTables as Ability;
