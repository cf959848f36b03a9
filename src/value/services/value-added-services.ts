import { ClienteleError, compareCodePoints, type InstantInput } from "../../kernel/index.js";
import {
  aBoolean,
  aLevel,
  anInstant,
  aNonNegativeNumber,
  aProbability,
  aText,
  listOf,
  mapOf,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { FactInput } from "../../models/index.js";
import { factsOf, readProperties } from "../../models/internal.js";
import { type Interval, wilsonInterval } from "../../statistics/index.js";
import { normalQuantile } from "../../statistics/internal.js";

/** Value-added service with the signs of customers whom it suits. */
export interface ServiceOffer {
  readonly id: string;
  /** Products that the service belongs to. Defaults to all products. */
  readonly products?: readonly string[] | undefined;
  /** Weight of each sign that speaks for the service, by name. The fit is the weighted mean of the signs. */
  readonly signs: Readonly<Record<string, number>>;
}

/** Customer to whom services are offered. */
export interface ServiceCustomer {
  /** Products that the customer owns. */
  readonly products?: readonly string[] | undefined;
  /** Services that the customer has. */
  readonly services?: readonly string[] | undefined;
  /** Signs by name, each from 0 to 1. */
  readonly signs: Readonly<Record<string, number>>;
}

const CUSTOMER: OptionShape<ServiceCustomer> = {
  products: /* @__PURE__ */ listOf(aText),
  services: /* @__PURE__ */ listOf(aText),
  signs: /* @__PURE__ */ mapOf(aProbability),
};

/** Fit of a service for a customer. */
export interface ServiceFit {
  readonly id: string;
  /** From 0 to 1; `null` when no sign is known. */
  readonly fit: number | null;
  /** Contribution of each known sign; they add up to the fit. */
  readonly contributions: Readonly<Record<string, number>>;
}

/**
 * Returns how well each value-added service fits a customer, the best first: the weighted mean of the signs that speak for it.
 * Services that the customer has, and services for products that the customer does not own, are left out.
 *
 * @param customer - products, services and signs of the customer
 * @param offers - the services
 * @throws ClienteleError `invalid_option` for a negative weight or a sign outside 0 to 1
 * @example
 * const offers = [{ id: "care", products: ["phone"], signs: { breaks: 3, travels: 1 } }];
 * serviceFit({ products: ["phone"], signs: { breaks: 1, travels: 0 } }, offers)[0].fit // => 0.75
 */
export function serviceFit(customer: ServiceCustomer, offers: readonly ServiceOffer[]): ServiceFit[] {
  const { products = [], services = [], signs } = requireOptions(customer, CUSTOMER, { mandatory: ["signs"] });
  return offers
    .filter((offer) => !services.includes(offer.id) && (offer.products?.some((one) => products.includes(one)) ?? true))
    .map((offer): ServiceFit => {
      let all = 0;
      const known: [string, number][] = [];
      for (const [name, weight] of Object.entries(offer.signs)) {
        if (!Object.hasOwn(signs, name)) continue;
        const sign = signs[name]!;
        requireOption(`${offer.id}.signs.${name}`, weight, aWeight);
        all += weight;
        known.push([name, weight * sign]);
      }
      if (all === 0) return { id: offer.id, fit: null, contributions: {} };
      const contributions = Object.fromEntries(known.map(([name, points]) => [name, points / all]));
      return { id: offer.id, fit: known.reduce((sum, [, points]) => sum + points, 0) / all, contributions };
    })
    .sort((left, right) => (right.fit ?? -1) - (left.fit ?? -1) || compareCodePoints(left.id, right.id));
}

/** Take-up of a service. */
export interface ServiceTakeUp {
  readonly serviceId: string;
  /** Number of customers who could use the service. */
  readonly eligible: number;
  /** Number of eligible customers who used the service in the period. */
  readonly users: number;
  /** Number of uses by these customers. */
  readonly uses: number;
  /** users / eligible; `null` without an eligible customer. */
  readonly takeUp: number | null;
  /** Wilson interval of the take-up. */
  readonly interval: Interval | null;
  /** Share of the users who used the service more than once; `null` without a user. */
  readonly repeated: number | null;
}

/**
 * Measures the take-up of each service from `service.used` interactions, with intervals, the most users first.
 *
 * @param interactions - interactions of many customers
 * @param eligible - ids of the customers who could use the services
 * @param options - period, level of the intervals
 * @throws ClienteleError `invalid_option`; `invalid_instant`, `malformed_fact` with the path of what cannot be read
 * @example
 * const used = (customerId: string, id: string) => ({ id, customerId, type: "service.used", at: new Date(0), properties: { serviceId: "care" } });
 * const [care] = serviceTakeUp([used("ann", "1"), used("ann", "2")], ["ann", "bob"]);
 * [care.users, care.uses, care.takeUp, care.repeated] // => [1, 2, 0.5, 1]
 */
export function serviceTakeUp(
  interactions: Iterable<FactInput>,
  eligible: Iterable<string>,
  options: TakeUpOptions = {},
): ServiceTakeUp[] {
  const { level, ...period } = requireOptions(options, TAKE_UP_OPTIONS);
  const from = period.from === undefined ? -Infinity : toMilliseconds(period.from, "from");
  const to = period.to === undefined ? Infinity : toMilliseconds(period.to, "to");
  const could = new Set(eligible);
  const services = new Map<string, Map<string, number>>();
  for (const [position, fact] of factsOf(interactions, "interactions")) {
    const { type, customerId } = fact;
    if (type !== "service.used" || !could.has(customerId)) continue;
    const { serviceId } = readProperties(fact, { serviceId: "text" }, `interactions[${position}]`);
    if (serviceId === undefined) continue;
    const time = fact.at.getTime();
    if (time < from || time >= to) continue;
    const users = services.get(serviceId) ?? new Map<string, number>();
    services.set(serviceId, users.set(customerId, (users.get(customerId) ?? 0) + 1));
  }
  return [...services]
    .map(([serviceId, users]): ServiceTakeUp => {
      const counts = [...users.values()];
      return {
        serviceId,
        eligible: could.size,
        users: users.size,
        uses: counts.reduce((sum, count) => sum + count, 0),
        takeUp: could.size === 0 ? null : users.size / could.size,
        interval: could.size === 0 ? null : wilsonInterval(users.size, could.size, { level }),
        repeated: users.size === 0 ? null : counts.filter((count) => count > 1).length / users.size,
      };
    })
    .sort((left, right) => right.users - left.users || compareCodePoints(left.serviceId, right.serviceId));
}

/** Options of {@link serviceTakeUp}. */
export interface TakeUpOptions {
  /** Start of the period, inclusive. Defaults to all interactions. */
  readonly from?: InstantInput | undefined;
  /** End of the period, exclusive. Defaults to all interactions. */
  readonly to?: InstantInput | undefined;
  /** Level of the intervals. Defaults to .95. */
  readonly level?: number | undefined;
}

const TAKE_UP_OPTIONS: OptionShape<TakeUpOptions> = { from: anInstant, to: anInstant, level: aLevel };

const aWeight: OptionKind = aNonNegativeNumber;

/** Difference in value between users of a service and other customers. */
export interface ServiceEffect {
  /** Mean change of the users minus mean change of the others (difference in differences). */
  readonly effect: number;
  readonly interval: Interval;
  readonly users: { readonly customers: number; readonly change: number };
  readonly others: { readonly customers: number; readonly change: number };
  /** `"randomized"` when customers were assigned at random; `"observed"` otherwise: users may differ from the others in more than the service. */
  readonly evidence: "randomized" | "observed";
}

/**
 * Estimates the effect of a service on value by difference in differences: the mean change of the users minus the mean change of
 * the other customers.
 *
 * @param customers - value before and after the start of the service, in one unit, and whether the customer used the service
 * @param options - whether customers were assigned at random, level of the interval
 * @throws ClienteleError `unfittable_data` with fewer than two users or two others; `invalid_summary` for a value that is not finite;
 * `invalid_option`
 * @see Angrist, Pischke (2009), Mostly Harmless Econometrics, section 5.2
 * @example
 * const row = (used: boolean, before: number, after: number) => ({ used, before, after });
 * const rows = [row(true, 10, 16), row(true, 10, 14), row(false, 10, 12), row(false, 10, 10)];
 * serviceEffect(rows).effect // => 4
 */
export function serviceEffect(
  customers: Iterable<{ readonly used: boolean; readonly before: number; readonly after: number }>,
  options: ServiceEffectOptions = {},
): ServiceEffect {
  const { randomized = false, level = 0.95 } = requireOptions(options, EFFECT_OPTIONS);
  const changes: { users: number[]; others: number[] } = { users: [], others: [] };
  let row = 0;
  for (const { used, before, after } of customers) {
    const change = after - before;
    if (!Number.isFinite(change)) {
      const [column, value] = Number.isFinite(before) ? ["after", after] : ["before", before];
      const message = `Row ${row} must have a finite \`${column}\`, got ${String(value)}.`;
      throw new ClienteleError("invalid_summary", message, { column, row, value }, `customers[${row}].${column}`);
    }
    changes[used ? "users" : "others"].push(change);
    row++;
  }
  if (changes.users.length < 2 || changes.others.length < 2) {
    const reason = `it needs at least 2 users and 2 others, got ${changes.users.length} and ${changes.others.length}`;
    throw new ClienteleError("unfittable_data", `The effect cannot be estimated: ${reason}.`, {
      model: "service-effect",
      reason,
    });
  }
  const users = momentsOf(changes.users);
  const others = momentsOf(changes.others);
  const effect = users.mean - others.mean;
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(users.variance / users.size + others.variance / others.size);
  return {
    effect,
    interval: { estimate: effect, lower: effect - reach, upper: effect + reach, level },
    users: { customers: users.size, change: users.mean },
    others: { customers: others.size, change: others.mean },
    evidence: randomized ? "randomized" : "observed",
  };
}

/** Options of {@link serviceEffect}. */
export interface ServiceEffectOptions {
  /** Whether customers were assigned to the service at random. Defaults to false. */
  readonly randomized?: boolean | undefined;
  /** Level of the interval. Defaults to .95. */
  readonly level?: number | undefined;
}

const EFFECT_OPTIONS: OptionShape<ServiceEffectOptions> = { randomized: aBoolean, level: aLevel };

function momentsOf(values: readonly number[]): { size: number; mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { size: values.length, mean, variance };
}
