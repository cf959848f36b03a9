import { compareCodePoints, type InstantInput, type LocalClock, localClock, MILLISECONDS_PER } from "../kernel/index.js";
import { isTimeZone } from "../kernel/internal.js";
import { type Activity, type ActivityReport, collectActivities } from "./activity.js";

/** One hour of one weekday. */
export interface ActivityCell {
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
  /** 0 to 23, on the wall clock. */
  readonly hour: number;
  /** Activities. */
  readonly count: number;
  /** Different customers who were active. */
  readonly customers: number;
  /** Share of all activities; 0 when there are none. */
  readonly share: number;
}

/** When customers are active, by hour and weekday. */
export interface ActivityPattern {
  /** 168 cells, Monday 0 h first; counts add up to `report.used`. */
  readonly cells: readonly ActivityCell[];
  /** Zone of customers without one of their own. */
  readonly zone: string;
  /** Customers whose own zone is no time zone; they were counted in `zone`. */
  readonly unknownZones: readonly { readonly customerId: string; readonly zone: string }[];
  readonly report: ActivityReport;
}

/** How {@link activityPattern} reads the clock. */
export interface ActivityPatternOptions {
  /** IANA zone of the host. */
  readonly zone: string;
  /** The customer's own zone, where it is known: activity is then counted on the customer's wall clock. */
  readonly zoneOf?: ((customerId: string) => string | undefined) | undefined;
  /** Activities from this instant on. */
  readonly from?: InstantInput | undefined;
  /** Activities up to this instant. */
  readonly asOf?: InstantInput | undefined;
}

const CELLS = 7 * 24;
const WORDS = Math.ceil(CELLS / 32);

/**
 * Activity by hour and weekday, on the wall clock of a zone or of each customer's own zone.
 *
 * @throws ClienteleError `invalid_time_zone` for the host's zone, `invalid_instant`
 * @example
 * const monday = Date.UTC(2026, 0, 5, 9, 30);
 * const { cells } = activityPattern([{ customerId: "ann", at: monday }], { zone: "Asia/Shanghai" });
 * cells.find(({ count }) => count > 0) // => { weekday: 1, hour: 17, count: 1, customers: 1, share: 1 }
 */
export function activityPattern(activities: Iterable<Activity>, options: ActivityPatternOptions): ActivityPattern {
  const { ids, customer, at, report } = collectActivities(activities, options);
  const { clocks, unknownZones } = clocksOf(ids, options);
  const counts = new Float64Array(CELLS);
  const customers = new Float64Array(CELLS);
  // One bit a customer and cell.
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
  return { cells, zone: options.zone, unknownZones, report };
}

/** Position of an instant in the week of a clock. */
function cellOf(milliseconds: number, clock: LocalClock): number {
  const local = milliseconds + clock.offset(milliseconds);
  const day = Math.floor(local / MILLISECONDS_PER.days);
  const hour = Math.floor((local - day * MILLISECONDS_PER.days) / MILLISECONDS_PER.hours);
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) * 24 + hour;
}

/** A clock a customer, shared by those of one zone. */
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
