import { type ClienteleError, compareCodePoints, dayText, type InstantInput, localClock } from "../../kernel/index.js";
import {
  aCurrency,
  anInstant,
  aZone,
  invalidOption,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Transaction } from "../../models/index.js";
import { purchasesOf } from "../../models/internal.js";
import { unfittable } from "../clv/fit/fit-data.js";

/** Purchases of one group of customers in one calendar month. */
export interface SeasonalActivity {
  /** Customers who are compared only with themselves, such as those acquired in one month. */
  readonly group: string;
  /** The calendar month, such as `2010-03`. */
  readonly month: string;
  /** Purchases of the group in the month, in one scale for all rows. */
  readonly purchases: number;
}

/**
 * Fits the activity of each calendar month to groups that were observed over several months. Purchases are Poisson with the mean
 * level of the group × index of the month × days of the month. Each group is compared only with itself, so that a growing
 * customer base is not mistaken for a season; groups that decline or grow within the year are.
 *
 * @param activity - purchases by group and month, from a prior year or any period that ends before the forecast
 * @returns twelve numbers for `defineSeasonalClock`, January first; their mean over the days of a year is 1
 * @throws ClienteleError `unfittable_data` when a month has no purchase, or when no group links it to the other months;
 * `invalid_option` for an impossible month or number
 * @see Bishop, Fienberg, Holland (1975), Discrete Multivariate Analysis, section 3.5: the maximum of this likelihood by proportional fitting
 * @example
 * const months = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];
 * const activity = months.map((month) => ({ group: "all", month: `2010-${month}`, purchases: month === "12" ? 62 : 30 }));
 * const index = fitSeasonalIndex(activity);
 * (index[11]! / index[10]!).toFixed(6) // => "2.000000"
 */
export function fitSeasonalIndex(activity: Iterable<SeasonalActivity>): number[] {
  const cells = Array.from(activity, readCell);
  const levels = new Map<string, number>();
  const index = new Array<number>(12).fill(1);
  requireLinkedMonths(cells);
  for (let pass = 0, change = Infinity; pass < 10_000 && change > 1e-13; pass++) {
    change = 0;
    const bought = new Map<string, number>();
    const exposed = new Map<string, number>();
    for (const { group, month, days, purchases } of cells) {
      bought.set(group, (bought.get(group) ?? 0) + purchases);
      exposed.set(group, (exposed.get(group) ?? 0) + index[month]! * days);
    }
    for (const [group, purchases] of bought) levels.set(group, purchases / exposed.get(group)!);
    const seen = new Float64Array(12);
    const expected = new Float64Array(12);
    for (const { group, month, days, purchases } of cells) {
      seen[month]! += purchases;
      expected[month]! += levels.get(group)! * days;
    }
    for (let month = 0; month < 12; month++) {
      const next = seen[month]! / expected[month]!;
      change = Math.max(change, Math.abs(next / index[month]! - 1));
      index[month] = next;
    }
  }
  const mean = index.reduce((sum, value, month) => sum + value * (month === 1 ? 28.25 : daysOf(2001, month)), 0) / 365.25;
  return index.map((value) => value / mean);
}

interface Cell {
  readonly group: string;
  readonly month: number;
  readonly days: number;
  readonly purchases: number;
}

function readCell({ group, month, purchases }: SeasonalActivity): Cell {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined) throw invalidOption("month", month, 'a calendar month such as "2010-03"');
  if (!(purchases >= 0 && purchases < Infinity)) throw invalidOption("purchases", purchases, "a finite number of at least 0");
  return { group, month: Number(number) - 1, days: daysOf(Number(year), Number(number) - 1), purchases };
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/**
 * Checks that every month has a purchase, and that a chain of groups links every month with every other.
 *
 * @throws ClienteleError `unfittable_data`
 */
function requireLinkedMonths(cells: readonly Cell[]): void {
  const buyers = cells.filter(({ purchases }) => purchases > 0);
  const bought = new Set(buyers.map(({ month }) => month));
  const buying = new Set(buyers.map(({ group }) => group));
  const linked = new Set([0]);
  const groups = new Set<string>();
  for (let size = 0; size !== linked.size + groups.size; ) {
    size = linked.size + groups.size;
    for (const { group, month } of cells) {
      if (!buying.has(group)) continue;
      if (linked.has(month)) groups.add(group);
      if (groups.has(group)) linked.add(month);
    }
  }
  for (let month = 0; month < 12; month++) {
    if (!bought.has(month)) throw noIndex(`month ${month + 1} has no purchase`);
    if (!linked.has(month)) throw noIndex(`no group links month ${month + 1} to the months before`);
  }
}

function noIndex(reason: string): ClienteleError<"unfittable_data"> {
  return unfittable("seasonal-index", reason, "The seasonal index");
}

/**
 * Counts the purchases of a log by month of acquisition and calendar month, for {@link fitSeasonalIndex}. A purchase is a local
 * day of a customer with a net amount above 0. Incomplete months and the first month of a customer are left out.
 *
 * @param transactions - the log
 * @param options - `asOf`, the end of the observation; the zone of days and months; a currency if the log has several
 * @throws ClienteleError as `summarizeTransactions` throws
 * @example
 * const rows = [[0, 5], [1, 9], [2, 9]].map(([month, day]) => ({ customerId: "ann", at: Date.UTC(2026, month!, day, 12), amount: 100, currency: "EUR" }));
 * seasonalActivity(rows, { asOf: Date.UTC(2026, 3, 1), zone: "UTC" })
 * // => [{ group: "2026-01", month: "2026-02", purchases: 1 }, { group: "2026-01", month: "2026-03", purchases: 1 }]
 */
export function seasonalActivity(transactions: Iterable<Transaction>, options: SeasonalActivityOptions): SeasonalActivity[] {
  const { zone, currency, ...given } = requireOptions(options, ACTIVITY_OPTIONS, { mandatory: ["asOf", "zone"] });
  const asOf = toMilliseconds(given.asOf, "asOf");
  const clock = localClock(zone);
  const purchases = purchasesOf(transactions, { asOf, currency });
  const monthOf = (day: number): string => dayText(day).slice(0, 7);
  // the month of the next instant is incomplete
  const open = monthOf(clock.day(asOf + 1));
  const counts = new Map<string, Map<string, number>>();
  let latest = "";
  for (let c = 0; c < purchases.customers.length; c++) {
    const days = new Map<number, number>();
    for (let entry = purchases.starts[c]!; entry < purchases.starts[c + 1]!; entry++) {
      const day = clock.day(purchases.at[entry]!);
      days.set(day, (days.get(day) ?? 0) + purchases.net[entry]!);
    }
    const bought = [...days].filter(([, net]) => net > 0).map(([day]) => monthOf(day));
    const group = bought.reduce<string | undefined>(
      (first, month) => (first === undefined || month < first ? month : first),
      undefined,
    );
    if (group === undefined) continue;
    const months = counts.get(group) ?? new Map<string, number>();
    counts.set(group, months);
    for (const month of bought) {
      if (month >= open) continue;
      if (month > latest) latest = month;
      if (month > group) months.set(month, (months.get(month) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([left], [right]) => compareCodePoints(left, right))
    .flatMap(([group, months]) =>
      monthsBetween(group, latest).map((month) => ({ group, month, purchases: months.get(month) ?? 0 })),
    );
}

/** Options of {@link seasonalActivity}. */
export interface SeasonalActivityOptions {
  /** End of the observation. Only months that end by then are counted. */
  readonly asOf: InstantInput;
  /** IANA time zone of days and months. */
  readonly zone: string;
  /** Reads this currency only. Without it, a second currency is an error. */
  readonly currency?: string | undefined;
}

const ACTIVITY_OPTIONS: OptionShape<SeasonalActivityOptions> = { asOf: anInstant, zone: aZone, currency: aCurrency };

/** Returns the calendar months after one month up to another. */
function monthsBetween(after: string, last: string): string[] {
  const months: string[] = [];
  let [year, month] = after.split("-").map(Number) as [number, number];
  for (;;) {
    month = (month % 12) + 1;
    if (month === 1) year++;
    const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    if (text > last) return months;
    months.push(text);
  }
}
