import { compareCodePoints } from "clientele/kernel";
import { type Customer, type Interaction, type RecordsReport, recordsFrom } from "clientele/models";
import type { CleanRetail } from "./clean.js";
import type { MatchedCancellation } from "./cancellations.js";
import { countryCodes } from "./countries.js";
import { pence, RETAIL_CURRENCY, type RetailLine } from "./retail-line.js";

/** Customers with their orders and refunds, and what is worth saying about the making of them. */
export interface RetailRecords extends RecordsReport {
  readonly orders: number;
  readonly refunds: number;
  /** Customers whose orders name more than one country; the latest order's country is theirs. */
  readonly severalCountries: readonly string[];
}

/**
 * Makes a record of every customer: an `order.placed` an invoice, an `order.refunded` a credit note and order, and the
 * customer with the country of the latest order, known since the first. Sums are pence.
 */
export function retailRecords({ purchases, cancellations }: Pick<CleanRetail, "purchases" | "cancellations">): RetailRecords {
  const orders = groupBy(purchases, (line) => line.invoice);
  const refunds = groupBy(cancellations.matched, ({ cancellation, purchase }) => `${cancellation.invoice}\n${purchase.invoice}`);
  const interactions = [...[...orders.values()].map(orderPlaced), ...[...refunds.values()].map(orderRefunded)];
  const byCustomer = groupBy(purchases, (line) => line.customerId!);
  const customers = [...byCustomer].map(([id, lines]) => customerOf(id, lines));
  const severalCountries = [...byCustomer].filter(([, lines]) => new Set(lines.map(({ country }) => country)).size > 1);
  return {
    ...recordsFrom({ customers, interactions }),
    orders: orders.size,
    refunds: refunds.size,
    severalCountries: severalCountries.map(([id]) => id).sort(compareCodePoints),
  };
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Lines are in order of time, so that the first tells when the order was placed: 43 invoices took a minute longer. */
function orderPlaced(lines: readonly RetailLine[]): Interaction {
  const { invoice, customerId, at } = lines[0]!;
  return {
    id: `order:${invoice}`,
    customerId: customerId!,
    type: "order.placed",
    at,
    properties: {
      orderId: invoice,
      total: lines.reduce((sum, { quantity, tenths }) => sum + pence(quantity, tenths), 0),
      currency: RETAIL_CURRENCY,
      units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      products: [...new Set(lines.map(({ product }) => product))].sort(compareCodePoints),
      lines: lines.map(({ product, quantity, tenths }) => ({ productId: product, quantity, unitPrice: tenths / 10 })),
    },
  };
}

function orderRefunded(parts: readonly MatchedCancellation[]): Interaction {
  const { cancellation, purchase } = parts[0]!;
  return {
    id: `refund:${cancellation.invoice}:${purchase.invoice}`,
    customerId: cancellation.customerId!,
    type: "order.refunded",
    at: cancellation.at,
    properties: {
      orderId: purchase.invoice,
      refundId: cancellation.invoice,
      total: parts.reduce((sum, part) => sum + pence(part.units, part.cancellation.tenths), 0),
      currency: RETAIL_CURRENCY,
      units: parts.reduce((sum, { units }) => sum + units, 0),
    },
  };
}

function customerOf(id: string, lines: readonly RetailLine[]): Customer {
  const market = lines.at(-1)!.country;
  const country = countryCodes.get(market);
  return {
    id,
    // Most are shops that buy to sell again.
    kind: "organization",
    version: 0,
    createdAt: lines[0]!.at,
    ...(country !== undefined && { address: { country } }),
    attributes: { market },
  };
}
