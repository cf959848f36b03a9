import { isLeaf, type TreeNode } from "./boosted-trees-model.js";
import type { FeatureSteps } from "./feature-steps.js";
import { goesLeft } from "./tree-walk.js";

/** Tree as arrays, walked by bins: a step is two look-ups without a branch. */
export interface FlatTree {
  /** Feature of each split. */
  readonly features: Uint32Array;
  /** Side of each bin at each split: 0 is left, 1 is right. */
  readonly sides: readonly Uint8Array[];
  /** Left and right child of each split; a leaf l is −1 − l. */
  readonly children: Int32Array;
  readonly values: Float64Array;
}

/** Lays out trees as arrays; equal splits share their sides. */
export function flatTrees(trees: readonly TreeNode[], steps: readonly FeatureSteps[]): FlatTree[] {
  const known = new Map<string, Uint8Array>();
  return trees.map((tree) => {
    const features: number[] = [];
    const sides: Uint8Array[] = [];
    const children: number[] = [];
    const values: number[] = [];
    const place = (node: TreeNode): number => {
      if (isLeaf(node)) return -values.push(node.value);
      const at = features.push(node.feature) - 1;
      const question = `${node.feature} ${node.atMost ?? node.oneOf!.join(",")} ${node.missing}`;
      const answers =
        known.get(question) ?? Uint8Array.from(steps[node.feature]!.samples, (value) => (goesLeft(node, value) ? 0 : 1));
      known.set(question, answers);
      sides.push(answers);
      children.push(0, 0);
      children[2 * at] = place(node.left);
      children[2 * at + 1] = place(node.right);
      return at;
    };
    place(tree);
    return {
      features: Uint32Array.from(features),
      sides,
      children: Int32Array.from(children),
      values: Float64Array.from(values),
    };
  });
}

/** Adds a tree to the scores of some rows, given their bins. */
export function addFlatTree(
  { features, sides, children, values }: FlatTree,
  bins: readonly Uint16Array[],
  scores: Float64Array,
  from: number,
  rows: number,
): void {
  const root = features.length === 0 ? -1 : 0;
  for (let row = 0; row < rows; row++) {
    let node = root;
    while (node >= 0) node = children[2 * node + sides[node]![bins[features[node]!]![row]!]!]!;
    scores[from + row]! += values[-1 - node]!;
  }
}
