import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { WindowAnchor } from "../../language/expression.js";
import { exactMilliseconds } from "../../language/span.js";
import { readerOf } from "../../language/value-reading.js";
import type { CompiledWindow } from "../context/compiled.js";
import { NEVER, never } from "../subject/compiled-node.js";
import { columnOf, endBefore } from "../subject/prepared-subject.js";
import type { AnchoredSpec } from "./compile-window.js";

/** Compiles a window from an instant that the subject has. */
export function anchoredWindow(spec: AnchoredSpec): CompiledWindow {
  const anchor = anchorOf(spec.of);
  const start = spec.kind === "within" ? 0 : exactMilliseconds(spec.from);
  const end = exactMilliseconds(spec.kind === "within" ? spec.duration : spec.to);
  return {
    from: (subject, asOf) => anchor(subject, asOf) + start,
    to: (subject, asOf) => Math.min(anchor(subject, asOf) + end, asOf + 1),
    next: never,
  };
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
