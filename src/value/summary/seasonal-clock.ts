import { ClienteleError, type InstantInput, type LocalClock, localClock, MILLISECONDS_PER } from "../../kernel/index.js";
import {
  anInstant,
  anything,
  aZone,
  listOf,
  MONTH_NAMES,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { TimeUnit } from "../../models/index.js";
import { aTimeUnit, daysPerUnit } from "./time-unit.js";

/**
 * Clock that runs faster in season: a day of a month with index 1.4 counts as 1.4 days. Plain JSON.
 *
 * Purchase models assume a constant rate. Purchases at the seasonal rate λ · index(t) have the constant rate λ on the clock
 * Λ(t) = ∫ index, so that the models hold there.
 */
export interface SeasonalClock {
  readonly kind: "seasonal-clock";
  readonly version: 1;
  /** IANA time zone of the months. */
  readonly zone: string;
  /** Activity on a day of January, February, … December relative to the average day of a year, which is 1. */
  readonly index: readonly number[];
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Defines a seasonal clock by an index of twelve months, which is scaled so that a year of 365.25 days takes 365.25 days.
 *
 * The index must not come from the period that is forecast: take it from a prior year ({@link fitSeasonalIndex}), or take a
 * published index of the industry.
 *
 * @param definition - the zone, and the activity on a day of each month, January first, in any scale
 * @returns the frozen clock: pass it as `clock` to `summarizeTransactions` and `splitHoldout`
 * @throws ClienteleError `invalid_option` for an index without twelve positive numbers; `invalid_time_zone`
 * @see Taylor, Karlin (1998), An Introduction to Stochastic Modeling, section 5.1.4: a Poisson process of changing rate is one of constant rate on the clock Λ
 * @example
 * const clock = defineSeasonalClock({ zone: "Europe/London", index: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2] });
 * clock.index[11] // => 1.714
 */
export function defineSeasonalClock(definition: { readonly zone: string; readonly index: readonly number[] }): SeasonalClock {
  const { zone, index } = requireOptions(definition, DEFINITION, { mandatory: ["zone", "index"] });
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

const DEFINITION: OptionShape<{ readonly zone: string; readonly index: readonly number[] }> = {
  zone: aZone,
  index: /* @__PURE__ */ listOf(anything),
};

/**
 * Checks that an index has twelve positive numbers.
 *
 * @throws ClienteleError `invalid_option`
 */
function checkIndex(index: readonly number[]): void {
  const wrong = index.findIndex((value) => !(value > 0 && value < Infinity));
  if (index.length === 12 && wrong === -1) return;
  throw new ClienteleError(
    "invalid_option",
    index.length === 12
      ? `\`index[${wrong}]\` (${MONTH_NAMES[wrong]}) must be a positive number, got ${String(index[wrong])}. Use a small number for a month without business.`
      : `\`index\` must have twelve numbers, January first, got ${index.length}.`,
    { option: "index", value: index },
    index.length === 12 ? `index[${wrong}]` : "index",
  );
}

/**
 * Returns how much time passes on a seasonal clock in a range: the horizon of a forecast for that range.
 *
 * @param clock - from {@link defineSeasonalClock}
 * @param range - two instants; the result is negative when `to` is before `from`
 * @param options - `unit` of the result, usually the unit of the model
 * @throws ClienteleError `invalid_instant`, `invalid_option`
 * @example
 * const clock = defineSeasonalClock({ zone: "UTC", index: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2] });
 * seasonalTime(clock, { from: Date.UTC(2026, 11, 1), to: Date.UTC(2026, 11, 15) }, { unit: "week" }) // => 3.4276
 * seasonalTime(clock, { from: Date.UTC(2026, 0, 1), to: Date.UTC(2030, 0, 1) }, { unit: "year" }) // => 4
 */
export function seasonalTime(
  clock: SeasonalClock,
  range: { readonly from: InstantInput; readonly to: InstantInput },
  options: { readonly unit: TimeUnit },
): number {
  const { from, to } = requireOptions(range, RANGE, { mandatory: ["from", "to"], path: "range" });
  const { unit } = requireOptions(options, UNIT, { mandatory: ["unit"] });
  const days = seasonalInstants(clock);
  const length = days(toMilliseconds(to, "range.to")) - days(toMilliseconds(from, "range.from"));
  return length / daysPerUnit(unit);
}

const RANGE: OptionShape<{ readonly from: InstantInput; readonly to: InstantInput }> = { from: anInstant, to: anInstant };
const UNIT: OptionShape<{ readonly unit: TimeUnit }> = { unit: aTimeUnit };

/** Returns Λ at the start of a civil day, in days; day 0 is 1970-01-01. Days may have a fraction. */
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

/** Returns Λ at an instant, in days. A month runs from its first local midnight to that of the next month; an hour that a change of the clocks adds or removes is spread over it. */
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

/** Instant of a local midnight; when the clocks change at midnight, one of the two candidates. */
function midnight(local: LocalClock, day: number): number {
  const utc = day * MILLISECONDS_PER.days;
  return utc - local.offset(utc - local.offset(utc));
}

function leapYearsBefore(year: number): number {
  const last = year - 1;
  return Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
}
