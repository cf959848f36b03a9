import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { ItemLog } from "../log/item-log.js";

/** What one customer took after all that the models may know. */
export interface HeldOut {
  readonly customerId: string;
  /** The instant of the recommendation: that of the basket, or of the split. */
  readonly asOf: number;
  /** Items of the training log, in code-point order, at least one. */
  readonly items: readonly string[];
}

/** A log cut in two: what models learn from, and what they are judged by. */
export interface RecommenderSplit {
  readonly train: ItemLog;
  readonly tests: readonly HeldOut[];
  readonly report: {
    /** Customers with something held out. */
    readonly customers: number;
    /** Pairs of a customer and an item that were held out. */
    readonly heldOut: number;
    /** Of them, those whose item nobody has in training: no model could know it. */
    readonly unseen: number;
    /** Customers who have only such items; they are not judged. */
    readonly customersDropped: number;
  };
}

/**
 * Holds out the last basket of every customer with at least two. What the customer did at or after it is in neither part.
 *
 * Training then holds baskets of other customers that are later than a test: good for comparing models, a little kind to
 * all of them. {@link splitLogByTime} is the stricter test. For choosing parameters split the training part once more.
 *
 * @throws ClienteleError `empty_log` when nobody has two baskets
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

/**
 * Cuts at one instant for everybody: models learn from what happened before, and are judged by what customers whom they
 * know bought from then on.
 *
 * @param at - the first instant of the test
 * @param options - `until`: the test ends before it; otherwise with the log
 * @throws ClienteleError `empty_log` when nobody bought on both sides, `invalid_instant`
 * @example
 * const rows = [0, 1, 2].map((at) => ({ customerId: "ann", itemId: at === 1 ? "cup" : "tea", at }));
 * splitLogByTime(itemLog([...rows, { customerId: "bob", itemId: "cup", at: 0 }]), { asOf: 1 }).tests // => [{ customerId: "ann", asOf: 1, items: ["cup", "tea"] }]
 */
export function splitLogByTime(
  log: ItemLog,
  options: { readonly asOf: InstantInput; readonly until?: InstantInput | undefined },
): RecommenderSplit {
  const from = toMilliseconds(options.asOf, "asOf");
  const until = options.until === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.until, "until");
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
    throw new ClienteleError("empty_log", "No customer has anything to learn from and something to hold out.", { what: "tests" });
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

/** The log of some rows; customers, items and types without a row are gone from it. */
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
