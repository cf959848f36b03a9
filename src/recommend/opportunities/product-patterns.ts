import { compareCodePoints, dayText, localClock, MILLISECONDS_PER } from "../../kernel/index.js";
import { adjustPValues } from "../../statistics/index.js";
import { incompleteBeta } from "../../statistics/internal.js";
import type { ItemLog } from "../log/item-log.js";
import { invalidOption, requireCount } from "../log/weighting.js";

/** That an item sells more in one period than other items do. */
export interface ProductPattern {
  readonly itemId: string;
  readonly by: "hour" | "weekday" | "month";
  /** Hour 0 to 23, weekday 1 Monday to 7 Sunday, or month 1 to 12, on the wall clock of the zone. */
  readonly period: number;
  /** Baskets with the item in the period, and in all periods. */
  readonly baskets: number;
  readonly total: number;
  /** `baskets` over what the period's share of all item sales lets expect. */
  readonly lift: number;
  /** One-sided binomial p-value, adjusted for having looked at all items and periods (Benjamini and Hochberg). */
  readonly pValue: number;
}

/** How {@link productPatterns} looks. */
export interface ProductPatternOptions {
  /** IANA zone of hours, days and months. */
  readonly zone: string;
  readonly by: "hour" | "weekday" | "month";
  /** Baskets of an item at least; 50 unless told. */
  readonly leastBaskets?: number | undefined;
  /** Share of false discoveries that is taken; .05 unless told. */
  readonly falseDiscoveryRate?: number | undefined;
}

const PERIODS = { hour: 24, weekday: 7, month: 12 } as const;

/**
 * Finds which items sell at which time of day, weekday or season more than the rest of the catalog. The strongest lift
 * first. A log of one year knows each month once: a season seen once may not come back.
 *
 * @throws ClienteleError `invalid_option`, `invalid_time_zone`
 * @example
 * const rows = Array.from({ length: 120 }, (_, n) => ({ customerId: `c${n}`, itemId: n % 2 ? "coffee" : "wine", at: n * 864e5 + (n % 2 ? 8 : 20) * 36e5 }));
 * const patterns = productPatterns(itemLog(rows), { zone: "UTC", by: "hour" });
 * patterns.map(({ itemId, period, lift }) => [itemId, period, lift]) // => [["coffee", 8, 2], ["wine", 20, 2]]
 */
export function productPatterns(log: ItemLog, options: ProductPatternOptions): ProductPattern[] {
  const { zone, by, leastBaskets = 50, falseDiscoveryRate = 0.05 } = options;
  if (!Object.hasOwn(PERIODS, by)) throw invalidOption("by", by, "hour, weekday or month");
  requireCount("leastBaskets", leastBaskets);
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate < 1))
    throw invalidOption("falseDiscoveryRate", falseDiscoveryRate, "between 0 and 1");
  const periods = PERIODS[by];
  const periodOf = periodIn(zone, by);
  const counts = new Uint32Array(log.items.length * periods);
  const totals = new Uint32Array(log.items.length);
  const all = new Float64Array(periods);
  let sales = 0;
  for (let row = 0; row < log.at.length; row++) {
    if (log.basket[row]! < 0) continue;
    const period = periodOf(log.at[row]!);
    counts[log.item[row]! * periods + period]! += 1;
    totals[log.item[row]!]! += 1;
    all[period]! += 1;
    sales++;
  }
  const tested: (Omit<ProductPattern, "pValue"> & { raw: number })[] = [];
  log.items.forEach((itemId, item) => {
    const total = totals[item]!;
    if (total < leastBaskets) return;
    for (let period = 0; period < periods; period++) {
      const baskets = counts[item * periods + period]!;
      const share = all[period]! / sales;
      if (share === 0 || share === 1) continue;
      // P(at least so many) of the binomial, as an incomplete beta
      const raw = baskets === 0 ? 1 : incompleteBeta(share, baskets, total - baskets + 1);
      tested.push({
        itemId,
        by,
        period: by === "hour" ? period : period + 1,
        baskets,
        total,
        lift: baskets / (total * share),
        raw,
      });
    }
  });
  const adjusted = adjustPValues(tested.map(({ raw }) => Math.min(1, Math.max(0, raw))));
  return tested
    .map(({ raw: _, ...pattern }, index): ProductPattern => ({ ...pattern, pValue: adjusted[index]! }))
    .filter(({ pValue, lift }) => pValue <= falseDiscoveryRate && lift > 1)
    .sort((left, right) => right.lift - left.lift || compareCodePoints(left.itemId, right.itemId) || left.period - right.period);
}

/** Number of the period, from 0, of an instant on a zone's clock. */
function periodIn(zone: string, by: ProductPatternOptions["by"]): (at: number) => number {
  const clock = localClock(zone);
  if (by === "hour") {
    return (at) => Math.floor((at + clock.offset(at) - clock.day(at) * MILLISECONDS_PER.days) / MILLISECONDS_PER.hours);
  }
  // 1970-01-01 was a Thursday.
  if (by === "weekday") return (at) => (((clock.day(at) + 3) % 7) + 7) % 7;
  return (at) => Number(/-(\d\d)-\d\d$/.exec(dayText(clock.day(at)))![1]) - 1;
}
