import type { Problem } from "../kernel/index.js";

/** Errors of segments. */
export interface SegmentErrors {
  /**
   * @cause A set of segments is invalid: it has no segments, an identifier appears twice, a rule does not fit the schema, or a key is unknown.
   * @remedy Fix every listed problem; each has its path and, where one is near, the right spelling.
   */
  invalid_segments: { readonly problems: readonly Problem[] };
  /**
   * @cause An object was passed as a set of segments that `defineSegments` did not return: plain JSON, or a set from another copy of the package.
   * @remedy Pass it through `defineSegments` once, with the schema that its rules use, and keep the result.
   */
  undefined_segments: { readonly set: unknown };
  /**
   * @cause A segment asks how long a customer has been in another segment of its set, or for a recent change, and no single rule can say that.
   * @remedy Record the memberships (`segmentTimelines`), and read them from a set of its own whose schema declares them in `states`.
   */
  unsupported_segment_rule: { readonly segment: string; readonly reads: string };
  /**
   * @cause The evaluation of a population was cancelled by its `AbortSignal`.
   * @remedy No remedy is needed; `details` count the customers that were evaluated.
   */
  evaluation_aborted: { readonly evaluated: number };
  /**
   * @cause Two results that were compared come from different sets, versions or segments, or a snapshot belongs to another set, version or customer.
   * @remedy Evaluate both with the same set. After a change of the rules, evaluate the earlier instant again with the new set.
   */
  mismatched_segments: { readonly left: string; readonly right: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends SegmentErrors {}
}
