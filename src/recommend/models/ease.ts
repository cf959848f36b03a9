import { aPositiveNumber, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { invertPositiveDefinite } from "../../statistics/internal.js";
import type { ItemLog } from "../log/item-log.js";
import { type ItemMatrix, itemMatrix } from "../log/item-matrix.js";
import { type ItemNeighbors, NeighborLists } from "./item-neighbors.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { WEIGHTING_OPTIONS, type WeightingOptions } from "../log/weighting.js";
import { aCount } from "../option-kinds.js";

/** Options of {@link fitEase}. */
export interface EaseOptions extends WeightingOptions {
  /** Ridge penalty λ, above 0. A larger penalty favors popular items. Defaults to 400. */
  readonly penalty?: number | undefined;
  /**
   * Maximum number of items in the closed form; defaults to 4,000 (128 MB and about 15 seconds). A larger catalog is pruned
   * to its most popular items. The other items have no weights and are left to the other parts of a blend.
   */
  readonly maxItems?: number | undefined;
  /** How many sources each item keeps, those with the largest weights; defaults to 200. */
  readonly neighbors?: number | undefined;
}

const EASE_OPTIONS: OptionShape<EaseOptions> = {
  ...WEIGHTING_OPTIONS,
  penalty: aPositiveNumber,
  maxItems: aCount,
  neighbors: aCount,
};

/** Linear model from items to items. */
export interface EaseModel extends RecommenderBase {
  readonly kind: "ease";
  readonly penalty: number;
  /** Number of items in the closed form; the items after them in the catalog were pruned. */
  readonly modeled: number;
  readonly neighbors: ItemNeighbors;
}

/**
 * Fits EASE^R, the linear model that best predicts each item of a customer from the customer's other items, in closed form:
 * with P = (XᵀX + λI)⁻¹, the weight from i to j is −P(ij) / P(jj), and an item never predicts itself.
 *
 * The time grows with the cube of the number of items, not with the number of customers.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Steck (2019), Embarrassingly shallow autoencoders for sparse data
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const model = fitEase(log, { penalty: 1 });
 * model.neighbors.weights // => [0.75, 0.75]
 */
export function fitEase(log: ItemLog, options: EaseOptions = {}): EaseModel {
  const { penalty = 400, maxItems = 4000, neighbors = 200 } = requireOptions(options, EASE_OPTIONS);
  const matrix = itemMatrix(log, options);
  const size = Math.min(maxItems, matrix.items.length);
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

/** Returns the lower triangle of XᵀX for the most popular items. */
function gramOf({ starts, columns, values }: ItemMatrix, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let left = starts[row]!; left < starts[row + 1]!; left++) {
      const item = columns[left]!;
      // Columns ascend within a row: all that follow are pruned as well.
      if (item >= size) break;
      const value = values[left]!;
      for (let right = starts[row]!; right <= left; right++) gram[item * size + columns[right]!]! += value * values[right]!;
    }
  }
  return gram;
}
