import type { PreparedSubject } from "../../rules/index.js";
import { frozenAt } from "../policy/churn-subject.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import { bandWalk } from "./band-walk.js";

/**
 * Returns the first instant after `asOf` at which time alone moves the customer into another band; `null` if there is none up to
 * `until`. Where a calendar of the policy ends before that, the first instant after its end.
 *
 * @param subject - with the attributes at `asOf`: last read there
 * @param columns - the customer's inputs at `asOf`, one row; overwritten
 */
export function nextBandChange(
  compiled: CompiledPolicy,
  subject: PreparedSubject,
  asOf: number,
  until: number,
  columns: readonly Float64Array[],
): number | null {
  const end = Math.min(until, compiled.horizon);
  const frozen = frozenAt(compiled, subject, asOf, end);
  return bandWalk(compiled, frozen, columns, asOf, end).advance(end) ?? (end < until ? end + 1 : null);
}
