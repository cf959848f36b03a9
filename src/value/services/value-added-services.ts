import { ClienteleError, compareCodePoints, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import { wilsonInterval } from "../../statistics/index.js";
import { normalQuantile } from "../../statistics/internal.js";
import type { Interval } from "../clv/scores/intervals.js";

/** A value-added service and whom it suits. */
export interface ServiceOffer {
  readonly id: string;
  /** Products that it adds to; every product when absent. */
  readonly products?: readonly string[];
  /** Signs that speak for it, by name, each with its weight: the fit is their weighted mean. */
  readonly signs: Readonly<Record<string, number>>;
}

/** How well a service fits a customer. */
export interface ServiceFit {
  readonly id: string;
  /** 0 to 1; `null` when no sign is known. */
  readonly fit: number | null;
  /** Points of each known sign; they add up to the fit. */
  readonly contributions: Readonly<Record<string, number>>;
}

/**
 * Which value-added services fit a customer: the weighted mean of the signs that speak for each, the best first. A service
 * for products that the customer does not own is left out, and so is one that the customer has.
 *
 * @param customer - products owned, services used, and signs from 0 to 1
 * @throws ClienteleError `invalid_option` for a weight below 0 or a sign outside 0 to 1
 * @example
 * const offers = [{ id: "care", products: ["phone"], signs: { breaks: 3, travels: 1 } }];
 * serviceFit({ products: ["phone"], signs: { breaks: 1, travels: 0 } }, offers)[0].fit // => 0.75
 */
export function serviceFit(
  customer: {
    readonly products?: readonly string[] | undefined;
    readonly services?: readonly string[] | undefined;
    readonly signs: Readonly<Record<string, number>>;
  },
  offers: readonly ServiceOffer[],
): ServiceFit[] {
  const { products = [], services = [], signs } = customer;
  return offers
    .filter((offer) => !services.includes(offer.id) && (offer.products?.some((one) => products.includes(one)) ?? true))
    .map((offer): ServiceFit => {
      let all = 0;
      const known: [string, number][] = [];
      for (const [name, weight] of Object.entries(offer.signs)) {
        if (!Object.hasOwn(signs, name)) continue;
        const sign = signs[name]!;
        if (!(weight >= 0 && weight < Infinity && sign >= 0 && sign <= 1)) {
          throw new ClienteleError("invalid_option", `Sign "${name}" must be from 0 to 1 and its weight at least 0.`, {
            option: name,
            value: [sign, weight],
          });
        }
        all += weight;
        known.push([name, weight * sign]);
      }
      if (all === 0) return { id: offer.id, fit: null, contributions: {} };
      const contributions = Object.fromEntries(known.map(([name, points]) => [name, points / all]));
      return { id: offer.id, fit: known.reduce((sum, [, points]) => sum + points, 0) / all, contributions };
    })
    .sort((left, right) => (right.fit ?? -1) - (left.fit ?? -1) || compareCodePoints(left.id, right.id));
}

/** Who took a service up. */
export interface ServiceTakeUp {
  readonly serviceId: string;
  /** Customers who could use it. */
  readonly eligible: number;
  /** Of these, those who used it in the window. */
  readonly users: number;
  readonly uses: number;
  /** users / eligible, `null` when nobody could. */
  readonly takeUp: number | null;
  /** Wilson's interval of it. */
  readonly interval: Interval | null;
  /** Users who used it more than once, as a share of users; `null` without users. */
  readonly repeated: number | null;
}

/**
 * Take-up of each service from `service.used` interactions, with intervals, the most used first.
 *
 * @param interactions - of many customers
 * @param eligible - the customers who could use the services
 * @param options - `from` (inclusive) and `to` (exclusive), `level` of the intervals (.95 when absent)
 * @throws ClienteleError `invalid_instant`, `invalid_option`
 * @example
 * const used = (customerId: string, id: string) => ({ id, customerId, type: "service.used", at: new Date(0), properties: { serviceId: "care" } });
 * const [care] = serviceTakeUp([used("ann", "1"), used("ann", "2")], ["ann", "bob"]);
 * [care.users, care.uses, care.takeUp, care.repeated] // => [1, 2, 0.5, 1]
 */
export function serviceTakeUp(
  interactions: Iterable<Interaction>,
  eligible: Iterable<string>,
  options: {
    readonly from?: InstantInput | undefined;
    readonly to?: InstantInput | undefined;
    readonly level?: number | undefined;
  } = {},
): ServiceTakeUp[] {
  const from = options.from === undefined ? -Infinity : toMilliseconds(options.from, "from");
  const to = options.to === undefined ? Infinity : toMilliseconds(options.to, "to");
  const could = new Set(eligible);
  const services = new Map<string, Map<string, number>>();
  for (const { type, customerId, at, properties } of interactions) {
    const { serviceId } = properties as { serviceId?: unknown };
    if (type !== "service.used" || typeof serviceId !== "string" || !could.has(customerId)) continue;
    const time = at.getTime();
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
        interval: could.size === 0 ? null : takeUpInterval(users.size, could.size, options.level),
        repeated: users.size === 0 ? null : counts.filter((count) => count > 1).length / users.size,
      };
    })
    .sort((left, right) => right.users - left.users || compareCodePoints(left.serviceId, right.serviceId));
}

function takeUpInterval(users: number, eligible: number, level: number | undefined): Interval {
  const { estimate, lower, upper } = wilsonInterval(users, eligible, level);
  return { estimate, low: lower, high: upper };
}

/** What using a service goes with. */
export interface ServiceEffect {
  /** Change of users less change of the others: a difference of differences. */
  readonly effect: number;
  readonly interval: Interval;
  readonly users: { readonly customers: number; readonly change: number };
  readonly others: { readonly customers: number; readonly change: number };
  /** `randomized` when the host says that chance decided who got it; otherwise `observed`: users may differ in more than use. */
  readonly evidence: "randomized" | "observed";
}

/**
 * The effect of a service on value by difference of differences: how users changed, less how the others did.
 *
 * @param customers - value before and after the service began, in one unit, and whether the customer used it
 * @param options - `randomized`: chance decided who got it; `level` of the interval (.95 when absent)
 * @throws ClienteleError `unfittable_data` with fewer than two users or two others; `invalid_summary` for a value that is not finite
 * @see Angrist, Pischke (2009), Mostly Harmless Econometrics, section 5.2
 * @example
 * const row = (used: boolean, before: number, after: number) => ({ used, before, after });
 * const rows = [row(true, 10, 16), row(true, 10, 14), row(false, 10, 12), row(false, 10, 10)];
 * serviceEffect(rows).effect // => 4
 */
export function serviceEffect(
  customers: Iterable<{ readonly used: boolean; readonly before: number; readonly after: number }>,
  options: { readonly randomized?: boolean | undefined; readonly level?: number | undefined } = {},
): ServiceEffect {
  const { randomized = false, level = 0.95 } = options;
  if (!(level > 0 && level < 1)) {
    throw new ClienteleError("invalid_option", `level must lie between 0 and 1, got ${String(level)}.`, {
      option: "level",
      value: level,
    });
  }
  const changes: { users: number[]; others: number[] } = { users: [], others: [] };
  let row = 0;
  for (const { used, before, after } of customers) {
    const change = after - before;
    if (!Number.isFinite(change)) {
      throw new ClienteleError("invalid_summary", `Row ${row}: value before and after must be finite.`, {
        column: Number.isFinite(before) ? "after" : "before",
        row,
        value: Number.isFinite(before) ? after : before,
      });
    }
    changes[used ? "users" : "others"].push(change);
    row++;
  }
  if (changes.users.length < 2 || changes.others.length < 2) {
    const reason = "an effect needs two users and two others at least";
    throw new ClienteleError("unfittable_data", `No effect can be told: ${reason}.`, { model: "service-effect", reason });
  }
  const users = momentsOf(changes.users);
  const others = momentsOf(changes.others);
  const effect = users.mean - others.mean;
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(users.variance / users.size + others.variance / others.size);
  return {
    effect,
    interval: { estimate: effect, low: effect - reach, high: effect + reach },
    users: { customers: users.size, change: users.mean },
    others: { customers: others.size, change: others.mean },
    evidence: randomized ? "randomized" : "observed",
  };
}

function momentsOf(values: readonly number[]): { size: number; mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { size: values.length, mean, variance };
}
