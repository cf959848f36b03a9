import { ClienteleError, type InstantInput, LARGEST_INSTANT } from "../../kernel/index.js";
import { invalidOption, parseInstant, toMilliseconds } from "../../kernel/internal.js";
import type { FactInput } from "../../models/index.js";
import { factsOf, readProperties } from "../../models/internal.js";

/** Type of a purchase, and the default type of a row. */
export const PURCHASE = "order.placed";

/** One thing that a customer did with an item: viewing it, adding it to the cart, buying it, returning it. */
export interface ItemInteraction {
  /** The customer; the history of one customer may leave it out. */
  readonly customerId?: string | undefined;
  readonly itemId: string;
  readonly at: InstantInput;
  /** Defaults to `order.placed`. The weighting of a fit says how much a type counts. */
  readonly type?: string | undefined;
  /** Multiplies the weight of the type; at least 0, defaults to 1. */
  readonly weight?: number | undefined;
  /** Order or invoice. Purchases without one form a basket with the other purchases of the same instant. */
  readonly basketId?: string | undefined;
}

/** A checked row with its defaults filled in. */
export interface ReadInteraction {
  readonly itemId: string;
  readonly at: number;
  readonly type: string;
  readonly weight: number;
}

/** What each field of a row must be, for messages. */
const EXPECTED = {
  row: "an object",
  itemId: "a text that is not empty",
  at: "a Date, ISO 8601 text with an offset, or epoch milliseconds",
  type: "a text",
  weight: "a finite number of at least 0",
  basketId: "a text",
} as const;

/** Returns the first field of a row that cannot be read, or `null`. */
export function problemOf(row: unknown): "row" | "itemId" | "at" | "type" | "weight" | "basketId" | null {
  if (typeof row !== "object" || row === null) return "row";
  const { itemId, at, type, weight, basketId } = row as Partial<Record<keyof ItemInteraction, unknown>>;
  if (typeof itemId !== "string" || itemId === "") return "itemId";
  // Whole milliseconds are the common case: a million rows are read this way.
  if (!(typeof at === "number" && Number.isInteger(at) && Math.abs(at) <= LARGEST_INSTANT) && parseInstant(at) === undefined)
    return "at";
  if (type !== undefined && typeof type !== "string") return "type";
  if (weight !== undefined && !(typeof weight === "number" && weight >= 0 && weight < Infinity)) return "weight";
  if (basketId !== undefined && typeof basketId !== "string") return "basketId";
  return null;
}

/** Returns the epoch milliseconds of a row that {@link problemOf} accepted. */
export function instantOf(at: InstantInput): number {
  return typeof at === "number" ? at : toMilliseconds(at, "at");
}

/** Reads and checks one customer's history. Rows after `asOf` had not happened yet and are left out. */
export function readHistory(history: Iterable<ItemInteraction>, asOf: number): ReadInteraction[] {
  const read: ReadInteraction[] = [];
  let position = 0;
  for (const row of history) {
    const field = problemOf(row);
    if (field !== null) {
      const value = field === "row" ? row : row[field];
      const path = field === "row" ? `history[${position}]` : `history[${position}].${field}`;
      const { message } = invalidOption(path, value, EXPECTED[field]);
      throw new ClienteleError("invalid_item_interaction", message, { row: position, field, value }, path);
    }
    const at = instantOf(row.at);
    if (at <= asOf) read.push({ itemId: row.itemId, at, type: row.type ?? PURCHASE, weight: row.weight ?? 1 });
    position++;
  }
  return read;
}

/**
 * Reads item interactions from standard interactions: product views, carts, order lines, returns, refunds (the share of the
 * total that was refunded, for each item of the order) and reviews (5 stars count as one purchase, 3 as nothing, 1 as a
 * return). Other interactions are passed over.
 *
 * @param interactions - of one or many customers, each customer's in order of time
 * @throws ClienteleError `invalid_instant`, `malformed_fact` with the path of an instant or a property that cannot be read
 * @example
 * const placed = { id: "i1", customerId: "ann", type: "order.placed", at: new Date(0), properties: { orderId: "o1", total: 500, currency: "EUR", products: ["tea", "cup"] } };
 * [...itemInteractionsOf([placed])].map(({ itemId, basketId }) => [itemId, basketId]) // => [["tea", "o1"], ["cup", "o1"]]
 */
export function* itemInteractionsOf(interactions: Iterable<FactInput>): Generator<ItemInteraction & { customerId: string }> {
  const orders = new Map<string, { readonly items: readonly string[]; readonly total: number }>();
  for (const [position, fact] of factsOf(interactions, "interactions")) {
    const { customerId, type, at } = fact;
    if (!ITEM_TYPES.has(type)) continue;
    const path = `interactions[${position}]`;
    const { productId, products, lines, orderId, total, rating } = readProperties(fact, ITEM_PROPERTIES, path);
    const key = `${customerId}\n${orderId ?? ""}`;
    switch (type) {
      case "product.viewed":
      case "cart.added":
      case "cart.removed":
        if (productId !== undefined) yield { customerId, itemId: productId, at, type };
        break;
      case "product.reviewed": {
        const opinion = ((rating ?? 3) - 3) / 2;
        if (productId === undefined || opinion === 0) break;
        yield { customerId, itemId: productId, at, type: opinion > 0 ? type : "product.disliked", weight: Math.abs(opinion) };
        break;
      }
      case "order.placed": {
        const items = [...new Set(lines?.map((line) => line.productId) ?? products ?? [])];
        if (orderId !== undefined) orders.set(key, { items, total: total ?? 0 });
        for (const itemId of items) yield { customerId, itemId, at, type, basketId: orderId };
        break;
      }
      case "order.cancelled":
      case "order.refunded": {
        const order = orders.get(key);
        if (order === undefined) break;
        const weight = total === undefined || order.total <= 0 ? 1 : Math.min(1, total / order.total);
        for (const itemId of order.items) yield { customerId, itemId, at, type, weight };
        break;
      }
      case "return.received":
        for (const itemId of products ?? orders.get(key)?.items ?? []) yield { customerId, itemId, at, type };
        break;
    }
  }
}

const ITEM_TYPES: ReadonlySet<string> = new Set([
  ...["product.viewed", "cart.added", "cart.removed", "product.reviewed"],
  ...["order.placed", "order.cancelled", "order.refunded", "return.received"],
]);
const ITEM_PROPERTIES = {
  productId: "text",
  products: "texts",
  lines: "lines",
  orderId: "text",
  total: "number",
  rating: "number",
} as const;
