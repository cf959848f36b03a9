import { compareCodePoints } from "../../kernel/index.js";
import type { Seen } from "../language/value-reading.js";

/**
 * The latest facts that any rule reads, as columns in the order `(at, id)`. The columns may be longer than the log: a later log
 * shares them and goes on.
 */
export interface FactLog {
  /** Epoch milliseconds. */
  readonly at: number[];
  readonly id: string[];
  /** What the compiled set knows a fact as: its type, and the streams that it belongs to. */
  readonly kind: number[];
  /** Place of the first value of each fact. */
  readonly start: number[];
  readonly values: Seen[];
  readonly size: number;
}

/** A fact as the log holds it. */
export interface LogEntry {
  readonly at: number;
  readonly id: string;
  readonly kind: number;
  readonly values: readonly Seen[];
}

/** The log of a customer without facts. */
export function emptyLog(): FactLog {
  return { at: [], id: [], kind: [], start: [], values: [], size: 0 };
}

/** Compares two places in the order of facts. */
export function comparePlaces(at: number, id: string, otherAt: number, otherId: string): number {
  return at - otherAt || compareCodePoints(id, otherId);
}

/** Returns the row before which a fact belongs. */
export function rowOf(log: FactLog, at: number, id: string): number {
  let low = 0;
  let high = log.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePlaces(log.at[middle]!, log.id[middle]!, at, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the row of the fact at a place; −1 if the log does not have it. */
export function rowAt(log: FactLog, at: number, id: string): number {
  const row = rowOf(log, at, id);
  return row < log.size && log.at[row] === at && log.id[row] === id ? row : -1;
}

/** Number of rows up to an instant. */
export function rowsUpTo(log: FactLog, instant: number): number {
  let low = 0;
  let high = log.size;
  if (high > 0 && log.at[high - 1]! <= instant) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log.at[middle]! <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the log with one more fact. Only a log that ends where its columns end is continued; any other is copied. */
export function withEntry(log: FactLog, entry: LogEntry): FactLog {
  const row = rowOf(log, entry.at, entry.id);
  const isEnd = row === log.size && log.at.length === row;
  const { at, id, kind, start, values, size } = isEnd ? log : sliceOf(log);
  if (isEnd) {
    at.push(entry.at);
    id.push(entry.id);
    kind.push(entry.kind);
    start.push(values.length);
  } else {
    at.splice(row, 0, entry.at);
    id.splice(row, 0, entry.id);
    kind.splice(row, 0, entry.kind);
    start.splice(row, 0, values.length);
  }
  for (const value of entry.values) values.push(value);
  return { at, id, kind, start, values, size: size + 1 };
}

function sliceOf({ at, id, kind, start, values, size }: FactLog): FactLog {
  return {
    at: at.slice(0, size),
    id: id.slice(0, size),
    kind: kind.slice(0, size),
    start: start.slice(0, size),
    values: values.slice(),
    size,
  };
}

/**
 * Returns the log with the rows that are wanted, and only their values.
 *
 * @param places - number of values of each kind
 */
export function keptRows(log: FactLog, places: readonly number[], keep: (row: number) => boolean): FactLog {
  const kept = { at: [] as number[], id: [] as string[], kind: [] as number[], start: [] as number[], values: [] as Seen[] };
  for (let row = 0; row < log.size; row++) {
    if (!keep(row)) continue;
    kept.at.push(log.at[row]!);
    kept.id.push(log.id[row]!);
    kept.kind.push(log.kind[row]!);
    kept.start.push(kept.values.length);
    for (let place = 0; place < places[log.kind[row]!]!; place++) kept.values.push(log.values[log.start[row]! + place]);
  }
  return { ...kept, size: kept.at.length };
}
