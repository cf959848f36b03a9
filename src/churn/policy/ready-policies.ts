import type { Duration } from "../../kernel/index.js";
import {
  aCurrency,
  anObject,
  anything,
  aZone,
  listOf,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { Calendars, CatalogSource } from "../../rules/index.js";
import { someCalendars } from "../../rules/internal.js";
import type { AlertRule, ChurnBand, ChurnPolicy } from "./churn-policy.js";
import type { ChurnSignal } from "./churn-signal.js";
import { defineChurnPolicy } from "./define-churn-policy.js";
import type { PurchaseRhythm } from "./purchase-rhythm.js";
import { optedOut, unreached } from "./signals/contact-signals.js";
import { contractEnding } from "./signals/contract-signals.js";
import { frequencyFalling, interactionsFalling, silence } from "./signals/drifting-signals.js";
import { lowProbabilityAlive } from "./signals/model-signals.js";
import { failedPayments } from "./signals/payment-signals.js";
import { discountDependence } from "./signals/price-signals.js";
import { basketShrinking, categoriesShrinking } from "./signals/range-signals.js";
import { complaints, recommendationLow, satisfactionFalling, supportUnresolved } from "./signals/service-signals.js";
import { loginsFalling, usageFalling } from "./signals/usage-signals.js";

/** Settings that every ready policy takes. */
export interface ReadyPolicyOptions {
  /** Identifier of the policy. Defaults to the name of the ready policy. */
  readonly id?: string | undefined;
  /** Integer of at least 1; raise it with every change. Defaults to 1. */
  readonly version?: number | undefined;
  /** Signals of the host, added at the end; one with the identifier of a ready signal replaces it. */
  readonly signals?: readonly ChurnSignal[] | undefined;
  /** Bands of the score; defaults to those of `defineChurnPolicy`. */
  readonly bands?: readonly ChurnBand[] | undefined;
  /** Minimum known share of a score; below it the band is "unknown". Defaults to 0.15. */
  readonly minKnownShare?: number | undefined;
  /** Scores at which an alert is raised and cleared. Defaults to 50 and 35. */
  readonly alert?: AlertRule | undefined;
  /** Schema of the host, or its catalog. Defaults to the standard catalog. */
  readonly schema?: CatalogSource | undefined;
  /** Open hours of the business calendars that the signals name. */
  readonly calendars?: Calendars | undefined;
}

/** Settings of {@link retailChurnPolicy}. */
export interface RetailPolicyOptions extends ReadyPolicyOptions {
  /** ISO 4217 code of the orders. */
  readonly currency: string;
  /** Buying rhythm from `fitPurchaseRhythm`. Defaults to a typical shop: every 40 days, with large differences. */
  readonly rhythm?: PurchaseRhythm | undefined;
  /** Time zone of the purchase days. Defaults to UTC; a `rhythm` brings its own. */
  readonly zone?: string | undefined;
}

/** Settings of {@link subscriptionChurnPolicy}. */
export interface SubscriptionPolicyOptions extends ReadyPolicyOptions {
  /** Time between two renewals. Defaults to 365 days. */
  readonly term?: Duration | undefined;
  /** Time before the end of the term in which the contract signal is raised. Defaults to 60 days. */
  readonly notice?: Duration | undefined;
}

/** Settings of {@link accountChurnPolicy}. */
export interface AccountPolicyOptions extends RetailPolicyOptions {
  /** Time between two renewals of the contract. Defaults to 365 days. */
  readonly term?: Duration | undefined;
  /** Time before the end of the term in which the contract signal is raised. Defaults to 90 days. */
  readonly notice?: Duration | undefined;
}

/** `defineChurnPolicy` checks the parts of a definition, the signals check spans. */
const READY_OPTIONS: OptionShape<ReadyPolicyOptions> = {
  id: anything,
  version: anything,
  signals: listOf(anObject),
  bands: anything,
  minKnownShare: anything,
  alert: anything,
  schema: anObject,
  calendars: someCalendars,
};
const RETAIL_OPTIONS: OptionShape<RetailPolicyOptions> = {
  ...READY_OPTIONS,
  currency: aCurrency,
  rhythm: anObject,
  zone: aZone,
};
const SUBSCRIPTION_OPTIONS: OptionShape<SubscriptionPolicyOptions> = { ...READY_OPTIONS, term: anything, notice: anything };
const ACCOUNT_OPTIONS: OptionShape<AccountPolicyOptions> = { ...RETAIL_OPTIONS, term: anything, notice: anything };

/** A starting point until `fitPurchaseRhythm` has learned from the shop's own purchases. */
const SHOP_RHYTHM: Omit<PurchaseRhythm, "zone"> = {
  kind: "purchase-rhythm",
  version: 1,
  mean: Math.log(40),
  within: 0.7,
  between: 0.3,
  degrees: 1000,
};

/**
 * Churn policy for shops: silence against the customer's own rhythm first, then falling frequency, baskets and visits,
 * complaints, satisfaction, discount dependence, and P(alive) where the host supplies the column.
 *
 * @throws ClienteleError `invalid_churn_policy`, `invalid_option`
 * @example
 * retailChurnPolicy({ currency: "GBP" }).signals.map(({ id }) => id).slice(0, 2) // => ["silence", "frequency-falling"]
 */
export function retailChurnPolicy(options: RetailPolicyOptions): ChurnPolicy {
  const given = requireOptions(options, RETAIL_OPTIONS);
  const { zone = "UTC", rhythm = { ...SHOP_RHYTHM, zone } } = given;
  return ready("retail", given, [
    silence({ rhythm }),
    frequencyFalling(),
    basketShrinking({ currency: requireOption("currency", given.currency, aCurrency) }),
    interactionsFalling({ points: 10 }),
    categoriesShrinking({ points: 5 }),
    complaints(),
    satisfactionFalling({ points: 10 }),
    recommendationLow({ points: 10 }),
    discountDependence({ points: 5 }),
    optedOut(),
    lowProbabilityAlive({ points: 20 }),
  ]);
}

/**
 * Churn policy for subscriptions: falling usage and logins, failed payments, open tickets, dissatisfaction, and the end of the
 * term.
 *
 * @throws ClienteleError `invalid_churn_policy`, `invalid_option`, `invalid_duration`
 * @example
 * subscriptionChurnPolicy({ term: { days: 30 }, notice: { days: 7 } }).id // => "subscription"
 */
export function subscriptionChurnPolicy(options: SubscriptionPolicyOptions = {}): ChurnPolicy {
  const given = requireOptions(options, SUBSCRIPTION_OPTIONS);
  const { term = { days: 365 }, notice = { days: 60 } } = given;
  return ready("subscription", given, [
    usageFalling(),
    loginsFalling(),
    failedPayments(),
    supportUnresolved(),
    complaints(),
    satisfactionFalling(),
    recommendationLow(),
    optedOut({ points: 10 }),
    contractEnding({ term, notice }),
  ]);
}

/**
 * Churn policy for accounts with a sales owner (B2B): falling orders, no recent conversation, unresolved service, and a contract
 * near its end. Silence counts less than in a shop, because orders are few and planned.
 *
 * @throws ClienteleError `invalid_churn_policy`, `invalid_option`, `invalid_duration`
 * @example
 * accountChurnPolicy({ currency: "CNY", zone: "Asia/Shanghai" }).id // => "account"
 */
export function accountChurnPolicy(options: AccountPolicyOptions): ChurnPolicy {
  const given = requireOptions(options, ACCOUNT_OPTIONS);
  const { zone = "UTC", rhythm = { ...SHOP_RHYTHM, zone }, term = { days: 365 }, notice = { days: 90 } } = given;
  return ready("account", given, [
    silence({ rhythm, points: 25, newFor: { days: 90 } }),
    frequencyFalling({ within: { days: 180 }, points: 25 }),
    basketShrinking({
      currency: requireOption("currency", given.currency, aCurrency),
      within: { days: 180 },
      points: 15,
    }),
    unreached(),
    complaints({ points: 25 }),
    supportUnresolved({ points: 20 }),
    satisfactionFalling(),
    recommendationLow(),
    contractEnding({ term, notice, points: 25 }),
  ]);
}

/** Defines a ready policy; signals of the host replace those with the same identifier. */
function ready(name: string, options: ReadyPolicyOptions, own: readonly ChurnSignal[]): ChurnPolicy {
  const { id = name, version, signals = [], bands, minKnownShare, alert, schema, calendars } = options;
  const replacing = new Map(signals.map((signal) => [signal.id, signal]));
  const merged = own.map((signal) => replacing.get(signal.id) ?? signal);
  const added = signals.filter((signal) => !own.some((known) => known.id === signal.id));
  const definition = { id, version, signals: [...merged, ...added], bands, minKnownShare, alert };
  return defineChurnPolicy(definition, { schema, calendars });
}
