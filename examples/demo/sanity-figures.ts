import { compareCodePoints, dayText, localClock } from "clientele/kernel";
import { RETAIL_ZONE, type RetailLine } from "./retail-line.js";

/** Figures that others publish about this file, by a definition anybody can repeat. */
export interface SanityFigures {
  readonly customers: number;
  readonly orders: number;
  /** Tenths of a penny: four prices have three decimals. */
  readonly revenueTenths: number;
  /** Pounds. */
  readonly averageOrder: number;
  /** Pounds. */
  readonly perCustomer: number;
  /** Share of revenue of the best fifth of the customers (rounded down: 867 of 4,338). */
  readonly topFifth: number;
  /** Customers, in code-point order, whose first purchase day lies at least 90 days before the last day of the file. */
  readonly observed: readonly string[];
  /** The last first day that leaves 90 days: `2011-09-10`. */
  readonly lastObservedDay: string;
  /** Those of them with another purchase day at most 90 days after the first. */
  readonly returned: readonly string[];
  /** Their share; `null` when nobody was observed. */
  readonly returnedWithin90Days: number | null;
}

/**
 * The figures of the plain reading: **customer present, invoice no cancellation (`C…`), quantity and price above 0; nothing
 * else is cleaned**, so that postage, manual corrections and duplicates count, and refunds do not.
 *
 * - An order is an invoice number of a customer; revenue is quantity times price.
 * - A purchase day is a local day in London; a second order on the same day is no second purchase.
 * - "Second purchase within 90 days" looks at customers whose whole 90 days are in the file: first purchase day not after
 *   2011-09-10, as the file ends on 2011-12-09.
 */
export function sanityFigures(lines: Iterable<RetailLine>): SanityFigures {
  const clock = localClock(RETAIL_ZONE);
  const orders = new Set<string>();
  const customers = new Map<string, { tenths: number; days: Set<number> }>();
  let lastDay = Number.NEGATIVE_INFINITY;
  for (const { invoice, customerId, quantity, tenths, at } of lines) {
    const day = clock.day(at.getTime());
    lastDay = Math.max(lastDay, day);
    if (customerId === undefined || invoice.startsWith("C") || quantity <= 0 || tenths <= 0) continue;
    orders.add(`${customerId}\n${invoice}`);
    let customer = customers.get(customerId);
    if (customer === undefined) {
      customer = { tenths: 0, days: new Set() };
      customers.set(customerId, customer);
    }
    customer.tenths += quantity * tenths;
    customer.days.add(day);
  }
  const revenues = [...customers.values()].map((customer) => customer.tenths).sort((left, right) => right - left);
  const revenueTenths = revenues.reduce((sum, tenths) => sum + tenths, 0);
  const best = revenues.slice(0, Math.floor(revenues.length / 5)).reduce((sum, tenths) => sum + tenths, 0);
  const observed: string[] = [];
  const returned: string[] = [];
  for (const [id, { days }] of customers) {
    const first = Math.min(...days);
    if (first > lastDay - 90) continue;
    observed.push(id);
    if ([...days].some((day) => day > first && day <= first + 90)) returned.push(id);
  }
  return {
    customers: customers.size,
    orders: orders.size,
    revenueTenths,
    averageOrder: revenueTenths / 1_000 / orders.size,
    perCustomer: revenueTenths / 1_000 / customers.size,
    topFifth: best / revenueTenths,
    observed: observed.sort(compareCodePoints),
    returned: returned.sort(compareCodePoints),
    lastObservedDay: Number.isFinite(lastDay) ? dayText(lastDay - 90) : "",
    returnedWithin90Days: observed.length === 0 ? null : returned.length / observed.length,
  };
}
