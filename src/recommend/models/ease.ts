import { invertPositiveDefinite } from "../../statistics/internal.js";
import type { ItemLog } from "../log/item-log.js";
import { type ItemMatrix, itemMatrix } from "../log/item-matrix.js";
import { type ItemNeighbors, NeighborLists } from "./item-neighbors.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { invalidOption, requireCount, type WeightingOptions } from "../log/weighting.js";

/** How {@link fitEase} learns. */
export interface EaseOptions extends WeightingOptions {
  /** Ridge penalty λ, more than 0: the larger, the more popular items count; 400 unless told. */
  readonly penalty?: number | undefined;
  /**
   * Items that the closed form takes at most, 4,000 unless told (128 MB and some 15 seconds). A larger catalog is pruned
   * to its most popular items; the rest has no weights and is left to the other parts of a blend.
   */
  readonly itemLimit?: number | undefined;
  /** Sources that each item keeps, the largest weights; 200 unless told. */
  readonly neighbors?: number | undefined;
}

/** A linear model from items to items. */
export interface EaseModel extends RecommenderBase {
  readonly kind: "ease";
  readonly penalty: number;
  /** Items that took part; those after them in the catalog were pruned. */
  readonly modeled: number;
  readonly neighbors: ItemNeighbors;
}

/**
 * EASE^R: the linear model that predicts each item of a customer from the customer's other items best, in closed form:
 * with P = (XᵀX + λI)⁻¹, the weight from i to j is −P(ij) / P(jj), and an item never predicts itself.
 *
 * The time grows with the cube of the items ({@link invertPositiveDefinite}), not with the customers.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Steck (2019), Embarrassingly shallow autoencoders for sparse data
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const model = fitEase(log, { penalty: 1 });
 * model.neighbors.weights // => [0.75, 0.75]
 */
export function fitEase(log: ItemLog, options: EaseOptions = {}): EaseModel {
  const { penalty = 400, itemLimit = 4000, neighbors = 200 } = options;
  if (!(penalty > 0 && penalty < Infinity)) throw invalidOption("penalty", penalty, "more than 0");
  requireCount("itemLimit", itemLimit);
  requireCount("neighbors", neighbors);
  const matrix = itemMatrix(log, options);
  const size = Math.min(itemLimit, matrix.items.length);
  const gram = gramOf(matrix, size);
  for (let item = 0; item < size; item++) gram[item * size + item]! += penalty;
  invertPositiveDefinite(gram, size);
  const lists = new NeighborLists(matrix.items.length, neighbors);
  const every = Uint32Array.from({ length: size }, (_, item) => item);
  const weights = new Float64Array(size);
  for (let target = 0; target < size; target++) {
    const own = gram[target * size + target]!;
    // The inverse is symmetric: its row is its column.
    for (let source = 0; source < size; source++) weights[source] = -gram[target * size + source]! / own;
    weights[target] = 0;
    lists.add(target, every, size, weights);
  }
  return { kind: "ease", ...baseOf(matrix, log.asOf), penalty, modeled: size, neighbors: lists.bySource() };
}

/** XᵀX of the most popular items, lower triangle. */
function gramOf({ starts, columns, values }: ItemMatrix, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let left = starts[row]!; left < starts[row + 1]!; left++) {
      const item = columns[left]!;
      // Columns ascend within a row: whatever comes after is pruned as well.
      if (item >= size) break;
      const value = values[left]!;
      for (let right = starts[row]!; right <= left; right++) gram[item * size + columns[right]!]! += value * values[right]!;
    }
  }
  return gram;
}
