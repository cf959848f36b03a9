import * as z from "zod";
import { currencySchema, dateSchema, identifierSchema, instantSchema, nameSchema, priceSchema, textSchema } from "./scalar.js";

/** An agreement with a term. */
export const contractSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** With whom. */
  customerId: identifierSchema,
  /** Title. */
  title: textSchema.optional(),
  /** Worth over the whole term, minor units. */
  value: priceSchema,
  /** Currency. */
  currency: currencySchema,
  /** First day. */
  startsOn: dateSchema,
  /** Last day; open-ended without. */
  endsOn: dateSchema.optional(),
  /** Renews itself unless cancelled? */
  autoRenews: z.boolean().default(false),
  /** Where it stands. */
  status: z.enum(["draft", "active", "ended", "terminated"]).default("active"),
});
/** An agreement with a term. */
export interface Contract extends z.output<typeof contractSchema> {}

/** A bill. */
export const invoiceSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** To whom. */
  customerId: identifierSchema,
  /** Contract it belongs to. */
  contractId: identifierSchema.optional(),
  /** Order it belongs to. */
  orderId: identifierSchema.optional(),
  /** When it was issued. */
  issuedAt: instantSchema,
  /** Day it is due. */
  dueOn: dateSchema.optional(),
  /** Minor units. */
  amount: priceSchema,
  /** Currency. */
  currency: currencySchema,
  /** Where it stands. */
  status: z.enum(["open", "paid", "overdue", "void"]).default("open"),
});
/** A bill. */
export interface Invoice extends z.output<typeof invoiceSchema> {}

/** Instalments that a customer promised (回款计划). */
export const paymentPlanSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Who pays. */
  customerId: identifierSchema,
  /** Contract it belongs to. */
  contractId: identifierSchema.optional(),
  /** Order it belongs to. */
  orderId: identifierSchema.optional(),
  /** Currency. */
  currency: currencySchema,
  /** What falls due when. */
  instalments: z.array(z.strictObject({ dueOn: dateSchema, amount: priceSchema, paidAt: instantSchema.optional() })).min(1),
});
/** Instalments that a customer promised. */
export interface PaymentPlan extends z.output<typeof paymentPlanSchema> {}

/** A coupon in a customer's hands (领取 → 核销 or 过期). */
export const couponSchema = z.strictObject({
  /** Identifier of this one coupon. */
  id: identifierSchema,
  /** What kind of coupon it is. */
  definitionId: identifierSchema,
  /** Who holds it. */
  customerId: identifierSchema,
  /** What the holder reads. */
  name: nameSchema.optional(),
  /** When it was issued. */
  issuedAt: instantSchema,
  /** From when on it is void. */
  expiresAt: instantSchema.optional(),
  /** When it was redeemed. */
  redeemedAt: instantSchema.optional(),
  /** Order it was redeemed in. */
  orderId: identifierSchema.optional(),
});
/** A coupon in a customer's hands. */
export interface Coupon extends z.output<typeof couponSchema> {}
