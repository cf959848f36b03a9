/** A node of a tree of answers: a leaf, or at least so many of its parts, or the complement of one. */
export type AnswerTree<Leaf> =
  | { readonly leaf: Leaf; readonly holds: boolean }
  | { readonly least: number; readonly parts: readonly AnswerTree<Leaf>[] }
  | { readonly not: AnswerTree<Leaf> };

/** Fewest leaves to flip so that a node is false, and so that it is true; none where it is so already. */
interface Cheapest<Leaf> {
  readonly toFalse: readonly Leaf[];
  readonly toTrue: readonly Leaf[];
}

/**
 * The fewest leaves whose flip makes a tree answer `to`, leaves taken as independent; of equal choices, the parts that
 * stand first. Each leaf stands in the tree once, so that the best for a node is made of the best for its parts.
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
      tree.least,
    ),
    // Fewer than `least` hold when all but `least − 1` do not.
    toFalse: smallest(
      parts.map(({ toFalse }) => toFalse),
      tree.parts.length - tree.least + 1,
    ),
  };
}

/** The shortest `count` of some lists in one, in the order in which they stand. */
function smallest<Leaf>(lists: readonly (readonly Leaf[])[], count: number): readonly Leaf[] {
  return lists
    .map((leaves, position) => ({ leaves, position }))
    .sort((left, right) => left.leaves.length - right.leaves.length || left.position - right.position)
    .slice(0, count)
    .sort((left, right) => left.position - right.position)
    .flatMap(({ leaves }) => leaves);
}
