import { aNonNegativeNumber, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { byItem, type ItemMatrix, itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { type ItemNeighbors, NeighborLists } from "./item-neighbors.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { WEIGHTING_OPTIONS, type WeightingOptions } from "../log/weighting.js";
import { aCount } from "../option-kinds.js";

/** Measure of the similarity of two items, computed from the customers who like them. */
export type ItemSimilarityMeasure = "cosine" | "jaccard" | "co-occurrence" | "lift";

/** Options of {@link fitItemSimilarity}. */
export interface ItemSimilarityOptions extends WeightingOptions {
  /**
   * With the values x and y of items i and j over customers, n customers per item and N customers in all:
   * `cosine` x·y / (|x||y| + shrink), `jaccard` n(ij) / (n(i) + n(j) − n(ij) + shrink), `co-occurrence` x·y,
   * `lift` n(ij) N / (n(i) n(j)); the last two times n(ij) / (n(ij) + shrink). Defaults to `cosine`.
   */
  readonly measure?: ItemSimilarityMeasure | undefined;
  /**
   * Transform of the matrix before it is compared, for `cosine` and `co-occurrence`. `tf-idf`: √value × (1 + ln(N / (1 + n))),
   * `bm25`: Okapi with k 1.2 and b 0.75. Defaults to `none`.
   */
  readonly transform?: "none" | "tf-idf" | "bm25" | undefined;
  /** Lowers the similarity of pairs that few customers share; at least 0, defaults to 20. */
  readonly shrink?: number | undefined;
  /** How many sources each item keeps; defaults to 100. The size of the model is bounded by items × neighbors. */
  readonly neighbors?: number | undefined;
}

const ITEM_SIMILARITY_OPTIONS: OptionShape<ItemSimilarityOptions> = {
  ...WEIGHTING_OPTIONS,
  measure: oneOf(["cosine", "jaccard", "co-occurrence", "lift"]),
  transform: oneOf(["none", "tf-idf", "bm25"]),
  shrink: aNonNegativeNumber,
  neighbors: aCount,
};

/** Similarities of items that the same customers like. */
export interface ItemSimilarityModel extends RecommenderBase {
  readonly kind: "item-similarity";
  readonly measure: ItemSimilarityMeasure;
  readonly neighbors: ItemNeighbors;
}

/**
 * Fits item similarity: items are similar if the same customers like them. Memory is bounded by items × neighbors, without a
 * matrix of items by items.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Deshpande, Karypis (2004), Item-based top-N recommendation algorithms
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * recommend(fitItemSimilarity(log, { shrink: 0 }), [{ itemId: "tea", at: 1 }], { mode: "discovery" }).items[0]?.itemId // => "cup"
 */
export function fitItemSimilarity(log: ItemLog, options: ItemSimilarityOptions = {}): ItemSimilarityModel {
  const checked = requireOptions(options, ITEM_SIMILARITY_OPTIONS);
  const { measure = "cosine", transform = "none", shrink = 20, neighbors = 100 } = checked;
  const matrix = itemMatrix(log, options);
  const binary = measure === "jaccard" || measure === "lift";
  const rowValues = binary ? new Float64Array(matrix.values.length).fill(1) : transformed(matrix, transform);
  const { starts, rows, values } = byItem({ ...matrix, values: rowValues });
  const size = matrix.items.length;
  const norms = new Float64Array(size);
  for (let item = 0; item < size; item++) {
    let squares = 0;
    for (let entry = starts[item]!; entry < starts[item + 1]!; entry++) squares += values[entry]! ** 2;
    norms[item] = Math.sqrt(squares);
  }
  const similarity = similarityOf(measure, shrink, matrix, norms);
  const needsCounts = shrink > 0 && measure === "co-occurrence";
  const sums = new Float64Array(size);
  const shared = new Uint32Array(size);
  const touched = new Uint32Array(size);
  const lists = new NeighborLists(size, neighbors);
  for (let item = 0; item < size; item++) {
    let count = 0;
    for (let entry = starts[item]!; entry < starts[item + 1]!; entry++) {
      const row = rows[entry]!;
      const value = values[entry]!;
      const end = matrix.starts[row + 1]!;
      for (let other = matrix.starts[row]!; other < end; other++) {
        const column = matrix.columns[other]!;
        // Values are above 0: a sum of 0 means that the item is new here.
        if (sums[column] === 0) touched[count++] = column;
        sums[column]! += value * rowValues[other]!;
        if (needsCounts) shared[column]! += 1;
      }
    }
    sums[item] = 0;
    for (let index = 0; index < count; index++) {
      const other = touched[index]!;
      if (other !== item) sums[other] = similarity(sums[other]!, shared[other]!, item, other);
    }
    lists.add(item, touched, count, sums);
    for (let index = 0; index < count; index++) {
      sums[touched[index]!] = 0;
      shared[touched[index]!] = 0;
    }
  }
  return { kind: "item-similarity", ...baseOf(matrix, log.asOf), measure, neighbors: lists.bySource() };
}

type Similarity = (dot: number, shared: number, item: number, other: number) => number;

function similarityOf(
  measure: ItemSimilarityMeasure,
  shrink: number,
  { counts, customers }: ItemMatrix,
  norms: Float64Array,
): Similarity {
  switch (measure) {
    case "cosine":
      return (dot, _, item, other) => dot / (norms[item]! * norms[other]! + shrink);
    case "jaccard":
      return (both, _, item, other) => both / (counts[item]! + counts[other]! - both + shrink);
    case "co-occurrence":
      return shrink === 0 ? (dot) => dot : (dot, shared) => (dot * shared) / (shared + shrink);
    case "lift":
      return (both, _, item, other) => ((both * customers.length) / (counts[item]! * counts[other]!)) * (both / (both + shrink));
  }
}

/**
 * Weights the values of the matrix like terms of documents: a customer is a document, an item is a term.
 * `tf-idf`: √value × (1 + ln(N / (1 + n))). `bm25`: value × 2.2 / (value + 1.2 (¼ + ¾ length / mean length)) × ln(1 + N / (1 + n)),
 * with the customer's sum of values as length.
 *
 * @see Robertson, Zaragoza (2009), The probabilistic relevance framework: BM25 and beyond
 */
export function transformed(matrix: ItemMatrix, transform: "none" | "tf-idf" | "bm25"): Float64Array {
  if (transform === "none") return matrix.values;
  const { starts, columns, values, counts, customers } = matrix;
  const total = values.reduce((sum, value) => sum + value, 0);
  const meanLength = total / customers.length;
  const result = new Float64Array(values.length);
  for (let row = 0; row < customers.length; row++) {
    let length = 0;
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) length += values[entry]!;
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      const share = customers.length / (1 + counts[columns[entry]!]!);
      const value = values[entry]!;
      result[entry] =
        transform === "tf-idf"
          ? // The weight of a very common item stays above 0, so no pair is lost.
            Math.sqrt(value) * (1 + Math.max(0, Math.log(share)))
          : ((value * 2.2) / (value + 1.2 * (0.25 + (0.75 * length) / meanLength))) * Math.log1p(share);
    }
  }
  return result;
}
