import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import {
  anInstant,
  aText,
  listOf,
  LOOK_AHEAD,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { CompiledRule, PreparedSubject } from "../../rules/index.js";
import { interactionReader, preparedOf } from "../../rules/internal.js";
import { compiledSetOf } from "./define-segments.js";
import type { SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";
import { startAfter } from "./membership-steps.js";
import { earliest, withMemberships } from "./sibling-memberships.js";

/** Memberships of one customer in every segment of a set, as plain JSON; the host stores it between two calls. */
export interface SegmentSnapshot {
  readonly set: string;
  readonly version: number;
  readonly subjectId: string;
  /** Epoch milliseconds of the evaluation. */
  readonly asOf: number;
  readonly segments: readonly {
    readonly id: string;
    readonly member: boolean;
    /** Epoch milliseconds of the next evaluation that time alone makes necessary; `null` if there is none within ten years. */
    readonly nextAt: number | null;
  }[];
}

/** Facts that were added since the snapshot. */
export interface SegmentFacts {
  /** Types of the added interactions, including late ones. */
  readonly interactions?: readonly string[] | undefined;
  /** Paths of the attributes that changed. */
  readonly attributes?: readonly string[] | undefined;
  /** Keys of the timelines that changed. */
  readonly states?: readonly string[] | undefined;
}

/** Options of {@link advanceSegments}. */
export interface AdvanceSegmentsOptions {
  /** Instant of the evaluation; later interactions do not count. */
  readonly asOf: InstantInput;
  /** Facts that were added since the snapshot. Without them every segment is evaluated. */
  readonly facts?: SegmentFacts | undefined;
}

/** Result of {@link advanceSegments}. */
export interface SegmentAdvance {
  readonly snapshot: SegmentSnapshot;
  readonly entered: readonly string[];
  readonly left: readonly string[];
  /** Number of segments that were evaluated. */
  readonly evaluated: number;
  /**
   * Instant of the next evaluation that time alone makes necessary; `null` if there is none within ten years. Where a calendar
   * ends before that is known, the first instant after its end.
   */
  readonly nextChangeAt: Date | null;
}

const someTexts = listOf(aText);
const ADVANCE_OPTIONS: OptionShape<AdvanceSegmentsOptions> = {
  asOf: anInstant,
  facts: optionsOf<SegmentFacts>({ interactions: someTexts, attributes: someTexts, states: someTexts }),
};

/**
 * Updates a customer's memberships to an instant by evaluating only the segments that can have changed: those that the added facts
 * affect, and those whose next instant has come. Without a snapshot every segment is evaluated.
 *
 * @param snapshot - snapshot from the previous call; `null` at first
 * @param record - the customer with all current facts
 * @throws ClienteleError `undefined_segments`, `mismatched_segments` for a snapshot of another set, version or customer, `instant_before_cursor`, `invalid_instant`, `invalid_option`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * const first = advanceSegments(set, null, { id: "c1", attributes: {}, history: [] }, { asOf: 0 });
 * const second = advanceSegments(set, first.snapshot, { id: "c1", attributes: { tags: ["vip"] }, history: [] }, { asOf: 1, facts: { attributes: ["tags"] } });
 * second.entered // => ["vip"]
 */
export function advanceSegments(
  set: SegmentSet,
  snapshot: SegmentSnapshot | null,
  record: SegmentSubject,
  options: AdvanceSegmentsOptions,
): SegmentAdvance {
  const { asOf, facts } = requireOptions(options, ADVANCE_OPTIONS);
  const compiled = compiledSetOf(set);
  const at = toMilliseconds(asOf!, "asOf");
  const subject = withMemberships(compiled, preparedOf(record), at);
  if (snapshot !== null) requireSameSeries(set, snapshot, subject.id, at);
  const evaluated = new Set<number>();
  const segments: SegmentSnapshot["segments"][number][] = [];
  for (const position of compiled.order) {
    const { segment, rule, reads, asksForPast } = compiled.segments[position]!;
    const before = snapshot?.segments[position];
    const due = before !== undefined && before.nextAt !== null && before.nextAt <= at;
    const isSame = before !== undefined && facts !== undefined && !due && !isAffected(rule, facts, asksForPast);
    if (isSame && !reads.some((read) => evaluated.has(read))) segments[position] = before;
    else {
      evaluated.add(position);
      // What reads another segment is evaluated again whenever that one is.
      const nextAt = earliest([nextOf(rule, subject, at, asksForPast), ...reads.map((read) => segments[read]!.nextAt)]);
      segments[position] = { id: segment.id, member: rule.matches(subject, at), nextAt };
    }
  }
  const wasMember = (position: number): boolean => snapshot?.segments[position]?.member === true;
  const changed = segments.filter(({ member }, position) => member !== wasMember(position));
  const next = earliest(segments.map(({ nextAt }) => nextAt));
  return {
    snapshot: { set: set.id, version: set.version, subjectId: subject.id, asOf: at, segments },
    entered: changed.filter(({ member }) => member).map(({ id }) => id),
    left: changed.filter(({ member }) => !member).map(({ id }) => id),
    evaluated: evaluated.size,
    nextChangeAt: next === null ? null : new Date(next),
  };
}

/**
 * Returns when a rule must be evaluated again: the next change of its answer, the end of what its calendars know, or the next known change of the profile or of a
 * timeline that it reads.
 */
function nextOf({ reads, nextCheck }: CompiledRule, subject: PreparedSubject, at: number, readsStart: boolean): number | null {
  let next = nextCheck(subject, at, at + LOOK_AHEAD) ?? Number.POSITIVE_INFINITY;
  if (readsStart) next = Math.min(next, startAfter(subject, at) ?? next);
  if (reads.attributes.length > 0) for (const start of subject.past?.starts ?? []) if (start > at) next = Math.min(next, start);
  const isRead = interactionReader(reads);
  for (let index = subject.history.length - 1; index >= 0; index--) {
    const { type, at: happened } = subject.history[index]!;
    if (happened.getTime() <= at) break;
    if (readsStart || isRead(type)) next = Math.min(next, happened.getTime());
  }
  for (const key of reads.states)
    for (const { from } of (Object.hasOwn(subject.timelines, key) && subject.timelines[key]) || [])
      if (from.getTime() > at) next = Math.min(next, from.getTime());
  return next === Number.POSITIVE_INFINITY ? null : next;
}

function isAffected(
  { reads }: CompiledRule,
  { interactions = [], attributes = [], states = [] }: SegmentFacts,
  readsStart: boolean,
): boolean {
  if (interactions.length > 0 && readsStart) return true;
  if (readsStart && attributes.includes("createdAt")) return true;
  if (interactions.some(interactionReader(reads)) || states.some((key) => reads.states.includes(key))) return true;
  // A change of an object changes its parts, and a change of a part changes the object.
  return attributes.some((path) =>
    reads.attributes.some((read) => read === path || read.startsWith(`${path}.`) || path.startsWith(`${read}.`)),
  );
}

function requireSameSeries(set: SegmentSet, snapshot: SegmentSnapshot, subjectId: string, at: number): void {
  const [left, right] = [
    `${snapshot.set}@${snapshot.version} of ${snapshot.subjectId}`,
    `${set.id}@${set.version} of ${subjectId}`,
  ];
  if (left !== right || snapshot.segments.length !== set.segments.length)
    throw new ClienteleError(
      "mismatched_segments",
      "The snapshot belongs to another set, version or customer. Start again with `null`.",
      { left, right },
    );
  if (at < snapshot.asOf)
    throw new ClienteleError(
      "instant_before_cursor",
      "A snapshot only moves forward. Use evaluateSegments for an earlier instant.",
      {
        cursor: snapshot.asOf,
        asOf: at,
      },
    );
}
