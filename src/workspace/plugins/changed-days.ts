import type { LocalClock } from "../../kernel/index.js";
import { countUpTo } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import { isPurchaseFact, orderIdOf } from "./purchase-ledger.js";

/** Local days by number, each with the positions of its facts in the history: the first, and the one after the last. */
export type Days = ReadonlyMap<number, readonly [start: number, end: number]>;

/**
 * Returns the days whose purchases may change by the facts after `from` and up to `asOf`: the days of these facts, and of all
 * others about their orders. `null` where a calendar was set back around one of these days, so that days overlap.
 */
export function changedDays(
  history: readonly Interaction[],
  { from, asOf }: { readonly from: number; readonly asOf: number },
  clock: LocalClock,
): Days | null {
  const start = countUpTo(history, from);
  const end = countUpTo(history, asOf);
  const days = new Map<number, readonly [number, number]>();
  const orders = new Set<string>();
  const addDayOf = (position: number): boolean => {
    const day = clock.day(history[position]!.at.getTime());
    if (days.has(day)) return true;
    const range = rangeOfDay(history, position, clock);
    if (range !== null) days.set(day, range);
    return range !== null;
  };
  for (let position = start; position < end; position++) {
    const fact = history[position]!;
    if (!isPurchaseFact(fact)) continue;
    const orderId = orderIdOf(fact);
    if (orderId !== undefined) orders.add(orderId);
    if (!addDayOf(position)) return null;
  }
  if (orders.size === 0) return days;
  for (let position = 0; position < start; position++)
    if (namesOneOf(history[position]!, orders) && !addDayOf(position)) return null;
  return days;
}

/**
 * Returns the positions of the facts of one local day; `null` if another day begins or ends among them, as after the calendar
 * of a zone was set back. No zone has set it back by more than a day, so that two days around it tell.
 */
function rangeOfDay(history: readonly Interaction[], position: number, clock: LocalClock): readonly [number, number] | null {
  const dayAt = (index: number): number => clock.day(history[index]!.at.getTime());
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
  for (let index = position + 1, earlier = day; index < history.length; index++) {
    const own = dayAt(index);
    if (own < earlier) return null;
    if (own === day) end = index + 1;
    if (own > day + 2) break;
    earlier = own;
  }
  return [start, end];
}

/** Returns the purchase facts of some days, and all facts of their orders, in the order of the history. */
export function factsOfDays(history: readonly Interaction[], days: Days): readonly Interaction[] {
  const orders = new Set<string>();
  const alone = new Set<Interaction>();
  for (const [from, to] of days.values())
    for (const fact of history.slice(from, to)) {
      if (!isPurchaseFact(fact)) continue;
      const orderId = orderIdOf(fact);
      if (orderId === undefined) alone.add(fact);
      else orders.add(orderId);
    }
  return history.filter((fact) => namesOneOf(fact, orders) || alone.has(fact));
}

function namesOneOf(fact: Interaction, orders: ReadonlySet<string>): boolean {
  if (!isPurchaseFact(fact)) return false;
  const orderId = orderIdOf(fact);
  return orderId !== undefined && orders.has(orderId);
}
