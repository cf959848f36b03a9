import { byItem, type ItemMatrix, itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { type ItemNeighbors, NeighborLists } from "./item-neighbors.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { invalidOption, requireCount, requireNotNegative, type WeightingOptions } from "../log/weighting.js";

/** How alike two items are, from who takes to them. */
export type ItemSimilarityMeasure = "cosine" | "jaccard" | "co-occurrence" | "lift";

/** How {@link fitItemSimilarity} learns. */
export interface ItemSimilarityOptions extends WeightingOptions {
  /**
   * With x of items i and j over customers, n customers with each, N in all:
   * `cosine` x·y / (|x||y| + shrink), `jaccard` n(ij) / (n(i) + n(j) − n(ij) + shrink), `co-occurrence` x·y,
   * `lift` n(ij) N / (n(i) n(j)); the last two times n(ij) / (n(ij) + shrink). `cosine` unless told.
   */
  readonly measure?: ItemSimilarityMeasure | undefined;
  /** What the matrix goes through first; `none` unless told. `tf-idf`: √value × (1 + ln(N / (1 + n))), `bm25`: Okapi with k 1.2, b .75. */
  readonly transform?: "none" | "tf-idf" | "bm25" | undefined;
  /** Pulls pairs that few customers share towards 0; 20 unless told. */
  readonly shrink?: number | undefined;
  /** Sources that each item keeps; 100 unless told. The model's size is bounded by items × neighbors. */
  readonly neighbors?: number | undefined;
}

/** Items that are taken by the same customers. */
export interface ItemSimilarityModel extends RecommenderBase {
  readonly kind: "item-similarity";
  readonly measure: ItemSimilarityMeasure;
  readonly neighbors: ItemNeighbors;
}

/**
 * Learns which items are alike because the same customers take to them. Memory is bounded by items × neighbors: no
 * matrix of items by items is ever made.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Deshpande, Karypis (2004), Item-based top-N recommendation algorithms
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * recommend(fitItemSimilarity(log, { shrink: 0 }), [{ itemId: "tea", at: 1 }], { mode: "discovery" }).items[0]?.itemId // => "cup"
 */
export function fitItemSimilarity(log: ItemLog, options: ItemSimilarityOptions = {}): ItemSimilarityModel {
  const { measure = "cosine", transform = "none", shrink = 20, neighbors = 100 } = options;
  if (!["cosine", "jaccard", "co-occurrence", "lift"].includes(measure))
    throw invalidOption("measure", measure, "cosine, jaccard, co-occurrence or lift");
  requireNotNegative("shrink", shrink);
  requireCount("neighbors", neighbors);
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
        // Values are above 0, so that a sum of 0 means: not met yet.
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
 * The matrix values weighted as terms of documents: a customer is a document, an item a term.
 * `tf-idf`: √value × (1 + ln(N / (1 + n))). `bm25`: value × 2.2 / (value + 1.2 (¼ + ¾ length / mean length)) × ln(1 + N / (1 + n)),
 * with the customer's sum of values as length.
 *
 * @see Robertson, Zaragoza (2009), The probabilistic relevance framework: BM25 and beyond
 */
export function transformed(matrix: ItemMatrix, transform: "none" | "tf-idf" | "bm25"): Float64Array {
  if (transform === "none") return matrix.values;
  if (transform !== "tf-idf" && transform !== "bm25") throw invalidOption("transform", transform, "none, tf-idf or bm25");
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
          ? // Nobody's item is so common that its weight falls to 0, so that every pair stays a pair.
            Math.sqrt(value) * (1 + Math.max(0, Math.log(share)))
          : ((value * 2.2) / (value + 1.2 * (0.25 + (0.75 * length) / meanLength))) * Math.log1p(share);
    }
  }
  return result;
}
