import { durationMilliseconds, firstAtOrAfter } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import { compileWhere } from "../compile/compile-where.js";
import { compileWindow } from "../compile/compile-window.js";
import { firstMatching } from "../compile/metric-reducers.js";
import { columnOf, endBefore, type PreparedSubject } from "../compile/prepared-subject.js";
import type { AbsenceExpression, SequenceExpression, Step } from "../language/expression.js";

/** Returns the instants of the steps that the most successful attempt at a sequence reached; empty without a first step. */
export function sequenceProgress(
  { steps, within, window, anchor }: SequenceExpression,
  subject: PreparedSubject,
  asOf: number,
  catalog: Catalog,
): readonly number[] {
  const length = within === undefined ? Number.POSITIVE_INFINITY : durationMilliseconds(within);
  let best: readonly number[] = [];
  for (const start of anchors(steps[0]!, window, anchor, subject, asOf, catalog)) {
    const reached = [start];
    for (const step of steps.slice(1)) {
      const at = between(step, subject, reached.at(-1)! + 1, Math.min(start + length, asOf + 1), catalog)[0];
      if (at === undefined) break;
      reached.push(at);
    }
    if (reached.length >= best.length) best = reached;
  }
  return best;
}

/** The wait for a step after one first step. */
export interface Wait {
  readonly from: number;
  /** End of the wait. */
  readonly until: number;
  /** Instant at which the unwanted step came. */
  readonly came?: number;
}

/** Returns the wait that decides an absence: one that ended without the step, else one still running, else the last. */
export function absenceProgress(
  { first, missing, within, window, anchor }: AbsenceExpression,
  subject: PreparedSubject,
  asOf: number,
  catalog: Catalog,
): Wait | undefined {
  const length = durationMilliseconds(within);
  const waits = anchors(first, window, anchor, subject, asOf, catalog).map((from): Wait => {
    const came = between(missing, subject, from + 1, Math.min(from + length, asOf + 1), catalog)[0];
    return { from, until: from + length, ...(came !== undefined && { came }) };
  });
  const kept = waits.filter(({ came }) => came === undefined);
  return kept.findLast(({ until }) => until <= asOf) ?? kept[0] ?? waits.at(-1);
}

function anchors(
  step: Step,
  window: SequenceExpression["window"],
  anchor: SequenceExpression["anchor"],
  subject: PreparedSubject,
  asOf: number,
  catalog: Catalog,
): readonly number[] {
  const compiled = compileWindow(window);
  const found = between(step, subject, compiled.from(subject, asOf), compiled.to(subject, asOf), catalog);
  return anchor === "any" ? found : found.slice(-1);
}

/** Returns the instants of a step in `[from, to)`. */
function between(step: Step, subject: PreparedSubject, from: number, to: number, catalog: Catalog): readonly number[] {
  const where = compileWhere(step.where, step.types, catalog);
  const column = columnOf(subject, step.types);
  const end = endBefore(subject, column, to);
  const found: number[] = [];
  for (
    let index = firstMatching(column, firstAtOrAfter(column.at, from), end, where);
    index >= 0;
    index = firstMatching(column, index + 1, end, where)
  )
    found.push(column.at[index]!);
  return found;
}
