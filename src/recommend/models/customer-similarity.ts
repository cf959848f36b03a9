import { byItem, itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { requireCount, requireNotNegative, type Taste, type WeightingOptions } from "../log/weighting.js";

/** How {@link fitCustomerSimilarity} learns. */
export interface CustomerSimilarityOptions extends WeightingOptions {
  /** Customers who speak for a recommendation; 100 unless told. */
  readonly neighbors?: number | undefined;
  /** Pulls customers with little in common towards 0; 0 unless told. */
  readonly shrink?: number | undefined;
}

/** What each customer takes to, kept to find those who are alike. */
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
 * Keeps what customers take to, so that a history finds the customers most like it (cosine over items), whose items it is
 * then recommended. The model holds every customer's items: it is personal data.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Breese, Heckerman, Kadie (1998), Empirical analysis of predictive algorithms for collaborative filtering
 * @example
 * const log = itemLog(["ann", "bob"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const answer = recommend(fitCustomerSimilarity(log), [{ itemId: "tea", at: 1 }], { mode: "discovery" });
 * answer.items[0]?.text.en // => "2 customers with a taste like yours took it"
 */
export function fitCustomerSimilarity(log: ItemLog, options: CustomerSimilarityOptions = {}): CustomerSimilarityModel {
  const { neighbors = 100, shrink = 0 } = options;
  requireCount("neighbors", neighbors);
  requireNotNegative("shrink", shrink);
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

/** What scoring needs of a model, made once. */
export interface CustomerColumns {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
  readonly byItem: ReturnType<typeof byItem>;
  readonly norms: Float64Array;
}

/** Typed arrays and norms of a model. */
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

/** A customer and how alike, from above 0 to 1. */
export interface SimilarCustomer {
  readonly customerId: string;
  readonly similarity: number;
  /** Items that both take to. */
  readonly shared: number;
}

/** The nearest customers of a taste, the most alike first, ties in code-point order; never the customer in person. */
export function nearestCustomers(
  model: CustomerSimilarityModel,
  { norms, byItem: lists }: CustomerColumns,
  taste: Taste,
  self: string | undefined,
  count: number,
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
    .slice(0, count);
}

/** Adds what the nearest customers take to, each by how alike they are. */
export function addSimilarCustomers(
  { starts, columns, values }: CustomerColumns,
  nearest: readonly { readonly position: number; readonly similarity: number }[],
  add: (item: number, amount: number) => void,
): void {
  for (const { position, similarity } of nearest) {
    for (let entry = starts[position]!; entry < starts[position + 1]!; entry++) add(columns[entry]!, similarity * values[entry]!);
  }
}
