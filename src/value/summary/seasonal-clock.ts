import { ClienteleError, type InstantInput, type LocalClock, localClock, MILLISECONDS_PER } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { TimeUnit } from "../../models/index.js";
import { daysPerUnit } from "./time-unit.js";

/**
 * A clock that runs faster in season: a day of a month with index 1.4 counts for 1.4 days. Plain JSON.
 *
 * Models of purchases assume that a customer's rate does not change with the calendar. On this clock it need not: with a
 * rate λ · index(t), purchases are Poisson at the constant rate λ in the time Λ(t) = ∫ index.
 */
export interface SeasonalClock {
  readonly kind: "seasonal-clock";
  readonly version: 1;
  /** IANA zone whose months these are. */
  readonly zone: string;
  /** How busy a day of January, February, … December is beside the average day of a year, which is 1. */
  readonly index: readonly number[];
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * Makes a seasonal clock from an index of twelve months, scaled so that a year of 365.25 days takes 365.25 days.
 *
 * The index must not come from the time that is forecast: take a prior year ({@link fitSeasonalIndex}), or a published
 * index of the trade.
 *
 * @param options - the zone, and how busy a day of each month is, January first, in any scale
 * @returns the clock, frozen: pass it as `clock` to `summarizeTransactions` and `splitHoldout`
 * @throws ClienteleError `invalid_option` unless there are twelve positive numbers; `invalid_time_zone`
 * @see Taylor, Karlin (1998), An Introduction to Stochastic Modeling, section 5.1.4: a Poisson process of changing rate is one of constant rate on the clock Λ
 * @example
 * const clock = defineSeasonalClock({ zone: "Europe/London", index: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2] });
 * clock.index[11] // => 1.714
 */
export function defineSeasonalClock(options: { readonly zone: string; readonly index: readonly number[] }): SeasonalClock {
  const { zone, index } = options;
  localClock(zone);
  checkIndex(index);
  const mean = index.reduce((sum, value, month) => sum + value * (month === 1 ? 28.25 : MONTH_DAYS[month]!), 0) / 365.25;
  return Object.freeze({
    kind: "seasonal-clock",
    version: 1,
    zone,
    index: Object.freeze(index.map((value) => value / mean)),
  });
}

/** Throws unless an index has twelve positive numbers. */
function checkIndex(index: readonly number[]): void {
  const wrong = index.findIndex((value) => !(value > 0 && value < Infinity));
  if (index.length === 12 && wrong === -1) return;
  throw new ClienteleError(
    "invalid_option",
    index.length === 12
      ? `index of ${MONTHS[wrong]} must be a positive number, got ${String(index[wrong])}; give a closed month a small one.`
      : `index must hold twelve months, January first, got ${index.length}.`,
    { option: "index", value: index },
  );
}

/**
 * How much time passes on a seasonal clock between two instants: the horizon of a forecast that begins at one and ends
 * at the other.
 *
 * @param clock - made by {@link defineSeasonalClock}
 * @param from - an instant
 * @param to - another; the result is negative when it is the earlier
 * @param unit - of the result, such as the model's
 * @throws ClienteleError `invalid_instant`, `invalid_option`
 * @example
 * const clock = defineSeasonalClock({ zone: "UTC", index: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2] });
 * seasonalTime(clock, Date.UTC(2026, 11, 1), Date.UTC(2026, 11, 15), "week") // => 3.4276
 * seasonalTime(clock, Date.UTC(2026, 0, 1), Date.UTC(2030, 0, 1), "year") // => 4
 */
export function seasonalTime(clock: SeasonalClock, from: InstantInput, to: InstantInput, unit: TimeUnit): number {
  const days = seasonalInstants(clock);
  const length = days(toMilliseconds(to, "to")) - days(toMilliseconds(from, "from"));
  return length / daysPerUnit(unit);
}

/** Λ of the beginning of a civil day, in days; day 0 is 1970-01-01. Days may have a fraction. */
export function seasonalDays({ index }: Pick<SeasonalClock, "index">): (day: number) => number {
  const commonYear = MONTH_DAYS.reduce((sum, days, month) => sum + days * index[month]!, 0);
  const before = MONTH_DAYS.map((_, month) => MONTH_DAYS.slice(0, month).reduce((sum, days, m) => sum + days * index[m]!, 0));
  return (day) => {
    const whole = Math.floor(day);
    const date = new Date(whole * MILLISECONDS_PER.days);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const leapDays =
      leapYearsBefore(year) - leapYearsBefore(1970) + Number(month > 1 && leapYearsBefore(year + 1) > leapYearsBefore(year));
    return (
      (year - 1970) * commonYear + leapDays * index[1]! + before[month]! + index[month]! * (date.getUTCDate() - 1 + day - whole)
    );
  };
}

/** Λ of an instant, in days. A month runs from its first local midnight to the next; a changed hour is spread over it. */
export function seasonalInstants(clock: SeasonalClock): (milliseconds: number) => number {
  const local = localClock(clock.zone);
  const days = seasonalDays(clock);
  let [from, to, start, end] = [0, 0, 0, 0];
  return (milliseconds) => {
    if (!(milliseconds >= from && milliseconds < to)) {
      const date = new Date(local.day(milliseconds) * MILLISECONDS_PER.days);
      const first = date.setUTCDate(1) / MILLISECONDS_PER.days;
      const next = date.setUTCMonth(date.getUTCMonth() + 1) / MILLISECONDS_PER.days;
      [from, to] = [midnight(local, first), midnight(local, next)];
      [start, end] = [days(first), days(next)];
    }
    return start + ((end - start) * (milliseconds - from)) / (to - from);
  };
}

/** The instant of a local midnight; where clocks change just then, one of the two that it could be. */
function midnight(local: LocalClock, day: number): number {
  const utc = day * MILLISECONDS_PER.days;
  return utc - local.offset(utc - local.offset(utc));
}

function leapYearsBefore(year: number): number {
  const last = year - 1;
  return Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
}
