import { compareCodePoints, dayText, localClock } from "../../kernel/index.js";
import { aFunction, aPositiveNumber, aZone, type OptionShape, orNull, requireOptions } from "../../kernel/internal.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { dayOf, type PopularitySeries, popularitySeries, sharesBefore } from "./popularity-series.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { WEIGHTING_OPTIONS, type WeightingOptions } from "../log/weighting.js";

/** Options of {@link fitPopularity}. */
export interface PopularityOptions extends WeightingOptions {
  /** Scores items by their share of recent baskets, halved after this many days. Defaults to `null`: by customers of all time. */
  readonly trendHalfLifeDays?: number | null | undefined;
  /** Returns the segment of a customer, so that `recommend` can ask for what is popular in a segment. */
  readonly segmentOf?: ((customerId: string) => string | undefined) | undefined;
  /** IANA zone whose calendar months are the seasons. Defaults to no seasons. */
  readonly zone?: string | undefined;
}

const POPULARITY_OPTIONS: OptionShape<PopularityOptions> = {
  ...WEIGHTING_OPTIONS,
  trendHalfLifeDays: orNull(aPositiveNumber),
  segmentOf: aFunction,
  zone: aZone,
};

/** Popularity of items: of all time or recently, in a segment, in a month of the year. */
export interface PopularityModel extends RecommenderBase {
  readonly kind: "popularity";
  readonly trendHalfLifeDays: number | null;
  readonly series: PopularitySeries;
  /** Customers of each segment, and how many of them like each item. */
  readonly segments: Readonly<Record<string, { readonly customers: number; readonly counts: readonly number[] }>>;
  readonly season: {
    readonly zone: string;
    /** Baskets per month of the year, January first. */
    readonly baskets: readonly number[];
    /** Baskets with each item per month: twelve numbers per item. */
    readonly counts: readonly number[];
  } | null;
}

/** Customers (or baskets) that the prior counts for: a small segment or a rare item stays close to the average. */
const PRIOR = 20;

/**
 * Fits popularity. `recommend` then takes a `segment` for what is popular in it, and an `asOf` for what trends just before it
 * and, if seasons were fitted, for what sells in that month of the year.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`, `invalid_time_zone`
 * @example
 * const rows = ["tea", "tea", "cup"].map((itemId, n) => ({ customerId: `c${n}`, itemId, at: n }));
 * const model = fitPopularity(itemLog(rows), { segmentOf: (id) => (id === "c2" ? "cafe" : "home") });
 * model.items // => ["tea", "cup"]
 * model.segments.cafe?.counts // => [0, 1]
 */
export function fitPopularity(log: ItemLog, options: PopularityOptions = {}): PopularityModel {
  const { trendHalfLifeDays = null, segmentOf, zone } = requireOptions(options, POPULARITY_OPTIONS);
  const matrix = itemMatrix(log, options);
  const segments = new Map<string, { customers: number; counts: number[] }>();
  matrix.customers.forEach((customerId, row) => {
    const name = segmentOf?.(customerId);
    if (name === undefined) return;
    let segment = segments.get(name);
    if (segment === undefined) {
      segment = { customers: 0, counts: new Array<number>(matrix.items.length).fill(0) };
      segments.set(name, segment);
    }
    segment.customers++;
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++) segment.counts[matrix.columns[entry]!]!++;
  });
  return {
    kind: "popularity",
    ...baseOf(matrix, log.asOf),
    trendHalfLifeDays,
    series: popularitySeries(log, matrix.items),
    segments: Object.fromEntries([...segments].sort(([left], [right]) => compareCodePoints(left, right))),
    season: zone === undefined ? null : seasonOf(log, matrix.items, zone),
  };
}

function seasonOf(log: ItemLog, items: readonly string[], zone: string): PopularityModel["season"] {
  const monthOf = monthIn(zone);
  const positions = new Map(items.map((item, position) => [item, position]));
  const baskets = new Array<number>(12).fill(0);
  const counts = new Array<number>(items.length * 12).fill(0);
  let current = -1;
  for (let row = 0; row < log.at.length; row++) {
    if (log.basket[row]! < 0) continue;
    const month = monthOf(log.at[row]!);
    if (log.basket[row] !== current) {
      current = log.basket[row]!;
      baskets[month]!++;
    }
    const position = positions.get(log.items[log.item[row]!]!);
    if (position !== undefined) counts[position * 12 + month]!++;
  }
  return { zone, baskets, counts };
}

/** Returns a function for the month of the year, 0 to 11, of an instant on the calendar of a zone. */
function monthIn(zone: string): (at: number) => number {
  const clock = localClock(zone);
  const known = new Map<number, number>();
  return (at) => {
    const day = clock.day(at);
    let month = known.get(day);
    if (month === undefined) {
      month = Number(/-(\d\d)-\d\d$/.exec(dayText(day))![1]) - 1;
      known.set(day, month);
    }
    return month;
  };
}

/** Returns the popularity of every item at an instant, in a segment if it is known: a share, times the lift of the month if seasons were fitted. */
export function popularityAt(model: PopularityModel, asOf: number, segment: string | undefined): Float64Array {
  const { counts, fit, segments, season, trendHalfLifeDays, series } = model;
  const shares =
    trendHalfLifeDays === null
      ? Float64Array.from(counts, (count) => count / fit.customers)
      : sharesBefore(series, dayOf(asOf), trendHalfLifeDays);
  if (segment !== undefined && Object.hasOwn(segments, segment)) {
    const own = segments[segment]!;
    for (let item = 0; item < shares.length; item++) {
      shares[item] = (own.counts[item]! + PRIOR * shares[item]!) / (own.customers + PRIOR);
    }
  }
  if (season === null) return shares;
  const month = monthIn(season.zone)(asOf);
  const all = season.baskets.reduce((sum, value) => sum + value, 0);
  const usual = season.baskets[month]! / all;
  // A month without baskets says nothing about its season.
  if (!(usual > 0)) return shares;
  for (let item = 0; item < shares.length; item++) {
    let total = 0;
    for (let m = 0; m < 12; m++) total += season.counts[item * 12 + m]!;
    shares[item]! *= (season.counts[item * 12 + month]! + PRIOR * usual) / (total + PRIOR) / usual;
  }
  return shares;
}
