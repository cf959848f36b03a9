import type { BoostedTreesModel, TreeNode, TreeSplit } from "./boosted-trees-model.js";
import { binRows, cellsOf, type FeatureSteps, featureSteps } from "./feature-steps.js";
import { addFlatTree, flatTrees } from "./flat-trees.js";
import { chainsOf, leafOf, splitsOf } from "./tree-walk.js";

/** Maximum number of entries of a table, which stays in a near cache. */
const MAX_TABLE = 1_024;
/** Maximum number of parts of a tree: more cost more by tables than by one walk. */
const MAX_PARTS = 16;
/** Number of rows scored together, with one fetch of each table. */
const BLOCK = 4_096;

/**
 * Parts of trees that split on the same few features, as one table: the bin of each feature adds its step to a position, which
 * holds the sum of the parts. All trees of a model become a few dozen tables, and scoring needs no comparison.
 */
interface TreeTable {
  readonly features: readonly number[];
  /** Step that each bin of each feature adds to the position. */
  readonly steps: readonly Uint16Array[];
  readonly sums: Float64Array;
}

/**
 * Adds all trees to the scores of many rows, by tables; trees that are too large for tables are walked.
 *
 * @param columns - columns of the features of the model
 */
export function addTreesByTables(model: BoostedTreesModel, columns: readonly ArrayLike<number>[], scores: Float64Array): void {
  const steps = featureSteps(model.trees, columns.length);
  const missing = columns.map((column, feature) => steps[feature]!.categories !== null || hasMissing(column));
  const { tables, walked } = tablesOf(model.trees, steps, missing);
  // at least one: a tree without a split has a table without a feature
  const bins = Array.from({ length: Math.max(1, columns.length) }, () => new Uint16Array(BLOCK));
  const places = new Uint16Array(BLOCK);
  const flat = flatTrees(walked, steps);
  for (let from = 0; from < scores.length; from += BLOCK) {
    const to = Math.min(scores.length, from + BLOCK);
    steps.forEach((feature, index) => binRows(feature, columns[index]!, bins[index]!, from, to));
    for (const table of tables) addTable(table, bins, places, scores, from, to - from);
    for (const tree of flat) addFlatTree(tree, bins, scores, from, to - from);
  }
}

function hasMissing(column: ArrayLike<number>): boolean {
  for (let row = 0; row < column.length; row++) if (Number.isNaN(column[row])) return true;
  return false;
}

function addTable(
  { features, steps, sums }: TreeTable,
  bins: readonly Uint16Array[],
  places: Uint16Array,
  scores: Float64Array,
  from: number,
  rows: number,
): void {
  // Three features per pass, the last pass with the sums: fewest passes over the positions.
  const of = (index: number): [Uint16Array, Uint16Array] =>
    index < features.length ? [bins[features[index]!]!, steps[index]!] : [bins[0]!, NO_STEPS];
  places.fill(0);
  let index = 0;
  for (; index + 3 < features.length; index += 3) addPlaces(places, ...of(index), ...of(index + 1), ...of(index + 2), rows);
  addSums(scores, from, sums, places, ...of(index), ...of(index + 1), ...of(index + 2), rows);
}

/** Steps of an absent feature: every bin adds nothing. */
const NO_STEPS = /* @__PURE__ */ new Uint16Array(2 ** 16);

function addPlaces(
  places: Uint16Array,
  a: Uint16Array,
  forA: Uint16Array,
  b: Uint16Array,
  forB: Uint16Array,
  c: Uint16Array,
  forC: Uint16Array,
  rows: number,
): void {
  for (let row = 0; row < rows; row++) places[row]! += forA[a[row]!]! + forB[b[row]!]! + forC[c[row]!]!;
}

function addSums(
  scores: Float64Array,
  from: number,
  sums: Float64Array,
  places: Uint16Array,
  a: Uint16Array,
  forA: Uint16Array,
  b: Uint16Array,
  forB: Uint16Array,
  c: Uint16Array,
  forC: Uint16Array,
  rows: number,
): void {
  for (let row = 0; row < rows; row++)
    scores[from + row]! += sums[places[row]! + forA[a[row]!]! + forB[b[row]!]! + forC[c[row]!]!]!;
}

/** Parts of trees for one table, with the distinct splits on each feature. */
interface TreeGroup {
  readonly parts: TreeNode[];
  readonly questions: Map<number, Map<string, TreeSplit>>;
}

/** Assigns each part of each small tree to the table to which it adds the fewest features; large trees are walked. */
function tablesOf(
  trees: readonly TreeNode[],
  steps: readonly FeatureSteps[],
  missing: readonly boolean[],
): { tables: TreeTable[]; walked: TreeNode[] } {
  const groups: TreeGroup[] = [];
  const walked: TreeNode[] = [];
  const parts: { readonly part: TreeNode; readonly questions: TreeGroup["questions"] }[] = [];
  for (const tree of trees) {
    const own = chainsOf(tree).map((part) => ({ part, questions: questionsOf(part) }));
    const fits = own.every(({ questions }) => sizeOf(null, questions, steps, missing) <= MAX_TABLE);
    if (fits && own.length <= MAX_PARTS) parts.push(...own);
    else walked.push(tree);
  }
  // parts with many features first: parts with fewer features fit into their tables
  parts.sort((left, right) => right.questions.size - left.questions.size);
  for (const { part, questions } of parts) {
    const home = groups
      .map((group) => ({ group, added: countAdded(group, questions) }))
      .filter(({ added }) => added < questions.size)
      .sort((left, right) => left.added - right.added)
      .find(({ group }) => sizeOf(group, questions, steps, missing) <= MAX_TABLE)?.group;
    if (home === undefined) groups.push({ parts: [part], questions });
    else join(home, part, questions);
  }
  return { tables: groups.map((group) => tableOf(group, steps, missing)), walked };
}

function questionsOf(part: TreeNode): Map<number, Map<string, TreeSplit>> {
  const questions = new Map<number, Map<string, TreeSplit>>();
  for (const split of splitsOf(part)) {
    const own = questions.get(split.feature) ?? new Map<string, TreeSplit>();
    questions.set(split.feature, own.set(`${split.atMost ?? split.oneOf!.join(",")} ${split.missing}`, split));
  }
  return questions;
}

function countAdded({ questions }: TreeGroup, more: TreeGroup["questions"]): number {
  let added = 0;
  for (const feature of more.keys()) added += questions.has(feature) ? 0 : 1;
  return added;
}

/** Upper bound of the entries of a table after a part with these splits joins it. */
function sizeOf(
  group: TreeGroup | null,
  more: TreeGroup["questions"],
  steps: readonly FeatureSteps[],
  missing: readonly boolean[],
): number {
  let size = 1;
  for (const feature of new Set([...(group?.questions.keys() ?? []), ...more.keys()])) {
    const own = group?.questions.get(feature);
    let count = own?.size ?? 0;
    for (const key of more.get(feature)?.keys() ?? []) count += own?.has(key) ? 0 : 1;
    const { categories, samples } = steps[feature]!;
    size *= Math.min(samples.length, categories === null ? count + (missing[feature] ? 2 : 1) : 2 ** Math.min(count, 16));
  }
  return size;
}

function join({ parts, questions }: TreeGroup, part: TreeNode, more: TreeGroup["questions"]): void {
  parts.push(part);
  for (const [feature, own] of more) questions.set(feature, new Map([...(questions.get(feature) ?? []), ...own]));
}

function tableOf({ parts, questions }: TreeGroup, steps: readonly FeatureSteps[], missing: readonly boolean[]): TreeTable {
  let size = 1;
  const features = [...questions.keys()];
  const digits = features.map((feature) => {
    const { cells, count } = cellsOf([...questions.get(feature)!.values()], steps[feature]!, missing[feature]!);
    const stride = size;
    size *= count;
    const samples = Float64Array.from({ length: count }, (_, cell) => steps[feature]!.samples[cells.indexOf(cell)]!);
    return { feature, stride, count, samples, steps: cells.map((cell) => cell * stride) };
  });
  const sums = new Float64Array(size);
  const values = new Float64Array(steps.length);
  for (let place = 0; place < size; place++) {
    for (const { feature, stride, count, samples } of digits) values[feature] = samples[Math.floor(place / stride) % count]!;
    for (const part of parts) sums[place]! += leafOf(part, values);
  }
  return { features, steps: digits.map(({ steps: own }) => own), sums };
}
