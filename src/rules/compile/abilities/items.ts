import type { Ability, AbilityTables } from "../context/ability.js";
import { itemTest } from "../tests/item-test.js";

const tables: AbilityTables = { name: "items", tests: { someItem: itemTest, itemCount: itemTest } };

/** Ability for conditions on the items of a list of objects. */
export const items: Ability = tables;
