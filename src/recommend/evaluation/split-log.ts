import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { ItemLog } from "../log/item-log.js";

/** Items that one customer bought after the rows that models may use. */
export interface HeldOut {
  readonly customerId: string;
  /** Instant of the recommendation in epoch milliseconds: that of the basket, or of the split. */
  readonly asOf: number;
  /** Items that the training log knows, in code-point order, at least one. */
  readonly items: readonly string[];
}

/** A log in two parts: rows that models are fitted to, and baskets that they are evaluated on. */
export interface RecommenderSplit {
  readonly train: ItemLog;
  readonly tests: readonly HeldOut[];
  readonly report: {
    /** Customers with held-out items. */
    readonly customers: number;
    /** Held-out pairs of a customer and an item. */
    readonly heldOut: number;
    /** How many of them have an item that is not in the training log, so that no model can know it. */
    readonly unseen: number;
    /** Customers who have only such items and are not evaluated. */
    readonly customersDropped: number;
  };
}

/**
 * Holds out the last basket of every customer with at least two. Rows of the customer at or after it are in neither part.
 *
 * The training log then holds baskets of other customers that are later than a test. That is fine for comparing models, but
 * flatters all of them a little; {@link splitLogByTime} is stricter. To choose parameters, split the training part once more.
 *
 * @throws ClienteleError `empty_log` if no customer has two baskets
 * @example
 * const log = itemLog([
 *   { customerId: "ann", itemId: "tea", at: 0 },
 *   { customerId: "ann", itemId: "cup", at: 1 },
 *   { customerId: "bob", itemId: "cup", at: 0 },
 * ]);
 * leaveLastBasket(log).tests // => [{ customerId: "ann", asOf: 1, items: ["cup"] }]
 */
export function leaveLastBasket(log: ItemLog): RecommenderSplit {
  const keep = new Uint8Array(log.at.length).fill(1);
  const held: { customer: number; asOf: number; items: number[] }[] = [];
  for (let customer = 0; customer < log.customers.length; customer++) {
    let first = -1;
    let last = -1;
    let start = 0;
    for (let row = log.starts[customer]!; row < log.starts[customer + 1]!; row++) {
      const basket = log.basket[row]!;
      if (basket < 0 || basket === last) continue;
      if (first < 0) first = basket;
      last = basket;
      start = row;
    }
    if (first === last) continue;
    const items: number[] = [];
    for (let row = start; row < log.starts[customer + 1]!; row++) {
      keep[row] = 0;
      if (log.basket[row] === last) items.push(log.item[row]!);
    }
    held.push({ customer, asOf: log.at[start]!, items });
  }
  return splitOf(log, keep, held);
}

/** Options of {@link splitLogByTime}. */
export interface SplitLogOptions {
  /** First instant of the test. */
  readonly asOf: InstantInput;
  /** End (exclusive) of the test; defaults to the end of the log. */
  readonly until?: InstantInput | undefined;
}

const SPLIT_LOG_OPTIONS: OptionShape<SplitLogOptions> = { asOf: anInstant, until: anInstant };

/**
 * Splits a log at one instant for all customers: models are fitted to the rows before it, and evaluated on what customers with
 * earlier purchases bought from then on.
 *
 * @throws ClienteleError `empty_log` if no customer bought before and after, `invalid_option`, `invalid_instant`
 * @example
 * const rows = [0, 1, 2].map((at) => ({ customerId: "ann", itemId: at === 1 ? "cup" : "tea", at }));
 * splitLogByTime(itemLog([...rows, { customerId: "bob", itemId: "cup", at: 0 }]), { asOf: 1 }).tests // => [{ customerId: "ann", asOf: 1, items: ["cup", "tea"] }]
 */
export function splitLogByTime(log: ItemLog, options: SplitLogOptions): RecommenderSplit {
  const { asOf, until: end } = requireOptions(options, SPLIT_LOG_OPTIONS, { mandatory: ["asOf"] });
  const from = toMilliseconds(asOf, "asOf");
  const until = end === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(end, "until");
  const keep = Uint8Array.from(log.at, (time) => (time < from ? 1 : 0));
  const held: { customer: number; asOf: number; items: number[] }[] = [];
  for (let customer = 0; customer < log.customers.length; customer++) {
    const items = new Set<number>();
    let known = false;
    for (let row = log.starts[customer]!; row < log.starts[customer + 1]!; row++) {
      if (log.basket[row]! < 0) continue;
      if (keep[row] === 1) known = true;
      else if (log.at[row]! < until) items.add(log.item[row]!);
    }
    if (known && items.size > 0) held.push({ customer, asOf: from, items: [...items].sort((left, right) => left - right) });
  }
  return splitOf(log, keep, held);
}

function splitOf(
  log: ItemLog,
  keep: Uint8Array,
  held: readonly { readonly customer: number; readonly asOf: number; readonly items: readonly number[] }[],
): RecommenderSplit {
  if (held.length === 0) {
    const message = "No customer has purchases both to fit a model to and to hold out.";
    throw new ClienteleError("empty_log", message, { what: "tests" });
  }
  const train = rowsOf(log, keep);
  const known = new Set(train.items);
  let heldOut = 0;
  let unseen = 0;
  const tests: HeldOut[] = [];
  for (const { customer, asOf, items } of held) {
    const names = items.map((item) => log.items[item]!);
    const seen = names.filter((item) => known.has(item));
    heldOut += names.length;
    unseen += names.length - seen.length;
    if (seen.length > 0) tests.push({ customerId: log.customers[customer]!, asOf, items: seen });
  }
  return { train, tests, report: { customers: held.length, heldOut, unseen, customersDropped: held.length - tests.length } };
}

/** Returns the log of some rows, without the customers and items that have no row in it. */
function rowsOf(log: ItemLog, keep: Uint8Array): ItemLog {
  const rows = Uint32Array.from({ length: keep.reduce((sum, kept) => sum + kept, 0) });
  let next = 0;
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1) rows[next++] = row;
  const customers = present(log.customers, log.customer, rows);
  const items = present(log.items, log.item, rows);
  const starts = new Uint32Array(customers.names.length + 1);
  const customer = Uint32Array.from(rows, (row) => customers.place[log.customer[row]!]!);
  for (const c of customer) starts[c + 1]! += 1;
  for (let c = 0; c < customers.names.length; c++) starts[c + 1]! += starts[c]!;
  const basket = new Int32Array(rows.length);
  let baskets = 0;
  let current = -1;
  rows.forEach((row, index) => {
    const own = log.basket[row]!;
    if (own >= 0 && own !== current) {
      current = own;
      baskets++;
    }
    basket[index] = own < 0 ? -1 : baskets - 1;
  });
  const at = Float64Array.from(rows, (row) => log.at[row]!);
  return {
    customers: customers.names,
    items: items.names,
    types: log.types,
    starts,
    customer,
    item: Uint32Array.from(rows, (row) => items.place[log.item[row]!]!),
    type: Uint16Array.from(rows, (row) => log.type[row]!),
    at,
    weight: Float64Array.from(rows, (row) => log.weight[row]!),
    basket,
    baskets,
    asOf: at.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY),
    report: { rows: rows.length, used: rows.length, late: 0, rejected: [] },
  };
}

function present(
  names: readonly string[],
  column: Uint32Array,
  rows: Uint32Array,
): { readonly names: string[]; readonly place: Uint32Array } {
  const seen = new Uint8Array(names.length);
  for (const row of rows) seen[column[row]!] = 1;
  const place = new Uint32Array(names.length);
  const kept: string[] = [];
  names.forEach((name, index) => {
    if (seen[index] === 1) place[index] = kept.push(name) - 1;
  });
  return { names: kept, place };
}
