import { tzOffset } from "@date-fns/tz/tzOffset";
import { ClienteleError } from "./errors.js";
import { MILLISECONDS_PER } from "./window.js";

/**
 * The offsets of a time zone over a span: `offsets[i]` (milliseconds east of UTC) holds from `starts[i]` on.
 * Plain integers, so that a bucket of days is the same arithmetic in memory and in SQL.
 */
export interface ZoneOffsets {
  readonly zone: string;
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

/**
 * Whether this runtime knows a time zone.
 *
 * @example
 * isTimeZone("Europe/London") // => true
 * isTimeZone("Mars/Olympus") // => false
 */
export function isTimeZone(zone: string): boolean {
  // Intl takes `undefined` for the zone of the machine.
  if (typeof zone !== "string") return false;
  const known = zonesAsked.get(zone);
  if (known !== undefined) return known;
  const answer = isZoneOfIntl(zone);
  if (zonesAsked.size < MOST_ZONES) zonesAsked.set(zone, answer);
  return answer;
}

/** Answers by name, because asking Intl is slow; bounded, because names may come from outside. */
const zonesAsked = new Map<string, boolean>();
const MOST_ZONES = 1_000;

/** Not by `tzOffset`: it takes "constructor" and every other name that plain objects inherit for a zone. */
function isZoneOfIntl(zone: string): boolean {
  // Offsets such as "+08:00" pass Intl but are no zones: they know no daylight saving.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/**
 * The table of a zone's offsets from one instant to another, found by bisection between samples six days apart.
 *
 * @throws ClienteleError `invalid_time_zone`
 * @example
 * zoneOffsets("Asia/Shanghai", 1.7e12, 1.8e12).offsets // => [28800000]
 */
export function zoneOffsets(zone: string, from: number, to: number): ZoneOffsets {
  if (!isTimeZone(zone)) throw new ClienteleError("invalid_time_zone", "Use an IANA time zone such as Europe/London.", { zone });
  const starts = [from];
  const offsets = [offsetAt(zone, from)];
  const step = 6 * MILLISECONDS_PER.days;
  let previous = offsets[0] as number;
  for (let at = from; at < to; ) {
    const next = Math.min(at + step, to);
    const offset = offsetAt(zone, next);
    if (offset !== previous) {
      starts.push(changeBetween(zone, at, next, previous));
      offsets.push(offset);
      previous = offset;
    }
    at = next;
  }
  return { zone, starts, offsets };
}

/** The first instant in (low, high] whose offset differs from `before`. */
function changeBetween(zone: string, low: number, high: number, before: number): number {
  let left = low;
  let right = high;
  while (right - left > 1) {
    const middle = Math.floor((left + right) / 2);
    if (offsetAt(zone, middle) === before) left = middle;
    else right = middle;
  }
  return right;
}

function offsetAt(zone: string, milliseconds: number): number {
  return tzOffset(zone, new Date(milliseconds)) * MILLISECONDS_PER.minutes;
}

/** About a year: the span of the tables that an {@link offsetReader} keeps. */
const KEPT_SPAN = 34_359_738_368;

/**
 * Returns a function that gives the offset of a zone at any instant of the calendar. It keeps the offsets around the instants
 * that it was asked for, so that many instants of a few decades cost little.
 *
 * @throws ClienteleError `invalid_time_zone`
 */
export function offsetReader(zone: string): (milliseconds: number) => number {
  const kept = new Map<number, ZoneOffsets>();
  let last = Number.NaN;
  let table = zoneOffsets(zone, 0, 0);
  return (milliseconds) => {
    const span = Math.floor(milliseconds / KEPT_SPAN);
    if (span !== last) {
      table = kept.get(span) ?? zoneOffsets(zone, span * KEPT_SPAN, (span + 1) * KEPT_SPAN);
      kept.set(span, table);
      last = span;
    }
    return table.offsets.length === 1 ? table.offsets[0]! : offsetIn(table, milliseconds);
  };
}

/**
 * The offset that a table gives at an instant, in milliseconds; before the first start, the first offset.
 */
export function offsetIn(table: ZoneOffsets, milliseconds: number): number {
  let index = table.starts.length - 1;
  while (index > 0 && (table.starts[index] as number) > milliseconds) index--;
  return table.offsets[index] as number;
}

/**
 * Number of the local day (days since 1970-01-01 on the zone's calendar) that an instant falls on.
 *
 * @example
 * const london = zoneOffsets("Europe/London", Date.UTC(2011, 0), Date.UTC(2012, 0));
 * localDay(london, Date.UTC(2011, 6, 1, 23, 30)) - localDay(london, Date.UTC(2011, 6, 1)) // => 1
 */
export function localDay(table: ZoneOffsets, milliseconds: number): number {
  return Math.floor((milliseconds + offsetIn(table, milliseconds)) / MILLISECONDS_PER.days);
}

/**
 * A day number as `YYYY-MM-DD`.
 *
 * @example
 * dayText(0) // => "1970-01-01"
 */
export function dayText(day: number): string {
  return new Date(day * MILLISECONDS_PER.days).toISOString().slice(0, 10);
}

/**
 * The local date at an instant, `YYYY-MM-DD`.
 *
 * @throws ClienteleError `invalid_time_zone`
 * @example
 * localDate("Asia/Shanghai", Date.UTC(2026, 0, 31, 20)) // => "2026-02-01"
 */
export function localDate(zone: string, milliseconds: number): string {
  return dayText(localDay(zoneOffsets(zone, milliseconds, milliseconds), milliseconds));
}

/**
 * Every instant at which a zone's clocks can begin a local day or go back behind its midnight, ascending; usually one.
 * At each the local date may change, between two of them it cannot.
 *
 * @param day - days since 1970-01-01
 */
export function dayBoundaries(zone: string, day: number): number[] {
  const midnight = day * MILLISECONDS_PER.days;
  return boundariesIn(zoneOffsets(zone, midnight - DAY_MARGIN, midnight + DAY_MARGIN), midnight);
}

/** A day and a half: wider than the offset of any zone. */
const DAY_MARGIN = 129_600_000;

function boundariesIn({ starts, offsets }: ZoneOffsets, midnight: number): number[] {
  const found = new Set(starts.slice(1));
  for (const offset of offsets) found.add(midnight - offset);
  return [...found].sort((left, right) => left - right);
}
/**
 * The first instant at which a zone's calendar shows a day, or a later one where it left the day out.
 *
 * @param day - days since 1970-01-01
 */
export function firstInstantOfDay(zone: string, day: number): number {
  const midnight = day * MILLISECONDS_PER.days;
  const table = zoneOffsets(zone, midnight - DAY_MARGIN, midnight + DAY_MARGIN);
  if (table.offsets.length === 1) return midnight - table.offsets[0]!;
  return boundariesIn(table, midnight).find((at) => localDay(table, at) >= day && localDay(table, at - 1) < day)!;
}
