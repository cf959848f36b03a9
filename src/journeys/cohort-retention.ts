import { type CalendarUnit, ClienteleError, compareCodePoints, type InstantInput, localClock } from "../kernel/index.js";
import { toMilliseconds } from "../kernel/internal.js";
import { type Activity, type ActivityColumns, type ActivityReport, collectActivities } from "./activity.js";
import { type CalendarPeriods, calendarPeriods, periodLabel, periodOf } from "./calendar-periods.js";
import { wilsonInterval } from "./proportion-interval.js";

/** How {@link cohortRetention} counts. */
export interface RetentionOptions {
  /** What had happened by this instant counts. */
  readonly asOf: InstantInput;
  /** IANA zone of days and calendar units. */
  readonly zone: string;
  /** Calendar unit of the first activity, which makes the cohort; default `"month"`. */
  readonly cohort?: CalendarUnit | undefined;
  /**
   * `"calendar"` (default): period k is the k-th calendar unit after the cohort's own. `{ days: n }`: period k is each
   * customer's own days kn to kn + n − 1 since the first (n-day retention; n = 1 is "day k").
   */
  readonly period?: "calendar" | { readonly days: number } | undefined;
  /** `"bounded"` (default): active in the period. `"unbounded"`: active in the period or any later one by `asOf`. */
  readonly kind?: "bounded" | "unbounded" | undefined;
  /** The last period to count; all that can be observed when absent. */
  readonly periods?: number | undefined;
  /** Confidence of the Wilson intervals, default .95. */
  readonly confidence?: number | undefined;
  /** Activities before this instant are not looked at. */
  readonly from?: InstantInput | undefined;
  /** Name the customers behind every cell; default `false`. */
  readonly members?: boolean | undefined;
}

/** Retention of a cohort in a period. */
export interface RetentionCell {
  /** 0 is the period of the first activity. */
  readonly period: number;
  /** Customers whose period is over by `asOf` (all of the cohort in calendar periods). */
  readonly eligible: number;
  /** Those of them who were active. */
  readonly retained: number;
  readonly rate: number;
  /** Wilson interval of the rate. */
  readonly low: number;
  readonly high: number;
  /** Whether the period is over for the whole cohort; if not, the rate of a calendar period is still rising. */
  readonly complete: boolean;
  /** Who was active, in code-point order, when `members` was asked for; its length is `retained`. */
  readonly customers?: readonly string[];
}

/** Customers who were first active in one calendar unit. */
export interface RetentionCohort {
  /** Epoch milliseconds of the start of the calendar unit. */
  readonly start: number;
  /** `2011-01`, `2011-Q1`, … */
  readonly label: string;
  readonly size: number;
  /** Who, in code-point order. */
  readonly customers: readonly string[];
  readonly cells: readonly RetentionCell[];
}

/** A retention table. */
export interface CohortRetention {
  readonly cohorts: readonly RetentionCohort[];
  /** All cohorts together, by period; calendar cells that are not complete are left out. */
  readonly overall: readonly RetentionCell[];
  readonly cohort: CalendarUnit;
  readonly period: "calendar" | { readonly days: number };
  readonly kind: "bounded" | "unbounded";
  readonly confidence: number;
  readonly asOf: number;
  readonly zone: string;
  readonly report: ActivityReport;
}

/**
 * Cohort retention: of the customers who were first active in a month, how many were active again in each month after.
 *
 * A customer counts in a period of own days only when that period is over: who came last week cannot have been retained
 * for a month yet, and would pull the rate down. Unbounded retention of recent periods is low for the same reason, since
 * fewer later periods have been seen; compare cohorts of one age only.
 *
 * @throws ClienteleError `invalid_option`, `invalid_instant`, `invalid_time_zone`, `too_many_periods`
 * @example
 * const on = (customerId: string, month: number) => ({ customerId, at: Date.UTC(2026, month, 10) });
 * const { cohorts } = cohortRetention([on("ann", 0), on("bob", 0), on("ann", 1)], { asOf: Date.UTC(2026, 2, 1), zone: "UTC" });
 * cohorts[0].cells.map(({ retained, eligible }) => `${retained} of ${eligible}`) // => ["2 of 2", "1 of 2", "0 of 2"]
 */
export function cohortRetention(activities: Iterable<Activity>, options: RetentionOptions): CohortRetention {
  const { zone, cohort = "month", period = "calendar", kind = "bounded", confidence = 0.95 } = options;
  const asOf = toMilliseconds(options.asOf, "asOf");
  const clock = localClock(zone);
  requireOptions(options);
  const columns = collectActivities(activities, options);
  const common = { cohort, period, kind, confidence, asOf, zone, report: columns.report };
  if (columns.at.length === 0) return { cohorts: [], overall: [], ...common };

  const firstAt = firstInstants(columns);
  const units = calendarPeriods(cohort, smallest(firstAt), asOf, zone);
  // Days before this one are over; asOf itself has happened, so that its last millisecond ends its day.
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
  return { cohorts, overall: pooled(cohorts, period === "calendar", confidence), ...common };
}

/** Which period an activity is in, and up to which period a customer can be observed. */
interface Timing {
  /** Period of each row, counted from its customer's first. */
  readonly period: readonly number[];
  /** By customer: the last period that has begun. */
  readonly begun: readonly number[];
  /** By customer: the last period that is over, −1 when none is. */
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

/** By customer: the periods with an activity, ascending, each once. */
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
  const { kind = "bounded", confidence = 0.95, periods = Number.POSITIVE_INFINITY } = options;
  const observable = members.reduce((most, customer) => Math.max(most, timing.begun[customer]!), -1);
  const last = Math.min(observable, periods);
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
    ...cell(period, customers.length, eligible[period]!, confidence, complete[period]!),
    ...(options.members === true && { customers: customers.map((customer) => ids[customer]!) }),
  }));
}

function pooled(cohorts: readonly RetentionCohort[], onlyComplete: boolean, confidence: number): RetentionCell[] {
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
  // A hole has no cohort that was seen through it.
  return sums.flatMap((sum, period) =>
    sum === undefined ? [] : [cell(period, sum.retained, sum.eligible, confidence, sum.complete)],
  );
}

function cell(period: number, retained: number, eligible: number, confidence: number, complete: boolean): RetentionCell {
  return { period, eligible, retained, rate: retained / eligible, ...wilsonInterval(retained, eligible, confidence), complete };
}

function requireOptions({ period = "calendar", kind = "bounded", periods = 0 }: RetentionOptions): void {
  const days = period === "calendar" ? 1 : period.days;
  if (!(Number.isInteger(days) && days >= 1))
    throw refused("period", period, "Give `calendar` or a whole number of days from 1.");
  if (kind !== "bounded" && kind !== "unbounded") throw refused("kind", kind, "Retention is bounded or unbounded.");
  if (!(Number.isInteger(periods) && periods >= 0)) throw refused("periods", periods, "Give a whole number of periods from 0.");
}

function refused(option: string, value: unknown, message: string): ClienteleError {
  return new ClienteleError("invalid_option", message, { option, value }, option);
}

function firstInstants({ ids, customer, at }: ActivityColumns): number[] {
  const first = new Array<number>(ids.length).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < at.length; row++) first[customer[row]!] = Math.min(first[customer[row]!]!, at[row]!);
  return first;
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function inCodePointOrder(ids: readonly string[]): number[] {
  return ids.map((_, index) => index).sort((a, b) => compareCodePoints(ids[a]!, ids[b]!));
}
