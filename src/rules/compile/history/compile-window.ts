import { durationMilliseconds, firstAtOrAfter, parseInstant, pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { WindowAnchor, WindowSpec } from "../../language/expression.js";
import { isBusinessDuration, spanOf } from "../../language/span.js";
import { readerOf } from "../../language/value-reading.js";
import { type CompileContext, compilerOf } from "../context/ability.js";
import type { CompiledWindow } from "../context/compiled.js";
import { NEVER, never } from "../subject/compiled-node.js";
import { columnOf, endBefore, type PreparedSubject } from "../subject/prepared-subject.js";

/** Windows in calendar units. */
export type CalendarSpec = Extract<WindowSpec, { kind: "this" | "previous" }>;

const upToAsOf = (_subject: PreparedSubject, asOf: number): number => asOf + 1;

/** Compiles a window; `undefined` is all history. */
export function compileWindow(spec: WindowSpec | undefined, context: CompileContext): CompiledWindow {
  if (spec === undefined) return { from: () => Number.NEGATIVE_INFINITY, to: upToAsOf, next: never };
  return (compilerOf(context, "windows", spec.kind) as (spec: WindowSpec) => CompiledWindow)(spec);
}

/** Compiles a window whose bounds lie a length of time apart, or at constant instants. */
export function exactWindow(spec: Exclude<WindowSpec, CalendarSpec>): CompiledWindow {
  switch (spec.kind) {
    case "last": {
      const { start, end } = spanOf(spec.duration);
      return {
        from: (_subject, asOf) => start(asOf) + 1,
        to: upToAsOf,
        next: (_subject, _asOf, column, first) => (first < column.at.length ? end(column.at[first]!) : NEVER),
        ...(!isBusinessDuration(spec.duration) && { length: durationMilliseconds(spec.duration) }),
      };
    }
    case "ago": {
      const [longest, shortest] = [durationMilliseconds(spec.from), durationMilliseconds(spec.to)];
      return {
        from: (_subject, asOf) => asOf - longest + 1,
        to: (_subject, asOf) => asOf - shortest + 1,
        next: (_subject, asOf, { at }, first) => {
          // The first one in the window leaves it, or the first one behind it enters.
          const entering = firstAtOrAfter(at, asOf - shortest + 1);
          return Math.min(
            first < at.length ? at[first]! + longest : NEVER,
            entering < at.length ? at[entering]! + shortest : NEVER,
          );
        },
      };
    }
    case "between":
    case "since":
    case "until": {
      const from = spec.kind === "until" ? Number.NEGATIVE_INFINITY : parseInstant(spec.from)!;
      const to = spec.kind === "since" ? NEVER : parseInstant(spec.to)!;
      return { from: () => from, to: (_subject, asOf) => Math.min(to, asOf + 1), next: never };
    }
    case "within":
    case "after": {
      const anchor = anchorOf(spec.of);
      const start = spec.kind === "within" ? 0 : durationMilliseconds(spec.from);
      const end = durationMilliseconds(spec.kind === "within" ? spec.duration : spec.to);
      return {
        from: (subject, asOf) => anchor(subject, asOf) + start,
        to: (subject, asOf) => Math.min(anchor(subject, asOf) + end, asOf + 1),
        next: never,
      };
    }
  }
}

function anchorOf(of: WindowAnchor): CompiledWindow["from"] {
  if ("attribute" in of) {
    const keys = pathKeys(of.attribute) ?? [];
    const read = readerOf({ type: "instant" });
    return (subject) => (read(valueAtPath(subject.attributes, keys)) as number | undefined) ?? NEVER;
  }
  const types = "first" in of ? of.first : of.last;
  const wantsFirst = "first" in of;
  return (subject, asOf) => {
    const column = columnOf(subject, types);
    const end = endBefore(subject, column, asOf + 1);
    if (end === 0) return NEVER;
    return column.at[wantsFirst ? 0 : end - 1]!;
  };
}
