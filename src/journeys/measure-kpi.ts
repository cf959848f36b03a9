import { ClienteleError, type InstantInput, type LocalClock, localClock, type Window } from "../kernel/index.js";
import { windowBetween } from "../kernel/internal.js";
import type { Purchases, PurchasesReport, Transaction } from "../models/index.js";
import { purchasesOf } from "../models/internal.js";
import type { KpiCondition, KpiDefinition, KpiTerm } from "./kpi.js";
import { type ProportionInterval, wilsonInterval } from "./proportion-interval.js";

/** Which transactions an indicator is measured on. */
export interface KpiOptions {
  /** IANA zone that says what a purchase day is. */
  readonly zone: string;
  /** `[from, to)` in epoch milliseconds; everything when absent. */
  readonly window?: Window | undefined;
  /** The window to compare with; the same length directly before when absent. */
  readonly previous?: Window | undefined;
  /** What had happened by this instant counts. */
  readonly asOf?: InstantInput | undefined;
  /** Read this currency alone; without it, a second currency is an error. */
  readonly currency?: string | undefined;
  /** Confidence of the interval of a share, default .95. */
  readonly confidence?: number | undefined;
}

/** One side of the fraction with everybody behind it. */
export interface KpiTermResult {
  /** The sum of `amounts`; for a count of customers, their number. */
  readonly value: number;
  /** Who, in code-point order. */
  readonly customers: readonly string[];
  /** What each of them adds: 1 for customers, else orders, days, or minor units. */
  readonly amounts: Float64Array;
}

/** An indicator, measured. */
export interface KpiValue {
  readonly kpi: string;
  /** Numerator over denominator; `null` when the denominator is 0. Money is in minor units, not rounded. */
  readonly value: number | null;
  readonly numerator: KpiTermResult;
  readonly denominator: KpiTermResult;
  /** Wilson interval, where the numerator is a part of the denominator's customers. */
  readonly interval?: ProportionInterval;
  /** `undefined` when everything counted. */
  readonly window?: Window;
}

/** An indicator with what became of the rows. */
export interface KpiMeasurement extends KpiValue {
  /** ISO 4217; `undefined` when nothing was read. */
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/**
 * Measures an indicator on transactions, with the list of customers behind each number.
 *
 * @param kpi - of `kpiCatalog`, or from `defineKpi`
 * @throws ClienteleError `mixed_currencies`, `invalid_window`, `invalid_time_zone`, `invalid_option` when the indicator
 * looks at the window before and no window is given
 * @example
 * const order = (customerId: string, orderId: string, at: number) => ({ customerId, orderId, at, amount: 1000, currency: "EUR" });
 * const rows = [order("ann", "o1", 0), order("ann", "o2", 1), order("bob", "o3", 2)];
 * const byOrder = measureKpi(kpiCatalog["repeat-purchase-rate-by-order"], rows, { zone: "UTC" });
 * byOrder.value // => 0.5
 * byOrder.numerator.customers // => ["ann"]
 * measureKpi(kpiCatalog["repeat-purchase-rate-by-day"], rows, { zone: "UTC" }).value // => 0
 */
export function measureKpi(kpi: KpiDefinition, transactions: Iterable<Transaction>, options: KpiOptions): KpiMeasurement {
  const purchases = purchasesOf(transactions, options);
  const { window, previous, confidence } = options;
  if (window === undefined && looksBack(kpi)) {
    throw new ClienteleError("invalid_option", `${kpi.id} compares two windows; give one.`, { option: "window", value: window });
  }
  const value = measureWindow(kpi, purchases, localClock(options.zone), checked(window), checked(previous), confidence);
  return { ...value, currency: purchases.currency, report: purchases.report };
}

/** Measures an indicator in one window of purchases that have been read already. */
export function measureWindow(
  kpi: KpiDefinition,
  purchases: Purchases,
  clock: LocalClock,
  window: Window | undefined,
  previous: Window | undefined,
  confidence = 0.95,
): KpiValue {
  const before = previous ?? (window && { from: window.from - (window.to - window.from), to: window.from });
  const now = countIn(purchases, window, clock);
  const earlier = looksBack(kpi) ? countIn(purchases, before, clock) : now;
  const numerator = measureTerm(kpi.numerator, purchases, now, earlier);
  const denominator = measureTerm(kpi.denominator, purchases, now, earlier);
  return {
    kpi: kpi.id,
    value: denominator.value === 0 ? null : numerator.value / denominator.value,
    numerator,
    denominator,
    ...(isPart(kpi, numerator, denominator) && {
      interval: wilsonInterval(numerator.value, denominator.value, confidence),
    }),
    ...(window !== undefined && { window }),
  };
}

/** What every customer did in a window, by position of the customer. */
interface WindowCounts {
  readonly orders: Float64Array;
  readonly days: Float64Array;
  readonly revenue: Float64Array;
  /** 1 for customers with a row in the window. */
  readonly present: Float64Array;
}

function countIn(purchases: Purchases, window: Window | undefined, clock: LocalClock): WindowCounts {
  const { customers, starts, at, net, loneRefund } = purchases;
  const column = () => new Float64Array(customers.length);
  const counts = { orders: column(), days: column(), revenue: column(), present: column() };
  for (let c = 0; c < customers.length; c++) {
    const from = window === undefined ? starts[c]! : firstAtOrAfter(at, window.from, starts[c]!, starts[c + 1]!);
    let day = Number.NaN;
    let ofDay = 0;
    for (let entry = from; entry < starts[c + 1]! && (window === undefined || at[entry]! < window.to); entry++) {
      counts.present[c] = 1;
      counts.revenue[c]! += net[entry]!;
      if (net[entry]! > 0 && loneRefund[entry] === 0) counts.orders[c]! += 1;
      const today = clock.day(at[entry]!);
      if (today !== day) {
        if (ofDay > 0) counts.days[c]! += 1;
        day = today;
        ofDay = 0;
      }
      ofDay += net[entry]!;
    }
    if (ofDay > 0) counts.days[c]! += 1;
  }
  return counts;
}

/** Entries of a customer are in order of time. */
function firstAtOrAfter(at: Float64Array, instant: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function measureTerm(term: KpiTerm, purchases: Purchases, now: WindowCounts, before: WindowCounts): KpiTermResult {
  const customers: string[] = [];
  const amounts: number[] = [];
  let value = 0;
  purchases.customers.forEach((id, c) => {
    const meets = ({ in: span, count, atLeast = 0, atMost = Number.POSITIVE_INFINITY }: KpiCondition) => {
      const actual = (span === "window" ? now : before)[count][c]!;
      return actual >= atLeast && actual <= atMost;
    };
    if (!(term.who === undefined ? now.present[c] === 1 : term.who.every(meets))) return;
    const amount = term.quantity === "customers" ? 1 : now[term.quantity][c]!;
    customers.push(id);
    amounts.push(amount);
    value += amount;
  });
  return { value, customers, amounts: Float64Array.from(amounts) };
}

function looksBack({ numerator, denominator }: KpiDefinition): boolean {
  return [...(numerator.who ?? []), ...(denominator.who ?? [])].some((condition) => condition.in === "previous");
}

/** Whether an interval of a share makes sense. */
function isPart(kpi: KpiDefinition, numerator: KpiTermResult, denominator: KpiTermResult): boolean {
  if (kpi.numerator.quantity !== "customers" || kpi.denominator.quantity !== "customers") return false;
  const whole = new Set(denominator.customers);
  return denominator.value > 0 && numerator.customers.every((id) => whole.has(id));
}

function checked(window: Window | undefined): Window | undefined {
  return window && windowBetween(window.from, window.to);
}
