import type { InstantInput } from "../../kernel/index.js";
import type { Interaction } from "../schemas/interaction.js";
import { type FactInput, factsOf, readProperties } from "./fact.js";

/** Payment between a customer and the business, from which value, contribution and RFM are computed. */
export interface Transaction {
  readonly customerId: string;
  /** When it was paid. */
  readonly at: InstantInput;
  /** Minor units: positive for a purchase, negative for a refund. */
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Order that it belongs to; a refund with an order is netted into it. */
  readonly orderId?: string | undefined;
  /** Units bought or returned. */
  readonly units?: number | undefined;
  /** Cost of the goods in minor units. */
  readonly cost?: number | undefined;
}

/**
 * Returns the transactions of a history: orders placed, refunds and cancellations. A cancellation pays back its `total`, else
 * everything of the order that was not refunded before; when the whole order is cancelled, its units and cost are taken back
 * too.
 *
 * @param history - of one customer or of many, in any order
 * @throws ClienteleError `invalid_instant`, `malformed_fact` with the path of an instant or a property that cannot be read
 * @example
 * const at = new Date(0);
 * const placed = { id: "i1", customerId: "c1", type: "order.placed", at, properties: { orderId: "o1", total: 1999, currency: "USD" } };
 * transactionsOf([placed]) // => [{ customerId: "c1", at: new Date(0), amount: 1999, currency: "USD", orderId: "o1" }]
 */
export function transactionsOf(history: Iterable<FactInput>): Transaction[] {
  const facts = [...factsOf(history, "history")].flatMap(([position, fact]) => orderFact(fact, `history[${position}]`));
  const orders = openOrders(facts);
  const found: Transaction[] = [];
  for (const { type, customerId, at, orderId, total, currency, units, cost } of facts) {
    const common = { customerId, at, ...(orderId !== undefined && { orderId }) };
    if (type === "order.placed" && total !== undefined && currency !== undefined) {
      found.push({
        ...common,
        amount: total,
        currency,
        ...(units !== undefined && { units }),
        ...(cost !== undefined && { cost }),
      });
    } else if (type === "order.refunded" && total !== undefined && currency !== undefined) {
      found.push({ ...common, amount: 0 - total, currency, ...(units !== undefined && { units: 0 - units }) });
    } else if (type === "order.cancelled" && orderId !== undefined) {
      const order = orders.get(orderKey(customerId, orderId));
      const back = total ?? order?.left;
      const code = currency ?? order?.currency;
      if (back === undefined || code === undefined) continue;
      const whole = order !== undefined && !order.isCancelled && back >= order.left ? order : undefined;
      if (back > 0 || whole?.units !== undefined || whole?.cost !== undefined) {
        found.push({
          ...common,
          amount: 0 - back,
          currency: code,
          ...(whole?.units !== undefined && { units: 0 - whole.units }),
          ...(whole?.cost !== undefined && { cost: 0 - whole.cost }),
        });
      }
      if (order === undefined) continue;
      order.left = Math.max(0, order.left - back);
      if (whole !== undefined) order.isCancelled = true;
    }
  }
  return found;
}

/** What is left of an order to cancel. */
interface OpenOrder {
  currency: string;
  left: number;
  isCancelled: boolean;
  units: number | undefined;
  cost: number | undefined;
}

/** Orders net of their refunds, read before the cancellations: at one instant either may come first. */
function openOrders(facts: readonly OrderFact[]): Map<string, OpenOrder> {
  const orders = new Map<string, OpenOrder>();
  const refunds: (readonly [string, Pick<OrderFact, "total" | "units">])[] = [];
  for (const { type, customerId, orderId, total, currency, units, cost } of facts) {
    if (orderId === undefined || total === undefined || currency === undefined) continue;
    const key = orderKey(customerId, orderId);
    if (type === "order.refunded") refunds.push([key, { total, units }]);
    if (type !== "order.placed") continue;
    const known = orders.get(key);
    if (known === undefined) orders.set(key, { currency, left: total, isCancelled: false, units, cost });
    else {
      known.left += total;
      known.units = known.units === undefined || units === undefined ? undefined : known.units + units;
      known.cost = known.cost === undefined || cost === undefined ? undefined : known.cost + cost;
    }
  }
  for (const [key, { total = 0, units = 0 }] of refunds) {
    const order = orders.get(key);
    if (order === undefined) continue;
    order.left = Math.max(0, order.left - total);
    if (order.units !== undefined) order.units = Math.max(0, order.units - units);
  }
  return orders;
}

/** Two customers may use the same order number. No identifier holds U+0000. */
function orderKey(customerId: string, orderId: string): string {
  return `${customerId}\u0000${orderId}`;
}

/** What counts of an order, a refund or a cancellation. */
interface OrderFact extends Pick<Interaction, "type" | "customerId" | "at"> {
  readonly orderId?: string | undefined;
  readonly total?: number | undefined;
  readonly currency?: string | undefined;
  readonly units?: number | undefined;
  readonly cost?: number | undefined;
}

const ORDER_TYPES: ReadonlySet<string> = new Set(["order.placed", "order.refunded", "order.cancelled"]);
const ORDER_PROPERTIES = { orderId: "text", total: "number", currency: "text", units: "number", cost: "number" } as const;

function orderFact(fact: Interaction, path: string): OrderFact[] {
  const { type, customerId, at } = fact;
  return ORDER_TYPES.has(type) ? [{ type, customerId, at, ...readProperties(fact, ORDER_PROPERTIES, path) }] : [];
}
