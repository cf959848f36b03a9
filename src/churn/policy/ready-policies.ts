import type { CatalogSource } from "../../rules/index.js";
import type { ChurnPolicy, ChurnPolicyDefinition } from "./churn-policy.js";
import type { ChurnSignal } from "./churn-signal.js";
import { defineChurnPolicy } from "./define-churn-policy.js";
import type { PurchaseRhythm } from "./purchase-rhythm.js";
import {
  lowProbabilityAlive,
  basketShrinking,
  categoriesShrinking,
  complaints,
  contractEnding,
  discountDependence,
  failedPayments,
  frequencyFalling,
  interactionsFalling,
  loginsFalling,
  unreached,
  recommendationLow,
  satisfactionFalling,
  silence,
  supportUnresolved,
  optedOut,
  usageFalling,
} from "./ready-signals.js";

/** What a ready policy lets a host change. */
export interface ReadyPolicyOptions extends Partial<Omit<ChurnPolicyDefinition, "signals">> {
  /** Signals of the host, added at the end; one with the identifier of a ready one takes its place. */
  readonly signals?: readonly ChurnSignal[] | undefined;
  readonly schema?: CatalogSource | undefined;
}

/** A shop's customers buy every six weeks or so, and differ much: what to begin with until `fitPurchaseRhythm` has learned. */
const SHOP_RHYTHM: Omit<PurchaseRhythm, "zone"> = {
  kind: "purchase-rhythm",
  version: 1,
  mean: Math.log(40),
  within: 0.7,
  between: 0.3,
  degrees: 1000,
};

/**
 * The policy for shops: silence against the own rhythm first, then falling frequency, baskets and visits, complaints,
 * satisfaction, discount dependence, and P(alive) where a column brings it.
 *
 * @param options - `currency` of the orders; `rhythm` of `fitPurchaseRhythm`; `zone` of the days, UTC unless told
 * @throws ClienteleError `invalid_churn_policy`
 * @example
 * retailChurnPolicy({ currency: "GBP" }).signals.map(({ id }) => id).slice(0, 2) // => ["silence", "frequency-falling"]
 */
export function retailChurnPolicy(
  options: ReadyPolicyOptions & {
    readonly currency: string;
    readonly rhythm?: PurchaseRhythm | undefined;
    readonly zone?: string | undefined;
  },
): ChurnPolicy {
  const { currency, zone = "UTC", rhythm = { ...SHOP_RHYTHM, zone }, ...rest } = options;
  return ready("retail", rest, [
    silence({ rhythm }),
    frequencyFalling(),
    basketShrinking({ currency }),
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
 * The policy for subscriptions: use and logins falling, failed payments, open tickets, dissatisfaction, the end of the term.
 *
 * @param options - `term`: days between two renewals, 365 unless told; `notice`: days before its end that count, 60
 * @throws ClienteleError `invalid_churn_policy`
 * @example
 * subscriptionChurnPolicy({ term: 30, notice: 7 }).id // => "subscription"
 */
export function subscriptionChurnPolicy(
  options: ReadyPolicyOptions & { readonly term?: number | undefined; readonly notice?: number | undefined } = {},
): ChurnPolicy {
  const { term = 365, notice = 60, ...rest } = options;
  return ready("subscription", rest, [
    usageFalling(),
    loginsFalling(),
    failedPayments(),
    supportUnresolved(),
    complaints(),
    satisfactionFalling(),
    recommendationLow(),
    optedOut({ points: 10 }),
    contractEnding({ term: { days: term }, notice: { days: notice } }),
  ]);
}

/**
 * The policy for accounts that sellers look after (B2B): orders falling, nobody speaking with them, service in arrears, the
 * contract near its end. Silence counts less than in a shop, since orders are few and planned.
 *
 * @param options - `currency`; `rhythm`; `zone`; `term` and `notice` of the contract in days
 * @throws ClienteleError `invalid_churn_policy`
 * @example
 * accountChurnPolicy({ currency: "CNY", zone: "Asia/Shanghai" }).id // => "account"
 */
export function accountChurnPolicy(
  options: ReadyPolicyOptions & {
    readonly currency: string;
    readonly rhythm?: PurchaseRhythm | undefined;
    readonly zone?: string | undefined;
    readonly term?: number | undefined;
    readonly notice?: number | undefined;
  },
): ChurnPolicy {
  const { currency, zone = "UTC", rhythm = { ...SHOP_RHYTHM, zone }, term = 365, notice = 90, ...rest } = options;
  return ready("account", rest, [
    silence({ rhythm, points: 25, newFor: { days: 90 } }),
    frequencyFalling({ within: { days: 180 }, points: 25 }),
    basketShrinking({ currency, within: { days: 180 }, points: 15 }),
    unreached(),
    complaints({ points: 25 }),
    supportUnresolved({ points: 20 }),
    satisfactionFalling(),
    recommendationLow(),
    contractEnding({ term: { days: term }, notice: { days: notice }, points: 25 }),
  ]);
}

function ready(id: string, { schema, signals = [], ...given }: ReadyPolicyOptions, own: readonly ChurnSignal[]): ChurnPolicy {
  const replacing = new Map(signals.map((signal) => [signal.id, signal]));
  const merged = own.map((signal) => replacing.get(signal.id) ?? signal);
  const added = signals.filter((signal) => !own.some((known) => known.id === signal.id));
  return defineChurnPolicy({ id, ...given, signals: [...merged, ...added] }, schema === undefined ? {} : { schema });
}
