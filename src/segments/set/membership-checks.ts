import type { Timelines } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import { subjectAt } from "../../rules/internal.js";
import { startAfter } from "./membership-steps.js";
import { type CompiledSet, segmentKey } from "./segment-set.js";
import { earliest, timelineStep, withMemberships, withTimeline } from "./sibling-memberships.js";

/**
 * Returns the next instant, up to `until`, at which the memberships of a set must be decided again though nothing else happens:
 * time alone changes one of them, or a calendar has ended and they are no longer known. `null` if there is none.
 *
 * @param timelines - timelines of the memberships up to `at`, if they are known
 */
export function nextMembershipCheck(
  set: CompiledSet,
  subject: PreparedSubject,
  at: number,
  until: number,
  timelines?: Timelines,
): number | null {
  const current = withMemberships(set, subject, at, { known: timelines });
  if (!set.segments.some(({ asksForPast }) => asksForPast)) return nextOfAny(set, current, at, until);
  const now = subjectAt(current, at);
  const membersAt = (instant: number): string => {
    const then = membershipsFrom(set, now, at, instant);
    return set.segments.map(({ rule }) => rule.matches(then, instant)).join();
  };
  return acrossStart(set.horizon, now, at, until, {
    next: (from, to) => nextOfAny(set, membershipsFrom(set, now, at, from), from, to),
    differs: (instant) => membersAt(instant) !== membersAt(at),
  });
}

/**
 * Returns the subject with the memberships that segments read at an instant from `at` on.
 *
 * @param now - the subject without what is later than `at`, with the memberships up to then. A replay of it would take its
 * present attributes for those of the past.
 */
function membershipsFrom(set: CompiledSet, now: PreparedSubject, at: number, instant: number): PreparedSubject {
  return instant === at ? now : withMemberships(set, now, instant);
}

/**
 * Until the first change of any segment, those that read others read what they read now.
 *
 * @param current - the subject with the memberships at `at`
 */
function nextOfAny(set: CompiledSet, current: PreparedSubject, at: number, until: number): number | null {
  let first: number | null = null;
  for (const { rule } of set.segments) first = rule.nextCheck(current, at, first === null ? until : first - 1) ?? first;
  return first;
}

/** As {@link nextMembershipCheck}, for the membership in one segment, as those that it reads change with time. */
export function nextCheckOf(
  set: CompiledSet,
  position: number,
  subject: PreparedSubject,
  at: number,
  until: number,
): number | null {
  const { rule, reads, asksForPast } = set.segments[position]!;
  if (reads.length === 0) return rule.nextCheck(subject, at, until);
  const now = subjectAt(withMemberships(set, subject, at), at);
  if (!asksForPast) return nextWhileKnown(set, position, now, at, until);
  return acrossStart(horizonOf(set, position), now, at, until, {
    next: (from, to) => nextWhileKnown(set, position, membershipsFrom(set, now, at, from), from, to),
    differs: (instant) => {
      const isMember = (when: number): boolean => rule.matches(membershipsFrom(set, now, at, when), when);
      return isMember(instant) !== isMember(at);
    },
  });
}

/**
 * Searches across the start of a customer, where the past of memberships begins.
 *
 * @param known - the subject without what is later than `at`
 */
function acrossStart(
  horizon: number,
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
  return start > horizon || search.differs(start) ? start : search.next(start, until);
}

/** @param subject - with the memberships at `at` */
function nextWhileKnown(set: CompiledSet, position: number, subject: PreparedSubject, at: number, until: number): number | null {
  const { rule } = set.segments[position]!;
  const horizon = horizonOf(set, position);
  const read = readBy(set, position);
  let current = subject;
  const now = rule.matches(current, at);
  let instant = at;
  while (true) {
    const next = earliest([...read, position].map((each) => set.segments[each]!.rule.nextCheck(current, instant, until)));
    if (next === null || next > horizon) return next;
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

/** Returns the end of the calendars that decide the membership in one segment. */
function horizonOf(set: CompiledSet, position: number): number {
  return Math.min(...[...readBy(set, position), position].map((each) => set.segments[each]!.rule.horizon));
}

/** Returns the positions of all segments that a segment reads, directly or not, in the order of what they read. */
function readBy({ segments, order }: CompiledSet, position: number): number[] {
  const found = new Set(segments[position]!.reads);
  for (const each of [...order].reverse()) if (found.has(each)) for (const read of segments[each]!.reads) found.add(read);
  return order.filter((each) => found.has(each));
}
