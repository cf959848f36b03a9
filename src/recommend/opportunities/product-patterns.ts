import { compareCodePoints, dayText, localClock, MILLISECONDS_PER } from "../../kernel/index.js";
import { aLevel, aZone, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { adjustPValues } from "../../statistics/index.js";
import { incompleteBeta } from "../../statistics/internal.js";
import type { ItemLog } from "../log/item-log.js";
import { aCount } from "../option-kinds.js";

/** Period in which an item sells more than other items do. */
export interface ProductPattern {
  readonly itemId: string;
  readonly by: "hour" | "weekday" | "month";
  /** Hour from 0 to 23, weekday from 1 (Monday) to 7 (Sunday), or month from 1 to 12, on the wall clock of the zone. */
  readonly period: number;
  /** Baskets with the item in the period. */
  readonly baskets: number;
  /** Baskets with the item in all periods. */
  readonly total: number;
  /** `baskets` divided by the number expected from the share of the period in all sales. */
  readonly lift: number;
  /** One-sided binomial p-value, adjusted for testing all items and periods (Benjamini and Hochberg). */
  readonly pValue: number;
}

/** Options of {@link productPatterns}. */
export interface ProductPatternOptions {
  /** IANA zone of the hours, weekdays and months. */
  readonly zone: string;
  readonly by: "hour" | "weekday" | "month";
  /** Minimum number of baskets with an item; defaults to 50. */
  readonly minBaskets?: number | undefined;
  /** Accepted share of false discoveries, above 0 and below 1; defaults to 0.05. */
  readonly falseDiscoveryRate?: number | undefined;
}

const PERIODS = { hour: 24, weekday: 7, month: 12 } as const;
const PRODUCT_PATTERN_OPTIONS: OptionShape<ProductPatternOptions> = {
  zone: aZone,
  by: oneOf(Object.keys(PERIODS)),
  minBaskets: aCount,
  falseDiscoveryRate: aLevel,
};

/**
 * Finds items that sell more at a time of day, on a weekday or in a month than the rest of the catalog does. The strongest lift
 * comes first. A log of one year holds each month once, and a season that was seen once may not come back.
 *
 * @throws ClienteleError `invalid_option`, `invalid_time_zone`
 * @example
 * const rows = Array.from({ length: 120 }, (_, n) => ({ customerId: `c${n}`, itemId: n % 2 ? "coffee" : "wine", at: n * 864e5 + (n % 2 ? 8 : 20) * 36e5 }));
 * const patterns = productPatterns(itemLog(rows), { zone: "UTC", by: "hour" });
 * patterns.map(({ itemId, period, lift }) => [itemId, period, lift]) // => [["coffee", 8, 2], ["wine", 20, 2]]
 */
export function productPatterns(log: ItemLog, options: ProductPatternOptions): ProductPattern[] {
  const checked = requireOptions(options, PRODUCT_PATTERN_OPTIONS, { mandatory: ["zone", "by"] });
  const { minBaskets = 50, falseDiscoveryRate = 0.05 } = checked;
  const by = checked.by;
  const zone = checked.zone;
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
    if (total < minBaskets) return;
    for (let period = 0; period < periods; period++) {
      const baskets = counts[item * periods + period]!;
      const share = all[period]! / sales;
      if (share === 0 || share === 1) continue;
      // The binomial probability of at least this many is an incomplete beta function.
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

/** Returns a function for the number of the period, from 0, of an instant on the clock of a zone. */
function periodIn(zone: string, by: ProductPatternOptions["by"]): (at: number) => number {
  const clock = localClock(zone);
  if (by === "hour") {
    return (at) => Math.floor((at + clock.offset(at) - clock.day(at) * MILLISECONDS_PER.days) / MILLISECONDS_PER.hours);
  }
  // 1970-01-01 was a Thursday.
  if (by === "weekday") return (at) => (((clock.day(at) + 3) % 7) + 7) % 7;
  return (at) => Number(/-(\d\d)-\d\d$/.exec(dayText(clock.day(at)))![1]) - 1;
}
