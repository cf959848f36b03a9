import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import {
  customerColumns,
  type CustomerColumns,
  type CustomerSimilarityModel,
  nearestCustomers,
  type SimilarCustomer,
} from "./customer-similarity.js";
import { type ItemInteraction, readHistory } from "../log/item-interaction.js";
import { positionsOf, requireKind } from "./recommender.js";
import { requireCount, tasteOf } from "../log/weighting.js";

const ready = new WeakMap<
  CustomerSimilarityModel,
  { readonly columns: CustomerColumns; readonly positions: ReadonlyMap<string, number> }
>();

/**
 * Finds the customers whose taste is most like a history: for look-alike audiences, or to see who "customers like you" are.
 *
 * @param model - from `fitCustomerSimilarity`
 * @param history - of one customer, known to the model or not
 * @param options - `count`, 10 unless told; `customerId` leaves the customer in person out
 * @returns the most alike first, ties in code-point order; nobody for a history without an item that the model knows
 * @throws ClienteleError `unknown_recommender`, `invalid_item_interaction`, `invalid_option`
 * @example
 * const rows = [["ann", "tea"], ["ann", "cup"], ["bob", "tea"], ["cem", "jam"]].map(([customerId, itemId]) => ({ customerId, itemId, at: 0 }));
 * const model = fitCustomerSimilarity(itemLog(rows));
 * similarCustomers(model, rows.slice(0, 2), { customerId: "ann" }) // => [{ customerId: "bob", similarity: 0.7071, shared: 1 }]
 */
export function similarCustomers(
  model: CustomerSimilarityModel,
  history: Iterable<ItemInteraction>,
  options: {
    readonly count?: number | undefined;
    readonly customerId?: string | undefined;
    readonly asOf?: InstantInput | undefined;
  } = {},
): SimilarCustomer[] {
  requireKind(model, "customer-similarity");
  const { count = 10, customerId } = options;
  requireCount("count", count);
  const asOf = options.asOf === undefined ? model.fit.asOf : toMilliseconds(options.asOf, "asOf");
  let made = ready.get(model);
  if (made === undefined) {
    made = { columns: customerColumns(model), positions: positionsOf(model.items) };
    ready.set(model, made);
  }
  const taste = tasteOf(readHistory(history, Number.POSITIVE_INFINITY), made.positions, model.weighting, asOf);
  return nearestCustomers(model, made.columns, taste, customerId, count).map(({ position, similarity, shared }) => ({
    customerId: model.customers[position]!,
    similarity,
    shared,
  }));
}
