import { firstAtOrAfter } from "../../../kernel/internal.js";
import type { CompiledWhere, CompiledWindow } from "../context/compiled.js";
import { nextOfWhere } from "./compile-where.js";
import { NEVER } from "../subject/compiled-node.js";
import { columnOf, endBefore, type HistoryColumn, type PreparedSubject } from "../subject/prepared-subject.js";

/** The part of a column in a window. */
export interface Span {
  readonly column: HistoryColumn;
  readonly first: number;
  readonly end: number;
}

/** Returns the part of the interactions of some types in a window. */
export function spanOf(types: readonly string[], window: CompiledWindow, subject: PreparedSubject, asOf: number): Span {
  const column = columnOf(subject, types);
  return {
    column,
    first: firstAtOrAfter(column.at, window.from(subject, asOf)),
    end: endBefore(subject, column, window.to(subject, asOf)),
  };
}

/** Returns the next instant at which time moves an edge of a window over a visible interaction, or changes a condition on one. */
export function nextOfWindow(
  types: readonly string[],
  window: CompiledWindow,
  where: CompiledWhere | null,
  subject: PreparedSubject,
  asOf: number,
): number {
  const { column, first } = spanOf(types, window, subject, asOf);
  const visible = endBefore(subject, column, NEVER);
  if (first >= visible) return NEVER;
  return Math.min(window.next(subject, asOf, column, first), nextOfWhere(where, column, first, visible, asOf));
}
