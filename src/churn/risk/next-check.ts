import type { PreparedSubject } from "../../rules/index.js";
import { type CompiledPolicy, isGrowingInput } from "../policy/compile-policy.js";
import { scoreColumns, UNKNOWN } from "./score-columns.js";

/**
 * The first instant after `asOf` at which time alone brings the customer into another band; `null` when there is none before
 * `until`. Windows change figures at instants that the rules can tell; between two of those only times since grow, whose
 * severity a policy lets only rise, so that the instant of the change is found by halving.
 *
 * @param subject - frozen at `asOf`
 * @param columns - the customer's inputs at `asOf`, one row; used up
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
  const now = bandAt(asOf);
  let from = asOf;
  while (from < until) {
    const boundary = nextBoundary(compiled, subject, from, until, columns);
    const last = Math.min(boundary - 1, until);
    if (bandAt(last) !== now) {
      let [low, high] = [from, last];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (bandAt(middle) === now) low = middle;
        else high = middle;
      }
      return high;
    }
    if (boundary > until) return null;
    if (bandAt(boundary) !== now) return boundary;
    from = boundary;
  }
  return null;
}

/** The next instant at which a figure other than a growing time changes; after `until` when there is none before. */
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
