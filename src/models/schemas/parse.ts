import type * as z from "zod";
import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath, problemSummary } from "../../kernel/internal.js";
import { contractSchema, couponSchema, invoiceSchema, paymentPlanSchema } from "./billing.js";
import { consentSchema } from "./consent.js";
import { customerLinkSchema } from "./customer-link.js";
import { customerSchema } from "./customer.js";
import { orderSchema, paymentSchema } from "./order.js";
import { productSchema } from "./product.js";
import { taskSchema, ticketSchema } from "./service.js";
import { partnerSchema, staffSchema, storeSchema, teamSchema } from "./staff.js";
import { subscriptionSchema } from "./subscription.js";

/** What a `safeParseX` returns: the value, or every problem with its path. */
export type ParseResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Turns a schema's verdict into a {@link ParseResult}. */
export function safeParseWith<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  path = "",
): ParseResult<z.output<Schema>> {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.map((issue) => problemOf(issue, path)) };
}

function problemOf(issue: z.core.$ZodIssue, path: string): Problem {
  let place = path;
  for (const key of issue.path) place = joinPath(place, typeof key === "symbol" ? String(key) : key);
  return { path: place, message: issue.message };
}

/** Throws `invalid_input` with every problem of a failed result; returns the value of a good one. */
export function requireParsed<Value>(result: ParseResult<Value>, what: string): Value {
  if (result.ok) return result.value;
  throw new ClienteleError("invalid_input", problemSummary(`Invalid ${what}.`, result.problems), { problems: result.problems });
}

/** A pair of functions over one schema: one throws, one returns the problems. */
function parsersOf<Schema extends z.ZodType>(schema: Schema, what: string) {
  return {
    parse: (input: unknown): z.output<Schema> => requireParsed(safeParseWith(schema, input), what),
    safeParse: (input: unknown): ParseResult<z.output<Schema>> => safeParseWith(schema, input),
  };
}

/**
 * Checks unknown input and returns a customer; unknown fields are errors, the host's own go under `attributes`.
 *
 * @throws ClienteleError `invalid_input` with every problem and its path
 * @example
 * parseCustomer({ id: "c1", createdAt: "2026-01-31T09:00:00Z" }).version // => 0
 */
export const { parse: parseCustomer, safeParse: safeParseCustomer } = parsersOf(customerSchema, "customer");
/** Checks unknown input and returns a tie between customers. @throws ClienteleError `invalid_input` */
export const { parse: parseCustomerLink, safeParse: safeParseCustomerLink } = parsersOf(customerLinkSchema, "customer link");
/** Checks unknown input and returns an order. @throws ClienteleError `invalid_input` */
export const { parse: parseOrder, safeParse: safeParseOrder } = parsersOf(orderSchema, "order");
/** Checks unknown input and returns a payment. @throws ClienteleError `invalid_input` */
export const { parse: parsePayment, safeParse: safeParsePayment } = parsersOf(paymentSchema, "payment");
/** Checks unknown input and returns a product. @throws ClienteleError `invalid_input` */
export const { parse: parseProduct, safeParse: safeParseProduct } = parsersOf(productSchema, "product");
/** Checks unknown input and returns a subscription. @throws ClienteleError `invalid_input` */
export const { parse: parseSubscription, safeParse: safeParseSubscription } = parsersOf(subscriptionSchema, "subscription");
/** Checks unknown input and returns an entry of the consent ledger. @throws ClienteleError `invalid_input` */
export const { parse: parseConsent, safeParse: safeParseConsent } = parsersOf(consentSchema, "consent");
/** Checks unknown input and returns a member of staff. @throws ClienteleError `invalid_input` */
export const { parse: parseStaff, safeParse: safeParseStaff } = parsersOf(staffSchema, "member of staff");
/** Checks unknown input and returns a team. @throws ClienteleError `invalid_input` */
export const { parse: parseTeam, safeParse: safeParseTeam } = parsersOf(teamSchema, "team");
/** Checks unknown input and returns a store. @throws ClienteleError `invalid_input` */
export const { parse: parseStore, safeParse: safeParseStore } = parsersOf(storeSchema, "store");
/** Checks unknown input and returns a partner. @throws ClienteleError `invalid_input` */
export const { parse: parsePartner, safeParse: safeParsePartner } = parsersOf(partnerSchema, "partner");
/** Checks unknown input and returns a contract. @throws ClienteleError `invalid_input` */
export const { parse: parseContract, safeParse: safeParseContract } = parsersOf(contractSchema, "contract");
/** Checks unknown input and returns an invoice. @throws ClienteleError `invalid_input` */
export const { parse: parseInvoice, safeParse: safeParseInvoice } = parsersOf(invoiceSchema, "invoice");
/** Checks unknown input and returns a payment plan. @throws ClienteleError `invalid_input` */
export const { parse: parsePaymentPlan, safeParse: safeParsePaymentPlan } = parsersOf(paymentPlanSchema, "payment plan");
/** Checks unknown input and returns a coupon. @throws ClienteleError `invalid_input` */
export const { parse: parseCoupon, safeParse: safeParseCoupon } = parsersOf(couponSchema, "coupon");
/** Checks unknown input and returns a ticket. @throws ClienteleError `invalid_input` */
export const { parse: parseTicket, safeParse: safeParseTicket } = parsersOf(ticketSchema, "ticket");
/** Checks unknown input and returns a task. @throws ClienteleError `invalid_input` */
export const { parse: parseTask, safeParse: safeParseTask } = parsersOf(taskSchema, "task");
