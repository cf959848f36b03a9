import { type CalendarUnit, compareCodePoints, type InstantInput, localClock } from "../kernel/index.js";
import {
  aBoolean,
  aLevel,
  anInteger,
  anInstant,
  aZone,
  oneOf,
  type OptionKind,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../kernel/internal.js";
import { type Interval, wilsonInterval } from "../statistics/index.js";
import { type Activity, type ActivityColumns, type ActivityReport, collectActivities } from "./activity.js";
import { CALENDAR_UNITS, type CalendarPeriods, calendarPeriods, periodLabel, periodOf } from "./calendar-periods.js";

/** Options of {@link cohortRetention}. */
export interface RetentionOptions {
  /** Facts up to this instant count. */
  readonly asOf: InstantInput;
  /** IANA time zone of days and calendar units. */
  readonly zone: string;
  /** Calendar unit of the first activity, which determines the cohort; defaults to `"month"`. */
  readonly cohort?: CalendarUnit | undefined;
  /**
   * Periods to count. With `"calendar"` (the default), period k is the k-th calendar unit after the unit of the cohort. With
   * `{ days: n }`, period k covers a customer's own days kn to kn + n − 1 since the first activity (n-day retention; n = 1 is
   * "day k").
   */
  readonly period?: "calendar" | { readonly days: number } | undefined;
  /** `"bounded"` (the default) counts activity in the period; `"unbounded"` counts activity in the period or later. */
  readonly kind?: "bounded" | "unbounded" | undefined;
  /** Last period to count; defaults to the last observable one. */
  readonly maxPeriod?: number | undefined;
  /** Coverage of the Wilson intervals; defaults to .95. */
  readonly level?: number | undefined;
  /** Start of the activities (inclusive); defaults to the first one. */
  readonly from?: InstantInput | undefined;
  /** Whether to list the customers behind every cell; defaults to false. */
  readonly members?: boolean | undefined;
}

const PERIOD: OptionKind = {
  expected: '"calendar" or an object with `days`',
  accepts: (value) => value === "calendar" || (typeof value === "object" && value !== null && "days" in value),
  inside: (value: never, path: string) => {
    if (typeof value === "object") requireOptions<{ days: number }>(value, { days: anInteger({ min: 1 }) }, { path });
  },
};

const OPTIONS: OptionShape<RetentionOptions> = {
  asOf: anInstant,
  zone: aZone,
  cohort: oneOf(CALENDAR_UNITS),
  period: PERIOD,
  kind: oneOf(["bounded", "unbounded"]),
  maxPeriod: anInteger({ min: 0 }),
  level: aLevel,
  from: anInstant,
  members: aBoolean,
};

/** Retention of a cohort in a period. */
export interface RetentionCell {
  /** Number of the period; 0 is the period of the first activity. */
  readonly period: number;
  /** Number of customers whose period is over by `asOf` (the whole cohort in calendar periods). */
  readonly eligible: number;
  /** Number of eligible customers who were active. */
  readonly retained: number;
  /** `retained` divided by `eligible`, with the Wilson interval. */
  readonly rate: Interval;
  /** Whether the period is over for the whole cohort; if not, the rate of a calendar period can still rise. */
  readonly complete: boolean;
  /** Active customers in code-point order, if `members` is true. */
  readonly customers?: readonly string[];
}

/** Customers who were first active in one calendar unit. */
export interface RetentionCohort {
  /** Start of the calendar unit in epoch milliseconds. */
  readonly start: number;
  /** `2011-01`, `2011-Q1`, … */
  readonly label: string;
  readonly size: number;
  /** Identifiers of the customers, in code-point order. */
  readonly customers: readonly string[];
  readonly cells: readonly RetentionCell[];
}

/** A retention table. */
export interface CohortRetention {
  readonly cohorts: readonly RetentionCohort[];
  /** All cohorts together, by period, without incomplete calendar cells. */
  readonly overall: readonly RetentionCell[];
  readonly cohort: CalendarUnit;
  readonly period: "calendar" | { readonly days: number };
  readonly kind: "bounded" | "unbounded";
  /** Coverage of the intervals. */
  readonly level: number;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly zone: string;
  readonly report: ActivityReport;
}

/**
 * Computes cohort retention: of the customers who were first active in a month, how many were active again in each later month.
 *
 * In periods of a customer's own days, a customer only counts once the period is over: a customer of last week cannot have been
 * retained for a month yet, and would lower the rate. Unbounded retention of recent periods is low for the same reason, because
 * fewer later periods have been observed; only compare cohorts of the same age.
 *
 * @throws ClienteleError `invalid_option`, `invalid_instant`, `invalid_time_zone`, `too_many_periods`
 * @example
 * const on = (customerId: string, month: number) => ({ customerId, at: Date.UTC(2026, month, 10) });
 * const { cohorts } = cohortRetention([on("ann", 0), on("bob", 0), on("ann", 1)], { asOf: Date.UTC(2026, 2, 1), zone: "UTC" });
 * cohorts[0].cells.map(({ retained, eligible }) => `${retained} of ${eligible}`) // => ["2 of 2", "1 of 2", "0 of 2"]
 */
export function cohortRetention(activities: Iterable<Activity>, options: RetentionOptions): CohortRetention {
  const {
    cohort = "month",
    period = "calendar",
    kind = "bounded",
    level = 0.95,
    zone,
    ...given
  } = requireOptions(options, OPTIONS, {
    mandatory: ["asOf", "zone"],
  });
  const asOf = toMilliseconds(given.asOf, "asOf");
  const clock = localClock(zone);
  const columns = collectActivities(activities, { from: given.from, asOf });
  const common = { cohort, period, kind, level, asOf, zone, report: columns.report };
  if (columns.at.length === 0) return { cohorts: [], overall: [], ...common };

  const firstAt = firstInstants(columns);
  const units = calendarPeriods(cohort, smallest(firstAt), asOf, zone);
  // Days before this one are over. `asOf` itself has happened, so a day ends with its last millisecond.
  const today = clock.day(asOf + 1);
  const timing: Timing =
    period === "calendar"
      ? calendarTiming(units, columns, firstAt, asOf)
      : dayTiming(period.days, columns, firstAt.map(clock.day), columns.at.map(clock.day), today);
  const active = activePeriods(columns, timing);

  const cohortOf = firstAt.map((at) => periodOf(units, at));
  const byCohort = new Map<number, number[]>();
  for (const customer of inCodePointOrder(columns.ids)) {
    const members = byCohort.get(cohortOf[customer]!);
    if (members === undefined) byCohort.set(cohortOf[customer]!, [customer]);
    else members.push(customer);
  }
  const cohorts = [...byCohort]
    .sort(([left], [right]) => left - right)
    .map(([unit, members]): RetentionCohort => {
      const cells = cellsOf(members, active, timing, columns.ids, options);
      const customers = members.map((customer) => columns.ids[customer]!);
      const start = units.starts[unit]!;
      return { start, label: periodLabel(cohort, start, clock), size: members.length, customers, cells };
    });
  return { cohorts, overall: pooled(cohorts, period === "calendar", level), ...common };
}

/** Period of each activity, and last observable period of each customer. */
interface Timing {
  /** Period of each row, counted from its customer's first. */
  readonly period: readonly number[];
  /** Last period that has begun, by customer. */
  readonly begun: readonly number[];
  /** Last period that is over, by customer; −1 if none is. */
  readonly over: readonly number[];
  /** Whether a customer counts only in periods that are over. */
  readonly onlyOver: boolean;
}

function calendarTiming(
  units: CalendarPeriods,
  { customer, at }: ActivityColumns,
  firstAt: readonly number[],
  asOf: number,
): Timing {
  const first = firstAt.map((instant) => periodOf(units, instant));
  const now = units.starts.length - 2;
  const nowIsOver = asOf + 1 >= units.starts[now + 1]!;
  return {
    period: at.map((instant, row) => periodOf(units, instant) - first[customer[row]!]!),
    begun: first.map((unit) => now - unit),
    over: first.map((unit) => now - unit - (nowIsOver ? 0 : 1)),
    onlyOver: false,
  };
}

function dayTiming(
  days: number,
  { customer }: ActivityColumns,
  firstDay: readonly number[],
  day: readonly number[],
  today: number,
): Timing {
  const over = firstDay.map((first) => Math.floor((today - first) / days) - 1);
  return {
    period: day.map((number, row) => Math.floor((number - firstDay[customer[row]!]!) / days)),
    begun: over,
    over,
    onlyOver: true,
  };
}

/** Returns the periods with an activity by customer, ascending, each once. */
function activePeriods({ ids, customer }: ActivityColumns, { period }: Timing): readonly (readonly number[])[] {
  const periods: number[][] = ids.map(() => []);
  for (let row = 0; row < customer.length; row++) periods[customer[row]!]!.push(period[row]!);
  return periods.map((list) => list.sort((a, b) => a - b).filter((value, index) => index === 0 || value !== list[index - 1]));
}

function cellsOf(
  members: readonly number[],
  active: readonly (readonly number[])[],
  timing: Timing,
  ids: readonly string[],
  options: RetentionOptions,
): RetentionCell[] {
  const { kind = "bounded", level = 0.95, maxPeriod = Number.POSITIVE_INFINITY } = options;
  const observable = members.reduce((latest, customer) => Math.max(latest, timing.begun[customer]!), -1);
  const last = Math.min(observable, maxPeriod);
  const eligible = new Array<number>(last + 1).fill(0);
  const complete = new Array<boolean>(last + 1).fill(true);
  const retained = Array.from({ length: last + 1 }, (): number[] => []);
  for (const customer of members) {
    const until = Math.min(last, timing.onlyOver ? timing.over[customer]! : timing.begun[customer]!);
    for (let k = 0; k <= until; k++) eligible[k]! += 1;
    for (let k = Math.max(0, timing.over[customer]! + 1); k <= last; k++) complete[k] = false;
    const theirs = active[customer]!;
    if (kind === "bounded") for (const k of theirs) if (k <= until) retained[k]!.push(customer);
    if (kind === "unbounded") for (let k = 0; k <= Math.min(until, theirs.at(-1)!); k++) retained[k]!.push(customer);
  }
  return retained.map((customers, period) => ({
    ...cell(period, customers.length, eligible[period]!, level, complete[period]!),
    ...(options.members === true && { customers: customers.map((customer) => ids[customer]!) }),
  }));
}

function pooled(cohorts: readonly RetentionCohort[], onlyComplete: boolean, level: number): RetentionCell[] {
  const sums: { retained: number; eligible: number; complete: boolean }[] = [];
  for (const { cells } of cohorts) {
    for (const { period, retained, eligible, complete } of cells) {
      if (onlyComplete && !complete) continue;
      sums[period] ??= { retained: 0, eligible: 0, complete: true };
      const sum = sums[period];
      sum.retained += retained;
      sum.eligible += eligible;
      sum.complete &&= complete;
    }
  }
  // A period without an entry was not observed for any cohort.
  return sums.flatMap((sum, period) =>
    sum === undefined ? [] : [cell(period, sum.retained, sum.eligible, level, sum.complete)],
  );
}

function cell(period: number, retained: number, eligible: number, level: number, complete: boolean): RetentionCell {
  return { period, eligible, retained, rate: wilsonInterval(retained, eligible, { level }), complete };
}

function firstInstants({ ids, customer, at }: ActivityColumns): number[] {
  const first = new Array<number>(ids.length).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < at.length; row++) first[customer[row]!] = Math.min(first[customer[row]!]!, at[row]!);
  return first;
}

function smallest(values: readonly number[]): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY);
}

function inCodePointOrder(ids: readonly string[]): number[] {
  return ids.map((_, index) => index).sort((a, b) => compareCodePoints(ids[a]!, ids[b]!));
}
