import type { OptionKind } from "../kernel/internal.js";

/** Share of a whole of which something must be left. */
export const aShare: OptionKind = {
  expected: "a number above 0 and at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};

/** List of texts or numbers that name a group, a cluster or a stratum. Its values are not checked. */
export const aLabelColumn: OptionKind = {
  expected: "an array of texts or numbers",
  accepts: (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
};
