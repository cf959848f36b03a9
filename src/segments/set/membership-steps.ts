import type { CompiledRule, PreparedSubject } from "../../rules/index.js";
import { interactionReader, startOfRecord } from "../../rules/internal.js";

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

/**
 * Computes the steps of a membership that another segment reads. Before the first fact about a customer time alone decides, from
 * 1970 on, so that the answer does not depend on the instant of the question.
 */
export function readSteps(rule: CompiledRule, subject: PreparedSubject, to: number): MembershipStep[] {
  const steps = stepsOf(rule, subject, to);
  if (steps.length > 0) return steps;
  const from = Math.min(0, to);
  return stepsOf(rule, subject, to, { to: from, steps: [{ from, member: rule.matches(subject, from) }] });
}

/** Whether anything is known about a customer up to an instant that a rule reads. */
export function hasFacts(rule: CompiledRule, subject: PreparedSubject, to: number): boolean {
  return eventsOf(rule, subject, to, Number.NEGATIVE_INFINITY).length > 0;
}

/** Returns the ascending instants in (after, to] of the facts that a rule reads, including the start of the subject. */
function eventsOf({ reads }: CompiledRule, subject: PreparedSubject, to: number, after: number): number[] {
  const events = new Set<number>();
  const add = (at: number): void => {
    if (at <= to && at > after) events.add(at);
  };
  const start = startOfRecord(subject);
  if (start !== null) add(start);
  const isRead = interactionReader(reads);
  for (const { type, at } of subject.history) if (isRead(type)) add(at.getTime());
  if (reads.attributes.length > 0) for (const at of subject.past?.starts ?? []) add(at);
  for (const key of reads.states)
    if (Object.hasOwn(subject.timelines, key)) for (const { from } of subject.timelines[key]!) add(from.getTime());
  return [...events].sort((left, right) => left - right);
}

/** Returns the instant after another at which a customer is created, if nothing had happened before. */
export function startAfter(subject: PreparedSubject, at: number): number | null {
  const start = startOfRecord(subject);
  return start !== null && start > at && !(subject.history.length > 0 && subject.history[0]!.at.getTime() <= at) ? start : null;
}
