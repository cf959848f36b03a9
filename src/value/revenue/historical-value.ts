import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { CustomerCosts } from "./customer-costs.js";
import type { CustomerRevenue } from "./customer-revenue.js";

/** What every customer earned so far, less everything that the customer cost; minor units. */
export interface HistoricalValue {
  /** In code-point order: everybody with revenue or with a cost. */
  readonly ids: readonly string[];
  readonly revenue: Float64Array;
  /** Cost of the goods; NaN where a purchase does not say. */
  readonly goods: Float64Array;
  readonly service: Float64Array;
  readonly marketing: Float64Array;
  readonly logistics: Float64Array;
  readonly acquisition: Float64Array;
  /** revenue − goods − service − marketing − logistics − acquisition; NaN where the cost of the goods is unknown. */
  readonly value: Float64Array;
  readonly currency: string | undefined;
  /** Sum over the customers whose value is known. */
  readonly total: number;
  /** Customers whose cost of goods is unknown, so that they are not in the total. */
  readonly unknown: number;
}

/**
 * Historical value: revenue less all costs of the customer. Somebody who cost and never bought has a negative value, and is there.
 *
 * @param revenue - from `customerRevenue`, of orders or of payments received
 * @param costs - from `allocateCosts`, for the same period
 * @param options - `acquisition`: customer → minor units; `goodsShare`: cost of the goods as a share of revenue, where no cost was recorded
 * @throws ClienteleError `mixed_currencies` when revenue and costs are of two; `invalid_option`
 * @example
 * const rows = [{ customerId: "ann", at: 0, amount: 1000, cost: 600, currency: "EUR" }];
 * historicalValue(customerRevenue(rows), undefined, { acquisition: { ann: 150 } }).value // => [250]
 */
export function historicalValue(
  revenue: CustomerRevenue,
  costs?: CustomerCosts,
  options: { readonly acquisition?: Readonly<Record<string, number>> | undefined; readonly goodsShare?: number | undefined } = {},
): HistoricalValue {
  const { acquisition = {}, goodsShare } = options;
  if (goodsShare !== undefined && !(goodsShare >= 0 && goodsShare <= 1)) {
    throw new ClienteleError("invalid_option", `goodsShare must be from 0 to 1, got ${String(goodsShare)}.`, {
      option: "goodsShare",
      value: goodsShare,
    });
  }
  const currencies = [revenue.currency, costs?.currency].filter((one): one is string => one !== undefined);
  if (new Set(currencies).size > 1) {
    throw new ClienteleError("mixed_currencies", "Convert revenue and costs to one currency first.", { currencies });
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
