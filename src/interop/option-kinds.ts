import type { OptionKind } from "../kernel/internal.js";

/** Any text, the empty one included: tables do have columns without a name. */
export const anyText: OptionKind = { expected: "a text", accepts: (value) => typeof value === "string" };
