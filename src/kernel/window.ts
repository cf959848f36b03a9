import { ClienteleError, joinPath } from "./errors.js";

/** A length of exact units; a day is 24 hours. Months and years have no exact length: see calendar windows. */
export interface Duration {
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** Half-open span of epoch milliseconds: `from` is in it, `to` is not. Every window of Clientele is brought to this form. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds of each exact unit. */
export const MILLISECONDS_PER: Readonly<Record<keyof Duration, number>> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
};

/** How far a look ahead reaches where no `until` is given: ten years, in milliseconds. */
export const LOOK_AHEAD = 3_653 * 86_400_000;

/**
 * Milliseconds of a duration, positive and whole.
 *
 * @throws ClienteleError `invalid_duration` when it is empty, not positive, not finite, or names another unit
 * @example
 * durationMilliseconds({ days: 1, hours: 12 }) // => 129600000
 */
export function durationMilliseconds(duration: Duration, path = ""): number {
  let total = 0;
  for (const [unit, count] of Object.entries(duration ?? {})) {
    if (count === undefined) continue;
    const length = Object.hasOwn(MILLISECONDS_PER, unit) ? MILLISECONDS_PER[unit as keyof Duration] : undefined;
    if (length === undefined || typeof count !== "number" || !Number.isFinite(count)) {
      throw new ClienteleError(
        "invalid_duration",
        "Use weeks, days, hours, minutes, seconds, milliseconds with finite numbers.",
        { value: duration },
        joinPath(path, unit),
      );
    }
    total += count * length;
  }
  if (!(total > 0) || !Number.isSafeInteger(total)) {
    throw new ClienteleError(
      "invalid_duration",
      "A duration is a positive whole number of milliseconds.",
      { value: duration },
      path,
    );
  }
  return total;
}

/**
 * The rolling window `(asOf − length, asOf]`.
 *
 * @example
 * rollingWindow(10_000, 1_000) // => { from: 9001, to: 10001 }
 */
export function rollingWindow(asOf: number, length: number): Window {
  return { from: asOf - length + 1, to: asOf + 1 };
}

/**
 * The window `[from, to)` as given.
 *
 * @throws ClienteleError `invalid_window` when it ends before it starts, or an end is NaN
 */
export function windowBetween(from: number, to: number): Window {
  if (!(from <= to)) throw new ClienteleError("invalid_window", "A window ends at or after its start.", { from, to });
  return { from, to };
}

/**
 * What two windows share; empty (`from === to`) when they do not meet.
 *
 * @example
 * intersectWindows({ from: 0, to: 10 }, { from: 5, to: 20 }) // => { from: 5, to: 10 }
 */
export function intersectWindows(left: Window, right: Window): Window {
  const from = Math.max(left.from, right.from);
  return { from, to: Math.max(from, Math.min(left.to, right.to)) };
}

/** Whether an instant lies in a window. */
export function isInWindow(window: Window, milliseconds: number): boolean {
  return milliseconds >= window.from && milliseconds < window.to;
}
