import { calendarWindow, MILLISECONDS_PER } from "../../kernel/index.js";
import { parseInstant } from "../../kernel/internal.js";
import type { WindowSpec, ZoneSpec } from "./expression.js";
import { spanOf } from "./span.js";

/** Returns the earliest instant that a window can contain, unless data decides it. */
export function earliestOf(window: WindowSpec | undefined, asOf: number): number | undefined {
  switch (window?.kind) {
    case "last":
      return spanOf(window.duration).start(asOf);
    case "ago":
      return spanOf(window.from).start(asOf);
    case "between":
    case "since":
      return parseInstant(window.from);
    case "this":
    case "previous":
      return startIn(window.zone, window, asOf);
    default:
      return undefined;
  }
}

function startIn(zone: ZoneSpec, window: Extract<WindowSpec, { unit: unknown }>, asOf: number): number {
  const { unit, kind } = window;
  // The zones of all subjects lie within two days.
  if (typeof zone !== "string") return startIn(zone.fallback, window, asOf) - 2 * MILLISECONDS_PER.days;
  return calendarWindow(unit, asOf, zone, kind === "previous" ? -1 : 0).from;
}

/** Kinds of windows whose start does not depend on data. */
export const BOUNDED_WINDOWS: readonly WindowSpec["kind"][] = ["last", "ago", "between", "since", "this", "previous"];
