import type { Taste } from "./weighting.js";

/** Weights from items to items, source by source: what having the source adds to the score of each target. */
export interface ItemNeighbors {
  /** Targets of source s are `starts[s]` up to, not including, `starts[s + 1]`. */
  readonly starts: readonly number[];
  /** Positions in the catalog. */
  readonly targets: readonly number[];
  readonly weights: readonly number[];
}

/** {@link ItemNeighbors} as typed arrays, to score with. */
export interface NeighborColumns {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;
}

/** Typed arrays of a model's lists. */
export function neighborColumns({ starts, targets, weights }: ItemNeighbors): NeighborColumns {
  return { starts: Uint32Array.from(starts), targets: Uint32Array.from(targets), weights: Float64Array.from(weights) };
}

/** Collects, target by target, the strongest sources, and turns the lists round. */
export class NeighborLists {
  readonly #size: number;
  readonly #keep: number;
  readonly #sources: number[] = [];
  readonly #targets: number[] = [];
  readonly #weights: number[] = [];

  /**
   * @param size - items of the catalog
   * @param keep - sources of a target at most
   */
  constructor(size: number, keep: number) {
    this.#size = size;
    this.#keep = keep;
  }

  /**
   * Adds one target's sources; of more than may be kept, the largest in size stay, ties the more popular.
   *
   * @param weightOf - weight of a candidate source; 0 is no neighbor
   */
  add(target: number, candidates: ArrayLike<number>, count: number, weightOf: ArrayLike<number>): void {
    const least = count > this.#keep ? leastOfLargest(candidates, count, weightOf, this.#keep) : { size: 0, ties: Infinity };
    let { ties } = least;
    for (let index = 0; index < count; index++) {
      const source = candidates[index]!;
      const weight = weightOf[source]!;
      const size = Math.abs(weight);
      if (size === 0 || size < least.size) continue;
      if (size === least.size && ties-- <= 0) continue;
      this.#sources.push(source);
      this.#targets.push(target);
      this.#weights.push(weight);
    }
  }

  /** The lists, source by source. */
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

/** The size of the k-th largest weight, and how many of exactly that size are among the k. */
function leastOfLargest(
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

/** Quickselect (Hoare): the k-th largest of the values, which it reorders. */
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

/** Adds what a taste says through its neighbors. */
export function addNeighborScores({ starts, targets, weights }: NeighborColumns, taste: Taste, scores: Float64Array): void {
  for (let index = 0; index < taste.positions.length; index++) {
    const source = taste.positions[index]!;
    const value = taste.values[index]!;
    const end = starts[source + 1]!;
    for (let entry = starts[source]!; entry < end; entry++) scores[targets[entry]!]! += value * weights[entry]!;
  }
}

/** What each source of a taste adds to the scores of some targets: `wanted` maps position to place + 1, or 0. */
export function neighborContributions(
  { starts, targets, weights }: NeighborColumns,
  taste: Taste,
  wanted: Uint8Array | Uint16Array,
  add: (place: number, source: number, amount: number) => void,
): void {
  for (let index = 0; index < taste.positions.length; index++) {
    const source = taste.positions[index]!;
    const value = taste.values[index]!;
    const end = starts[source + 1]!;
    for (let entry = starts[source]!; entry < end; entry++) {
      const place = wanted[targets[entry]!]!;
      if (place > 0) add(place - 1, source, value * weights[entry]!);
    }
  }
}
