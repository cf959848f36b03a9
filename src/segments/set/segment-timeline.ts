import type { InstantInput } from "../../kernel/index.js";
import { anInstant, anObject, type OptionShape, optionsOf, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { Timelines } from "../../models/index.js";
import type { CompiledRule, PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { compiledSegmentsOf } from "./define-segments.js";
import { segmentKey, type SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";

/** Step of a membership: whether it holds from an instant (epoch milliseconds) on. */
export interface MembershipStep {
  readonly from: number;
  readonly member: boolean;
}

/** Steps of a rule's answer that are already known, up to an instant. */
interface KnownSteps {
  readonly to: number;
  readonly steps: readonly MembershipStep[];
}

/**
 * Computes the steps of a rule's answer up to an instant. The rule is evaluated at every fact that it reads, and at every instant in
 * between at which time alone changes the answer. All facts of one instant count at that instant.
 */
export function stepsOf(rule: CompiledRule, subject: PreparedSubject, to: number, known?: KnownSteps): MembershipStep[] {
  const steps: MembershipStep[] = [...(known?.steps ?? [])];
  const events = eventsOf(rule, subject, to, known?.to ?? Number.NEGATIVE_INFINITY);
  // Time continues from the end of the known steps.
  if (known !== undefined && steps.length > 0) events.unshift(known.to);
  let member = steps.at(-1)?.member;
  const addStep = (from: number, now: boolean): void => {
    if (now !== member) steps.push({ from, member: now });
    member = now;
  };
  events.forEach((event, index) => {
    addStep(event, rule.matches(subject, event));
    const last = index + 1 < events.length ? events[index + 1]! - 1 : to;
    for (let next = rule.nextChange(subject, event, last); next !== null; next = rule.nextChange(subject, next, last))
      addStep(next, !member);
  });
  return steps;
}

/** Returns the ascending instants in (after, to] of the facts that a rule reads, including the start of the subject. */
function eventsOf({ reads }: CompiledRule, subject: PreparedSubject, to: number, after: number): number[] {
  const events = new Set<number>();
  const add = (at: number): void => {
    if (at <= to && at > after) events.add(at);
  };
  const start = startOf(subject);
  if (start !== null) add(start);
  const types = new Set(reads.interactions);
  for (const { type, at } of subject.history) if (reads.anyInteraction || types.has(type)) add(at.getTime());
  if (reads.attributes.length > 0) for (const at of subject.past?.starts ?? []) add(at);
  for (const key of reads.states)
    if (Object.hasOwn(subject.timelines, key)) for (const { from } of subject.timelines[key]!) add(from.getTime());
  return [...events].sort((left, right) => left - right);
}

/** Returns the earlier of `createdAt` and the first interaction. */
function startOf(subject: PreparedSubject): number | null {
  const created: unknown = Object.hasOwn(subject.attributes, "createdAt") ? subject.attributes.createdAt : undefined;
  const known = created instanceof Date && !Number.isNaN(created.getTime()) ? created.getTime() : null;
  const first = subject.history.length > 0 ? subject.history[0]!.at.getTime() : null;
  return known === null || (first !== null && first < known) ? first : known;
}

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
 * instant on. No nightly job is needed, because nothing changes between two steps.
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
  return Object.fromEntries(
    compiledSegmentsOf(set).flatMap(({ segment, rule }) => {
      const known = earlier?.timelines[segmentKey(segment)]?.map(({ from, value }) => ({
        from: from.getTime(),
        member: value === true,
      }));
      const steps = stepsOf(rule, subject, to, known && { to: knownTo, steps: known });
      return steps.length === 0
        ? []
        : [[segmentKey(segment), steps.map(({ from, member }) => ({ from: new Date(from), value: member }))]];
    }),
  );
}
