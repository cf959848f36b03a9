import { compareCodePoints, type InstantInput, type LocalClock, localClock, MILLISECONDS_PER } from "../kernel/index.js";
import { aFunction, anInstant, aZone, isTimeZone, type OptionShape, requireOptions } from "../kernel/internal.js";
import { type Activity, type ActivityReport, collectActivities } from "./activity.js";

/** One hour of one weekday. */
export interface ActivityCell {
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
  /** Hour of the local clock, 0 to 23. */
  readonly hour: number;
  /** Number of activities. */
  readonly count: number;
  /** Number of different customers who were active. */
  readonly customers: number;
  /** Share of all activities; 0 if there are none. */
  readonly share: number;
}

/** Activity of customers by hour and weekday. */
export interface ActivityPattern {
  /** 168 cells, starting on Monday at 0:00; counts add up to `report.used`. */
  readonly cells: readonly ActivityCell[];
  /** Time zone of customers without a time zone of their own. */
  readonly zone: string;
  /** Customers whose own time zone is unknown; they are counted in `zone`. */
  readonly unknownZones: readonly { readonly customerId: string; readonly zone: string }[];
  readonly report: ActivityReport;
}

/** Options of {@link activityPattern}. */
export interface ActivityPatternOptions {
  /** IANA time zone of the business. */
  readonly zone: string;
  /** Returns a customer's own time zone if it is known; activity is then counted in that time zone. */
  readonly zoneOf?: ((customerId: string) => string | undefined) | undefined;
  /** Start of the activities (inclusive); defaults to the first one. */
  readonly from?: InstantInput | undefined;
  /** Facts up to this instant count; defaults to all facts. */
  readonly asOf?: InstantInput | undefined;
}

const OPTIONS: OptionShape<ActivityPatternOptions> = { zone: aZone, zoneOf: aFunction, from: anInstant, asOf: anInstant };

const CELLS = 7 * 24;
const WORDS = Math.ceil(CELLS / 32);

/**
 * Counts activities by hour and weekday, in one time zone or in each customer's own time zone.
 *
 * @throws ClienteleError `invalid_time_zone` for `zone`, `invalid_instant`, `invalid_option`
 * @example
 * const monday = Date.UTC(2026, 0, 5, 9, 30);
 * const { cells } = activityPattern([{ customerId: "ann", at: monday }], { zone: "Asia/Shanghai" });
 * cells.find(({ count }) => count > 0) // => { weekday: 1, hour: 17, count: 1, customers: 1, share: 1 }
 */
export function activityPattern(activities: Iterable<Activity>, options: ActivityPatternOptions): ActivityPattern {
  const { zone } = requireOptions(options, OPTIONS, { mandatory: ["zone"] });
  const { ids, customer, at, report } = collectActivities(activities, options);
  const { clocks, unknownZones } = clocksOf(ids, options);
  const counts = new Float64Array(CELLS);
  const customers = new Float64Array(CELLS);
  // One bit per customer and cell.
  const seen = new Uint32Array(ids.length * WORDS);
  for (let row = 0; row < at.length; row++) {
    const who = customer[row]!;
    const cell = cellOf(at[row]!, clocks[who]!);
    counts[cell]! += 1;
    const word = who * WORDS + (cell >> 5);
    const bit = 1 << (cell & 31);
    if ((seen[word]! & bit) === 0) customers[cell]! += 1;
    seen[word]! |= bit;
  }
  const cells = Array.from(counts, (count, cell) => ({
    weekday: Math.floor(cell / 24) + 1,
    hour: cell % 24,
    count,
    customers: customers[cell]!,
    share: report.used === 0 ? 0 : count / report.used,
  }));
  return { cells, zone, unknownZones, report };
}

/** Returns the position of an instant in the week of a clock. */
function cellOf(milliseconds: number, clock: LocalClock): number {
  const local = milliseconds + clock.offset(milliseconds);
  const day = Math.floor(local / MILLISECONDS_PER.days);
  const hour = Math.floor((local - day * MILLISECONDS_PER.days) / MILLISECONDS_PER.hours);
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) * 24 + hour;
}

/** Returns one clock per customer, shared by the customers of one time zone. */
function clocksOf(ids: readonly string[], { zone, zoneOf }: ActivityPatternOptions) {
  const host = localClock(zone);
  const byZone = new Map([[zone, host]]);
  const unknownZones: { customerId: string; zone: string }[] = [];
  const clocks = ids.map((customerId) => {
    const own = zoneOf?.(customerId);
    if (own === undefined) return host;
    let clock = byZone.get(own);
    if (clock === undefined) {
      if (!isTimeZone(own)) {
        unknownZones.push({ customerId, zone: own });
        return host;
      }
      clock = localClock(own);
      byZone.set(own, clock);
    }
    return clock;
  });
  unknownZones.sort((a, b) => compareCodePoints(a.customerId, b.customerId));
  return { clocks, unknownZones };
}
