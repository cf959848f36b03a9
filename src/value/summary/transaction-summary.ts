import { currencyExponent, type InstantInput, localClock } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import {
  type CustomerSummary,
  type PurchasesReport,
  type PurchaseSummary,
  purchasesOf,
  type TimeUnit,
  type Transaction,
} from "../../models/index.js";
import { bucketsOf, purchaseHistory, type TransactionGrain } from "./purchase-history.js";
import type { RfmMeasures } from "./rfm-measures.js";
import type { SeasonalClock } from "./seasonal-clock.js";
import { daysPerUnit } from "./time-unit.js";

/** How {@link summarizeTransactions} reads a log. */
export interface SummaryOptions<Unit extends TimeUnit = TimeUnit> {
  /** The end of the observation; later rows had not happened. */
  readonly asOf: InstantInput;
  /** Unit of recency, age and gaps: a month is 365.25 / 12 days, a year 365.25. */
  readonly unit: Unit;
  /** Default `"day"`. `"order"` counts each order at its instant, in exact time. */
  readonly grain?: TransactionGrain | undefined;
  /** IANA zone whose calendar says what a day is. */
  readonly zone: string;
  /**
   * A customer first seen before this may have bought before the log began: flagged `truncated`, and of weight 0, so that
   * fits leave them out.
   */
  readonly acquiredFrom?: InstantInput | undefined;
  /** Count days on which everything was free (net 0, nothing refunded) as transactions too; default `false`. CDNOW's literature does. */
  readonly countFree?: boolean | undefined;
  /** Read this currency alone; without it, a second currency is an error. */
  readonly currency?: string | undefined;
  /** Measures recency, age and gaps on a seasonal clock, so that a season is no change of rate; `sinceLast` stays civil. */
  readonly clock?: SeasonalClock | undefined;
}

/**
 * What became of everything: `rows = counted + netted + late + otherCurrency + rejected.length`, and the revenue of the
 * customers plus `revenueWithoutPurchase` is the sum of the amounts used.
 */
export interface SummaryReport extends PurchasesReport {
  /** Rows in transactions that count. */
  readonly counted: number;
  /** Rows of days (weeks, orders) whose net amount is not positive: cancelled, refunded, free. */
  readonly netted: number;
  /** Customers with rows but no transaction that counts; they have no row in the columns. */
  readonly withoutPurchase: readonly string[];
  /** Net minor units of those customers. */
  readonly revenueWithoutPurchase: number;
  /** How many customers are flagged `truncated`. */
  readonly truncated: number;
}

/** Purchase histories of a population: what RFM scores and CLV models take, one row a customer in code-point order. */
export interface TransactionSummary<Unit extends TimeUnit = TimeUnit> extends PurchaseSummary<Unit>, RfmMeasures<Unit> {
  readonly unit: Unit;
  /** Transactions that count: frequency + 1. */
  readonly transactions: Float64Array;
  /** Time from the last transaction to `asOf`, in the unit. */
  readonly sinceLast: Float64Array;
  /** Net of every row of the customer, refunds taken off, minor units. */
  readonly revenue: Float64Array;
  /** With `acquiredFrom` alone: 0 for truncated customers, whom fits then leave out, 1 for the others. */
  readonly weight?: Float64Array;
  /** Epoch milliseconds of the first transaction that counts. */
  readonly firstAt: Float64Array;
  /** Epoch milliseconds of the last transaction that counts (its first row). */
  readonly lastAt: Float64Array;
  /** 1 where the first purchase may precede the log. */
  readonly truncated: Uint8Array;
  readonly asOf: number;
  readonly grain: TransactionGrain;
  readonly zone: string;
  /** The clock on which recency, age and gaps were measured, if not the civil one. */
  readonly clock?: SeasonalClock;
  /** ISO 4217; `undefined` when nothing was read. */
  readonly currency: string | undefined;
  readonly report: SummaryReport;
}

/**
 * Turns a log of purchases and refunds into one row a customer.
 *
 * A transaction is a customer's local day with a net amount above 0. A refund that names an order lowers the day of that
 * order, however late it was paid back; one whose order is not in the log lowers its own day, and is in `revenue` in any
 * case. frequency = transactions − 1; recency = last − first; age = `asOf` − first, in civil days over the unit;
 * monetary = the mean of transactions 2, 3, …, in major units, NaN without one. With `grain: "order"` times are exact,
 * and `logGaps` is left out when two orders of a customer share an instant (no gap has a logarithm then).
 *
 * The order of the rows does not matter, to the byte. Rows that cannot be read are in `report.rejected` by position.
 *
 * @throws ClienteleError `mixed_currencies`, `invalid_time_zone`, `invalid_instant` (of an option), `invalid_currency`,
 * `invalid_option`, `invalid_amount` (the sum of all amounts is past whole numbers)
 * @see Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way, section 2, for (x, t_x, T)
 * @example
 * const day = (n: number) => Date.UTC(2026, 0, n, 12);
 * const rows = [
 *   { customerId: "ann", at: day(1), amount: 1000, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: day(8), amount: 2500, currency: "EUR", orderId: "o2" },
 *   { customerId: "ann", at: day(20), amount: -500, currency: "EUR", orderId: "o2" },
 * ];
 * const summary = summarizeTransactions(rows, { asOf: day(29), unit: "week", zone: "Europe/Berlin" });
 * [summary.frequency[0], summary.recency[0], summary.age[0], summary.monetary[0]] // => [1, 1, 4, 20]
 * [...summary.revenue] // => [3000]
 */
export function summarizeTransactions<Unit extends TimeUnit>(
  transactions: Iterable<Transaction>,
  options: SummaryOptions<Unit>,
): TransactionSummary<Unit> {
  const asOf = toMilliseconds(options.asOf, "asOf");
  const acquiredFrom = options.acquiredFrom === undefined ? undefined : toMilliseconds(options.acquiredFrom, "acquiredFrom");
  const perUnit = daysPerUnit(options.unit);
  const buckets = bucketsOf(options.grain ?? "day", localClock(options.zone), options.countFree ?? false, options.clock);
  const purchases = purchasesOf(transactions, { asOf, currency: options.currency });
  const columns = emptyColumns(purchases.customers.length);
  const { ids } = columns;
  const minor = purchases.currency === undefined ? 1 : 10 ** currencyExponent(purchases.currency);
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
    columns.monetary[row] = history.count === 1 ? Number.NaN : history.repeatNet / (history.count - 1) / minor;
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
    unit: options.unit,
    asOf,
    grain: options.grain ?? "day",
    zone: options.zone,
    ...(options.clock !== undefined && { clock: options.clock }),
    currency: purchases.currency,
    report: { ...report, counted, netted: report.used - counted, withoutPurchase, revenueWithoutPurchase, truncated },
  };
}

/**
 * The summary of one customer: {@link summarizeTransactions} for the rows that are theirs.
 *
 * @returns `undefined` when no transaction of theirs counts
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
 * A summary without the customers whose first purchase may precede the log. Their age is too short and their frequency
 * too low, so that a CLV model must not be fitted to them (fits leave them out by their weight of 0 in any case).
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

/** The first rows of every column: customers without a purchase left module at the end. */
function cut(columns: Growing, size: number): Growing {
  const shortened = Object.entries(columns).map(([name, column]) => [name, column.slice(0, size)]);
  return Object.fromEntries(shortened) as Growing;
}
