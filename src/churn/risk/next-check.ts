import { firstPosition } from "../../kernel/internal.js";
import type { PreparedSubject } from "../../rules/index.js";
import { type CompiledPolicy, isGrowingInput } from "../policy/compile-policy.js";
import { scoreColumns, UNKNOWN } from "./score-columns.js";

/**
 * Returns the first instant after `asOf` at which time alone moves the customer into another band; `null` if there is none up to
 * `until`. Figures in windows change at instants that the rules can compute. Between two of those only times since an
 * interaction grow. A policy lets their severity only rise, so a binary search finds the instant of the change. Where a calendar of
 * the policy ends before that, the first instant after its end.
 *
 * @param subject - frozen at `asOf`
 * @param columns - the customer's inputs at `asOf`, one row; overwritten
 */
export function nextBandChange(
  compiled: CompiledPolicy,
  subject: PreparedSubject,
  asOf: number,
  until: number,
  columns: readonly Float64Array[],
): number | null {
  const bandAt = (at: number): number => {
    compiled.read(subject, at, columns, 0);
    const band = scoreColumns(compiled, columns, 1).band[0]!;
    return band === UNKNOWN ? -1 : band;
  };
  const current = bandAt(asOf);
  const end = Math.min(until, compiled.horizon);
  let from = asOf;
  while (from < end) {
    const boundary = nextBoundary(compiled, subject, from, end, columns);
    const last = Math.min(boundary - 1, end);
    if (bandAt(last) !== current) return firstPosition(from + 1, last, (at) => bandAt(at) !== current);
    if (boundary > end) break;
    if (bandAt(boundary) !== current) return boundary;
    from = boundary;
  }
  return end < until ? end + 1 : null;
}

/** Returns the next instant at which a figure other than a growing time changes; an instant after `until` if there is none. */
function nextBoundary(
  { inputs, holds, read }: CompiledPolicy,
  subject: PreparedSubject,
  from: number,
  until: number,
  columns: readonly Float64Array[],
): number {
  read(subject, from, columns, 0);
  let next = until + 1;
  inputs.forEach((input, place) => {
    if (input.kind !== "metric" || isGrowingInput(input)) return;
    const change = holds(input.metric, columns[place]![0]!).nextChange(subject, from, next - 1);
    if (change !== null) next = Math.min(next, change);
  });
  return next;
}
