import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { aNumber, anObject, aProbability, mapOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { CustomerCosts } from "./customer-costs.js";
import type { CustomerRevenue } from "./customer-revenue.js";

/** Options of {@link historicalValue}. */
export interface HistoricalValueOptions {
  /** From `allocateCosts`, for the same period. */
  readonly costs?: CustomerCosts | undefined;
  /** Acquisition cost by customer, in minor units. */
  readonly acquisition?: Readonly<Record<string, number>> | undefined;
  /** Cost of the goods as a share of revenue, for customers without a recorded cost. Without it, their value is unknown. */
  readonly goodsShare?: number | undefined;
}

const OPTIONS: OptionShape<HistoricalValueOptions> = {
  costs: anObject,
  acquisition: /* @__PURE__ */ mapOf(/* @__PURE__ */ aNumber()),
  goodsShare: aProbability,
};

/** Revenue of every customer minus all costs of the customer, in minor units. */
export interface HistoricalValue {
  /** All customers with revenue or with a cost, in code-point order. */
  readonly ids: readonly string[];
  readonly revenue: Float64Array;
  /** Cost of the goods; NaN when the cost of a purchase is unknown. */
  readonly goods: Float64Array;
  readonly service: Float64Array;
  readonly marketing: Float64Array;
  readonly logistics: Float64Array;
  readonly acquisition: Float64Array;
  /** revenue − goods − service − marketing − logistics − acquisition; NaN when the cost of the goods is unknown. */
  readonly value: Float64Array;
  /** Currency of the amounts (ISO 4217); `undefined` when nothing was read. */
  readonly currency: string | undefined;
  /** Sum of the known values. */
  readonly total: number;
  /** Number of customers whose value is unknown. The total leaves them out. */
  readonly unknown: number;
}

/**
 * Returns the historical value of each customer: revenue minus all costs. A customer with costs and without a purchase has a
 * negative value.
 *
 * @param revenue - from `customerRevenue`, by orders or by payments received
 * @param options - costs of the same period, acquisition costs, share of the goods
 * @throws ClienteleError `mixed_currencies` when revenue and costs differ in currency; `invalid_option`
 * @example
 * const rows = [{ customerId: "ann", at: 0, amount: 1000, cost: 600, currency: "EUR" }];
 * historicalValue(customerRevenue(rows), { acquisition: { ann: 150 } }).value // => [250]
 */
export function historicalValue(revenue: CustomerRevenue, options: HistoricalValueOptions = {}): HistoricalValue {
  const { costs, acquisition = {}, goodsShare } = requireOptions(options, OPTIONS);
  const currencies = [revenue.currency, costs?.currency].filter((one): one is string => one !== undefined);
  if (new Set(currencies).size > 1) {
    throw new ClienteleError(
      "mixed_currencies",
      `Revenue and costs must have one currency, got ${currencies.join(" and ")}. Convert them first.`,
      { currencies },
    );
  }
  const ids = [...new Set([...revenue.ids, ...(costs?.ids ?? []), ...Object.keys(acquisition)])].sort(compareCodePoints);
  const revenueRow = new Map(revenue.ids.map((id, row) => [id, row]));
  const costRow = new Map((costs?.ids ?? []).map((id, row) => [id, row]));
  const from = (rows: Map<string, number>, column: Float64Array | undefined): Float64Array =>
    Float64Array.from(ids, (id) => {
      const row = rows.get(id);
      return row === undefined ? 0 : column![row]!;
    });
  const columns = {
    revenue: from(revenueRow, revenue.revenue),
    goods: from(
      revenueRow,
      revenue.revenue.map((amount, row) => {
        const known = amount - revenue.margin[row]!;
        return Number.isNaN(known) && goodsShare !== undefined ? goodsShare * amount : known;
      }),
    ),
    service: from(costRow, costs?.service),
    marketing: from(costRow, costs?.marketing),
    logistics: from(costRow, costs?.logistics),
    acquisition: Float64Array.from(ids, (id) => (Object.hasOwn(acquisition, id) ? acquisition[id]! : 0)),
  };
  const value = columns.revenue.map(
    (amount, row) =>
      amount -
      columns.goods[row]! -
      columns.service[row]! -
      columns.marketing[row]! -
      columns.logistics[row]! -
      columns.acquisition[row]!,
  );
  let total = 0;
  let unknown = 0;
  for (const one of value) {
    if (Number.isNaN(one)) unknown++;
    else total += one;
  }
  return { ids, ...columns, value, currency: currencies[0], total, unknown };
}
