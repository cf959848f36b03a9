import { firstPosition } from "../../kernel/internal.js";
import type { PreparedSubject } from "../../rules/index.js";
import { stillCustomer } from "../policy/compile-inputs.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import { inputChanges } from "./input-changes.js";
import { rowScore } from "./row-score.js";

/**
 * Returns the first instant after `asOf` at which time alone moves the customer into another band; `null` if there is none up to
 * `until`. Figures in windows change at instants that the rules can compute; only the figures that change there are read again.
 * Between two of those instants only times since an interaction grow, without a look at the history. A policy lets their severity
 * only rise, so a binary search finds the instant of the change. Where a calendar of the policy ends before that, the first
 * instant after its end.
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
  const { readers, horizon } = compiled;
  const end = Math.min(until, horizon);
  const row = rowScore(compiled, columns);
  const current = row.band();
  const changes = inputChanges(readers, stillCustomer(subject), asOf, columns);
  const growing = readers.filter(({ isGrowing }) => isGrowing);
  /** Instants at which the growing times began, by the position of the input. */
  const began = columns.map((column) => asOf - column[0]!);
  const differsAt = (at: number): boolean => {
    for (const { place } of growing) row.set(place, at - began[place]!);
    return row.band() !== current;
  };
  let from = asOf;
  while (from < end) {
    const boundary = changes.next(end);
    const last = Math.min(boundary - 1, end);
    if (differsAt(last)) return firstPosition(from + 1, last, differsAt);
    if (boundary > end) break;
    for (const { place, read } of changes.pass(boundary)) {
      const value = read(subject, boundary);
      began[place] = boundary - value;
      row.set(place, value);
    }
    if (differsAt(boundary)) return boundary;
    from = boundary;
  }
  return end < until ? end + 1 : null;
}
