import { durationMilliseconds, firstAtOrAfter } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import { nextOfWindow } from "./compile-metric.js";
import { compileWhere } from "./compile-where.js";
import { compileWindow } from "./compile-window.js";
import { type CompiledNode, earliestAfter, NEVER } from "./compiled-node.js";
import type { AbsenceExpression, SequenceExpression, Step } from "../language/expression.js";
import { firstMatching, lastMatching } from "./metric-reducers.js";
import { columnOf, endBefore, type PreparedSubject } from "./prepared-subject.js";

function compileStep({ types, where }: Step, catalog: Catalog) {
  return { types, where: compileWhere(where, types, catalog) };
}

/** Compiles the first step of a sequence: its instants in the window, and the next change of the window. */
function anchorsOf(expression: SequenceExpression | AbsenceExpression, catalog: Catalog) {
  const window = compileWindow(expression.window);
  const step = compileStep(expression.kind === "sequence" ? expression.steps[0]! : expression.first, catalog);
  const onlyLast = (expression.anchor ?? "last") === "last";
  const instants = (subject: PreparedSubject, asOf: number): number[] => {
    const column = columnOf(subject, step.types);
    const first = firstAtOrAfter(column.at, window.from(subject, asOf));
    const end = endBefore(subject, column, window.to(subject, asOf));
    if (onlyLast) {
      const last = lastMatching(column, first, end, step.where);
      return last < 0 ? [] : [column.at[last]!];
    }
    const found: number[] = [];
    for (
      let index = firstMatching(column, first, end, step.where);
      index >= 0;
      index = firstMatching(column, index + 1, end, step.where)
    )
      found.push(column.at[index]!);
    return found;
  };
  return { instants, next: (subject: PreparedSubject, asOf: number) => nextOfWindow(step.types, window, subject, asOf) };
}

/** Returns the instant of the first matching interaction strictly between two instants. */
function stepBetween(
  step: ReturnType<typeof compileStep>,
  subject: PreparedSubject,
  after: number,
  before: number,
): number | undefined {
  const column = columnOf(subject, step.types);
  const index = firstMatching(column, firstAtOrAfter(column.at, after + 1), endBefore(subject, column, before), step.where);
  return index < 0 ? undefined : column.at[index]!;
}

/** Compiles a sequence: a first step that the other steps follow in order, within the time. */
export function sequenceNode(expression: SequenceExpression, catalog: Catalog): CompiledNode {
  const { instants, next } = anchorsOf(expression, catalog);
  const later = expression.steps.slice(1).map((step) => compileStep(step, catalog));
  const within = expression.within === undefined ? NEVER : durationMilliseconds(expression.within);
  return {
    holds: (subject, asOf) =>
      instants(subject, asOf).some((anchor) => {
        const before = Math.min(anchor + within, asOf + 1);
        let at: number | undefined = anchor;
        for (const step of later) {
          at = stepBetween(step, subject, at, before);
          if (at === undefined) return false;
        }
        return true;
      }),
    next,
  };
}

/** Compiles an absence: a first step that the other step did not follow within the time. */
export function absenceNode(expression: AbsenceExpression, catalog: Catalog): CompiledNode {
  const { instants, next } = anchorsOf(expression, catalog);
  const missing = compileStep(expression.missing, catalog);
  const within = durationMilliseconds(expression.within);
  return {
    holds: (subject, asOf) =>
      instants(subject, asOf).some(
        (anchor) => asOf >= anchor + within && stepBetween(missing, subject, anchor, anchor + within) === undefined,
      ),
    next: (subject, asOf) =>
      Math.min(
        next(subject, asOf),
        earliestAfter(
          asOf,
          instants(subject, asOf).map((anchor) => anchor + within),
        ),
      ),
  };
}
