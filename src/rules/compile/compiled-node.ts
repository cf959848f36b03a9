import type { PreparedSubject } from "./prepared-subject.js";

/** A node, compiled: its truth, and the next instant at which it may change. */
export interface CompiledNode {
  readonly holds: (subject: PreparedSubject, asOf: number) => boolean;
  readonly next: (subject: PreparedSubject, asOf: number) => number;
}

/** No instant: later than every other. */
export const NEVER = Number.POSITIVE_INFINITY;
/** The next change of what time alone does not change. */
export const never = (): number => NEVER;
