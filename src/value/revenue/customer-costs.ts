import { allocateMoney, ClienteleError, compareCodePoints, type Money, money } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";

/** A cost and what causes it: a sum that the causing interactions share, or a rate that each of them bears. */
export interface CostDriver {
  /** Stable, for programs: "call-center". */
  readonly id: string;
  /** What it is for. */
  readonly kind: "service" | "marketing" | "logistics";
  /** Types of the interactions that cause it. */
  readonly types: readonly string[];
  /** Only those over this channel. */
  readonly channel?: string;
  /** Numeric property that says how much of it an interaction causes (minutes, parcels); 1 each without it. */
  readonly by?: string;
  /** What the period cost in all, shared by cause to the last minor unit. */
  readonly total?: Money;
  /** Minor units that one interaction (or one of `by`) costs. */
  readonly rate?: Money;
}

/** What each customer cost, minor units. */
export interface CustomerCosts {
  /** In code-point order. */
  readonly ids: readonly string[];
  readonly service: Float64Array;
  readonly marketing: Float64Array;
  readonly logistics: Float64Array;
  /** The three together. */
  readonly total: Float64Array;
  readonly currency: string | undefined;
  /** Sum of every driver's money, allocated or not. */
  readonly spent: number;
  /** Drivers with a total that no interaction caused: `spent` less these is what the columns hold. */
  readonly unallocated: readonly { readonly id: string; readonly amount: number }[];
}

const KINDS = ["service", "marketing", "logistics"] as const;

/**
 * Brings costs to the customers who caused them: service by tickets and calls, marketing by messages, logistics by
 * parcels and returns. Nothing is lost and nothing made up: the columns and `unallocated` add up to `spent`, to the minor unit.
 *
 * @param drivers - each with a `total` or a `rate`, all in one currency
 * @param interactions - of the period that the totals are for
 * @throws ClienteleError `invalid_option` for a driver without money, with both, or with a property that is negative; `mixed_currencies`
 * @see Kaplan, Narayanan (2001), Measuring and Managing Customer Profitability
 * @example
 * const call = (customerId: string, minutes: number) => ({ id: customerId, customerId, type: "call.logged", at: new Date(0), properties: { minutes } });
 * const drivers: CostDriver[] = [{ id: "calls", kind: "service", types: ["call.logged"], by: "minutes", total: { amount: 1000, currency: "EUR" } }];
 * const costs = allocateCosts(drivers, [call("ann", 30), call("bob", 10)]);
 * [...costs.service] // => [750, 250]
 */
export function allocateCosts(drivers: readonly CostDriver[], interactions: Iterable<Interaction>): CustomerCosts {
  const currency = currencyOf(drivers);
  const history = [...interactions];
  const rows = new Map<string, Record<(typeof KINDS)[number], number>>();
  const unallocated: { id: string; amount: number }[] = [];
  let spent = 0;
  for (const driver of drivers) {
    const caused = [...causedBy(driver, history)].sort(([left], [right]) => compareCodePoints(left, right));
    const all = caused.reduce((sum, [, amount]) => sum + amount, 0);
    const amount = driver.total?.amount ?? Math.round(all * driver.rate!.amount);
    spent += amount;
    if (!(all > 0)) {
      if (amount !== 0) unallocated.push({ id: driver.id, amount });
      continue;
    }
    const parts = allocateMoney(
      money(amount, currency!),
      caused.map(([, weight]) => weight),
    );
    caused.forEach(([id], index) => {
      const row = rows.get(id) ?? { service: 0, marketing: 0, logistics: 0 };
      row[driver.kind] += parts[index]!.amount;
      rows.set(id, row);
    });
  }
  const ids = [...rows.keys()].sort(compareCodePoints);
  const column = (kind: (typeof KINDS)[number]): Float64Array => Float64Array.from(ids, (id) => rows.get(id)![kind]);
  const [service, marketing, logistics] = [column("service"), column("marketing"), column("logistics")];
  const total = service.map((value, row) => value + marketing[row]! + logistics[row]!);
  return { ids, service, marketing, logistics, total, currency, spent, unallocated };
}

function currencyOf(drivers: readonly CostDriver[]): string | undefined {
  let currency: string | undefined;
  for (const { id, total, rate, kind } of drivers) {
    if ((total === undefined) === (rate === undefined) || !KINDS.includes(kind)) {
      throw new ClienteleError("invalid_option", `Driver "${id}" needs a total or a rate, and a kind of ${KINDS.join(", ")}.`, {
        option: "drivers",
        value: id,
      });
    }
    const amount = (total ?? rate)!;
    if (!(amount.amount >= 0)) {
      throw new ClienteleError("invalid_option", `Driver "${id}" costs less than nothing.`, { option: "drivers", value: id });
    }
    currency ??= amount.currency;
    if (amount.currency !== currency) {
      throw new ClienteleError("mixed_currencies", "Convert all cost drivers to one currency first.", {
        currencies: [currency, amount.currency],
      });
    }
  }
  return currency;
}

/** How much of a driver each customer caused. */
function causedBy(driver: CostDriver, history: readonly Interaction[]): Map<string, number> {
  const caused = new Map<string, number>();
  for (const { customerId, type, channel, properties } of history) {
    if (!driver.types.includes(type) || (driver.channel !== undefined && channel !== driver.channel)) continue;
    const named =
      driver.by === undefined || !Object.hasOwn(properties, driver.by)
        ? undefined
        : (properties as Record<string, unknown>)[driver.by];
    const amount = driver.by === undefined ? 1 : typeof named === "number" ? named : 0;
    if (!(amount >= 0 && amount < Infinity)) {
      throw new ClienteleError("invalid_option", `Property ${driver.by} of an interaction must be at least 0, got ${amount}.`, {
        option: "drivers",
        value: driver.id,
      });
    }
    caused.set(customerId, (caused.get(customerId) ?? 0) + amount);
  }
  return caused;
}
