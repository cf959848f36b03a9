import * as z from "zod";
import {
  attributesSchema,
  currencySchema,
  identifierSchema,
  instantSchema,
  nameSchema,
  priceSchema,
  textSchema,
} from "./scalar.js";

/** Something sold: a good, a service, or a value-added service, which is a product with take-up figures of its own. */
export const productSchema = z.strictObject({
  /** Identifier (SKU). */
  id: identifierSchema,
  /** Name. */
  name: nameSchema,
  /** A good on the shelf, a service, or a service that adds to another product. */
  kind: z.enum(["good", "service", "value-added-service"]).default("good"),
  /** From the widest category to the narrowest. */
  categoryPath: z.array(nameSchema).default([]),
  /** Brand. */
  brand: textSchema.optional(),
  /** List price, minor units. */
  price: priceSchema.optional(),
  /** What one unit costs the business, minor units. */
  cost: priceSchema.optional(),
  /** Currency of price and cost. */
  currency: currencySchema.optional(),
  /** Days that one unit usually lasts: refill reminders. */
  refillDays: z.number().positive().optional(),
  /** Days of warranty. */
  warrantyDays: z.number().positive().optional(),
  /** Sold now? */
  active: z.boolean().default(true),
  /** On sale since. */
  availableFrom: instantSchema.optional(),
  /** The host's own fields. */
  attributes: attributesSchema.optional(),
});
/** Something sold. */
export interface Product extends z.output<typeof productSchema> {}
