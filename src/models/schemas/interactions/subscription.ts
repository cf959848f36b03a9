import * as z from "zod";
import { amountSchema, currencySchema, identifierSchema, nameSchema, textSchema } from "../scalar.js";

const subscription = {
  /** Subscription. */
  subscriptionId: identifierSchema.optional(),
  /** Plan. */
  plan: nameSchema.optional(),
};
const amount = {
  /** Minor units a period. */
  total: amountSchema.optional(),
  /** Currency. */
  currency: currencySchema.optional(),
};

/** Subscriptions and login accounts. */
export const subscriptionInteractions = {
  /** A trial began. */
  "trial.started": z.strictObject(subscription),
  /** A paid subscription began. */
  "subscription.started": z.strictObject({ ...subscription, ...amount }),
  /** A period was renewed. */
  "subscription.renewed": z.strictObject({ ...subscription, ...amount }),
  /** Plan or seats changed. */
  "subscription.changed": z.strictObject({
    ...subscription,
    ...amount,
    /** Plan before. */
    previousPlan: nameSchema.optional(),
    /** Up, down, or sideways. */
    direction: z.enum(["upgrade", "downgrade", "sidegrade"]).optional(),
  }),
  /** The subscription rests. */
  "subscription.paused": z.strictObject(subscription),
  /** The subscription goes on. */
  "subscription.resumed": z.strictObject(subscription),
  /** A payment failed. */
  "subscription.payment-failed": z.strictObject({ ...subscription, ...amount, /** Why. */ reason: textSchema.optional() }),
  /** The subscription was cancelled. */
  "subscription.cancelled": z.strictObject({ ...subscription, /** Why. */ reason: textSchema.optional() }),
};

const login = {
  /** Login account. */
  accountId: identifierSchema.optional(),
  /** Device. */
  deviceId: identifierSchema.optional(),
  /** Country of the address. */
  country: textSchema.optional(),
  /** Why it failed or was locked. */
  reason: textSchema.optional(),
};

/** What happens to a customer's login account. */
export const accountInteractions = {
  /** The account was created. */
  "account.created": z.strictObject(login),
  /** A login. */
  "account.logged-in": z.strictObject(login),
  /** A login failed. */
  "account.login-failed": z.strictObject(login),
  /** The account was locked. */
  "account.locked": z.strictObject(login),
};
