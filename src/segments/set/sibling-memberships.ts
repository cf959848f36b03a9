import type { TimelineStep } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import { subjectAt } from "../../rules/internal.js";
import { type CompiledSet, segmentKey } from "./segment-set.js";
import { readSteps, startAfter } from "./membership-steps.js";

/**
 * Returns the subject with the memberships that segments of the set read of each other, as decided at an instant. They take the
 * place of recorded ones. Their past is replayed where a rule asks for it.
 *
 * @param options - `past`: replays the past of every membership that is read
 */
export function withMemberships(
  { segments, order, readsItself }: CompiledSet,
  subject: PreparedSubject,
  at: number,
  { past = false }: { readonly past?: boolean } = {},
): PreparedSubject {
  if (!readsItself) return subject;
  let current = subject;
  for (const position of order) {
    const { segment, rule, isRead, needsPast } = segments[position]!;
    if (!isRead) continue;
    const steps = past || needsPast ? readSteps(rule, current, at) : [{ from: at, member: rule.matches(current, at) }];
    current = withTimeline(current, segmentKey(segment), steps.map(timelineStep));
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

/**
 * Returns the next instant, up to `until`, at which time alone changes the membership in one segment, as those that it reads
 * change with time; `null` if there is none.
 */
export function nextChangeOf(
  set: CompiledSet,
  position: number,
  subject: PreparedSubject,
  at: number,
  until: number,
): number | null {
  const { rule, reads, asksForPast } = set.segments[position]!;
  if (reads.length === 0) return rule.nextChange(subject, at, until);
  const known = subjectAt(subject, at);
  if (!asksForPast) return nextWhileKnown(set, position, known, at, until);
  return acrossStart(known, at, until, {
    next: (from, to) => nextWhileKnown(set, position, known, from, to),
    differs: (instant) => {
      const isMember = (when: number): boolean => rule.matches(withMemberships(set, known, when), when);
      return isMember(instant) !== isMember(at);
    },
  });
}

/**
 * Searches for a change across the start of a customer, where the past of memberships begins.
 *
 * @param known - the subject without what is later than `at`
 */
export function acrossStart(
  known: PreparedSubject,
  at: number,
  until: number,
  search: {
    readonly next: (from: number, until: number) => number | null;
    /** Whether a membership at an instant differs from that at `at`. */
    readonly differs: (instant: number) => boolean;
  },
): number | null {
  const start = startAfter(known, at);
  if (start === null || start > until) return search.next(at, until);
  const before = search.next(at, start - 1);
  if (before !== null) return before;
  return search.differs(start) ? start : search.next(start, until);
}

function nextWhileKnown(set: CompiledSet, position: number, subject: PreparedSubject, at: number, until: number): number | null {
  const { rule } = set.segments[position]!;
  const read = readBy(set, position);
  let current = withMemberships(set, subject, at);
  const now = rule.matches(current, at);
  let instant = at;
  while (true) {
    const next = earliest([...read, position].map((each) => set.segments[each]!.rule.nextChange(current, instant, until)));
    if (next === null) return null;
    instant = next;
    for (const each of read) {
      const { segment, rule: sibling } = set.segments[each]!;
      const steps = current.timelines[segmentKey(segment)]!;
      const member = sibling.matches(current, instant);
      if (member !== steps.at(-1)!.value)
        current = withTimeline(current, segmentKey(segment), [...steps, timelineStep({ from: instant, member })]);
    }
    if (rule.matches(current, instant) !== now) return instant;
  }
}

/** Returns the positions of all segments that a segment reads, directly or not, in the order of what they read. */
function readBy({ segments, order }: CompiledSet, position: number): number[] {
  const found = new Set(segments[position]!.reads);
  for (const each of [...order].reverse()) if (found.has(each)) for (const read of segments[each]!.reads) found.add(read);
  return order.filter((each) => found.has(each));
}

/** Returns the first of some instants; `null` if there is none. */
export function earliest(instants: readonly (number | null)[]): number | null {
  return instants.reduce((first, each) => (first === null || (each !== null && each < first) ? each : first), null);
}
