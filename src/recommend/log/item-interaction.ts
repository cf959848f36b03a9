import { ClienteleError, type InstantInput, LARGEST_INSTANT } from "../../kernel/index.js";
import { parseInstant, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";

/** The type of a purchase, and of a row that names none. */
export const PURCHASE = "order.placed";

/** That a customer did something with an item: saw it, put it into the cart, bought it, sent it back. */
export interface ItemInteraction {
  /** Whose it is; a history of one customer may leave it out. */
  readonly customerId?: string | undefined;
  readonly itemId: string;
  readonly at: InstantInput;
  /** `order.placed` unless told; its weight is the weighting's matter. */
  readonly type?: string | undefined;
  /** Multiplies the weight of the type, 0 or more; 1 unless told. */
  readonly weight?: number | undefined;
  /** What was taken together: an order, an invoice. Purchases of one instant are one basket where it is absent. */
  readonly basketId?: string | undefined;
}

/** A row as it counts. */
export interface ReadInteraction {
  readonly itemId: string;
  readonly at: number;
  readonly type: string;
  readonly weight: number;
}

/** The first field of a row that cannot be read, or `null`. */
export function problemOf(row: unknown): "row" | "itemId" | "at" | "type" | "weight" | "basketId" | null {
  if (typeof row !== "object" || row === null) return "row";
  const { itemId, at, type, weight, basketId } = row as Partial<Record<keyof ItemInteraction, unknown>>;
  if (typeof itemId !== "string" || itemId === "") return "itemId";
  // Whole milliseconds are the common case, and a million rows are read this way.
  if (
    !(typeof at === "number" && Number.isInteger(at) && Math.abs(at) <= LARGEST_INSTANT) &&
    (typeof at === "string" || parseInstant(at) === undefined)
  )
    return "at";
  if (type !== undefined && typeof type !== "string") return "type";
  if (weight !== undefined && !(typeof weight === "number" && weight >= 0 && weight < Infinity)) return "weight";
  if (basketId !== undefined && typeof basketId !== "string") return "basketId";
  return null;
}

/** Milliseconds of a row that {@link problemOf} passed. */
export function instantOf(at: InstantInput): number {
  return typeof at === "number" ? at : toMilliseconds(at, "at");
}

/** One customer's history, checked. Rows after `asOf` had not happened yet and are left out. */
export function readHistory(history: Iterable<ItemInteraction>, asOf: number): ReadInteraction[] {
  const read: ReadInteraction[] = [];
  let position = 0;
  for (const row of history) {
    const field = problemOf(row);
    if (field !== null) {
      const value = field === "row" ? row : row[field];
      throw new ClienteleError("invalid_item_interaction", `Row ${position} of the history has no valid ${field}.`, {
        row: position,
        field,
        value,
      });
    }
    const at = instantOf(row.at);
    if (at <= asOf) read.push({ itemId: row.itemId, at, type: row.type ?? PURCHASE, weight: row.weight ?? 1 });
    position++;
  }
  return read;
}

/**
 * Reads what customers did with items out of standard interactions: product views, carts, the lines of orders, returns,
 * refunds (spread over the order's items by the share of its total that went back) and reviews (5 stars count as one
 * purchase, 3 as nothing, 1 as a return). Other interactions are passed over.
 *
 * @param interactions - of one customer or of many, each customer's in order of time
 * @example
 * const placed = { id: "i1", customerId: "ann", type: "order.placed", at: new Date(0), properties: { orderId: "o1", total: 500, currency: "EUR", products: ["tea", "cup"] } };
 * [...itemInteractionsOf([placed])].map(({ itemId, basketId }) => [itemId, basketId]) // => [["tea", "o1"], ["cup", "o1"]]
 */
export function* itemInteractionsOf(interactions: Iterable<Interaction>): Generator<ItemInteraction & { customerId: string }> {
  const orders = new Map<string, { readonly items: readonly string[]; readonly total: number }>();
  for (const { customerId, type, at, properties } of interactions) {
    const { productId, products, lines, orderId, total, rating } = properties as Properties;
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

interface Properties {
  readonly productId?: string;
  readonly products?: readonly string[];
  readonly lines?: readonly { readonly productId: string }[];
  readonly orderId?: string;
  readonly total?: number;
  readonly rating?: number;
}
