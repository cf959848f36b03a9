import { firstAtOrAfter } from "../../../kernel/internal.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledWhere, ValueOf } from "../context/compiled.js";
import { compileWhere, nextOfWhere, propertyReader } from "./compile-where.js";
import { compileWindow } from "./compile-window.js";
import { type CompiledNode, earliestAfter, NEVER, never } from "../subject/compiled-node.js";
import { anchorOf } from "../../language/current-version.js";
import type { AbsenceExpression, LaterStep, SequenceExpression } from "../../language/expression.js";
import { namesOfSame } from "../../language/same-property.js";
import { spanOf } from "../../language/span.js";
import { readerOf, type Seen } from "../../language/value-reading.js";
import { firstMatching, lastMatching } from "./metric-reducers.js";
import { columnOf, endBefore, type HistoryColumn, type PreparedSubject } from "../subject/prepared-subject.js";
import { nextOfWindow } from "./window-span.js";

/** A compiled step of a sequence. */
export interface CompiledStep {
  readonly types: readonly string[];
  readonly where: CompiledWhere | null;
  readonly atOrAfter: boolean;
  /** Reads the property that all steps share; absent where they share none. */
  readonly value?: ValueOf;
}

/** An interaction that a sequence can start from. */
export interface Occurrence {
  readonly at: number;
  /** Position in the history. */
  readonly position: number;
  /** Value of the property that all steps share; `undefined` where it is missing, or they share none. */
  readonly value: Seen;
}

/**
 * Compiles steps of a sequence.
 *
 * @param property - the property that they share with the first step
 */
export function compileSteps(steps: readonly LaterStep[], context: CompileContext, property?: string): readonly CompiledStep[] {
  return steps.map(({ types, where, atOrAfter = false }) => ({
    types,
    where: compileWhere(where, types, context),
    atOrAfter,
    ...(property !== undefined && { value: propertyValue(types, property, context) }),
  }));
}

/** Returns a function that reads a property as a value of its type. */
function propertyValue(types: readonly string[], property: string, context: CompileContext): ValueOf {
  const field = context.fields.property(types, property);
  const read = readerOf(field ?? { type: "opaque" });
  const raw = propertyReader(property, field?.declaring);
  return (interaction) => read(raw(interaction));
}

/** Compiles the steps after the first one of a sequence, or the missing step of an absence. */
export function laterStepsOf(
  expression: SequenceExpression | AbsenceExpression,
  context: CompileContext,
): readonly CompiledStep[] {
  const later = expression.kind === "sequence" ? expression.steps.slice(1) : [expression.missing];
  return compileSteps(later, context, expression.same === undefined ? undefined : namesOfSame(expression.same).then);
}

/**
 * Compiles the first step of a sequence: its interactions in the window, and the next change of the window. With the anchor
 * `last`, all interactions of the last instant count; where the steps share a property, those of the last instant of each
 * value, and all without a value.
 */
export function anchorsOf(expression: SequenceExpression | AbsenceExpression, context: CompileContext) {
  const window = compileWindow(expression.window, context);
  const { same } = expression;
  const [step] = compileSteps(
    [expression.kind === "sequence" ? expression.steps[0]! : expression.first],
    context,
    same === undefined ? undefined : namesOfSame(same).first,
  ) as [CompiledStep];
  const onlyLast = anchorOf(expression) === "last";
  const occurrences = (subject: PreparedSubject, asOf: number): readonly Occurrence[] => {
    const column = columnOf(subject, step.types);
    const first = firstAtOrAfter(column.at, window.from(subject, asOf));
    const end = endBefore(subject, column, window.to(subject, asOf));
    if (onlyLast && step.value !== undefined) return lastOfEachValue(matchesIn(column, first, end, step, asOf));
    let from = first;
    if (onlyLast) {
      const last = lastMatching(column, first, end, step.where, asOf);
      if (last < 0) return [];
      from = Math.max(first, firstAtOrAfter(column.at, column.at[last]!));
    }
    return matchesIn(column, from, end, step, asOf);
  };
  const next = (subject: PreparedSubject, asOf: number): number => nextOfWindow(step.types, window, step.where, subject, asOf);
  return { occurrences, next };
}

/** Returns the interactions of a part of a column that a step admits. */
export function matchesIn(
  column: HistoryColumn,
  from: number,
  end: number,
  { where, value }: CompiledStep,
  asOf: number,
): Occurrence[] {
  const found: Occurrence[] = [];
  let index = firstMatching(column, from, end, where, asOf);
  while (index >= 0) {
    found.push({
      at: column.at[index]!,
      position: column.position[index]!,
      value: value?.(column.interactions[index]!),
    });
    index = firstMatching(column, index + 1, end, where, asOf);
  }
  return found;
}

/** Leaves out what a strictly later interaction with an equal value follows. */
function lastOfEachValue(occurrences: readonly Occurrence[]): Occurrence[] {
  const last = new Map<Seen, number>();
  for (const { value, at } of occurrences) last.set(value, at);
  return occurrences.filter(({ value, at }) => value === undefined || last.get(value) === at);
}

/** Compiles the first instant after `asOf` at which time alone may change a condition of some steps. */
export function nextOfSteps(steps: readonly CompiledStep[]): CompiledNode["next"] {
  const timed = steps.filter(({ where }) => where !== null && where.next !== null);
  if (timed.length === 0) return never;
  return (subject, asOf) =>
    timed.reduce((earliest, { types, where }) => {
      const column = columnOf(subject, types);
      return Math.min(earliest, nextOfWhere(where, column, 0, endBefore(subject, column, NEVER), asOf));
    }, NEVER);
}

/** Returns the instant of the first matching interaction strictly between two instants. */
function stepBetween(
  step: CompiledStep,
  subject: PreparedSubject,
  after: number,
  before: number,
  asOf: number,
): number | undefined {
  const column = columnOf(subject, step.types);
  const end = endBefore(subject, column, before);
  const index = firstMatching(column, firstAtOrAfter(column.at, after + 1), end, step.where, asOf);
  return index < 0 ? undefined : column.at[index]!;
}

/**
 * Returns the instants of the steps that follow an interaction, up to the first step that is not reached before an instant.
 * Each step is taken as early as it can be: at the instant of the step before where it may, as long as different
 * interactions of that instant can be given to all its steps, else at the next instant.
 */
export function reachedSteps(
  shared: readonly CompiledStep[],
  subject: PreparedSubject,
  from: Occurrence,
  before: number,
  asOf: number,
): readonly number[] {
  const reached: number[] = [];
  const steps = withValueOf(from, shared);
  let { at } = from;
  let taken: readonly number[][] = [[from.position]];
  for (const [index, step] of steps.entries()) {
    const tied = step.atOrAfter && at < before ? [...taken, positionsAt(step, subject, at, asOf)] : undefined;
    if (tied !== undefined && canDiffer(tied)) taken = tied;
    else {
      const next = stepBetween(step, subject, at, before, asOf);
      if (next === undefined) break;
      at = next;
      taken = steps[index + 1]?.atOrAfter === true ? [positionsAt(step, subject, at, asOf)] : [];
    }
    reached.push(at);
  }
  return reached;
}

/** Restricts steps to the value of the first one where they share a property; none follows one without a value. */
function withValueOf({ value: wanted }: Occurrence, steps: readonly CompiledStep[]): readonly CompiledStep[] {
  if (steps[0]?.value === undefined) return steps;
  if (wanted === undefined) return [];
  return steps.map((step) => {
    const { where, value } = step;
    const holds: CompiledWhere["holds"] = (interaction, asOf) =>
      value!(interaction) === wanted && (where === null || where.holds(interaction, asOf));
    return { ...step, where: { holds, next: where?.next ?? null } };
  });
}

/** Returns the positions of the interactions of a step at one instant. */
function positionsAt(step: CompiledStep, subject: PreparedSubject, at: number, asOf: number): number[] {
  const column = columnOf(subject, step.types);
  const end = endBefore(subject, column, at + 1);
  return matchesIn(column, firstAtOrAfter(column.at, at), end, step, asOf).map(({ position }) => position);
}

/** Whether one position can be chosen from each list so that all are different. */
function canDiffer(lists: readonly (readonly number[])[]): boolean {
  const owners = new Map<number, number>();
  const give = (list: number, tried: Set<number>): boolean =>
    lists[list]!.some((position) => {
      if (tried.has(position)) return false;
      tried.add(position);
      const owner = owners.get(position);
      if (owner !== undefined && !give(owner, tried)) return false;
      owners.set(position, list);
      return true;
    });
  return lists.every((_, list) => give(list, new Set()));
}

/** Compiles a sequence: a first step that the other steps follow in order, within the time. */
export function sequenceNode(expression: SequenceExpression, context: CompileContext): CompiledNode {
  const { occurrences, next } = anchorsOf(expression, context);
  const later = laterStepsOf(expression, context);
  const nextOfLater = nextOfSteps(later);
  const end = expression.within === undefined ? () => NEVER : spanOf(expression.within).end;
  return {
    holds: (subject, asOf) =>
      occurrences(subject, asOf).some(
        (anchor) => reachedSteps(later, subject, anchor, Math.min(end(anchor.at), asOf + 1), asOf).length === later.length,
      ),
    next: nextOfLater === never ? next : (subject, asOf) => Math.min(next(subject, asOf), nextOfLater(subject, asOf)),
  };
}

/** Compiles an absence: a first step that the other step did not follow within the time. */
export function absenceNode(expression: AbsenceExpression, context: CompileContext): CompiledNode {
  const { occurrences, next } = anchorsOf(expression, context);
  const missing = laterStepsOf(expression, context);
  const nextOfMissing = nextOfSteps(missing);
  const { end } = spanOf(expression.within);
  return {
    holds: (subject, asOf) =>
      occurrences(subject, asOf).some(
        (anchor) => asOf >= end(anchor.at) && reachedSteps(missing, subject, anchor, end(anchor.at), asOf).length === 0,
      ),
    next: (subject, asOf) =>
      Math.min(
        next(subject, asOf),
        nextOfMissing(subject, asOf),
        earliestAfter(
          asOf,
          occurrences(subject, asOf).map(({ at }) => end(at)),
        ),
      ),
  };
}
