import type { Problem } from "../kernel/index.js";

/** Errors of segments. */
export interface SegmentErrors {
  /**
   * @cause A set of segments is not what it must be: no segment, an identifier twice, a rule that is not valid under the schema.
   * @remedy Mend every listed problem; each has its path and, where one is near, the right spelling.
   */
  invalid_segments: { readonly problems: readonly Problem[] };
  /**
   * @cause An object was passed as a set of segments that `defineSegments` did not return: plain JSON, or one of another copy of the package.
   * @remedy Pass it through `defineSegments` once, with the schema that its rules speak of, and keep the result.
   */
  undefined_segments: { readonly set: unknown };
  /**
   * @cause The evaluation of a population was cancelled by its `AbortSignal`.
   * @remedy None is needed; `details` say how far it came.
   */
  evaluation_aborted: { readonly evaluated: number };
  /**
   * @cause Two results were compared that do not speak of the same set of segments.
   * @remedy Evaluate both with one set; after a change of rules, evaluate the earlier instant again with the new set.
   */
  mismatched_segments: { readonly left: string; readonly right: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends SegmentErrors {}
}
