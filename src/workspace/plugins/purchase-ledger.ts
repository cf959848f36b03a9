import type { LocalClock } from "../../kernel/index.js";
import { firstPosition } from "../../kernel/internal.js";
import { type Interaction, transactionsOf } from "../../models/index.js";
import { purchasesOf } from "../../models/internal.js";

/** What a customer has bought up to an instant, as `summarizeTransactions` counts it by day. */
export interface PurchaseTotals {
  /** Revenue minus refunds, in minor units. */
  readonly netRevenue: number;
  /** Days with a positive net amount. */
  readonly purchases: number;
  /** Epoch milliseconds of the first purchase on the last of these days; `null` without one. */
  readonly lastPurchaseAt: number | null;
}

/** Totals of one customer that grow fact by fact. */
export interface PurchaseLedger {
  /** Adds an order, a refund or a cancellation, with the order that it names. Facts come in the order of the history. */
  add(fact: Interaction, orderId: string | undefined): void;
  /** Adds all facts of some orders at once, and facts without an order. No later fact may name one of these orders. */
  addOrders(facts: readonly Interaction[]): void;
  /** Returns the totals of all facts so far. */
  totals(): PurchaseTotals;
}

/** What a ledger counts. */
export interface LedgerOptions {
  /** ISO 4217 code. Other currencies are ignored. */
  readonly currency: string;
  /** Clock of the zone that defines the days. */
  readonly clock: LocalClock;
  /** Numbers of the days that count. Defaults to all. */
  readonly days?: ReadonlySet<number> | undefined;
}

/** Net amount of an order, or of a refund whose order is unknown. */
interface Entry {
  readonly at: number;
  net: number;
  /** `null` if its day does not count. */
  day: Day | null;
  isRemoved: boolean;
}

/** Entries of a local day, in order of time. */
interface Day {
  readonly number: number;
  readonly entries: Entry[];
  net: number;
  /** Position of the first entry that may not be removed. */
  first: number;
}

/** Facts of one order so far. */
interface Order {
  readonly facts: Interaction[];
  /** One entry if the order was placed; otherwise one per refund. */
  entries: Entry[];
  isPlaced: boolean;
  isCancelled: boolean;
}

type Row = Pick<Entry, "at" | "net"> & { readonly isRefund: boolean };

/**
 * Creates an empty ledger. It counts exactly what `summarizeTransactions` counts for the same facts, at a cost that depends on
 * the new fact: a refund lowers the day of its order, and a cancelled order is counted again from its own facts.
 *
 * After a fact that changes the past in another way (an order that is older than its first fact, a zone that repeats a day), the
 * next question counts all entries again.
 */
export function purchaseLedger({ currency, clock, days: counted }: LedgerOptions): PurchaseLedger {
  const orders = new Map<string, Order>();
  const days = new Map<number, Day>();
  /** Days with a positive net amount, in order. */
  const positive: Day[] = [];
  let entries: Entry[] = [];
  let netRevenue = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastDay = Number.NEGATIVE_INFINITY;
  /** Whether the zone has set its calendar back between two entries. */
  let repeatsDay = false;
  /** Whether the days must be counted again from the entries. */
  let isStale = false;

  const rowsOf = (facts: readonly Interaction[]): Row[] => {
    const { at, net, loneRefund } = purchasesOf(transactionsOf(facts), { currency });
    return Array.from(at, (instant, row) => ({ at: instant, net: net[row]!, isRefund: loneRefund[row] === 1 }));
  };

  const addNet = (day: Day, amount: number): void => {
    const wasPositive = day.net > 0;
    day.net += amount;
    netRevenue += amount;
    if (day.net > 0 === wasPositive) return;
    const place = firstPosition(0, positive.length, (position) => positive[position]!.number >= day.number);
    if (wasPositive) positive.splice(place, 1);
    else positive.splice(place, 0, day);
  };

  /** Puts an entry at the end. */
  const append = (entry: Entry): void => {
    const own = clock.day(entry.at);
    // Zones have set their calendar back a day: day numbers must not run backwards.
    const number = Math.max(own, lastDay);
    repeatsDay ||= own < number;
    lastAt = entry.at;
    lastDay = number;
    let day = days.get(number);
    if (day === undefined) days.set(number, (day = { number, entries: [], net: 0, first: 0 }));
    day.entries.push(entry);
    entry.day = day;
    addNet(day, entry.net);
  };

  const countAgain = (): void => {
    entries = entries.filter(({ isRemoved }) => !isRemoved).sort((left, right) => left.at - right.at);
    days.clear();
    positive.length = 0;
    netRevenue = 0;
    lastDay = Number.NEGATIVE_INFINITY;
    repeatsDay = false;
    isStale = false;
    for (const entry of entries) append(entry);
  };

  const enter = ({ at, net }: Row): Entry => {
    const entry: Entry = { at, net, day: null, isRemoved: false };
    const own = clock.day(at);
    if (counted !== undefined && !counted.has(own)) return entry;
    entries.push(entry);
    isStale ||= at < lastAt || own < lastDay;
    if (!isStale) append(entry);
    return entry;
  };

  const change = (entry: Entry, amount: number): void => {
    entry.net += amount;
    if (entry.day !== null && !isStale) addNet(entry.day, amount);
  };

  const remove = (entry: Entry): void => {
    change(entry, 0 - entry.net);
    entry.isRemoved = true;
    isStale ||= repeatsDay;
  };

  /** Adds a row to an order without a cancellation, as `purchasesOf` nets it. */
  const join = (order: Order, row: Row): void => {
    if (order.isPlaced) change(order.entries[0]!, row.net);
    else if (row.isRefund) order.entries.push(enter(row));
    else {
      const refunds = order.entries;
      const net = refunds.reduce((sum, refund) => sum + refund.net, row.net);
      for (const refund of refunds) remove(refund);
      order.entries = [enter({ ...row, net })];
      order.isPlaced = true;
    }
  };

  /** A cancellation pays back what is left of its order, to which later facts belong too. */
  const countOrderAgain = (order: Order): void => {
    const rows = rowsOf(order.facts);
    let same = 0;
    while (same < rows.length && rows[same]!.at === order.entries[same]?.at) same++;
    order.entries.slice(0, same).forEach((entry, position) => change(entry, rows[position]!.net - entry.net));
    for (const entry of order.entries.slice(same)) remove(entry);
    order.entries = [...order.entries.slice(0, same), ...rows.slice(same).map(enter)];
  };

  return {
    add(fact, orderId) {
      if (orderId === undefined) {
        rowsOf([fact]).forEach(enter);
        return;
      }
      let order = orders.get(orderId);
      if (order === undefined) orders.set(orderId, (order = { facts: [], entries: [], isPlaced: false, isCancelled: false }));
      order.facts.push(fact);
      order.isCancelled ||= fact.type === "order.cancelled";
      if (order.isCancelled) countOrderAgain(order);
      else for (const row of rowsOf([fact])) join(order, row);
    },
    addOrders(facts) {
      rowsOf(facts).forEach(enter);
    },
    totals() {
      if (isStale) countAgain();
      const last = positive.at(-1);
      if (last !== undefined) while (last.entries[last.first]!.isRemoved) last.first++;
      return {
        netRevenue,
        purchases: positive.length,
        lastPurchaseAt: last === undefined ? null : last.entries[last.first]!.at,
      };
    },
  };
}

/** Facts that change what a customer has bought, in the order of the history. */
export interface PurchaseFacts {
  readonly facts: readonly Interaction[];
  /** Order that each of them names. */
  readonly orderIds: readonly (string | undefined)[];
  /** Whether no sum of their amounts leaves the safe integers, so that totals are exact. */
  readonly isSafe: boolean;
}

/** Returns the facts of a history that change what a customer has bought. It reads every fact once. */
export function purchaseFactsOf(history: readonly Interaction[]): PurchaseFacts {
  const facts: Interaction[] = [];
  const orderIds: (string | undefined)[] = [];
  let sum = 0;
  for (const fact of history) {
    if (!isPurchaseFact(fact)) continue;
    facts.push(fact);
    orderIds.push(orderIdOf(fact));
    const { total, cost } = fact.properties;
    if (typeof total === "number") sum += Math.abs(total);
    if (typeof cost === "number") sum += Math.abs(cost);
  }
  // A cancellation pays back at most what was paid, hence the factor of two.
  return { facts, orderIds, isSafe: 2 * sum <= Number.MAX_SAFE_INTEGER };
}

/** Whether an interaction changes what a customer has bought. Three comparisons take less time than a lookup in a set. */
export function isPurchaseFact({ type }: Interaction): boolean {
  return type === "order.placed" || type === "order.refunded" || type === "order.cancelled";
}

function orderIdOf({ properties }: Interaction): string | undefined {
  const orderId = Object.hasOwn(properties, "orderId") ? properties.orderId : undefined;
  return typeof orderId === "string" ? orderId : undefined;
}
