import type { Interaction } from "../../../models/index.js";
import type { Seen } from "../../language/value-reading.js";
import type { HistoryColumn, PreparedSubject } from "../subject/prepared-subject.js";

/** A compiled test: whether a raw value passes at an instant, and the next instant at which that may change. */
export interface CompiledTest {
  readonly passes: (raw: unknown, subject: PreparedSubject, asOf: number) => boolean;
  /** First instant after `asOf` at which time alone may change the result for this value; `null` if time never does. */
  readonly next: ((raw: unknown, asOf: number) => number) | null;
}

/** A compiled test of an instant or a date, whose result may depend on `asOf`. */
export interface TimedTest {
  readonly holds: (value: never, asOf: number) => boolean;
  readonly next: (value: never, asOf: number) => number;
}

/** Compiled conditions on one interaction, at an instant. */
export interface CompiledWhere {
  readonly holds: (interaction: Interaction, asOf: number) => boolean;
  /** First instant after `asOf` at which time alone may change the result for an interaction; `null` if time never does. */
  readonly next: ((interaction: Interaction, asOf: number) => number) | null;
}

/** A compiled window: its bounds `[from, to)` for a subject at an instant, and the next instant at which it moves. */
export interface CompiledWindow {
  readonly from: (subject: PreparedSubject, asOf: number) => number;
  readonly to: (subject: PreparedSubject, asOf: number) => number;
  /** First instant after `asOf` at which an interaction may enter or leave the window by time alone. */
  readonly next: (subject: PreparedSubject, asOf: number, column: HistoryColumn, first: number) => number;
}

/** Periods compiled to their bounds, from the last one back, and the next instant at which a fact passes from one to another. */
export interface CompiledPeriods {
  /** One more bound than there are periods: the k-th is `[bounds[k], bounds[k − 1])`. */
  readonly bounds: (asOf: number) => readonly number[];
  readonly next: (column: HistoryColumn, first: number, end: number, asOf: number) => number;
}

/** A compiled metric. Its value is `undefined` when missing, and in milliseconds for an instant or a length of time. */
export interface CompiledMetric {
  readonly value: (subject: PreparedSubject, asOf: number) => Seen;
  /** First instant after `asOf` at which time alone may change the value, apart from the growth of a length of time. */
  readonly next: (subject: PreparedSubject, asOf: number) => number;
  /** Start of a length of time that grows with every millisecond. */
  readonly since?: (subject: PreparedSubject, asOf: number) => number | undefined;
}

/** Reads a value of an interaction. */
export type ValueOf = (interaction: Interaction) => Seen;
