/** A node of a tree of results: a leaf, a minimum number of its parts, or the complement of one. */
export type AnswerTree<Leaf> =
  | { readonly leaf: Leaf; readonly holds: boolean }
  | { readonly minimum: number; readonly parts: readonly AnswerTree<Leaf>[] }
  | { readonly not: AnswerTree<Leaf> };

/** The fewest leaves to flip to make a node false or true; none where it is so already. */
interface Cheapest<Leaf> {
  readonly toFalse: readonly Leaf[];
  readonly toTrue: readonly Leaf[];
}

/**
 * Returns the fewest leaves whose flip makes the result of a tree `to`, as if leaves were independent. Of equal choices it
 * takes the parts that come first. Each leaf is in the tree once, so the best choice for a node consists of the best choices
 * for its parts.
 */
export function fewestFlips<Leaf>(tree: AnswerTree<Leaf>, to: boolean): readonly Leaf[] {
  const { toFalse, toTrue } = cheapest(tree);
  return to ? toTrue : toFalse;
}

function cheapest<Leaf>(tree: AnswerTree<Leaf>): Cheapest<Leaf> {
  if ("leaf" in tree) return { toFalse: tree.holds ? [tree.leaf] : [], toTrue: tree.holds ? [] : [tree.leaf] };
  if ("not" in tree) {
    const { toFalse, toTrue } = cheapest(tree.not);
    return { toFalse: toTrue, toTrue: toFalse };
  }
  const parts = tree.parts.map((part) => cheapest(part));
  return {
    toTrue: smallest(
      parts.map(({ toTrue }) => toTrue),
      tree.minimum,
    ),
    // Fewer than `minimum` hold when all but `minimum − 1` do not.
    toFalse: smallest(
      parts.map(({ toFalse }) => toFalse),
      tree.parts.length - tree.minimum + 1,
    ),
  };
}

/** Concatenates the `count` shortest of some lists, in their original order. */
function smallest<Leaf>(lists: readonly (readonly Leaf[])[], count: number): readonly Leaf[] {
  return lists
    .map((leaves, position) => ({ leaves, position }))
    .sort((left, right) => left.leaves.length - right.leaves.length || left.position - right.position)
    .slice(0, count)
    .sort((left, right) => left.position - right.position)
    .flatMap(({ leaves }) => leaves);
}
