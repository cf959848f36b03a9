import { compareCodePoints, currencyExponent, type InstantInput } from "../../kernel/index.js";
import { aCurrency, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { collectRows, type PurchasesReport, type RowColumns } from "./transaction-rows.js";
import type { Transaction } from "./transaction.js";

/**
 * Purchases of a population as parallel columns: one entry per order, refunds netted in, ordered by customer (code point), then
 * by instant. A row without an order identifier is an entry of its own.
 */
export interface Purchases {
  /** The customers, in code-point order. */
  readonly customers: readonly string[];
  /** Entries of customer c are `starts[c]` up to, not including, `starts[c + 1]`. */
  readonly starts: Uint32Array;
  /** Position of the entry's customer. */
  readonly customer: Uint32Array;
  /** Epoch milliseconds of the order's earliest row that is not a refund; of the refund itself where it stands alone. */
  readonly at: Float64Array;
  /** Minor units before refunds; 0 for a lone refund. */
  readonly gross: Float64Array;
  /** Minor units after refunds. */
  readonly net: Float64Array;
  /** Cost of the goods in minor units; NaN where a purchase does not tell it. */
  readonly cost: Float64Array;
  /** Number of input rows in the entry. */
  readonly rows: Uint32Array;
  /** 1 for a refund whose order is not in the input. */
  readonly loneRefund: Uint8Array;
  readonly orderIds: readonly (string | undefined)[];
  /** ISO 4217 code; `undefined` when no row was used and no currency was asked for. */
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/** Options of {@link purchasesOf}. */
export interface PurchasesOptions {
  /** What had happened by this instant counts; defaults to all rows. */
  readonly asOf?: InstantInput | undefined;
  /** Reads this currency only; defaults to the one currency of the rows. */
  readonly currency?: string | undefined;
}

const PURCHASES_OPTIONS: OptionShape<PurchasesOptions> = { asOf: anInstant, currency: aCurrency };

/**
 * Groups transactions into orders, from which value, contribution and the indicators are computed.
 *
 * A refund that names an order of the same customer is netted into that order, whenever it was paid back; the order has the
 * instant of its earliest row. A refund whose order is not in the input is an entry of its own. The order of the rows does not
 * matter.
 *
 * @param transactions - of one customer or of many, in any order
 * @param options - `asOf`: later rows are left out and counted; `currency`: rows of other currencies are left out and counted
 * @throws ClienteleError `mixed_currencies` when rows differ in currency and none was asked for, `invalid_option`,
 *   `invalid_amount` when the amounts add up to more than a safe integer
 * @example
 * const rows = [
 *   { customerId: "ann", at: 0, amount: 2000, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: 9e8, amount: -500, currency: "EUR", orderId: "o1" },
 * ];
 * [...purchasesOf(rows).net] // => [1500]
 */
export function purchasesOf(transactions: Iterable<Transaction>, options: PurchasesOptions = {}): Purchases {
  const { currency } = requireOptions(options, PURCHASES_OPTIONS);
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
