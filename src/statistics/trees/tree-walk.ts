import { isLeaf, type TreeNode, type TreeSplit } from "./boosted-trees-model.js";

/** Tells whether a value goes left; NaN is missing. */
export function goesLeft(split: TreeSplit, value: number): boolean {
  if (split.atMost === undefined) return split.oneOf!.includes(value);
  return value <= split.atMost || (split.missing === "left" && Number.isNaN(value));
}

/** Returns the value of the leaf that a row reaches; NaN is missing. */
export function leafOf(tree: TreeNode, values: ArrayLike<number>): number {
  let node = tree;
  while (!isLeaf(node)) node = goesLeft(node, values[node.feature]!) ? node.left : node.right;
  return node.value;
}

/** Returns every split of a tree, from the root down. */
export function splitsOf(node: TreeNode): TreeSplit[] {
  return isLeaf(node) ? [] : [node, ...splitsOf(node.left), ...splitsOf(node.right)];
}

/**
 * Returns a tree as a sum of trees with fewer features: one for every lowest split, with zeros beside its path. A row gets its
 * leaf from one of them and 0 from the others.
 */
export function chainsOf(node: TreeNode): TreeNode[] {
  if (isLeaf(node)) return [node];
  const nothing = { value: 0, weight: 0 };
  if (isLeaf(node.left))
    return chainsOf(node.right).map((right, index) => ({ ...node, left: index === 0 ? node.left : nothing, right }));
  const left = chainsOf(node.left).map(
    (chain, index): TreeNode => ({
      ...node,
      left: chain,
      right: index === 0 && isLeaf(node.right) ? node.right : nothing,
    }),
  );
  if (isLeaf(node.right)) return left;
  return [...left, ...chainsOf(node.right).map((chain): TreeNode => ({ ...node, left: nothing, right: chain }))];
}
