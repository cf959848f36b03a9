import { aNonNegativeNumber, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { byItem, itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { type Taste, WEIGHTING_OPTIONS, type WeightingOptions } from "../log/weighting.js";
import { aCount } from "../option-kinds.js";

/** Options of {@link fitCustomerSimilarity}. */
export interface CustomerSimilarityOptions extends WeightingOptions {
  /** How many of the most similar customers a recommendation is based on; defaults to 100. */
  readonly neighbors?: number | undefined;
  /** Lowers the similarity of customers with little in common; at least 0, defaults to 0. */
  readonly shrink?: number | undefined;
}

const CUSTOMER_SIMILARITY_OPTIONS: OptionShape<CustomerSimilarityOptions> = {
  ...WEIGHTING_OPTIONS,
  neighbors: aCount,
  shrink: aNonNegativeNumber,
};

/** Items of every customer, from which similar customers are found. */
export interface CustomerSimilarityModel extends RecommenderBase {
  readonly kind: "customer-similarity";
  readonly neighbors: number;
  readonly shrink: number;
  readonly customers: readonly string[];
  /** Entries of customer c are `starts[c]` up to, not including, `starts[c + 1]`. */
  readonly starts: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/**
 * Fits customer similarity: finds the customers whose items are most similar (cosine) to those of a history, and recommends
 * what they like. The model holds the items of every customer: it is personal data.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Breese, Heckerman, Kadie (1998), Empirical analysis of predictive algorithms for collaborative filtering
 * @example
 * const log = itemLog(["ann", "bob"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const answer = recommend(fitCustomerSimilarity(log), [{ itemId: "tea", at: 1 }], { mode: "discovery" });
 * answer.items[0]?.text.en // => "2 customers with similar taste chose this"
 */
export function fitCustomerSimilarity(log: ItemLog, options: CustomerSimilarityOptions = {}): CustomerSimilarityModel {
  const { neighbors = 100, shrink = 0 } = requireOptions(options, CUSTOMER_SIMILARITY_OPTIONS);
  const matrix = itemMatrix(log, options);
  return {
    kind: "customer-similarity",
    ...baseOf(matrix, log.asOf),
    neighbors,
    shrink,
    customers: matrix.customers,
    starts: Array.from(matrix.starts),
    columns: Array.from(matrix.columns),
    values: Array.from(matrix.values),
  };
}

/** What scoring needs of a model, prepared once. */
export interface CustomerColumns {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
  readonly byItem: ReturnType<typeof byItem>;
  readonly norms: Float64Array;
}

/** Returns the lists of a model as typed arrays, and the norm of each customer. */
export function customerColumns(model: CustomerSimilarityModel): CustomerColumns {
  const starts = Uint32Array.from(model.starts);
  const columns = Uint32Array.from(model.columns);
  const values = Float64Array.from(model.values);
  const norms = Float64Array.from(model.customers, (_, customer) => {
    let squares = 0;
    for (let entry = starts[customer]!; entry < starts[customer + 1]!; entry++) squares += values[entry]! ** 2;
    return Math.sqrt(squares);
  });
  return { starts, columns, values, norms, byItem: byItem({ items: model.items, starts, columns, values }) };
}

/** Customer with the similarity to a history, above 0 and at most 1. */
export interface SimilarCustomer {
  readonly customerId: string;
  readonly similarity: number;
  /** Number of items that both like. */
  readonly shared: number;
}

/** Returns the customers nearest to a taste, the most similar first, ties in code-point order, without `self`. */
export function nearestCustomers(
  model: CustomerSimilarityModel,
  { norms, byItem: lists }: CustomerColumns,
  taste: Taste,
  self: string | undefined,
  limit: number,
): { readonly position: number; readonly similarity: number; readonly shared: number }[] {
  const dots = new Float64Array(model.customers.length);
  const shared = new Uint32Array(model.customers.length);
  const touched: number[] = [];
  let squares = 0;
  taste.positions.forEach((item, index) => {
    const value = taste.values[index]!;
    squares += value * value;
    for (let entry = lists.starts[item]!; entry < lists.starts[item + 1]!; entry++) {
      const customer = lists.rows[entry]!;
      if (shared[customer] === 0) touched.push(customer);
      shared[customer]! += 1;
      dots[customer]! += value * lists.values[entry]!;
    }
  });
  const norm = Math.sqrt(squares);
  return touched
    .filter((position) => model.customers[position] !== self)
    .map((position) => ({
      position,
      similarity: dots[position]! / (norm * norms[position]! + model.shrink),
      shared: shared[position]!,
    }))
    .sort((left, right) => right.similarity - left.similarity || left.position - right.position)
    .slice(0, limit);
}

/** Adds the items of the nearest customers, weighted by their similarity. */
export function addSimilarCustomers(
  { starts, columns, values }: CustomerColumns,
  nearest: readonly { readonly position: number; readonly similarity: number }[],
  add: (item: number, amount: number) => void,
): void {
  for (const { position, similarity } of nearest) {
    for (let entry = starts[position]!; entry < starts[position + 1]!; entry++) add(columns[entry]!, similarity * values[entry]!);
  }
}
