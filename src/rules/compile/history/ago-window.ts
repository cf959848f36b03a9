import { firstAtOrAfter } from "../../../kernel/internal.js";
import { spanOf } from "../../language/span.js";
import type { CompiledWindow } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import type { AgoSpec } from "./compile-window.js";

/** Compiles a window between two lengths of time ago. */
export function agoWindow(spec: AgoSpec): CompiledWindow {
  const [longest, shortest] = [spanOf(spec.from), spanOf(spec.to)];
  const to = (asOf: number): number => shortest.start(asOf) + 1;
  return {
    from: (_subject, asOf) => longest.start(asOf) + 1,
    to: (_subject, asOf) => to(asOf),
    next: (_subject, asOf, { at }, first) => {
      // The first one in the window leaves it, or the first one behind it enters.
      const entering = firstAtOrAfter(at, to(asOf));
      return Math.min(
        first < at.length ? longest.end(at[first]!) : NEVER,
        entering < at.length ? shortest.end(at[entering]!) : NEVER,
      );
    },
  };
}
