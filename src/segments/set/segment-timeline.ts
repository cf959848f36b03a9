import type { InstantInput } from "../../kernel/index.js";
import { anInstant, anObject, type OptionShape, optionsOf, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { Timelines, TimelineStep } from "../../models/index.js";
import { preparedOf } from "../../rules/internal.js";
import { compiledSetOf } from "./define-segments.js";
import { segmentKey, type SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";
import { hasFacts, readSteps, stepsOf } from "./membership-steps.js";
import { timelineStep, withTimeline } from "./sibling-memberships.js";

/** Options of {@link segmentTimelines}. */
export interface SegmentTimelinesOptions {
  /** End of the timelines; later interactions do not count. */
  readonly to: InstantInput;
  /**
   * Earlier result of this function with its `to`, which is continued as it is. This is correct only if no fact at or before that
   * instant was added since.
   */
  readonly known?: { readonly to: InstantInput; readonly timelines: Timelines } | undefined;
}

const TIMELINES_OPTIONS: OptionShape<SegmentTimelinesOptions> = {
  to: anInstant,
  known: optionsOf<NonNullable<SegmentTimelinesOptions["known"]>>({ to: anInstant, timelines: anObject }),
};

/**
 * Returns a customer's memberships over time, as the timelines that rules read: `segment:<id>` is true or false from each
 * instant on. No nightly job is needed, because nothing changes between two steps. A segment that reads another one of the set reads
 * the timeline that this function computes for it, not a recorded one.
 *
 * @returns one timeline per segment, from the customer's start on; none for a customer without any facts
 * @throws ClienteleError `undefined_segments`, `invalid_instant`, `invalid_option`
 * @example
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types: ["order.placed"] }, test: { is: "atLeast", value: { days: 90 } } };
 * const set = defineSegments({ id: "s", segments: [{ id: "silent", rule: silent }] });
 * const ordered = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const timelines = segmentTimelines(set, { id: "c1", attributes: {}, history: [ordered] }, { to: 100 * 86_400_000 });
 * timelines["segment:silent"].map(({ value }) => value) // => [false, true]
 */
export function segmentTimelines(set: SegmentSet, record: SegmentSubject, options: SegmentTimelinesOptions): Timelines {
  const { to: end, known: earlier } = requireOptions(options, TIMELINES_OPTIONS);
  const subject = preparedOf(record);
  const to = toMilliseconds(end!, "to");
  const knownTo = earlier === undefined ? to : toMilliseconds(earlier.to, "known.to");
  const { segments, order } = compiledSetOf(set);
  const timelines = new Map<string, readonly TimelineStep[]>();
  let current = subject;
  for (const position of order) {
    const { segment, rule, reads, isRead } = segments[position]!;
    const key = segmentKey(segment);
    const known = earlier?.timelines[key];
    const last = known?.at(-1);
    const answer = known && { to: knownTo, member: last && last.value === true };
    const isKnown = hasFacts(rule, subject, to) || reads.some((read) => timelines.has(segmentKey(segments[read]!.segment)));
    const added = isKnown ? stepsOf(rule, current, to, answer).map(timelineStep) : [];
    const steps = isKnown ? joined(known ?? [], added) : [];
    if (steps.length > 0) timelines.set(key, steps);
    if (isRead) current = withTimeline(current, key, steps.length > 0 ? steps : readSteps(rule, current, to).map(timelineStep));
  }
  return Object.fromEntries(
    set.segments.flatMap((segment) => {
      const key = segmentKey(segment);
      const steps = timelines.get(key);
      return steps === undefined ? [] : [[key, steps]];
    }),
  );
}

/** Returns the steps of both lists; a list that gets no new steps is not copied. */
function joined(known: readonly TimelineStep[], added: readonly TimelineStep[]): readonly TimelineStep[] {
  return added.length === 0 ? known : [...known, ...added];
}
