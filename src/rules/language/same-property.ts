import type { SameProperty } from "./expression.js";

/** Returns the names of a property that interactions share: in the first of them, and in those after it. */
export function namesOfSame(same: SameProperty): { readonly first: string; readonly then: string } {
  return typeof same === "string" ? { first: same, then: same } : same;
}
