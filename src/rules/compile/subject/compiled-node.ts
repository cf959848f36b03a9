import type { PreparedSubject } from "./prepared-subject.js";

/** A compiled node: whether it holds, and the next instant at which that may change. */
export interface CompiledNode {
  readonly holds: (subject: PreparedSubject, asOf: number) => boolean;
  readonly next: (subject: PreparedSubject, asOf: number) => number;
}

/** An instant later than every other. */
export const NEVER = Number.POSITIVE_INFINITY;

/** The `next` of a node that time alone does not change. */
export const never = (): number => NEVER;

/** Returns the first of some instants after `asOf`, or {@link NEVER}. */
export function earliestAfter(asOf: number, instants: readonly number[]): number {
  let earliest = NEVER;
  for (const instant of instants) if (instant > asOf && instant < earliest) earliest = instant;
  return earliest;
}
