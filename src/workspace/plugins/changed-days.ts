import type { LocalClock } from "../../kernel/index.js";
import { countUpTo } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { PurchaseFacts } from "./purchase-ledger.js";

/** What new facts may change. */
export interface ChangedDays {
  /** Local days by number, each with the positions of its facts: the first, and the one after the last. */
  readonly days: ReadonlyMap<number, readonly [start: number, end: number]>;
  /** Orders that the new facts name. */
  readonly orders: ReadonlySet<string>;
}

/**
 * Returns what the facts after `from` and up to `asOf` may change: their own days, and those of all other facts about their
 * orders. `null` where a calendar was set back around one of these days, so that days overlap.
 */
export function changedDays(
  { facts, orderIds }: PurchaseFacts,
  { from, asOf }: { readonly from: number; readonly asOf: number },
  clock: LocalClock,
): ChangedDays | null {
  const start = countUpTo(facts, from);
  const end = countUpTo(facts, asOf);
  const days = new Map<number, readonly [number, number]>();
  const orders = new Set<string>();
  const addDayOf = (position: number): boolean => {
    const day = clock.day(facts[position]!.at.getTime());
    if (days.has(day)) return true;
    const range = rangeOfDay(facts, position, clock);
    if (range !== null) days.set(day, range);
    return range !== null;
  };
  for (let position = start; position < end; position++) {
    const orderId = orderIds[position];
    if (orderId !== undefined) orders.add(orderId);
    if (!addDayOf(position)) return null;
  }
  if (orders.size === 0) return { days, orders };
  for (let position = 0; position < start; position++) {
    const orderId = orderIds[position];
    if (orderId !== undefined && orders.has(orderId) && !addDayOf(position)) return null;
  }
  return { days, orders };
}

/**
 * Returns the positions of the facts of one local day; `null` if another day begins or ends among them, as after the calendar
 * of a zone was set back. No zone has set it back by more than a day, so that two days around it tell.
 */
function rangeOfDay(facts: readonly Interaction[], position: number, clock: LocalClock): readonly [number, number] | null {
  const dayAt = (index: number): number => clock.day(facts[index]!.at.getTime());
  const day = dayAt(position);
  let start = position;
  let end = position + 1;
  for (let index = position - 1, later = day; index >= 0; index--) {
    const own = dayAt(index);
    if (own > later) return null;
    if (own === day) start = index;
    if (own < day - 2) break;
    later = own;
  }
  for (let index = position + 1, earlier = day; index < facts.length; index++) {
    const own = dayAt(index);
    if (own < earlier) return null;
    if (own === day) end = index + 1;
    if (own > day + 2) break;
    earlier = own;
  }
  return [start, end];
}

/** Purchase facts with the orders that they name. */
export type NamedFacts = Pick<PurchaseFacts, "facts" | "orderIds">;

/**
 * Returns the facts from which changed days are counted: all facts of their orders, and facts without an order on these days.
 *
 * @param settled - number of facts before the new ones
 * @returns `old`: facts of orders that no new fact names; `open`: the others, new facts included
 */
export function factsOfDays(
  { facts, orderIds }: NamedFacts,
  { days, orders }: ChangedDays,
  settled: number,
): { readonly old: readonly Interaction[]; readonly open: NamedFacts } {
  const beside = new Set<string>();
  const alone = new Set<number>();
  for (const [start, end] of days.values())
    for (let position = start; position < end; position++) {
      const orderId = orderIds[position];
      if (orderId === undefined) alone.add(position);
      else if (!orders.has(orderId)) beside.add(orderId);
    }
  const old: Interaction[] = [];
  const open = { facts: [] as Interaction[], orderIds: [] as (string | undefined)[] };
  for (const [position, orderId] of orderIds.entries()) {
    const isAlone = orderId === undefined && alone.has(position);
    if (position < settled && (isAlone || (orderId !== undefined && beside.has(orderId)))) old.push(facts[position]!);
    else if (isAlone || (orderId !== undefined && orders.has(orderId))) {
      open.facts.push(facts[position]!);
      open.orderIds.push(orderId);
    }
  }
  return { old, open };
}
