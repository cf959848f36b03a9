import * as z from "zod";
import { amountSchema, countSchema, currencySchema, identifierSchema, priceSchema, textSchema } from "../scalar.js";

const product = {
  /** Product. */
  productId: identifierSchema,
  /** Its category, the widest first, joined by " / ". */
  category: textSchema.optional(),
  /** Its price, minor units. */
  price: priceSchema.optional(),
  /** Currency of the price. */
  currency: currencySchema.optional(),
};

/** What happens before a purchase, on a site, in an app or in a mini-program. */
export const browsingInteractions = {
  /** A page was shown. */
  "page.viewed": z.strictObject({
    /** Address of the page. */
    url: textSchema.optional(),
    /** Title or name of the page. */
    title: textSchema.optional(),
    /** Address of the page before. */
    referrer: textSchema.optional(),
    /** Milliseconds that the page stayed open (dwell time). */
    dwellTime: countSchema.optional(),
  }),
  /** A product's page was shown. */
  "product.viewed": z.strictObject(product),
  /** The customer searched. */
  "search.performed": z.strictObject({
    /** What for. */
    query: textSchema,
    /** How many results were shown. */
    results: countSchema.optional(),
  }),
  /** A product was put into the cart. */
  "cart.added": z.strictObject({ ...product, /** How many. */ quantity: z.number().positive().default(1) }),
  /** A product was taken out of the cart. */
  "cart.removed": z.strictObject({ ...product, /** How many. */ quantity: z.number().positive().default(1) }),
  /** The customer went to pay. */
  "checkout.started": z.strictObject({
    /** Identifier of the cart. */
    cartId: identifierSchema.optional(),
    /** What the cart comes to, minor units. */
    total: amountSchema.optional(),
    /** Currency of the total. */
    currency: currencySchema.optional(),
  }),
  /** The mini-program (小程序) was opened. */
  "miniprogram.visited": z.strictObject({
    /** Page opened first. */
    page: textSchema.optional(),
    /** Scene it was opened from. */
    scene: textSchema.optional(),
  }),
};
