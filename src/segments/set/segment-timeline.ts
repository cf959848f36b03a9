import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Timelines } from "../../models/index.js";
import { type CompiledRule, type PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { compiledSegmentsOf } from "./define-segments.js";
import { segmentKey, type SegmentSet } from "./segment-set.js";
import { type SegmentSubject } from "./segment-subject.js";

/** One step of a membership: from an instant (epoch milliseconds; −∞ before anything happened) it holds or not. */
export interface MembershipStep {
  readonly from: number;
  readonly member: boolean;
}

/** What is settled about a rule's answer: its steps up to an instant. */
interface KnownSteps {
  readonly to: number;
  readonly steps: readonly MembershipStep[];
}

/**
 * How a rule's answer went over time, up to an instant: asked wherever something happened that it reads, and at every
 * instant between at which time alone changes the answer. Everything of one instant counts at it.
 */
export function stepsOf(rule: CompiledRule, subject: PreparedSubject, to: number, known?: KnownSteps): MembershipStep[] {
  const steps: MembershipStep[] = [...(known?.steps ?? [])];
  const events = eventsOf(rule, subject, to, known?.to ?? Number.NEGATIVE_INFINITY);
  // Where it was left off, time goes on.
  if (known !== undefined && steps.length > 0) events.unshift(known.to);
  let member = steps.at(-1)?.member;
  const see = (from: number, now: boolean): void => {
    if (now !== member) steps.push({ from, member: now });
    member = now;
  };
  events.forEach((event, index) => {
    see(event, rule.matches(subject, event));
    const last = index + 1 < events.length ? events[index + 1]! - 1 : to;
    for (let next = rule.nextChange(subject, event, last); next !== null; next = rule.nextChange(subject, next, last))
      see(next, !member);
  });
  return steps;
}

/** Ascending instants in (after, to] at which something happens that a rule reads; the first of all is the start of the subject. */
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

/** `createdAt` or the first interaction, whichever is earlier. */
function startOf(subject: PreparedSubject): number | null {
  const created: unknown = Object.hasOwn(subject.attributes, "createdAt") ? subject.attributes.createdAt : undefined;
  const known = created instanceof Date && !Number.isNaN(created.getTime()) ? created.getTime() : null;
  const first = subject.history.length > 0 ? subject.history[0]!.at.getTime() : null;
  return known === null || (first !== null && first < known) ? first : known;
}

/**
 * A customer's memberships over time, as the timelines that rules read: `segment:<id>` is true or false from each
 * instant on. Replaces a nightly job: between two steps nothing changes, whenever you look.
 *
 * @param options - `to`: what had happened by then counts; `known`: what this function returned for an earlier `to`, taken
 *   as it is and continued, which is right as long as nothing at or before that instant has come in since
 * @returns one timeline a segment, from the customer's start on; none for a customer of whom nothing is known
 * @throws ClienteleError `undefined_segments`, `invalid_instant`
 * @example
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types: ["order.placed"] }, test: { is: "atLeast", value: { days: 90 } } };
 * const set = defineSegments({ id: "s", segments: [{ id: "silent", rule: silent }] });
 * const ordered = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const timelines = segmentTimelines(set, { id: "c1", attributes: {}, history: [ordered] }, { to: 100 * 86_400_000 });
 * timelines["segment:silent"].map(({ value }) => value) // => [false, true]
 */
export function segmentTimelines(
  set: SegmentSet,
  record: SegmentSubject,
  options: {
    readonly to: InstantInput;
    readonly known?: { readonly to: InstantInput; readonly timelines: Timelines } | undefined;
  },
): Timelines {
  const subject = preparedOf(record);
  const to = toMilliseconds(options.to, "to");
  const knownTo = options.known === undefined ? to : toMilliseconds(options.known.to, "known.to");
  return Object.fromEntries(
    compiledSegmentsOf(set).flatMap(({ segment, rule }) => {
      const known = options.known?.timelines[segmentKey(segment)]?.map(({ from, value }) => ({
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
