import { preparedOf } from "../../rules/internal.js";
import { type InstantInput } from "../../kernel/index.js";
import { LOOK_AHEAD, toMilliseconds } from "../../kernel/internal.js";
import type { Membership } from "../../models/index.js";
import { compiledSegmentsOf } from "./define-segments.js";
import type { Segment, SegmentSet } from "./segment-set.js";
import { type SegmentSubject } from "./segment-subject.js";
import { stepsOf } from "./segment-timeline.js";

/** Options of {@link evaluateSegments}. */
export interface EvaluateSegmentsOptions {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
  /** Also find out when each membership began, from the whole history; defaults to false. */
  readonly since?: boolean | undefined;
}

/** Options of {@link nextMembershipChangeAt}. */
export interface NextMembershipChangeOptions {
  /** The instant to look ahead from. */
  readonly asOf: InstantInput;
  /** How far to look; defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

/**
 * The segments that one customer belongs to at an instant, in the order of the set.
 *
 * @param record - a record or a subject
 * @param options - `asOf`: what had happened by then counts; `since`: also find out when each membership began, from the whole history
 * @throws ClienteleError `undefined_segments`, `invalid_instant`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * evaluateSegments(set, { id: "c1", attributes: { tags: ["vip"] }, history: [] }, { asOf: 0 }).map(({ segmentId }) => segmentId) // => ["vip"]
 */
export function evaluateSegments(
  set: SegmentSet,
  record: SegmentSubject,
  { asOf, since = false }: EvaluateSegmentsOptions,
): Membership[] {
  const compiled = compiledSegmentsOf(set);
  const subject = preparedOf(record);
  const at = toMilliseconds(asOf, "asOf");
  const memberships: Membership[] = [];
  for (const { segment, rule } of compiled) {
    if (!rule.matches(subject, at)) continue;
    const began = since ? stepsOf(rule, subject, at).at(-1)?.from : undefined;
    memberships.push({
      segmentId: segment.id,
      customerId: subject.id,
      ...(began !== undefined && { since: began }),
      reasons: [reasonOf(segment)],
    });
  }
  return memberships;
}

/**
 * When time alone will next change a customer's membership in any segment of a set, if nothing more happens.
 *
 * @param options - `asOf`, and `until`: how far to look; defaults to ten years
 * @returns the exact instant; `null` if there is none before `until`
 * @throws ClienteleError `undefined_segments`, `invalid_instant`
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
  const subject = preparedOf(record);
  const at = toMilliseconds(options.asOf, "asOf");
  let until = options.until === undefined ? at + LOOK_AHEAD : toMilliseconds(options.until, "until");
  let earliest: number | null = null;
  for (const { rule } of compiledSegmentsOf(set)) {
    const next = rule.nextChange(subject, at, until);
    if (next === null) continue;
    earliest = next;
    until = next - 1;
  }
  return earliest === null ? null : new Date(earliest);
}

/** Why somebody belongs: the segment's own sentence. */
export function reasonOf(segment: Segment): Membership["reasons"][number] {
  return segment.description ?? segment.label;
}
