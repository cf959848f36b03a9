import { type InstantInput } from "../../kernel/index.js";
import { anInstant, aText, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import {
  customerColumns,
  type CustomerColumns,
  type CustomerSimilarityModel,
  nearestCustomers,
  type SimilarCustomer,
} from "./customer-similarity.js";
import { type ItemInteraction, readHistory } from "../log/item-interaction.js";
import { positionsOf, requireKind } from "./recommender.js";
import { tasteOf } from "../log/weighting.js";
import { aCount } from "../option-kinds.js";

const ready = new WeakMap<
  CustomerSimilarityModel,
  { readonly columns: CustomerColumns; readonly positions: ReadonlyMap<string, number> }
>();

/** Options of {@link similarCustomers}. */
export interface SimilarCustomersOptions {
  /** Maximum number of customers; defaults to 10. */
  readonly limit?: number | undefined;
  /** The customer of the history, who is left out of the answer. */
  readonly customerId?: string | undefined;
  /** Instant of the question; later rows of the history are left out. Defaults to the instant of the model, with the whole history. */
  readonly asOf?: InstantInput | undefined;
}

const SIMILAR_CUSTOMERS_OPTIONS: OptionShape<SimilarCustomersOptions> = { limit: aCount, customerId: aText, asOf: anInstant };

/**
 * Finds the customers whose taste is most similar to a history: for look-alike audiences, or to show who "customers like you"
 * are.
 *
 * @param model - from `fitCustomerSimilarity`
 * @param history - of one customer, known to the model or not
 * @returns the most similar first, ties in code-point order; empty if the model knows no item of the history
 * @throws ClienteleError `unknown_recommender`, `invalid_item_interaction`, `invalid_option`, `invalid_instant`
 * @example
 * const rows = [["ann", "tea"], ["ann", "cup"], ["bob", "tea"], ["cem", "jam"]].map(([customerId, itemId]) => ({ customerId, itemId, at: 0 }));
 * const model = fitCustomerSimilarity(itemLog(rows));
 * similarCustomers(model, rows.slice(0, 2), { customerId: "ann" }) // => [{ customerId: "bob", similarity: 0.7071, shared: 1 }]
 */
export function similarCustomers(
  model: CustomerSimilarityModel,
  history: Iterable<ItemInteraction>,
  options: SimilarCustomersOptions = {},
): SimilarCustomer[] {
  const { limit = 10, customerId, asOf: given } = requireOptions(options, SIMILAR_CUSTOMERS_OPTIONS);
  requireKind(model, "customer-similarity");
  const asOf = given === undefined ? model.fit.asOf : toMilliseconds(given, "asOf");
  let made = ready.get(model);
  if (made === undefined) {
    made = { columns: customerColumns(model), positions: positionsOf(model.items) };
    ready.set(model, made);
  }
  const taste = tasteOf(
    readHistory(history, given === undefined ? Number.POSITIVE_INFINITY : asOf),
    made.positions,
    model.weighting,
    asOf,
  );
  return nearestCustomers(model, made.columns, taste, customerId, limit).map(({ position, similarity, shared }) => ({
    customerId: model.customers[position]!,
    similarity,
    shared,
  }));
}
