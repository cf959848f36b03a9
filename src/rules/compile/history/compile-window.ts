import { parseInstant } from "../../../kernel/internal.js";
import type { WindowSpec } from "../../language/expression.js";
import { spanOf } from "../../language/span.js";
import { type CompileContext, compilerOf } from "../context/ability.js";
import type { CompiledWindow } from "../context/compiled.js";
import { NEVER, never } from "../subject/compiled-node.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

/** Windows from an instant that the subject has. */
export type AnchoredSpec = Extract<WindowSpec, { kind: "within" | "after" }>;

/** Windows that end some time ago. */
export type AgoSpec = Extract<WindowSpec, { kind: "ago" }>;

/** Windows in calendar units. */
export type CalendarSpec = Extract<WindowSpec, { kind: "this" | "previous" }>;

const upToAsOf = (_subject: PreparedSubject, asOf: number): number => asOf + 1;

/** Compiles a window; `undefined` is all history. */
export function compileWindow(spec: WindowSpec | undefined, context: CompileContext): CompiledWindow {
  if (spec === undefined) return { from: () => Number.NEGATIVE_INFINITY, to: upToAsOf, next: never };
  return (compilerOf(context, "windows", spec.kind) as (spec: WindowSpec) => CompiledWindow)(spec);
}

/** Compiles a window that begins a length of time before `asOf`, or whose bounds are constant instants. */
export function exactWindow(spec: Exclude<WindowSpec, CalendarSpec | AnchoredSpec | AgoSpec>): CompiledWindow {
  switch (spec.kind) {
    case "last": {
      const { start, end } = spanOf(spec.duration);
      return {
        from: (_subject, asOf) => start(asOf) + 1,
        to: upToAsOf,
        next: (_subject, _asOf, column, first) => (first < column.at.length ? end(column.at[first]!) : NEVER),
      };
    }
    case "between":
    case "since":
    case "until": {
      const from = spec.kind === "until" ? Number.NEGATIVE_INFINITY : parseInstant(spec.from)!;
      const to = spec.kind === "since" ? NEVER : parseInstant(spec.to)!;
      return { from: () => from, to: (_subject, asOf) => Math.min(to, asOf + 1), next: never };
    }
  }
}
