import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { LOOK_AHEAD, toMilliseconds } from "../../kernel/internal.js";
import { type CompiledRule, type PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { compiledSegmentsOf } from "./define-segments.js";
import type { SegmentSet } from "./segment-set.js";
import { type SegmentSubject } from "./segment-subject.js";

/** Where one customer stands in every segment of a set: plain JSON. */
export interface SegmentSnapshot {
  readonly set: string;
  readonly version: number;
  readonly subjectId: string;
  /** Epoch milliseconds that it holds at. */
  readonly asOf: number;
  readonly segments: readonly {
    readonly id: string;
    readonly member: boolean;
    /** Epoch milliseconds at which time alone will change it; `null` if it will not within ten years. */
    readonly nextAt: number | null;
  }[];
}

/** What became known since the snapshot. */
export interface SegmentFacts {
  /** Types of the interactions, on time or late. */
  readonly interactions?: readonly string[];
  /** Paths of the attributes that changed. */
  readonly attributes?: readonly string[];
  /** Keys of the timelines that changed. */
  readonly states?: readonly string[];
}

/** Options of {@link advanceSegments}. */
export interface AdvanceSegmentsOptions {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
  /** What became known since the snapshot; everything is evaluated where it is absent. */
  readonly facts?: SegmentFacts | undefined;
}

/** What {@link advanceSegments} returns. */
export interface SegmentAdvance {
  readonly snapshot: SegmentSnapshot;
  readonly entered: readonly string[];
  readonly left: readonly string[];
  /** How many segments had to be evaluated again. */
  readonly evaluated: number;
  /** When time alone will next change a membership. */
  readonly nextChangeAt: Date | null;
}

/**
 * Brings a customer's memberships up to an instant by evaluating only what can have changed: segments that the new facts
 * can touch, and segments whose instant has come. Without a snapshot everything is evaluated.
 *
 * @param snapshot - of the call before; `null` at first
 * @param record - the customer with everything that is known now
 * @param options - `asOf`: what had happened by then counts; `facts`: what became known since the snapshot (everything is evaluated where it is absent)
 * @throws ClienteleError `undefined_segments`, `mismatched_segments` for a snapshot of another set, version or customer, `instant_before_cursor`, `invalid_instant`
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
  { asOf, facts }: AdvanceSegmentsOptions,
): SegmentAdvance {
  const compiled = compiledSegmentsOf(set);
  const subject = preparedOf(record);
  const at = toMilliseconds(asOf, "asOf");
  if (snapshot !== null) requireOwn(set, snapshot, subject.id, at);
  const entered: string[] = [];
  const left: string[] = [];
  let evaluated = 0;
  const segments = compiled.map(({ segment: { id }, rule }, position) => {
    const before = snapshot?.segments[position];
    const due = before !== undefined && before.nextAt !== null && before.nextAt <= at;
    if (before !== undefined && facts !== undefined && !due && !isTouched(rule, facts)) return before;
    evaluated++;
    const member = rule.matches(subject, at);
    if (member && before?.member !== true) entered.push(id);
    if (!member && before?.member === true) left.push(id);
    return { id, member, nextAt: nextOf(rule, subject, at) };
  });
  const next = Math.min(...segments.map(({ nextAt }) => nextAt ?? Number.POSITIVE_INFINITY));
  return {
    snapshot: { set: set.id, version: set.version, subjectId: subject.id, asOf: at, segments },
    entered,
    left,
    evaluated,
    nextChangeAt: next === Number.POSITIVE_INFINITY ? null : new Date(next),
  };
}

/**
 * When a rule has to be asked again: the next change of its answer, or the next instant at which the profile or a
 * timeline that it reads changes by itself.
 */
function nextOf({ reads, nextChange }: CompiledRule, subject: PreparedSubject, at: number): number | null {
  let next = nextChange(subject, at, at + LOOK_AHEAD) ?? Number.POSITIVE_INFINITY;
  if (reads.attributes.length > 0) for (const start of subject.past?.starts ?? []) if (start > at) next = Math.min(next, start);
  const types = new Set(reads.interactions);
  for (let index = subject.history.length - 1; index >= 0; index--) {
    const { type, at: happened } = subject.history[index]!;
    if (happened.getTime() <= at) break;
    if (reads.anyInteraction || types.has(type)) next = Math.min(next, happened.getTime());
  }
  for (const key of reads.states)
    for (const { from } of (Object.hasOwn(subject.timelines, key) && subject.timelines[key]) || [])
      if (from.getTime() > at) next = Math.min(next, from.getTime());
  return next === Number.POSITIVE_INFINITY ? null : next;
}

function isTouched({ reads }: CompiledRule, { interactions = [], attributes = [], states = [] }: SegmentFacts): boolean {
  if (interactions.length > 0 && reads.anyInteraction) return true;
  if (interactions.some((type) => reads.interactions.includes(type)) || states.some((key) => reads.states.includes(key)))
    return true;
  // A change of an object changes what lies in it, and the other way round.
  return attributes.some((path) =>
    reads.attributes.some((read) => read === path || read.startsWith(`${path}.`) || path.startsWith(`${read}.`)),
  );
}

function requireOwn(set: SegmentSet, snapshot: SegmentSnapshot, subjectId: string, at: number): void {
  const [left, right] = [
    `${snapshot.set}@${snapshot.version} of ${snapshot.subjectId}`,
    `${set.id}@${set.version} of ${subjectId}`,
  ];
  if (left !== right || snapshot.segments.length !== set.segments.length)
    throw new ClienteleError(
      "mismatched_segments",
      "The snapshot is of another set, version or customer: start anew with null.",
      { left, right },
    );
  if (at < snapshot.asOf)
    throw new ClienteleError("instant_before_cursor", "A snapshot moves forward only; evaluateSegments answers about the past.", {
      cursor: snapshot.asOf,
      asOf: at,
    });
}
