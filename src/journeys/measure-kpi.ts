import { ClienteleError, type InstantInput, type LocalClock, localClock, type Window } from "../kernel/index.js";
import {
  aCurrency,
  aLevel,
  anInstant,
  aZone,
  firstAtOrAfter,
  optionsOf,
  type OptionShape,
  requireOptions,
  toMilliseconds,
  windowBetween,
} from "../kernel/internal.js";
import type { Purchases, PurchasesReport, Transaction } from "../models/index.js";
import { purchasesOf } from "../models/internal.js";
import { type Interval, wilsonInterval } from "../statistics/index.js";
import type { KpiCondition, KpiDefinition, KpiTerm } from "./kpi.js";

/** Range of instants, half-open: `from` is included, `to` is not. */
export interface KpiWindow {
  readonly from: InstantInput;
  readonly to: InstantInput;
}

/** Options of {@link measureKpi}. */
export interface KpiOptions {
  /** IANA time zone of purchase days. */
  readonly zone: string;
  /** Window to measure; defaults to all transactions. */
  readonly window?: KpiWindow | undefined;
  /** Window to compare with; defaults to the same length directly before. */
  readonly previous?: KpiWindow | undefined;
  /** Facts up to this instant count; defaults to all facts. */
  readonly asOf?: InstantInput | undefined;
  /** Currency to read; without it, a second currency is an error. */
  readonly currency?: string | undefined;
  /** Coverage of the interval of a share; defaults to .95. */
  readonly level?: number | undefined;
}

const WINDOW = optionsOf<KpiWindow>({ from: anInstant, to: anInstant });

const OPTIONS: OptionShape<KpiOptions> = {
  zone: aZone,
  window: WINDOW,
  previous: WINDOW,
  asOf: anInstant,
  currency: aCurrency,
  level: aLevel,
};

/** One side of the fraction, with the customers behind it. */
export interface KpiTermResult {
  /** Sum of `amounts`; for a count of customers, their number. */
  readonly value: number;
  /** Identifiers of the customers, in code-point order. */
  readonly customers: readonly string[];
  /** Contribution of each customer: 1 for customers, otherwise orders, days, or minor units. */
  readonly amounts: Float64Array;
}

/** Value of a KPI. */
export interface KpiValue {
  readonly kpi: string;
  /** Numerator divided by denominator; `null` if the denominator is 0. Money is in minor units, not rounded. */
  readonly value: number | null;
  readonly numerator: KpiTermResult;
  readonly denominator: KpiTermResult;
  /** Wilson interval, if the numerator counts some of the customers of the denominator. */
  readonly interval?: Interval;
  /** Window in epoch milliseconds; absent if all transactions counted. */
  readonly window?: Window;
}

/** Value of a KPI with a report of the rows. */
export interface KpiMeasurement extends KpiValue {
  /** ISO 4217 code; `undefined` if no row was read. */
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/**
 * Measures a KPI on transactions, with the list of customers behind each number.
 *
 * @param kpi - an entry of `kpiCatalog`, or a result of `defineKpi`
 * @throws ClienteleError `mixed_currencies`, `invalid_window`, `invalid_instant`, `invalid_time_zone`, `invalid_option`, also if the KPI
 *   compares two windows and no window is given
 * @example
 * const order = (customerId: string, orderId: string, at: number) => ({ customerId, orderId, at, amount: 1000, currency: "EUR" });
 * const rows = [order("ann", "o1", 0), order("ann", "o2", 1), order("bob", "o3", 2)];
 * const byOrder = measureKpi(kpiCatalog["repeat-purchase-rate-by-order"], rows, { zone: "UTC" });
 * byOrder.value // => 0.5
 * byOrder.numerator.customers // => ["ann"]
 * measureKpi(kpiCatalog["repeat-purchase-rate-by-day"], rows, { zone: "UTC" }).value // => 0
 */
export function measureKpi(kpi: KpiDefinition, transactions: Iterable<Transaction>, options: KpiOptions): KpiMeasurement {
  const { zone, asOf, currency, level, ...windows } = requireOptions(options, OPTIONS, { mandatory: ["zone"] });
  const clock = localClock(zone);
  const purchases = purchasesOf(transactions, { asOf, currency });
  const window = windowOf(windows.window, "window");
  const previous = windowOf(windows.previous, "previous");
  if (window === undefined && looksBack(kpi)) {
    throw new ClienteleError(
      "invalid_option",
      `\`window\` is required: the KPI ${JSON.stringify(kpi.id)} compares it with the window before.`,
      { option: "window", value: window },
      "window",
    );
  }
  const value = measureWindow(kpi, purchases, clock, window, previous, level);
  return { ...value, currency: purchases.currency, report: purchases.report };
}

/** Measures a KPI in one window of purchases that have been read already. */
export function measureWindow(
  kpi: KpiDefinition,
  purchases: Purchases,
  clock: LocalClock,
  window: Window | undefined,
  previous: Window | undefined,
  level = 0.95,
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
      interval: wilsonInterval(numerator.value, denominator.value, { level }),
    }),
    ...(window !== undefined && { window }),
  };
}

/** Counts of every customer in a window, by position of the customer. */
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
    const from = window === undefined ? starts[c]! : firstAtOrAfter(at, window.from, starts[c], starts[c + 1]);
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

function measureTerm(term: KpiTerm, purchases: Purchases, now: WindowCounts, before: WindowCounts): KpiTermResult {
  const customers: string[] = [];
  const amounts: number[] = [];
  let value = 0;
  purchases.customers.forEach((id, c) => {
    const meets = ({ in: span, quantity, min = 0, max = Number.POSITIVE_INFINITY }: KpiCondition) => {
      const actual = (span === "window" ? now : before)[quantity][c]!;
      return actual >= min && actual <= max;
    };
    if (!(term.where === undefined ? now.present[c] === 1 : term.where.every(meets))) return;
    const amount = term.quantity === "customers" ? 1 : now[term.quantity][c]!;
    customers.push(id);
    amounts.push(amount);
    value += amount;
  });
  return { value, customers, amounts: Float64Array.from(amounts) };
}

function looksBack({ numerator, denominator }: KpiDefinition): boolean {
  return [...(numerator.where ?? []), ...(denominator.where ?? [])].some((condition) => condition.in === "previous");
}

/** Returns whether the KPI is a share of customers, which has an interval. */
function isPart(kpi: KpiDefinition, numerator: KpiTermResult, denominator: KpiTermResult): boolean {
  if (kpi.numerator.quantity !== "customers" || kpi.denominator.quantity !== "customers") return false;
  const whole = new Set(denominator.customers);
  return denominator.value > 0 && numerator.customers.every((id) => whole.has(id));
}

function windowOf(window: KpiWindow | undefined, path: string): Window | undefined {
  if (window === undefined) return undefined;
  return windowBetween(toMilliseconds(window.from, `${path}.from`), toMilliseconds(window.to, `${path}.to`));
}
