import { countStepsUpTo, countUpTo, firstAfter } from "../../kernel/internal.js";
import type { CompiledRule, PreparedSubject } from "../../rules/index.js";
import { interactionReader, startOfRecord } from "../../rules/internal.js";

/** Step of a membership: whether it holds from an instant (epoch milliseconds) on. */
export interface MembershipStep {
  readonly from: number;
  readonly member: boolean;
}

/** Answer of a rule that is already known up to an instant. */
interface KnownAnswer {
  readonly to: number;
  /** Answer at that instant; `undefined` before the first step. */
  readonly member: boolean | undefined;
}

/**
 * Computes the steps of a rule's answer up to an instant. The rule is evaluated at every fact that it reads, and at every instant in
 * between at which time alone changes the answer. All facts of one instant count at that instant.
 *
 * @param known - leaves out the steps up to an instant
 */
export function stepsOf(rule: CompiledRule, subject: PreparedSubject, to: number, known?: KnownAnswer): MembershipStep[] {
  const steps: MembershipStep[] = [];
  const events = eventsOf(rule, subject, to, known?.to ?? Number.NEGATIVE_INFINITY);
  let member = known?.member;
  // Time continues from the end of what is known.
  if (known !== undefined && member !== undefined) events.unshift(known.to);
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
  const first: MembershipStep = { from, member: rule.matches(subject, from) };
  return [first, ...stepsOf(rule, subject, to, { to: from, member: first.member })];
}

/** Whether anything is known about a customer up to an instant that a rule reads. */
export function hasFacts({ reads }: CompiledRule, subject: PreparedSubject, to: number): boolean {
  const start = startOfRecord(subject);
  // No interaction is earlier than the start.
  if (start !== null && start <= to) return true;
  const { past, timelines } = subject;
  if (reads.attributes.length > 0 && past !== null && past.starts.some((at) => at > Number.NEGATIVE_INFINITY && at <= to))
    return true;
  return reads.states.some((key) => Object.hasOwn(timelines, key) && countStepsUpTo(timelines[key]!, to) > 0);
}

/** Returns the ascending instants in (after, to] of the facts that a rule reads, including the start of the subject. */
function eventsOf({ reads }: CompiledRule, subject: PreparedSubject, to: number, after: number): number[] {
  const events = new Set<number>();
  const { history, past, timelines } = subject;
  const start = startOfRecord(subject);
  if (start !== null && start > after && start <= to) events.add(start);
  const isRead = interactionReader(reads);
  for (const { type, at } of history.slice(countUpTo(history, after), countUpTo(history, to)))
    if (isRead(type)) events.add(at.getTime());
  const starts = reads.attributes.length > 0 ? (past?.starts ?? []) : [];
  for (const at of starts.slice(firstAfter(starts, after), firstAfter(starts, to))) events.add(at);
  for (const key of reads.states) {
    const steps = Object.hasOwn(timelines, key) ? timelines[key]! : [];
    for (const { from } of steps.slice(countStepsUpTo(steps, after), countStepsUpTo(steps, to))) events.add(from.getTime());
  }
  return [...events].sort((left, right) => left - right);
}

/** Returns the instant after another at which a customer is created, if nothing had happened before. */
export function startAfter(subject: PreparedSubject, at: number): number | null {
  const start = startOfRecord(subject);
  return start !== null && start > at && !(subject.history.length > 0 && subject.history[0]!.at.getTime() <= at) ? start : null;
}
