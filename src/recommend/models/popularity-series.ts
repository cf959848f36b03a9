import { MILLISECONDS_PER } from "../../kernel/index.js";
import type { ItemLog } from "../log/item-log.js";

/** Baskets with each item, per UTC day, sparse. */
export interface PopularitySeries {
  /** Day of the first basket, in days since 1970-01-01. */
  readonly firstDay: number;
  /** Baskets per day from the first day on. */
  readonly baskets: readonly number[];
  /** Entries of item i are `starts[i]` up to, not including, `starts[i + 1]`. */
  readonly starts: readonly number[];
  /** Days after the first. */
  readonly days: readonly number[];
  /** Baskets with the item. */
  readonly counts: readonly number[];
}

/** Counts baskets per item and day; `items` are the rows of the result. */
export function popularitySeries(log: ItemLog, items: readonly string[]): PopularitySeries {
  const row = new Map(items.map((item, position) => [item, position]));
  const rowOf = Int32Array.from(log.items, (item) => row.get(item) ?? -1);
  let firstDay = Number.POSITIVE_INFINITY;
  let lastDay = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < log.at.length; at++) {
    if (log.basket[at]! < 0) continue;
    firstDay = Math.min(firstDay, dayOf(log.at[at]!));
    lastDay = Math.max(lastDay, dayOf(log.at[at]!));
  }
  if (firstDay > lastDay)
    return { firstDay: 0, baskets: [], starts: new Array<number>(items.length + 1).fill(0), days: [], counts: [] };
  const baskets = new Map<number, number>();
  const byItem = items.map(() => new Map<number, number>());
  let current = -1;
  for (let at = 0; at < log.at.length; at++) {
    if (log.basket[at]! < 0) continue;
    const day = dayOf(log.at[at]!) - firstDay;
    if (log.basket[at] !== current) {
      current = log.basket[at]!;
      baskets.set(day, (baskets.get(day) ?? 0) + 1);
    }
    const own = byItem[rowOf[log.item[at]!]!];
    own?.set(day, (own.get(day) ?? 0) + 1);
  }
  const series = { starts: [0], days: [] as number[], counts: [] as number[] };
  for (const own of byItem) {
    for (const day of [...own.keys()].sort((left, right) => left - right)) {
      series.days.push(day);
      series.counts.push(own.get(day)!);
    }
    series.starts.push(series.days.length);
  }
  return { firstDay, baskets: Array.from({ length: lastDay - firstDay + 1 }, (_, day) => baskets.get(day) ?? 0), ...series };
}

/** Returns the UTC day of an instant, in days since 1970-01-01. */
export function dayOf(at: number): number {
  return Math.floor(at / MILLISECONDS_PER.days);
}

/**
 * Returns the share of the baskets before a day that held each item, halved with every half-life; `null` weighs all days
 * equally. The day itself is left out, so that a day has one answer and an evaluation does not leak.
 */
export function sharesBefore(series: PopularitySeries, day: number, halfLifeDays: number | null): Float64Array {
  const { firstDay, baskets, starts, days, counts } = series;
  const length = Math.max(0, Math.min(baskets.length, day - firstDay));
  const weights = Float64Array.from({ length }, (_, index) =>
    halfLifeDays === null ? 1 : 2 ** (-(day - firstDay - index) / halfLifeDays),
  );
  let total = 0;
  for (let index = 0; index < length; index++) total += weights[index]! * baskets[index]!;
  const shares = new Float64Array(starts.length - 1);
  if (total === 0) return shares;
  for (let item = 0; item < shares.length; item++) {
    let sum = 0;
    for (let entry = starts[item]!; entry < starts[item + 1]!; entry++) {
      const index = days[entry]!;
      if (index >= length) break;
      sum += weights[index]! * counts[entry]!;
    }
    shares[item] = sum / total;
  }
  return shares;
}
