import * as z from "zod";
import { ClienteleError } from "../../kernel/index.js";
import {
  amountSchema,
  attributesSchema,
  currencySchema,
  identifierSchema,
  instantSchema,
  nameSchema,
  priceSchema,
  textSchema,
} from "./scalar.js";

/** One line of an order: so many of one product. */
export const orderLineSchema = z.strictObject({
  /** Product. */
  productId: identifierSchema,
  /** What the receipt says. */
  description: textSchema.optional(),
  /** From the widest category to the narrowest. */
  categoryPath: z.array(nameSchema).optional(),
  /** How many; a returned line stands in `returns`, never as a negative quantity. */
  quantity: z.number().positive(),
  /** Price of one, minor units, before discounts. */
  unitPrice: priceSchema,
  /** Taken off this line, minor units. */
  discount: priceSchema.optional(),
  /** What one unit costs the business, minor units. */
  unitCost: priceSchema.optional(),
});
/** One line of an order. */
export interface OrderLine extends z.output<typeof orderLineSchema> {}

/** A reduction of the whole order. */
export const orderDiscountSchema = z.strictObject({
  /** Why: a campaign, a tier, a settlement. */
  reason: textSchema.optional(),
  /** Coupon that was redeemed. */
  couponId: identifierSchema.optional(),
  /** Minor units taken off. */
  amount: priceSchema,
});
/** A reduction of the whole order. */
export interface OrderDiscount extends z.output<typeof orderDiscountSchema> {}

/** Goods that came back, and the money that went back for them. */
export const orderReturnSchema = z.strictObject({
  /** Identifier of the return or credit note. */
  id: identifierSchema,
  /** When. */
  at: instantSchema,
  /** What came back; none means the whole order. */
  lines: z.array(z.strictObject({ productId: identifierSchema, quantity: z.number().positive() })).default([]),
  /** Minor units paid back. */
  refund: priceSchema,
  /** Why. */
  reason: textSchema.optional(),
});
/** Goods that came back. */
export interface OrderReturn extends z.output<typeof orderReturnSchema> {}

/** Money that changed hands (回款): received when positive, paid back when negative. */
export const paymentSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** When. */
  at: instantSchema,
  /** Minor units. */
  amount: amountSchema,
  /** Currency. */
  currency: currencySchema,
  /** Card, transfer, WeChat Pay, … */
  method: textSchema.optional(),
  /** Who paid. */
  customerId: identifierSchema.optional(),
  /** Order it is for. */
  orderId: identifierSchema.optional(),
  /** Invoice it is for. */
  invoiceId: identifierSchema.optional(),
  /** How it ended. */
  status: z.enum(["pending", "received", "failed", "refunded"]).default("received"),
});
/** Money that changed hands. */
export interface Payment extends z.output<typeof paymentSchema> {}

/** An order with everything that belongs to it. */
export const orderSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Whose it is. */
  customerId: identifierSchema,
  /** When it was placed. */
  placedAt: instantSchema,
  /** Currency of every amount in it. */
  currency: currencySchema,
  /** What was ordered. */
  lines: z.array(orderLineSchema).min(1, "An order has at least one line."),
  /** Reductions of the whole. */
  discounts: z.array(orderDiscountSchema).default([]),
  /** What came back. */
  returns: z.array(orderReturnSchema).default([]),
  /** What was paid. */
  payments: z.array(paymentSchema).default([]),
  /** Shipping that the customer paid, minor units. */
  shipping: priceSchema.default(0),
  /** Tax that the customer paid, minor units. */
  tax: priceSchema.default(0),
  /** Where it stands. */
  status: z.enum(["open", "completed", "cancelled"]).default("completed"),
  /** Where it was placed. */
  channel: textSchema.optional(),
  /** Store. */
  storeId: identifierSchema.optional(),
  /** Seller. */
  staffId: identifierSchema.optional(),
  /** The host's own fields. */
  attributes: attributesSchema.optional(),
});
/** An order with everything that belongs to it. */
export interface Order extends z.output<typeof orderSchema> {}

/** What an order comes to, whole minor units of its currency. */
export interface OrderTotals {
  /** Lines at list price. */
  readonly gross: number;
  /** Everything taken off. */
  readonly discount: number;
  /** Money paid back for returns. */
  readonly refunded: number;
  /** Gross less discounts less refunds; without shipping and tax; 0 for a cancelled order. */
  readonly net: number;
  /** Net less the cost of what was kept; `undefined` while a line has no cost. */
  readonly margin: number | undefined;
  /** Payments received less paid back. */
  readonly paid: number;
}

/**
 * What an order comes to. Lines round half up to a minor unit.
 *
 * @throws ClienteleError `mixed_currencies` when a payment is in another currency than the order
 * @example
 * const order = orderSchema.parse({ id: "o1", customerId: "c1", placedAt: 0, currency: "EUR",
 *   lines: [{ productId: "tea", quantity: 3, unitPrice: 400, unitCost: 100 }], discounts: [{ amount: 200 }] });
 * orderTotals(order) // => { gross: 1200, discount: 200, refunded: 0, net: 1000, margin: 700, paid: 0 }
 */
export function orderTotals(order: Order): OrderTotals {
  let gross = 0;
  let discount = order.discounts.reduce((sum, one) => sum + one.amount, 0);
  let cost: number | undefined = 0;
  const returned = new Map<string, number>();
  for (const { lines } of order.returns) {
    for (const { productId, quantity } of lines) returned.set(productId, (returned.get(productId) ?? 0) + quantity);
  }
  const allReturned = order.returns.some(({ lines }) => lines.length === 0);
  for (const line of order.lines) {
    gross += Math.round(line.quantity * line.unitPrice);
    discount += line.discount ?? 0;
    const back = allReturned ? line.quantity : Math.min(line.quantity, returned.get(line.productId) ?? 0);
    returned.set(line.productId, (returned.get(line.productId) ?? 0) - back);
    cost =
      cost === undefined || line.unitCost === undefined ? undefined : cost + Math.round((line.quantity - back) * line.unitCost);
  }
  const refunded = order.returns.reduce((sum, one) => sum + one.refund, 0);
  const net = order.status === "cancelled" ? 0 : gross - discount - refunded;
  const margin = order.status === "cancelled" ? 0 : cost === undefined ? undefined : net - cost;
  let paid = 0;
  for (const { status, amount, currency } of order.payments) {
    if (currency !== order.currency)
      throw new ClienteleError("mixed_currencies", "Convert payments to the currency of their order first.", {
        currencies: [order.currency, currency],
      });
    // A receipt whose end is "refunded" came and went; only what was paid back on its own is taken off.
    if (status === "received" || (status === "refunded" && amount < 0)) paid += amount;
  }
  return { gross, discount, refunded, net, margin, paid };
}
