import type { ItemWhere } from "../language/expression.js";
import type { FieldAt, FieldPath } from "./field-paths.js";
import type { KnownName, NameOf } from "./known-name.js";
import type { PresenceTests, TestsOf, WholeNumberTests } from "./tests.js";

/** Builds conditions on one item of a list of objects. */
export interface ItemBuilder<Item> {
  /** A field of the item, by path. */
  <const Path extends NameOf<FieldPath<Item>>>(path: KnownName<Path, FieldPath<Item>>): TestsOf<FieldAt<Item, Path>, ItemWhere>;
  all(...of: readonly ItemWhere[]): ItemWhere;
  any(...of: readonly ItemWhere[]): ItemWhere;
  not(of: ItemWhere): ItemWhere;
}

/** Conditions on an item. */
export type ItemClause<Item> = (item: ItemBuilder<Item>) => ItemWhere;

/** Tests of a list of objects. */
export interface ItemTests<Item, Out> extends PresenceTests<Out> {
  /** Number of items. */
  size(): WholeNumberTests<Out>;
  /** One and the same item satisfies all the conditions. */
  someItem(clause: ItemClause<Item>): Out;
  /** Number of items that satisfy conditions; 0 for a missing list. */
  itemCount(clause?: ItemClause<Item>): WholeNumberTests<Out>;
}
