import { type CalendarUnit, type InstantInput, localClock, type Window } from "../kernel/index.js";
import { toMilliseconds } from "../kernel/internal.js";
import type { PurchasesReport, Transaction } from "../models/index.js";
import { purchasesOf } from "../models/internal.js";
import { calendarPeriods, periodLabel } from "./calendar-periods.js";
import type { KpiDefinition } from "./kpi.js";
import { type KpiOptions, type KpiValue, measureWindow } from "./measure-kpi.js";

/** How {@link kpiOverTime} cuts time. */
export interface KpiOverTimeOptions extends Omit<KpiOptions, "window" | "previous"> {
  /** Calendar unit of each point. */
  readonly by: CalendarUnit;
  /** What had happened by this instant counts; the last point is the unit that holds it. */
  readonly asOf: InstantInput;
  /** The first point is the unit that holds this instant; default the first purchase. */
  readonly from?: InstantInput | undefined;
}

/** An indicator in one calendar unit. */
export interface KpiPoint extends KpiValue {
  /** `2011-01`, `2011-Q1`, … */
  readonly label: string;
  readonly window: Window;
  /** Whether the unit is over by `asOf`. */
  readonly complete: boolean;
}

/** An indicator over time. */
export interface KpiSeries {
  readonly kpi: string;
  readonly by: CalendarUnit;
  readonly zone: string;
  readonly points: readonly KpiPoint[];
  /** ISO 4217; `undefined` when nothing was read. */
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/**
 * An indicator in each calendar unit, from the first purchase to `asOf`. The window before is the calendar unit before,
 * so that the first point of a comparing indicator has an empty denominator and the value `null`.
 *
 * @throws ClienteleError `mixed_currencies`, `invalid_time_zone`, `invalid_instant`, `too_many_periods`
 * @example
 * const order = (customerId: string, month: number) => ({ customerId, at: Date.UTC(2026, month, 3), amount: 1000, currency: "EUR" });
 * const rows = [order("ann", 0), order("bob", 0), order("ann", 1)];
 * const { points } = kpiOverTime(kpiCatalog["retention-rate"], rows, { by: "month", zone: "UTC", asOf: Date.UTC(2026, 1, 28) });
 * points.map(({ label, value }) => [label, value]) // => [["2026-01", null], ["2026-02", 0.5]]
 */
export function kpiOverTime(kpi: KpiDefinition, transactions: Iterable<Transaction>, options: KpiOverTimeOptions): KpiSeries {
  const { by, zone, confidence } = options;
  const asOf = toMilliseconds(options.asOf, "asOf");
  const purchases = purchasesOf(transactions, options);
  const clock = localClock(zone);
  const common = { kpi: kpi.id, by, zone, currency: purchases.currency, report: purchases.report };
  const first = purchases.at.reduce((least, at) => Math.min(least, at), asOf);
  const from = options.from === undefined ? first : toMilliseconds(options.from, "from");
  if (from > asOf || (purchases.at.length === 0 && options.from === undefined)) return { ...common, points: [] };
  const { starts } = calendarPeriods(by, from, asOf, zone);
  const windowAt = (index: number): Window => ({ from: starts[index]!, to: starts[index + 1]! });
  const beforeFirst = calendarPeriods(by, starts[0]! - 1, starts[0]! - 1, zone).starts;
  const points = starts.slice(0, -1).map((start, index): KpiPoint => {
    const window = windowAt(index);
    const previous = index === 0 ? { from: beforeFirst[0]!, to: start } : windowAt(index - 1);
    const value = measureWindow(kpi, purchases, clock, window, previous, confidence);
    return { ...value, window, label: periodLabel(by, start, clock), complete: asOf + 1 >= window.to };
  });
  return { ...common, points };
}
