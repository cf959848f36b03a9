import type { Expression, Leaf } from "./expression.js";

/** A function for each kind of node. A new kind does not compile until every table has a function for it. */
export type NodeTable<Extra extends readonly unknown[], Result> = {
  readonly [Kind in Expression["kind"]]: (node: Extract<Expression, { kind: Kind }>, ...extra: Extra) => Result;
};

/** Calls the function of a table for the kind of a node. */
export function forNode<Extra extends readonly unknown[], Result>(
  table: NodeTable<Extra, Result>,
  node: Expression,
  ...extra: Extra
): Result {
  return (table[node.kind] as (node: Expression, ...extra: Extra) => Result)(node, ...extra);
}

/** Whether a node tests the subject itself. */
export function isLeaf(node: Expression): node is Leaf {
  return node.kind !== "not" && node.kind !== "all" && node.kind !== "any" && node.kind !== "atLeast";
}
