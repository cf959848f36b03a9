import * as z from "zod";
import { currencySchema, identifierSchema, instantSchema, nameSchema, priceSchema, textSchema } from "./scalar.js";

/** A customer's standing order for a plan. */
export const subscriptionSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Whose it is. */
  customerId: identifierSchema,
  /** Plan. */
  plan: nameSchema,
  /** Price a period, minor units. */
  price: priceSchema,
  /** Currency. */
  currency: currencySchema,
  /** Billing period. */
  period: z.enum(["week", "month", "quarter", "year"]).default("month"),
  /** Seats or units. */
  quantity: z.number().positive().default(1),
  /** When it started. */
  startedAt: instantSchema,
  /** End of the trial. */
  trialEndsAt: instantSchema.optional(),
  /** End of the period that is paid for. */
  currentPeriodEndsAt: instantSchema.optional(),
  /** When it was cancelled. */
  cancelledAt: instantSchema.optional(),
  /** Why it was cancelled. */
  cancelReason: textSchema.optional(),
  /** Where it stands. */
  status: z.enum(["trial", "active", "past-due", "paused", "cancelled"]).default("active"),
});
/** A customer's standing order for a plan. */
export interface Subscription extends z.output<typeof subscriptionSchema> {}
