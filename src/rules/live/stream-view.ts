import type { Seen } from "../language/value-reading.js";
import type { FactLog } from "./fact-log.js";
import type { StreamBase } from "./stream-base.js";
import type { ValueColumn } from "./value-column.js";
import type { Attributes } from "./compiled-test.js";

/** What a stream has at an instant. One view serves all streams in turn, so that nothing is allocated per fact. */
export interface StreamView {
  /** The instant, and the earliest one that the current call asks about. */
  at: number;
  start: number;
  /** Instants of the facts in the log up to `at`, newest first, and their rows in the log. */
  readonly ats: number[];
  readonly rows: number[];
  count: number;
  /** How many of them are not in the base. */
  unfolded: number;
  /** Every fact from this instant on is in the view. */
  known: number;
  base: StreamBase | undefined;
  log: FactLog;
  attributes: Attributes;
  /** Lowered by each figure to the next instant at which time may change its truths. */
  turn: number;
  /** Lowered by each figure to the first instant of the facts that it lacks. */
  lacks: number;
}

/** What a figure has instead of a value where facts are lacking. */
export const UNKNOWN = Symbol("unknown");

/** Returns the value of a column at a place of the view. */
export function valueAt({ log, rows }: StreamView, index: number, column: ValueColumn): Seen {
  const row = rows[index]!;
  const place = column.places[log.kind[row]!]!;
  return place < 0 ? undefined : log.values[log.start[row]! + place];
}

/** Number of facts of the view that are not before an instant. */
export function countFrom({ ats, count }: StreamView, instant: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ats[middle]! >= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
