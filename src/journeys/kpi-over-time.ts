import { type CalendarUnit, type InstantInput, localClock, type Window } from "../kernel/index.js";
import {
  aCurrency,
  aLevel,
  anInstant,
  aZone,
  oneOf,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../kernel/internal.js";
import type { PurchasesReport, Transaction } from "../models/index.js";
import { purchasesOf } from "../models/internal.js";
import { CALENDAR_UNITS, calendarPeriods, periodLabel } from "./calendar-periods.js";
import type { KpiDefinition } from "./kpi.js";
import { type KpiOptions, type KpiValue, measureWindow } from "./measure-kpi.js";

/** Options of {@link kpiOverTime}. */
export interface KpiOverTimeOptions extends Omit<KpiOptions, "window" | "previous"> {
  /** Calendar unit of each point. */
  readonly by: CalendarUnit;
  /** Facts up to this instant count; the last point is the unit that contains it. */
  readonly asOf: InstantInput;
  /** The first point is the unit that contains this instant; defaults to the first purchase. */
  readonly from?: InstantInput | undefined;
}

const OPTIONS: OptionShape<KpiOverTimeOptions> = {
  by: oneOf(CALENDAR_UNITS),
  asOf: anInstant,
  from: anInstant,
  zone: aZone,
  currency: aCurrency,
  level: aLevel,
};

/** Value of a KPI in one calendar unit. */
export interface KpiPoint extends KpiValue {
  /** `2011-01`, `2011-Q1`, … */
  readonly label: string;
  readonly window: Window;
  /** Whether the unit is over by `asOf`. */
  readonly complete: boolean;
}

/** Values of a KPI over time. */
export interface KpiSeries {
  readonly kpi: string;
  readonly by: CalendarUnit;
  readonly zone: string;
  readonly points: readonly KpiPoint[];
  /** ISO 4217 code; `undefined` if no row was read. */
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/**
 * Measures a KPI in each calendar unit, from the first purchase to `asOf`. The previous window is the previous calendar unit,
 * so the first point of a KPI that compares two windows has an empty denominator and the value `null`.
 *
 * @throws ClienteleError `mixed_currencies`, `invalid_time_zone`, `invalid_instant`, `invalid_option`, `too_many_periods`
 * @example
 * const order = (customerId: string, month: number) => ({ customerId, at: Date.UTC(2026, month, 3), amount: 1000, currency: "EUR" });
 * const rows = [order("ann", 0), order("bob", 0), order("ann", 1)];
 * const { points } = kpiOverTime(kpiCatalog["retention-rate"], rows, { by: "month", zone: "UTC", asOf: Date.UTC(2026, 1, 28) });
 * points.map(({ label, value }) => [label, value]) // => [["2026-01", null], ["2026-02", 0.5]]
 */
export function kpiOverTime(kpi: KpiDefinition, transactions: Iterable<Transaction>, options: KpiOverTimeOptions): KpiSeries {
  const { level, currency, zone, ...given } = requireOptions(options, OPTIONS, { mandatory: ["by", "asOf", "zone"] });
  const { by } = given;
  const clock = localClock(zone);
  const asOf = toMilliseconds(given.asOf, "asOf");
  const purchases = purchasesOf(transactions, { asOf, currency });
  const common = { kpi: kpi.id, by, zone, currency: purchases.currency, report: purchases.report };
  const first = purchases.at.reduce((earliest, at) => Math.min(earliest, at), asOf);
  const from = given.from === undefined ? first : toMilliseconds(given.from, "from");
  if (from > asOf || (purchases.at.length === 0 && given.from === undefined)) return { ...common, points: [] };
  const { starts } = calendarPeriods(by, from, asOf, zone);
  const windowAt = (index: number): Window => ({ from: starts[index]!, to: starts[index + 1]! });
  const beforeFirst = calendarPeriods(by, starts[0]! - 1, starts[0]! - 1, zone).starts;
  const points = starts.slice(0, -1).map((start, index): KpiPoint => {
    const window = windowAt(index);
    const previous = index === 0 ? { from: beforeFirst[0]!, to: start } : windowAt(index - 1);
    const value = measureWindow(kpi, purchases, clock, window, previous, level);
    return { ...value, window, label: periodLabel(by, start, clock), complete: asOf + 1 >= window.to };
  });
  return { ...common, points };
}
