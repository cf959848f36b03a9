import { type CalendarUnit, calendarWindow, startOfUnit } from "../../../kernel/index.js";
import {
  durationMilliseconds,
  firstAtOrAfter,
  parseInstant,
  pathKeys,
  valueAtPath,
  zoneOffsets,
} from "../../../kernel/internal.js";
import type { WindowAnchor, WindowSpec } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import { isBusinessDuration, spanOf } from "../../language/span.js";
import { readerOf } from "../../language/value-reading.js";
import { NEVER, never } from "../subject/compiled-node.js";
import { onceAt } from "../tests/timed.js";
import { columnOf, endBefore, type HistoryColumn, type PreparedSubject } from "../subject/prepared-subject.js";

/** A compiled window: its bounds `[from, to)` for a subject at an instant, and the next instant at which it moves. */
export interface CompiledWindow {
  readonly from: (subject: PreparedSubject, asOf: number) => number;
  readonly to: (subject: PreparedSubject, asOf: number) => number;
  /** First instant after `asOf` at which an interaction may enter or leave the window by time alone. */
  readonly next: (subject: PreparedSubject, asOf: number, column: HistoryColumn, first: number) => number;
  /** Length of a rolling window in milliseconds. */
  readonly length?: number;
}

const upToAsOf = (_subject: PreparedSubject, asOf: number): number => asOf + 1;

/** Compiles a window; `undefined` is all history. */
export function compileWindow(spec: WindowSpec | undefined): CompiledWindow {
  if (spec === undefined) return { from: () => Number.NEGATIVE_INFINITY, to: upToAsOf, next: never };
  switch (spec.kind) {
    case "last": {
      const { start, end } = spanOf(spec.duration);
      return {
        from: (_subject, asOf) => start(asOf) + 1,
        to: upToAsOf,
        next: (_subject, _asOf, column, first) => (first < column.at.length ? end(column.at[first]!) : NEVER),
        ...(!isBusinessDuration(spec.duration) && { length: durationMilliseconds(spec.duration) }),
      };
    }
    case "ago": {
      const [longest, shortest] = [spanOf(spec.from), spanOf(spec.to)];
      const to = (asOf: number): number => shortest.start(asOf) + 1;
      return {
        from: (_subject, asOf) => longest.start(asOf) + 1,
        to: (_subject, asOf) => to(asOf),
        next: (_subject, asOf, { at }, first) => {
          // The first one in the window leaves it, or the first one behind it enters.
          const entering = firstAtOrAfter(at, to(asOf));
          return Math.min(
            first < at.length ? longest.end(at[first]!) : NEVER,
            entering < at.length ? shortest.end(at[entering]!) : NEVER,
          );
        },
      };
    }
    case "between":
    case "since":
    case "until": {
      const from = spec.kind === "until" ? Number.NEGATIVE_INFINITY : parseInstant(spec.from)!;
      const to = spec.kind === "since" ? NEVER : parseInstant(spec.to)!;
      return { from: () => from, to: (_subject, asOf) => Math.min(to, asOf + 1), next: never };
    }
    case "this":
    case "previous":
      return calendarSpec(spec);
    case "within":
    case "after": {
      const anchor = anchorOf(spec.of);
      const start = spec.kind === "within" ? 0 : durationMilliseconds(spec.from);
      const end = durationMilliseconds(spec.kind === "within" ? spec.duration : spec.to);
      return {
        from: (subject, asOf) => anchor(subject, asOf) + start,
        to: (subject, asOf) => Math.min(anchor(subject, asOf) + end, asOf + 1),
        next: never,
      };
    }
  }
}

function calendarSpec({ kind, unit, zone: given }: Extract<WindowSpec, { kind: "this" | "previous" }>): CompiledWindow {
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

function anchorOf(of: WindowAnchor): CompiledWindow["from"] {
  if ("attribute" in of) {
    const keys = pathKeys(of.attribute) ?? [];
    const read = readerOf({ type: "instant" });
    return (subject) => (read(valueAtPath(subject.attributes, keys)) as number | undefined) ?? NEVER;
  }
  const types = "first" in of ? of.first : of.last;
  const wantsFirst = "first" in of;
  return (subject, asOf) => {
    const column = columnOf(subject, types);
    const end = endBefore(subject, column, asOf + 1);
    if (end === 0) return NEVER;
    return column.at[wantsFirst ? 0 : end - 1]!;
  };
}
