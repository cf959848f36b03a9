import { allocateMoney, ClienteleError, compareCodePoints, type Money, money } from "../../kernel/index.js";
import { invalidOption, malformedFact, requireOneOf } from "../../kernel/internal.js";
import type { FactInput, Interaction } from "../../models/index.js";
import { factsOf, readProperties } from "../../models/internal.js";

/** Cost and the interactions that cause it: a total that they share, or a rate that each of them costs. */
export interface CostDriver {
  /** Stable identifier, such as `"call-center"`. */
  readonly id: string;
  /** Kind of the cost. */
  readonly kind: "service" | "marketing" | "logistics";
  /** Types of the interactions that cause the cost. */
  readonly types: readonly string[];
  /** Channel of the interactions that cause the cost. Defaults to all channels. */
  readonly channel?: string | undefined;
  /** Numeric property that says how much of the cost an interaction causes (minutes, parcels). Without it, each causes the same. */
  readonly by?: string | undefined;
  /** Total cost of the period, shared by cause to the last minor unit. */
  readonly total?: Money | undefined;
  /** Cost of one interaction, or of one unit of `by`. */
  readonly rate?: Money | undefined;
}

/** Costs of each customer, in minor units. */
export interface CustomerCosts {
  /** In code-point order. */
  readonly ids: readonly string[];
  readonly service: Float64Array;
  readonly marketing: Float64Array;
  readonly logistics: Float64Array;
  /** Sum of service, marketing and logistics. */
  readonly total: Float64Array;
  /** Currency of the costs (ISO 4217); `undefined` without a driver. */
  readonly currency: string | undefined;
  /** Sum of the money of all drivers, allocated or not. */
  readonly spent: number;
  /** Drivers with a total that no interaction caused. The columns add up to `spent` minus these amounts. */
  readonly unallocated: readonly { readonly id: string; readonly amount: number }[];
}

const KINDS = ["service", "marketing", "logistics"] as const;

/**
 * Allocates costs to the customers who caused them: service by tickets and calls, marketing by messages, logistics by parcels
 * and returns. The columns and `unallocated` add up to `spent`, to the minor unit.
 *
 * @param drivers - each with either a `total` or a `rate`, all in one currency
 * @param interactions - the interactions of the period that the totals are for
 * @throws ClienteleError `invalid_option` for a driver without an amount or with two, and for a negative amount;
 *   `mixed_currencies`; `malformed_fact` for a property that is no number of at least 0
 * @see Kaplan, Narayanan (2001), Measuring and Managing Customer Profitability
 * @example
 * const call = (customerId: string, minutes: number) => ({ id: customerId, customerId, type: "call.logged", at: new Date(0), properties: { minutes } });
 * const drivers: CostDriver[] = [{ id: "calls", kind: "service", types: ["call.logged"], by: "minutes", total: { amount: 1000, currency: "EUR" } }];
 * const costs = allocateCosts(drivers, [call("ann", 30), call("bob", 10)]);
 * [...costs.service] // => [750, 250]
 */
export function allocateCosts(drivers: readonly CostDriver[], interactions: Iterable<FactInput>): CustomerCosts {
  const currency = currencyOf(drivers);
  const history = [...factsOf(interactions, "interactions")];
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
  for (const [index, { id, total, rate, kind }] of drivers.entries()) {
    const path = `drivers[${index}]`;
    requireOneOf(`${path}.kind`, kind, KINDS);
    const amount = total ?? rate;
    if (amount === undefined || (total !== undefined && rate !== undefined)) {
      const message = `\`${path}\` ("${id}") must have either a \`total\` or a \`rate\`.`;
      throw new ClienteleError("invalid_option", message, { option: "drivers", value: id }, path);
    }
    if (!(amount.amount >= 0)) {
      throw invalidOption(`${path}.${total === undefined ? "rate" : "total"}.amount`, amount.amount, "a number of at least 0");
    }
    currency ??= amount.currency;
    if (amount.currency !== currency) {
      throw new ClienteleError(
        "mixed_currencies",
        `All cost drivers must have one currency, got ${currency} and ${amount.currency}. Convert them first.`,
        {
          currencies: [currency, amount.currency],
        },
      );
    }
  }
  return currency;
}

/** Returns how much of a driver each customer caused. */
function causedBy(driver: CostDriver, history: readonly (readonly [position: number, fact: Interaction])[]): Map<string, number> {
  const caused = new Map<string, number>();
  for (const [position, fact] of history) {
    const { customerId, type, channel } = fact;
    if (!driver.types.includes(type) || (driver.channel !== undefined && channel !== driver.channel)) continue;
    const path = `interactions[${position}]`;
    const amount = driver.by === undefined ? 1 : (readProperties(fact, { [driver.by]: "number" }, path)[driver.by] ?? 0);
    if (amount < 0) throw malformedFact(`${path}.properties.${driver.by}`, amount, "a number of at least 0");
    caused.set(customerId, (caused.get(customerId) ?? 0) + amount);
  }
  return caused;
}
