import { type CalendarUnit, calendarWindow, startOfUnit } from "../../../kernel/index.js";
import { localDay, type ZoneOffsets, zoneOffsets } from "../../../kernel/internal.js";
import type { Metric, PeriodsSpec } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric, CompiledPeriods, CompiledWindow } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import { onceAt } from "../tests/timed.js";
import { boundNumbers } from "./compile-regularity.js";
import type { CalendarSpec } from "./compile-window.js";
import { overWindow } from "./metric-reducers.js";

/** Compiles a window that is a calendar unit. */
export function calendarUnitWindow({ kind, unit, zone: given }: CalendarSpec): CompiledWindow {
  const zone = constantZone(given);
  const move = kind === "previous" ? -1 : 0;
  const spanAt = onceAt((asOf) => calendarWindow(unit, asOf, zone, move));
  return {
    from: (_subject, asOf) => spanAt(asOf).from,
    to: (_subject, asOf) => (kind === "this" ? asOf + 1 : spanAt(asOf).to),
    next: (_subject, asOf, column, first) => {
      // History does not change: once all of it lies before the window, no later window contains any of it.
      if (first >= column.at.length) return NEVER;
      return nextUnit(unit, asOf, zone);
    },
  };
}

/** Returns the first instant after `asOf` at which the calendar units around it may change: the next one, or a change of the clock. */
export function nextUnit(unit: CalendarUnit, asOf: number, zone: string): number {
  const next = startOfUnit(unit, asOf, zone, 1);
  const change = zoneOffsets(zone, asOf, next).starts[1];
  return change === undefined || change <= asOf ? next : Math.min(next, change);
}

/** Compiles periods that are calendar units. */
export function calendarPeriods(spec: Extract<PeriodsSpec, { unit: unknown }>): CompiledPeriods {
  const { unit } = spec;
  const zone = constantZone(spec.zone);
  const numbers = boundNumbers(spec);
  return {
    bounds: onceAt((asOf) => numbers.map((number) => calendarWindow(unit, asOf, zone, -number).from)),
    next: (_column, _first, _end, asOf) => nextUnit(unit, asOf, zone),
  };
}

/** Compiles the number of local days with an interaction. */
export function daysActive({ zone: given }: Metric, parts: MetricParts): CompiledMetric {
  const { where } = parts;
  const zone = constantZone(given);
  let table: ZoneOffsets | undefined;
  let covered = { from: 0, to: 0 };
  return overWindow(parts, (column, first, end, asOf) => {
    if (first >= end) return 0;
    const [from, to] = [column.at[first]!, column.at[end - 1]!];
    if (table === undefined || from < covered.from || to > covered.to) {
      covered = table === undefined ? { from, to } : { from: Math.min(from, covered.from), to: Math.max(to, covered.to) };
      table = zoneOffsets(zone, covered.from, covered.to);
    }
    const days = new Set<number>();
    for (let index = first; index < end; index++) {
      if (where === null || where.holds(column.interactions[index]!, asOf)) days.add(localDay(table, column.at[index]!));
    }
    return days.size;
  });
}
