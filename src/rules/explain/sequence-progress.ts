import { anchorsOf, laterStepsOf, reachedSteps } from "../compile/history/compile-sequence.js";
import { fullContext } from "../compile/abilities/all-abilities.js";
import { inZoneOf } from "../compile/tests/per-zone.js";
import type { PreparedSubject } from "../compile/subject/prepared-subject.js";
import type { Catalog } from "../language/catalog.js";
import type { AbsenceExpression, SequenceExpression } from "../language/expression.js";
import { spanOf } from "../language/span.js";

/** Returns the instants of the steps that the most successful attempt at a sequence reached; empty without a first step. */
export function sequenceProgress(
  given: SequenceExpression,
  subject: PreparedSubject,
  asOf: number,
  catalog: Catalog,
): readonly number[] {
  const expression = inZoneOf(given, subject, catalog);
  const { within } = expression;
  const end = within === undefined ? () => Number.POSITIVE_INFINITY : spanOf(within).end;
  const later = laterStepsOf(expression, fullContext(catalog));
  let best: readonly number[] = [];
  for (const start of anchorsOf(expression, fullContext(catalog)).occurrences(subject, asOf)) {
    const reached = [start.at, ...reachedSteps(later, subject, start, Math.min(end(start.at), asOf + 1), asOf)];
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
  given: AbsenceExpression,
  subject: PreparedSubject,
  asOf: number,
  catalog: Catalog,
): Wait | undefined {
  const expression = inZoneOf(given, subject, catalog);
  const { end } = spanOf(expression.within);
  const missing = laterStepsOf(expression, fullContext(catalog));
  const starts = anchorsOf(expression, fullContext(catalog)).occurrences(subject, asOf);
  const waits = starts.map((start): Wait => {
    const [came] = reachedSteps(missing, subject, start, Math.min(end(start.at), asOf + 1), asOf);
    return { from: start.at, until: end(start.at), ...(came !== undefined && { came }) };
  });
  const kept = waits.filter(({ came }) => came === undefined);
  return kept.findLast(({ until }) => until <= asOf) ?? kept[0] ?? waits.at(-1);
}
