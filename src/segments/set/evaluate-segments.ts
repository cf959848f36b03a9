import type { InstantInput, LocalizedText } from "../../kernel/index.js";
import {
  aBoolean,
  anInstant,
  anObject,
  LOOK_AHEAD,
  mapOf,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Membership } from "../../models/index.js";
import { decidingReasons, preparedOf } from "../../rules/internal.js";
import { compileOptionsOf, compiledSetOf } from "./define-segments.js";
import type { CompiledSegment, SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";
import { nextMembershipCheck } from "./membership-checks.js";
import { stepsOf } from "./membership-steps.js";
import { withMemberships } from "./sibling-memberships.js";

/** Options of {@link evaluateSegments}. */
export interface EvaluateSegmentsOptions {
  /** Instant of the evaluation; later interactions do not count. */
  readonly asOf: InstantInput;
  /** Also computes when each membership began, from the whole history. Defaults to false. */
  readonly since?: boolean | undefined;
  /** Explains each membership; without it the lists of reasons are empty, which is faster. Defaults to true. */
  readonly reasons?: boolean | undefined;
  /** Names of paths, interactions and states, for people, in the reasons. */
  readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
}

/** Options of {@link nextMembershipChangeAt}. */
export interface NextMembershipChangeOptions {
  /** Start of the search. */
  readonly asOf: InstantInput;
  /** End of the search. Defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

const EVALUATE_OPTIONS: OptionShape<EvaluateSegmentsOptions> = {
  asOf: anInstant,
  since: aBoolean,
  reasons: aBoolean,
  names: mapOf(anObject),
};
const NEXT_OPTIONS: OptionShape<NextMembershipChangeOptions> = { asOf: anInstant, until: anInstant };

/**
 * Returns the segments that one customer belongs to at an instant, in the order of the set. The reasons of a membership are
 * the conditions of the rule that decide it, with the values seen. A segment that reads another one of the set reads it as decided at
 * the same instant, whatever timeline of it is recorded.
 *
 * @param record - a record or a subject
 * @throws ClienteleError `undefined_segments`, `beyond_calendar`, `invalid_instant`, `invalid_option`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * evaluateSegments(set, { id: "c1", attributes: { tags: ["vip"] }, history: [] }, { asOf: 0 }).map(({ segmentId }) => segmentId) // => ["vip"]
 */
export function evaluateSegments(set: SegmentSet, record: SegmentSubject, options: EvaluateSegmentsOptions): Membership[] {
  const { asOf, since = false, reasons = true, names } = requireOptions(options, EVALUATE_OPTIONS);
  const compiled = compiledSetOf(set);
  const compileOptions = compileOptionsOf(set);
  const at = toMilliseconds(asOf!, "asOf");
  const subject = withMemberships(compiled, preparedOf(record), at, { past: since });
  const memberships: Membership[] = [];
  for (const { segment, rule } of compiled.segments) {
    if (!rule.matches(subject, at)) continue;
    const began = since ? stepsOf(rule, subject, at).at(-1)?.from : undefined;
    memberships.push({
      segmentId: segment.id,
      customerId: subject.id,
      ...(began !== undefined && { since: new Date(began) }),
      reasons: reasons ? decidingReasons(segment.rule, subject, { ...compileOptions, asOf: at, names }) : [],
    });
  }
  return memberships;
}

/**
 * Returns the next instant at which time alone changes a customer's membership in any segment of a set, if nothing else happens.
 *
 * @returns the exact instant; `null` if there is none up to `until`
 * @throws ClienteleError `beyond_calendar` when a calendar ends before the answer is known; `undefined_segments`,
 * `invalid_instant`, `invalid_option`
 * @example
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types: ["order.placed"] }, test: { is: "atLeast", value: { days: 90 } } };
 * const set = defineSegments({ id: "s", segments: [{ id: "silent", rule: silent }] });
 * const ordered = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * nextMembershipChangeAt(set, { id: "c1", attributes: {}, history: [ordered] }, { asOf: 0 }) // => new Date("1970-04-01T00:00:00Z")
 */
export function nextMembershipChangeAt(
  set: SegmentSet,
  record: SegmentSubject,
  options: NextMembershipChangeOptions,
): Date | null {
  const { asOf, until: end } = requireOptions(options, NEXT_OPTIONS);
  const compiled = compiledSetOf(set);
  const at = toMilliseconds(asOf!, "asOf");
  const until = end === undefined ? at + LOOK_AHEAD : toMilliseconds(end, "until");
  const subject = preparedOf(record);
  const next = nextMembershipCheck(compiled, subject, at, until);
  // Where that is the end of what a calendar knows, evaluating the rule is refused, and tells why.
  const isUnknown = ({ rule: { horizon } }: CompiledSegment): boolean =>
    next === horizon + 1 || (next !== null && next > horizon && compiled.segments.some(({ asksForPast }) => asksForPast));
  if (next !== null) compiled.segments.find(isUnknown)?.rule.matches(subject, next);
  return next === null ? null : new Date(next);
}
