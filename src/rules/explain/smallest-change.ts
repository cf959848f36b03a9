/** A node of a tree of results: a leaf by its number, a minimum number of its parts, or the complement of one. */
export type AnswerTree =
  | { readonly leaf: number }
  | { readonly minimum: number; readonly parts: readonly AnswerTree[] }
  | { readonly not: AnswerTree };

/** Leaves whose results depend on each other, and every combination of results that they can have together. */
export interface LinkedLeaves {
  readonly leaves: readonly number[];
  readonly possible: readonly (readonly boolean[])[];
}

/** A search for the fewest flips. */
interface Search {
  readonly tree: AnswerTree;
  readonly to: boolean;
  /** Present result of each leaf. */
  readonly now: readonly boolean[];
  /** Result that the search has chosen for a leaf; `undefined` while it is free. */
  readonly chosen: (boolean | undefined)[];
  /** Cost of flipping a free leaf once for each of its places in the tree. */
  readonly weights: readonly number[];
  best: readonly number[] | undefined;
  /** Number of bounds that may still be computed. */
  budget: number;
}

/** Bounds the work of a search: nodes visited, over all bounds. */
const MAX_VISITS = 2_000_000;

/**
 * Returns the fewest leaves whose flip makes the result of a tree `to`; of equal choices the one whose leaves come first.
 * Linked leaves only take combinations of results that are possible; all others are independent. Returns `undefined` when
 * no possible flips change the result.
 *
 * A leaf that is in the tree once and is linked to no other is chosen by the cheapest parts of each node. The results of the
 * others are tried, the cheapest combination first, as long as a lower bound of the total promises fewer flips.
 */
export function fewestFlips(
  tree: AnswerTree,
  now: readonly boolean[],
  linked: readonly LinkedLeaves[],
  to: boolean,
): readonly number[] | undefined {
  const places = now.map(() => 0);
  const nodes = countPlaces(tree, places);
  const search: Search = {
    tree,
    to,
    now,
    chosen: now.map(() => undefined),
    weights: places.map((count) => 1 / Math.max(1, count)),
    best: undefined,
    budget: Math.max(100, Math.floor(MAX_VISITS / nodes)),
  };
  const isFree = ({ leaves, possible }: LinkedLeaves): boolean =>
    leaves.length === 1 && places[leaves[0]!]! <= 1 && possible.length > 1;
  choose(
    search,
    linked.filter((group) => !isFree(group)),
    0,
  );
  return search.best;
}

function countPlaces(tree: AnswerTree, places: number[]): number {
  if ("leaf" in tree) {
    places[tree.leaf]!++;
    return 1;
  }
  const parts = "not" in tree ? [tree.not] : tree.parts;
  return 1 + parts.reduce((sum, part) => sum + countPlaces(part, places), 0);
}

function choose(search: Search, groups: readonly LinkedLeaves[], spent: number): void {
  const [group, ...rest] = groups;
  if (group === undefined) {
    const free = cheapest(search, search.tree, search.to);
    if (free === undefined) return;
    const chosen = search.now.flatMap((holds, leaf) => (search.chosen[leaf] === !holds ? [leaf] : []));
    const flips = [...chosen, ...free].sort((left, right) => left - right);
    if (search.best === undefined || flips.length < search.best.length) search.best = flips;
    return;
  }
  const { leaves } = group;
  const options = group.possible.map((answers) => {
    const flips = leaves.filter((leaf, index) => answers[index] !== search.now[leaf]);
    setAll(search, leaves, answers);
    search.budget--;
    return { answers, flips, bound: spent + flips.length + lowestCost(search, search.tree, search.to) };
  });
  options.sort((left, right) => left.bound - right.bound || compareFlips(left.flips, right.flips));
  for (const { answers, flips, bound } of options) {
    // A bound is a sum of fractions; flips are whole.
    if (bound === Number.POSITIVE_INFINITY || Math.ceil(bound - 1e-6) >= (search.best?.length ?? Number.POSITIVE_INFINITY)) break;
    if (search.budget <= 0 && search.best !== undefined) break;
    setAll(search, leaves, answers);
    choose(search, rest, spent + flips.length);
  }
  for (const leaf of leaves) search.chosen[leaf] = undefined;
}

function setAll(search: Search, leaves: readonly number[], answers: readonly boolean[]): void {
  leaves.forEach((leaf, index) => {
    search.chosen[leaf] = answers[index];
  });
}

/** Orders choices by their first different leaf. */
function compareFlips(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((leaf, place) => leaf !== right[place]);
  return index < 0 ? left.length - right.length : left[index]! - (right[index] ?? Number.POSITIVE_INFINITY);
}

/** Returns a lower bound of the flips of free leaves that make a node `to`. */
function lowestCost(search: Search, tree: AnswerTree, to: boolean): number {
  if ("leaf" in tree) {
    const holds = search.chosen[tree.leaf];
    if (holds !== undefined) return holds === to ? 0 : Number.POSITIVE_INFINITY;
    return search.now[tree.leaf] === to ? 0 : search.weights[tree.leaf]!;
  }
  if ("not" in tree) return lowestCost(search, tree.not, !to);
  const costs = tree.parts.map((part) => lowestCost(search, part, to)).sort((left, right) => left - right);
  return costs.slice(0, neededOf(tree, to)).reduce((sum, cost) => sum + cost, 0);
}

/** Returns the fewest free leaves to flip, when every leaf that is not free is chosen; `undefined` where that cannot do. */
function cheapest(search: Search, tree: AnswerTree, to: boolean): readonly number[] | undefined {
  if ("leaf" in tree) {
    const holds = search.chosen[tree.leaf] ?? search.now[tree.leaf];
    if (holds === to) return [];
    return search.chosen[tree.leaf] === undefined ? [tree.leaf] : undefined;
  }
  if ("not" in tree) return cheapest(search, tree.not, !to);
  const lists = tree.parts.flatMap((part, position) => {
    const leaves = cheapest(search, part, to);
    return leaves === undefined ? [] : [{ leaves, position }];
  });
  const needed = neededOf(tree, to);
  if (lists.length < needed) return undefined;
  return lists
    .sort((left, right) => left.leaves.length - right.leaves.length || left.position - right.position)
    .slice(0, needed)
    .sort((left, right) => left.position - right.position)
    .flatMap(({ leaves }) => leaves);
}

/** Number of parts that must be `to`: fewer than `minimum` hold when all but `minimum − 1` do not. */
function neededOf({ minimum, parts }: Extract<AnswerTree, { minimum: number }>, to: boolean): number {
  return to ? minimum : parts.length - minimum + 1;
}
