import { calendarWindow, startOfUnit } from "../../kernel/index.js";
import { parseInstant, zoneOffsets } from "../../kernel/internal.js";
import type { WindowSpec } from "../language/expression.js";
import { exactMilliseconds, isBusinessDuration } from "../language/span.js";
import type { StreamView } from "./stream-view.js";
import { unsupported } from "./unsupported.js";

/** A window that moves with time. */
export interface MovingWindow {
  /** First instant in the window. */
  readonly from: (at: number) => number;
  /** First instant after the window. */
  readonly to: (at: number) => number;
  /**
   * First instant at which a fact enters or leaves the window by time alone.
   *
   * @param low - number of facts of the view that are later than the window
   * @param high - number of facts of the view that are not before it
   */
  readonly turn: (view: StreamView, low: number, high: number) => number;
  /** Longest time for which a fact can matter; infinite where facts of any age can. */
  readonly span: number;
  /** Text that two equal windows share. */
  readonly key: string;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Returns the instants of a window that never moves, `[from, to)`; `undefined` if it moves. */
export function fixedWindow(spec: WindowSpec | undefined): { readonly from: number; readonly to: number } | undefined {
  if (spec?.kind !== "between" && spec?.kind !== "since" && spec?.kind !== "until") return undefined;
  return {
    from: spec.kind === "until" ? -NEVER : parseInstant(spec.from)!,
    to: spec.kind === "since" ? NEVER : parseInstant(spec.to)!,
  };
}

/** Compiles a window that moves with time; `undefined` for all history and for a window that does not move. */
export function movingWindow(spec: WindowSpec | undefined): MovingWindow | undefined {
  if (spec === undefined) return undefined;
  switch (spec.kind) {
    case "between":
    case "since":
    case "until":
      return undefined;
    case "last":
      return agoWindow(lengthOf(spec.duration), 0);
    case "ago":
      return agoWindow(lengthOf(spec.from), lengthOf(spec.to));
    case "this":
    case "previous":
      return calendarUnit(spec);
    default:
      return unsupported(`window ${spec.kind}`);
  }
}

/** Returns the milliseconds of a length of exact units. */
export function lengthOf(duration: Extract<WindowSpec, { kind: "last" }>["duration"]): number {
  return isBusinessDuration(duration) ? unsupported("business time") : exactMilliseconds(duration);
}

/** The window `(at − longest, at − shortest]`. */
export function agoWindow(longest: number, shortest: number): MovingWindow {
  return {
    from: (at) => at - longest + 1,
    to: (at) => at - shortest + 1,
    turn: ({ ats }, low, high) =>
      Math.min(high > low ? ats[high - 1]! + longest : NEVER, low > 0 ? ats[low - 1]! + shortest : NEVER),
    span: longest,
    key: `${longest} ${shortest}`,
  };
}

function calendarUnit({ kind, unit, zone }: Extract<WindowSpec, { kind: "this" | "previous" }>): MovingWindow {
  if (typeof zone !== "string") return unsupported("zone of the subject");
  const move = kind === "this" ? 0 : -1;
  // All customers are asked at much the same instant.
  let [asked, window] = [Number.NaN, { from: 0, to: 0 }];
  const windowAt = (at: number): typeof window => {
    if (at !== asked) [asked, window] = [at, calendarWindow(unit, at, zone, move)];
    return window;
  };
  return {
    from: (at) => windowAt(at).from,
    to: (at) => (kind === "this" ? at + 1 : windowAt(at).to),
    turn: ({ at }, _low, high) => {
      // Once all facts lie before the window, no later one contains any.
      if (high === 0) return NEVER;
      const next = startOfUnit(unit, at, zone, 1);
      const change = zoneOffsets(zone, at, next).starts[1];
      return change === undefined || change <= at ? next : Math.min(next, change);
    },
    span: NEVER,
    key: `${kind} ${unit} ${zone}`,
  };
}
