import * as z from "zod";
import {
  amountSchema,
  countSchema,
  currencySchema,
  identifierSchema,
  instantSchema,
  nameSchema,
  priceSchema,
  textSchema,
  unitsSchema,
} from "../scalar.js";

const orderId = identifierSchema;

/** One line as it was ordered. */
export const placedLineSchema = z.strictObject({
  /** Product. */
  productId: identifierSchema,
  /** How many. */
  quantity: z.number().positive(),
  /** Price of one, minor units of the order's currency. */
  unitPrice: priceSchema,
  /** Category, the widest first, joined by " / ". */
  category: textSchema.optional(),
});

const returned = {
  /** Order it belongs to. */
  orderId: orderId.optional(),
  /** Products that come back. */
  products: z.array(identifierSchema).optional(),
  /** Why. */
  reason: textSchema.optional(),
};

/** Orders, returns, payments, reviews and coupons. */
export const commerceInteractions = {
  /** An order was placed. */
  "order.placed": z.strictObject({
    /** Order. */
    orderId,
    /** What it comes to after discounts, without shipping and tax; minor units. */
    total: amountSchema,
    /** Currency of every amount in it. */
    currency: currencySchema,
    /** Taken off, minor units; already out of `total`. */
    discount: priceSchema.optional(),
    /** Shipping that the customer paid, minor units. */
    shipping: priceSchema.optional(),
    /** Tax that the customer paid, minor units. */
    tax: priceSchema.optional(),
    /** What the goods cost the business, minor units. */
    cost: priceSchema.optional(),
    /** Units over all lines. */
    units: unitsSchema.optional(),
    /** Distinct products. */
    products: z.array(identifierSchema).optional(),
    /** Distinct categories. */
    categories: z.array(nameSchema).optional(),
    /** The lines, for modules that look at products. */
    lines: z.array(placedLineSchema).optional(),
    /** Coupon that was redeemed. */
    couponId: identifierSchema.optional(),
    /** Campaign it is credited to. */
    campaignId: identifierSchema.optional(),
    /** Store. */
    storeId: identifierSchema.optional(),
  }),
  /** Money of an order went back, wholly or in part. */
  "order.refunded": z.strictObject({
    /** Order; unknown for a credit without reference. */
    orderId: orderId.optional(),
    /** Identifier of the credit note. */
    refundId: identifierSchema.optional(),
    /** Minor units paid back, positive. */
    total: priceSchema,
    /** Currency. */
    currency: currencySchema,
    /** Units that came back. */
    units: unitsSchema.optional(),
    /** Why. */
    reason: textSchema.optional(),
  }),
  /** An order was cancelled before it was delivered. */
  "order.cancelled": z.strictObject({
    /** Order. */
    orderId,
    /** Minor units that are void. */
    total: priceSchema.optional(),
    /** Currency. */
    currency: currencySchema.optional(),
    /** Why. */
    reason: textSchema.optional(),
  }),
  /** An order left the warehouse. */
  "order.shipped": z.strictObject({
    /** Order. */ orderId,
    /** Carrier. */ carrier: textSchema.optional(),
    /** Promised arrival. */ promisedAt: instantSchema.optional(),
  }),
  /** An order arrived. */
  "order.delivered": z.strictObject({
    /** Order. */ orderId,
    /** In the time promised (准时)? */ onTime: z.boolean().optional(),
  }),
  /** An order is late. */
  "order.delayed": z.strictObject({
    /** Order. */ orderId,
    /** Days late. */ days: z.number().min(0).optional(),
    /** Why. */ reason: textSchema.optional(),
  }),
  /** The customer asked to send something back. */
  "return.requested": z.strictObject(returned),
  /** Goods came back. */
  "return.received": z.strictObject(returned),
  /** Money arrived (回款). */
  "payment.received": z.strictObject({
    /** Payment. */
    paymentId: identifierSchema.optional(),
    /** Order it is for. */
    orderId: orderId.optional(),
    /** Invoice it is for. */
    invoiceId: identifierSchema.optional(),
    /** Minor units. */
    total: amountSchema,
    /** Currency. */
    currency: currencySchema,
    /** Card, transfer, WeChat Pay, … */
    method: textSchema.optional(),
  }),
  /** A product was reviewed in public. */
  "product.reviewed": z.strictObject({
    /** Product. */
    productId: identifierSchema,
    /** Stars, 1 to 5. */
    rating: z.number().min(1).max(5),
    /** What was written. */
    text: textSchema.optional(),
  }),
  /** A coupon came into the customer's hands (领取). */
  "coupon.issued": z.strictObject({
    /** Coupon. */ couponId: identifierSchema,
    /** Its definition. */ definitionId: identifierSchema.optional(),
  }),
  /** A coupon was used (核销). */
  "coupon.redeemed": z.strictObject({
    /** Coupon. */
    couponId: identifierSchema,
    /** Its definition. */
    definitionId: identifierSchema.optional(),
    /** Order it was used in. */
    orderId: orderId.optional(),
    /** What it took off, minor units. */
    discount: priceSchema.optional(),
    /** Currency of the discount. */
    currency: currencySchema.optional(),
  }),
  /** A coupon ran out unused. */
  "coupon.expired": z.strictObject({
    /** Coupon. */ couponId: identifierSchema,
    /** Its definition. */ definitionId: identifierSchema.optional(),
  }),
  /** A service that belongs to a product was used. */
  "service.used": z.strictObject({
    /** Service. */
    serviceId: identifierSchema,
    /** Product it adds to. */
    productId: identifierSchema.optional(),
    /** Units used: minutes, calls, gigabytes. */
    quantity: countSchema.optional(),
  }),
};
