import { compareCodePoints, currencyExponent, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { collectRows, type RowColumns } from "./transaction-rows.js";
import type { Transaction } from "./transaction.js";

/** Why a row of transactions cannot be used. */
export type TransactionProblem =
  | "not_an_object"
  | "invalid_customer"
  | "invalid_instant"
  | "invalid_amount"
  | "invalid_currency"
  | "invalid_order"
  | "invalid_cost";

/** A row that was left out, by its position in the input. */
export interface RejectedTransaction {
  /** Position in the input, from 0. */
  readonly row: number;
  readonly reason: TransactionProblem;
  /** The value that is wrong. */
  readonly value: unknown;
}

/** What became of the rows: `rows = used + late + otherCurrency + rejected.length`. */
export interface PurchasesReport {
  /** Rows read. */
  readonly rows: number;
  /** Rows that are in the columns. */
  readonly used: number;
  /** Rows after `asOf`: they had not happened yet. */
  readonly late: number;
  /** Rows of a currency other than the one that was asked for. */
  readonly otherCurrency: number;
  /** Rows that cannot be read, in the order of the input. */
  readonly rejected: readonly RejectedTransaction[];
}

/**
 * Purchases of a population, one entry an order with its refunds netted in, as parallel columns; ordered by customer
 * (code point), then instant. A row without an order is an entry of its own.
 */
export interface Purchases {
  /** The customers, in code-point order. */
  readonly customers: readonly string[];
  /** Entries of customer c are `starts[c]` up to, not including, `starts[c + 1]`. */
  readonly starts: Uint32Array;
  /** Position of the entry's customer. */
  readonly customer: Uint32Array;
  /** Epoch milliseconds: the order's earliest row that is no refund; a lone refund's own. */
  readonly at: Float64Array;
  /** Minor units before refunds; 0 for a lone refund. */
  readonly gross: Float64Array;
  /** Minor units, refunds taken off. */
  readonly net: Float64Array;
  /** Cost of the goods, minor units; NaN where a purchase does not say. */
  readonly cost: Float64Array;
  /** How many rows of the input are in the entry. */
  readonly rows: Uint32Array;
  /** 1 for a refund whose order is not in the input: it stands alone at its own instant. */
  readonly loneRefund: Uint8Array;
  readonly orderIds: readonly (string | undefined)[];
  /** ISO 4217; `undefined` when no row was used and none was asked for. */
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/** Which transactions to read. */
export interface PurchasesOptions {
  /** What had happened by this instant counts; later rows are late. All rows when absent. */
  readonly asOf?: InstantInput | undefined;
  /** Read this currency alone; rows of others are counted, not read. */
  readonly currency?: string | undefined;
}

/**
 * Brings transactions into orders: what value, contribution and the indicators are counted from.
 *
 * A refund that names an order of the same customer goes into that order, whenever it was paid back; an order stands at
 * its earliest row. A refund whose order is not there stands alone. Rows in another order give the same columns.
 *
 * @throws ClienteleError `mixed_currencies` when rows differ in currency and none was asked for, `invalid_currency`,
 * `invalid_instant`, `invalid_amount` when the amounts add up to more than whole numbers can hold
 * @example
 * const rows = [
 *   { customerId: "ann", at: 0, amount: 2000, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: 9e8, amount: -500, currency: "EUR", orderId: "o1" },
 * ];
 * [...purchasesOf(rows).net] // => [1500]
 */
export function purchasesOf(transactions: Iterable<Transaction>, options: PurchasesOptions = {}): Purchases {
  const { currency } = options;
  if (currency !== undefined) currencyExponent(currency);
  const asOf = options.asOf === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.asOf, "asOf");
  const rows = collectRows(transactions, asOf, currency);
  return inOrder(rows, ordersOf(rows));
}

interface Entries {
  readonly customer: number[];
  readonly at: number[];
  readonly gross: number[];
  readonly net: number[];
  readonly cost: number[];
  readonly rows: number[];
  readonly lone: number[];
  readonly orderIds: (string | undefined)[];
}

/** Purchases open the entries, so that refunds find theirs wherever they stand in the input. */
function ordersOf({ customer, at, amount, cost, orderIds }: RowColumns): Entries {
  const entries: Entries = { customer: [], at: [], gross: [], net: [], cost: [], rows: [], lone: [], orderIds: [] };
  const find = orderIndex(entries.customer);
  const open = (row: number, lone: number): number => {
    entries.customer.push(customer[row]!);
    entries.at.push(at[row]!);
    entries.gross.push(Math.max(0, amount[row]!));
    entries.net.push(amount[row]!);
    entries.cost.push(cost[row]!);
    entries.rows.push(1);
    entries.lone.push(lone);
    return entries.orderIds.push(orderIds[row]) - 1;
  };
  const join = (row: number, entry: number): void => {
    entries.gross[entry]! += Math.max(0, amount[row]!);
    entries.net[entry]! += amount[row]!;
    entries.cost[entry]! += cost[row]!;
    entries.rows[entry]! += 1;
  };
  for (let row = 0; row < amount.length; row++) {
    if (amount[row]! < 0) continue;
    const orderId = orderIds[row];
    const entry = orderId === undefined ? undefined : find.get(orderId, customer[row]!);
    if (entry === undefined) {
      const opened = open(row, 0);
      if (orderId !== undefined) find.add(orderId, opened);
    } else {
      join(row, entry);
      entries.at[entry] = Math.min(entries.at[entry]!, at[row]!);
    }
  }
  for (let row = 0; row < amount.length; row++) {
    if (!(amount[row]! < 0)) continue;
    const orderId = orderIds[row];
    const entry = orderId === undefined ? undefined : find.get(orderId, customer[row]!);
    if (entry === undefined) open(row, 1);
    else join(row, entry);
  }
  return entries;
}

/** Entry by order and customer: two customers may use the same order number. */
function orderIndex(customerOf: readonly number[]) {
  const newest = new Map<string, number>();
  const older = new Map<number, number>();
  return {
    get(orderId: string, customer: number): number | undefined {
      let entry = newest.get(orderId);
      while (entry !== undefined && customerOf[entry] !== customer) entry = older.get(entry);
      return entry;
    },
    add(orderId: string, entry: number): void {
      const before = newest.get(orderId);
      if (before !== undefined) older.set(entry, before);
      newest.set(orderId, entry);
    },
  };
}

/** Sorts by customer (counted, not compared), then within each by instant and what else tells two entries apart. */
function inOrder({ ids, currency, report }: RowColumns, entries: Entries): Purchases {
  const size = entries.at.length;
  const customers = ids.slice().sort(codePointOrder(ids));
  const rankOf = new Map<string, number>();
  for (let position = 0; position < customers.length; position++) rankOf.set(customers[position]!, position);
  const rank = new Uint32Array(ids.length);
  for (let index = 0; index < ids.length; index++) rank[index] = rankOf.get(ids[index]!)!;

  const starts = new Uint32Array(ids.length + 1);
  for (let entry = 0; entry < size; entry++) starts[rank[entries.customer[entry]!]! + 1]! += 1;
  for (let c = 0; c < ids.length; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const order = new Uint32Array(size);
  for (let entry = 0; entry < size; entry++) {
    const c = rank[entries.customer[entry]!]!;
    order[next[c]!] = entry;
    next[c]! += 1;
  }
  const compare = comparison(entries);
  for (let c = 0; c < ids.length; c++) sortSlice(order, starts[c]!, starts[c + 1]!, compare);

  const columns = {
    customer: new Uint32Array(size),
    at: new Float64Array(size),
    gross: new Float64Array(size),
    net: new Float64Array(size),
    cost: new Float64Array(size),
    rows: new Uint32Array(size),
    loneRefund: new Uint8Array(size),
    orderIds: new Array<string | undefined>(size),
  };
  for (let place = 0; place < size; place++) {
    const entry = order[place]!;
    columns.customer[place] = rank[entries.customer[entry]!]!;
    columns.at[place] = entries.at[entry]!;
    columns.gross[place] = entries.gross[entry]!;
    columns.net[place] = entries.net[entry]!;
    columns.cost[place] = entries.cost[entry]!;
    columns.rows[place] = entries.rows[entry]!;
    columns.loneRefund[place] = entries.lone[entry]!;
    columns.orderIds[place] = entries.orderIds[entry];
  }
  return { customers, starts, ...columns, currency, report };
}

/** UTF-16 order, which engines compare natively, is code-point order wherever no surrogate occurs. */
function codePointOrder(ids: readonly string[]): ((left: string, right: string) => number) | undefined {
  return ids.some((id) => /[\ud800-\udfff]/.test(id)) ? compareCodePoints : undefined;
}

/** A total order of the entries of one customer, up to entries that are alike in everything. */
function comparison({ at, orderIds, net, gross, cost, rows }: Entries): (a: number, b: number) => number {
  return (a, b) =>
    at[a]! - at[b]! ||
    compareCodePoints(orderIds[a] ?? "", orderIds[b] ?? "") ||
    net[a]! - net[b]! ||
    gross[a]! - gross[b]! ||
    compareMissingFirst(cost[a]!, cost[b]!) ||
    rows[a]! - rows[b]!;
}

/** Logs mostly come in order of time, and then nothing is left to sort. */
function sortSlice(order: Uint32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  for (let place = from + 1; place < to; place++) {
    if (compare(order[place - 1]!, order[place]!) > 0) {
      order.subarray(from, to).sort(compare);
      return;
    }
  }
}

function compareMissingFirst(left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
  return left - right;
}
