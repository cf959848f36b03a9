import type { Taste } from "../log/weighting.js";

/** Weights from items to items, source by source: how much a source in the history adds to the score of each target. */
export interface ItemNeighbors {
  /** Targets of source s are `starts[s]` up to, not including, `starts[s + 1]`. */
  readonly starts: readonly number[];
  /** Positions in the catalog. */
  readonly targets: readonly number[];
  readonly weights: readonly number[];
}

/** {@link ItemNeighbors} as typed arrays: by source for scores, by target for reasons. */
export interface NeighborColumns {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;
  readonly byTarget: { readonly starts: Uint32Array; readonly sources: Uint32Array; readonly weights: Float64Array };
}

/** Returns the lists of a model as typed arrays. */
export function neighborColumns(lists: ItemNeighbors): NeighborColumns {
  const starts = Uint32Array.from(lists.starts);
  const targets = Uint32Array.from(lists.targets);
  const weights = Float64Array.from(lists.weights);
  const into = new Uint32Array(starts.length);
  for (const target of targets) into[target + 1]! += 1;
  for (let item = 0; item + 1 < into.length; item++) into[item + 1]! += into[item]!;
  const next = into.slice();
  const byTarget = { starts: into, sources: new Uint32Array(targets.length), weights: new Float64Array(targets.length) };
  for (let source = 0; source + 1 < starts.length; source++) {
    for (let entry = starts[source]!; entry < starts[source + 1]!; entry++) {
      const at = next[targets[entry]!]!++;
      byTarget.sources[at] = source;
      byTarget.weights[at] = weights[entry]!;
    }
  }
  return { starts, targets, weights, byTarget };
}

/** Collects the strongest sources target by target, and returns the lists by source. */
export class NeighborLists {
  readonly #size: number;
  readonly #keep: number;
  readonly #sources: number[] = [];
  readonly #targets: number[] = [];
  readonly #weights: number[] = [];

  /**
   * @param size - items of the catalog
   * @param keep - maximum number of sources per target
   */
  constructor(size: number, keep: number) {
    this.#size = size;
    this.#keep = keep;
  }

  /**
   * Adds the sources of one target. If there are too many, those with the largest absolute weights stay; of equal weights,
   * the more popular.
   *
   * @param weightOf - weight of each candidate source; a source with weight 0 is not a neighbor
   */
  add(target: number, candidates: ArrayLike<number>, count: number, weightOf: ArrayLike<number>): void {
    const smallest = count > this.#keep ? smallestKept(candidates, count, weightOf, this.#keep) : { size: 0, ties: Infinity };
    let { ties } = smallest;
    for (let index = 0; index < count; index++) {
      const source = candidates[index]!;
      const weight = weightOf[source]!;
      const size = Math.abs(weight);
      if (size === 0 || size < smallest.size) continue;
      if (size === smallest.size && ties-- <= 0) continue;
      this.#sources.push(source);
      this.#targets.push(target);
      this.#weights.push(weight);
    }
  }

  /** Returns the lists, source by source. */
  bySource(): ItemNeighbors {
    const starts = new Uint32Array(this.#size + 1);
    for (const source of this.#sources) starts[source + 1]! += 1;
    for (let item = 0; item < this.#size; item++) starts[item + 1]! += starts[item]!;
    const next = starts.slice();
    const targets = new Array<number>(this.#sources.length).fill(0);
    const weights = new Array<number>(this.#sources.length).fill(0);
    for (let entry = 0; entry < this.#sources.length; entry++) {
      const at = next[this.#sources[entry]!]!++;
      targets[at] = this.#targets[entry]!;
      weights[at] = this.#weights[entry]!;
    }
    return { starts: Array.from(starts), targets, weights };
  }
}

/** Returns the k-th largest absolute weight, and how many of the k largest are exactly that large. */
function smallestKept(
  candidates: ArrayLike<number>,
  count: number,
  weightOf: ArrayLike<number>,
  k: number,
): { size: number; ties: number } {
  const sizes = new Float64Array(count);
  for (let index = 0; index < count; index++) sizes[index] = Math.abs(weightOf[candidates[index]!]!);
  const size = kthLargest(sizes, k);
  let larger = 0;
  for (const value of sizes) if (value > size) larger++;
  return { size, ties: k - larger };
}

/** Returns the k-th largest value by quickselect (Hoare), which reorders the values. */
export function kthLargest(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  const wanted = k - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! > pivot) left++;
      while (values[right]! < pivot) right--;
      if (left > right) break;
      const held = values[left]!;
      values[left++] = values[right]!;
      values[right--] = held;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else return values[wanted]!;
  }
  return values[wanted]!;
}

/** Adds the scores of a taste through its neighbors. */
export function addNeighborScores({ starts, targets, weights }: NeighborColumns, taste: Taste, scores: Float64Array): void {
  for (let index = 0; index < taste.positions.length; index++) {
    const source = taste.positions[index]!;
    const value = taste.values[index]!;
    const end = starts[source + 1]!;
    for (let entry = starts[source]!; entry < end; entry++) scores[targets[entry]!]! += value * weights[entry]!;
  }
}

/** Reports how much each source of a taste adds to the scores of some targets, by their place in the list. */
export function neighborContributions(
  { byTarget: { starts, sources, weights } }: NeighborColumns,
  taste: Taste,
  targets: readonly number[],
  add: (place: number, source: number, amount: number) => void,
): void {
  const values = new Map<number, number>();
  for (let index = 0; index < taste.positions.length; index++) values.set(taste.positions[index]!, taste.values[index]!);
  for (let place = 0; place < targets.length; place++) {
    const target = targets[place]!;
    for (let entry = starts[target]!; entry < starts[target + 1]!; entry++) {
      const value = values.get(sources[entry]!);
      if (value !== undefined) add(place, sources[entry]!, value * weights[entry]!);
    }
  }
}
