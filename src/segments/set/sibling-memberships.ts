import type { Timelines, TimelineStep } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import { type CompiledSet, segmentKey } from "./segment-set.js";
import { readSteps } from "./membership-steps.js";

/**
 * Returns the subject with the memberships that segments of the set read of each other, as decided at an instant. They take the
 * place of recorded ones. Their past is replayed where a rule asks for it.
 *
 * @param options - `past`: replays the past of every membership that is read; `known`: timelines of memberships up to the
 * instant, as `segmentTimelines` returns them, which need no replay
 */
export function withMemberships(
  { segments, order, readsItself }: CompiledSet,
  subject: PreparedSubject,
  at: number,
  { past = false, known = {} }: { readonly past?: boolean; readonly known?: Timelines } = {},
): PreparedSubject {
  if (!readsItself) return subject;
  let current = subject;
  for (const position of order) {
    const { segment, rule, isRead, needsPast } = segments[position]!;
    if (!isRead) continue;
    const key = segmentKey(segment);
    const steps =
      past || needsPast
        ? (known[key] ?? readSteps(rule, current, at).map(timelineStep))
        : [timelineStep({ from: at, member: rule.matches(current, at) })];
    current = withTimeline(current, key, steps);
  }
  return current;
}

/** Returns a subject with another timeline. */
export function withTimeline(subject: PreparedSubject, key: string, steps: readonly TimelineStep[]): PreparedSubject {
  return { ...subject, timelines: { ...subject.timelines, [key]: steps } };
}

/** Returns the step of a membership as a step of a timeline. */
export function timelineStep({ from, member }: { readonly from: number; readonly member: boolean }): TimelineStep {
  return { from: new Date(from), value: member };
}

/** Returns the first of some instants; `null` if there is none. */
export function earliest(instants: readonly (number | null)[]): number | null {
  return instants.reduce((first, each) => (first === null || (each !== null && each < first) ? each : first), null);
}
