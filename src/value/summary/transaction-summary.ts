import { type InstantInput, localClock } from "../../kernel/index.js";
import {
  aBoolean,
  aCurrency,
  anInstant,
  anObject,
  aZone,
  oneOf,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { CustomerSummary, PurchasesReport, PurchaseSummary, TimeUnit, Transaction } from "../../models/index.js";
import { purchasesOf } from "../../models/internal.js";
import { bucketsOf, GRAINS, purchaseHistory, type TransactionGrain } from "./purchase-history.js";
import type { RfmMeasures } from "./rfm-measures.js";
import type { SeasonalClock } from "./seasonal-clock.js";
import { aTimeUnit, daysPerUnit } from "./time-unit.js";

/** Options of {@link summarizeTransactions}. */
export interface SummaryOptions<Unit extends TimeUnit = TimeUnit> {
  /** End of the observation. Later rows are left out. */
  readonly asOf: InstantInput;
  /** Unit of recency, age and gaps: a month is 365.25 / 12 days, a year 365.25. */
  readonly unit: Unit;
  /** What counts as one transaction. Defaults to `"day"`. `"order"` counts each order at its exact instant. */
  readonly grain?: TransactionGrain | undefined;
  /** IANA time zone that defines the days. */
  readonly zone: string;
  /**
   * Customers first seen before this instant may have bought before the log began. They are flagged `truncated` and have a
   * weight of 0, so that fits leave them out.
   */
  readonly acquiredFrom?: InstantInput | undefined;
  /** Whether a day with a net amount of 0 and no refund counts as a transaction, as in the literature on CDNOW. Defaults to false. */
  readonly countFree?: boolean | undefined;
  /** Reads this currency only. Without it, a second currency is an error. */
  readonly currency?: string | undefined;
  /** Measures recency, age and gaps on a seasonal clock, so that the season does not look like a change of rate. `sinceLast` stays in civil time. */
  readonly clock?: SeasonalClock | undefined;
}

/**
 * Account of all rows: `rows = counted + netted + late + otherCurrency + rejected.length`, and the revenue of the customers
 * plus `revenueWithoutPurchase` is the sum of the amounts used.
 */
export interface SummaryReport extends PurchasesReport {
  /** Number of rows in transactions that count. */
  readonly counted: number;
  /** Number of rows in days (weeks, orders) without a positive net amount: cancelled, refunded or free. */
  readonly netted: number;
  /** Customers who have rows, but no transaction that counts. They have no row in the columns. */
  readonly withoutPurchase: readonly string[];
  /** Net revenue of those customers, in minor units. */
  readonly revenueWithoutPurchase: number;
  /** Number of customers who are flagged `truncated`. */
  readonly truncated: number;
}

/** Purchase histories of a population, one row per customer in code-point order: the input of RFM scores and of CLV models. */
export interface TransactionSummary<Unit extends TimeUnit = TimeUnit> extends PurchaseSummary<Unit>, RfmMeasures<Unit> {
  readonly unit: Unit;
  /** Number of transactions that count: frequency + 1. */
  readonly transactions: Float64Array;
  /** Time from the last transaction to `asOf`, in the unit. */
  readonly sinceLast: Float64Array;
  /** Net amount of all rows of the customer, with refunds subtracted, in minor units. */
  readonly revenue: Float64Array;
  /** 0 for truncated customers, whom fits leave out, and 1 for the others. Present with `acquiredFrom` only. */
  readonly weight?: Float64Array;
  /** Epoch milliseconds of the first transaction that counts. */
  readonly firstAt: Float64Array;
  /** Epoch milliseconds of the first row of the last transaction that counts. */
  readonly lastAt: Float64Array;
  /** 1 where the first purchase may be before the start of the log. */
  readonly truncated: Uint8Array;
  /** End of the observation, epoch milliseconds. */
  readonly asOf: number;
  readonly grain: TransactionGrain;
  readonly zone: string;
  /** Seasonal clock on which recency, age and gaps were measured. */
  readonly clock?: SeasonalClock;
  /** Currency of `monetary` and `revenue` (ISO 4217); `undefined` when nothing was read. */
  readonly currency: string | undefined;
  readonly report: SummaryReport;
}

/**
 * Summarizes a log of purchases and refunds as one row per customer.
 *
 * A transaction is a local day of a customer with a net amount above 0. A refund that names an order lowers the day of that
 * order, however late it was paid; a refund whose order is not in the log lowers its own day. `revenue` contains both.
 * frequency = transactions − 1; recency = last − first; age = `asOf` − first, in civil days over the unit; monetary = mean net
 * amount of transactions 2, 3, …, in minor units, NaN without a repeat purchase. With `grain: "order"` times are exact, and
 * `logGaps` is left out when two orders of a customer share an instant (a gap of 0 has no logarithm).
 *
 * The result does not depend on the order of the rows. Rows that cannot be read are listed in `report.rejected` by position.
 *
 * @throws ClienteleError `mixed_currencies`, `invalid_time_zone`, `invalid_instant` (of an option), `invalid_currency`,
 * `invalid_option`, `invalid_amount` (the sum of all amounts is not a safe integer)
 * @see Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way, section 2, for (x, t_x, T)
 * @example
 * const day = (n: number) => Date.UTC(2026, 0, n, 12);
 * const rows = [
 *   { customerId: "ann", at: day(1), amount: 1000, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: day(8), amount: 2500, currency: "EUR", orderId: "o2" },
 *   { customerId: "ann", at: day(20), amount: -500, currency: "EUR", orderId: "o2" },
 * ];
 * const summary = summarizeTransactions(rows, { asOf: day(29), unit: "week", zone: "Europe/Berlin" });
 * [summary.frequency[0], summary.recency[0], summary.age[0], summary.monetary[0]] // => [1, 1, 4, 2000]
 * [...summary.revenue] // => [3000]
 */
export function summarizeTransactions<Unit extends TimeUnit>(
  transactions: Iterable<Transaction>,
  options: SummaryOptions<Unit>,
): TransactionSummary<Unit> {
  const given = requireOptions<SummaryOptions, "asOf" | "unit" | "zone">(options, SUMMARY_OPTIONS, {
    mandatory: ["asOf", "unit", "zone"],
  });
  const { unit } = options;
  const { grain = "day", zone, countFree = false, currency, clock } = given;
  const asOf = toMilliseconds(given.asOf, "asOf");
  const acquiredFrom = given.acquiredFrom === undefined ? undefined : toMilliseconds(given.acquiredFrom, "acquiredFrom");
  const perUnit = daysPerUnit(unit);
  const buckets = bucketsOf(grain, localClock(zone), countFree, clock);
  const purchases = purchasesOf(transactions, { asOf, currency });
  const columns = emptyColumns(purchases.customers.length);
  const { ids } = columns;
  const withoutPurchase: string[] = [];
  let revenueWithoutPurchase = 0;
  let counted = 0;
  let truncated = 0;
  let zeroGaps = false;

  for (let c = 0; c < purchases.customers.length; c++) {
    const id = purchases.customers[c]!;
    const history = purchaseHistory(purchases, c, buckets, perUnit);
    counted += history.rows;
    if (history.count === 0) {
      withoutPurchase.push(id);
      revenueWithoutPurchase += history.revenue;
      continue;
    }
    const row = ids.push(id) - 1;
    const end = Math.max(buckets.of(asOf), history.last);
    columns.frequency[row] = history.count - 1;
    columns.transactions[row] = history.count;
    const first = buckets.time(history.first);
    columns.recency[row] = (buckets.time(history.last) - first) / perUnit;
    columns.age[row] = (buckets.time(end) - first) / perUnit;
    columns.sinceLast[row] = (end - history.last) / perUnit;
    columns.monetary[row] = history.count === 1 ? Number.NaN : history.repeatNet / (history.count - 1);
    columns.revenue[row] = history.revenue;
    columns.logGaps[row] = history.logGaps;
    columns.firstAt[row] = history.firstAt;
    columns.lastAt[row] = history.lastAt;
    const mayPrecede = acquiredFrom !== undefined && history.firstAt < acquiredFrom;
    columns.truncated[row] = Number(mayPrecede);
    truncated += Number(mayPrecede);
    zeroGaps ||= history.logGaps === Number.NEGATIVE_INFINITY;
  }

  const { logGaps, ...rest } = cut(columns, ids.length);
  const { report } = purchases;
  return {
    ...rest,
    ...(!zeroGaps && { logGaps }),
    ...(acquiredFrom !== undefined && { weight: Float64Array.from(rest.truncated, (flag) => 1 - flag) }),
    unit,
    asOf,
    grain,
    zone,
    ...(clock !== undefined && { clock }),
    currency: purchases.currency,
    report: { ...report, counted, netted: report.used - counted, withoutPurchase, revenueWithoutPurchase, truncated },
  };
}

/**
 * Summarizes the transactions of one customer as {@link summarizeTransactions} does for a population.
 *
 * @returns `undefined` when no transaction of the customer counts
 * @example
 * const rows = [{ customerId: "ann", at: 0, amount: 1000, currency: "EUR" }];
 * const asOf = Date.UTC(1970, 0, 15);
 * summarizeCustomer("ann", rows, { asOf, unit: "week", zone: "UTC" }) // => { id: "ann", frequency: 0, recency: 0, age: 2, logGaps: 0, transactions: 1, sinceLast: 2, revenue: 1000 }
 */
export function summarizeCustomer<Unit extends TimeUnit>(
  customerId: string,
  transactions: Iterable<Transaction>,
  options: SummaryOptions<Unit>,
): (CustomerSummary & { readonly transactions: number; readonly sinceLast: number; readonly revenue: number }) | undefined {
  const theirs: Transaction[] = [];
  for (const transaction of transactions) if (transaction?.customerId === customerId) theirs.push(transaction);
  const summary = summarizeTransactions(theirs, options);
  if (summary.ids.length === 0) return undefined;
  const monetary = summary.monetary[0]!;
  return {
    id: customerId,
    frequency: summary.frequency[0]!,
    recency: summary.recency[0]!,
    age: summary.age[0]!,
    ...(!Number.isNaN(monetary) && { monetary }),
    ...(summary.logGaps !== undefined && { logGaps: summary.logGaps[0]! }),
    transactions: summary.transactions[0]!,
    sinceLast: summary.sinceLast[0]!,
    revenue: summary.revenue[0]!,
  };
}

/**
 * Returns a summary without the customers whose first purchase may be before the start of the log. Their age is too short and
 * their frequency too low for a CLV model. Fits leave them out anyway, because their weight is 0.
 *
 * @example
 * const rows = ["early", "late"].map((customerId, index) => ({ customerId, at: index * 1e9, amount: 100, currency: "EUR" }));
 * const summary = summarizeTransactions(rows, { asOf: 2e9, unit: "day", zone: "UTC", acquiredFrom: 5e8 });
 * excludeTruncated(summary).ids // => ["late"]
 */
export function excludeTruncated<Unit extends TimeUnit>(summary: TransactionSummary<Unit>): TransactionSummary<Unit> {
  const keep = (_: unknown, row: number) => summary.truncated[row] === 0;
  const { logGaps, weight: _, ...rest } = summary;
  return {
    ...rest,
    ids: summary.ids.filter(keep),
    frequency: summary.frequency.filter(keep),
    recency: summary.recency.filter(keep),
    age: summary.age.filter(keep),
    monetary: summary.monetary.filter(keep),
    transactions: summary.transactions.filter(keep),
    sinceLast: summary.sinceLast.filter(keep),
    revenue: summary.revenue.filter(keep),
    firstAt: summary.firstAt.filter(keep),
    lastAt: summary.lastAt.filter(keep),
    truncated: summary.truncated.filter(keep),
    ...(logGaps !== undefined && { logGaps: logGaps.filter(keep) }),
  };
}

export const SUMMARY_OPTIONS: OptionShape<SummaryOptions> = {
  asOf: anInstant,
  unit: aTimeUnit,
  grain: /* @__PURE__ */ oneOf(GRAINS),
  zone: aZone,
  acquiredFrom: anInstant,
  countFree: aBoolean,
  currency: aCurrency,
  clock: anObject,
};

type Growing = Omit<
  TransactionSummary,
  "unit" | "asOf" | "grain" | "zone" | "clock" | "currency" | "report" | "ids" | "logGaps" | "weight" | "covariates"
> & { readonly ids: string[]; readonly logGaps: Float64Array };

function emptyColumns(size: number): Growing {
  const column = () => new Float64Array(size);
  return {
    ids: [],
    frequency: column(),
    recency: column(),
    age: column(),
    monetary: column(),
    logGaps: column(),
    transactions: column(),
    sinceLast: column(),
    revenue: column(),
    firstAt: column(),
    lastAt: column(),
    truncated: new Uint8Array(size),
  };
}

/** Returns the first rows of every column: customers without a purchase left unused rows at the end. */
function cut(columns: Growing, size: number): Growing {
  const shortened = Object.entries(columns).map(([name, column]) => [name, column.slice(0, size)]);
  return Object.fromEntries(shortened) as Growing;
}
