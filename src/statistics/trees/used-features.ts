import { isLeaf, type TreeNode } from "./boosted-trees-model.js";

/** Drops the features that no split uses, which scoring then does not need, and renumbers the others. */
export function withUsedFeatures<Name extends string>(
  names: readonly Name[],
  trees: readonly TreeNode[],
): { readonly features: Name[]; readonly trees: TreeNode[] } {
  const used = new Set<number>();
  const collect = (node: TreeNode): void => {
    if (isLeaf(node)) return;
    used.add(node.feature);
    collect(node.left);
    collect(node.right);
  };
  trees.forEach(collect);
  const kept = [...used].sort((left, right) => left - right);
  const numberOf = new Map(kept.map((feature, index) => [feature, index]));
  const renumbered = (node: TreeNode): TreeNode =>
    isLeaf(node)
      ? node
      : { ...node, feature: numberOf.get(node.feature)!, left: renumbered(node.left), right: renumbered(node.right) };
  return { features: kept.map((feature) => names[feature]!), trees: trees.map(renumbered) };
}
