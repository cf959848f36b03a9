import type { Seen } from "../../language/value-reading.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

/** A compiled metric. Its value is `undefined` when missing, and in milliseconds for an instant or a length of time. */
export interface CompiledMetric {
  readonly value: (subject: PreparedSubject, asOf: number) => Seen;
  /** First instant after `asOf` at which time alone may change the value, apart from the growth of a length of time. */
  readonly next: (subject: PreparedSubject, asOf: number) => number;
  /** Start of a length of time that grows with every millisecond. */
  readonly since?: (subject: PreparedSubject, asOf: number) => number | undefined;
}
