import type { Problem } from "../kernel/index.js";

/** Errors of churn. */
export interface ChurnErrors {
  /**
   * @cause A churn policy is not what it must be: no signal, an identifier twice, a metric that is not valid under the schema, a curve that does not rise, bands out of order.
   * @remedy Mend every listed problem; each has its path.
   */
  invalid_churn_policy: { readonly problems: readonly Problem[] };
  /**
   * @cause An object was passed as a churn policy that `defineChurnPolicy` did not return: plain JSON, or one of another copy of the package.
   * @remedy Pass it through `defineChurnPolicy` once, with the schema that its metrics speak of, and keep the result.
   */
  undefined_churn_policy: { readonly policy: unknown };
  /**
   * @cause An earlier result was given to compare with that is of another customer, policy or version, or of a later instant.
   * @remedy Give the customer's own last result under the same policy; leave it out after a change of the policy.
   */
  mismatched_churn_results: { readonly left: string; readonly right: string };
  /**
   * @cause There is too little repeat buying to learn a rhythm from: fewer than two customers with at least two gaps between purchases, or all gaps alike.
   * @remedy Take a longer history or more customers, or keep the policy's own rhythm.
   */
  too_few_gaps: { readonly customers: number; readonly gaps: number };
  /**
   * @cause A training set came out empty: nobody was eligible at any origin, or every label window ends after the data.
   * @remedy Choose earlier origins, a shorter horizon or gap, or a wider rule of eligibility; `details` say where the rows went.
   */
  empty_churn_dataset: { readonly ineligible: number; readonly censored: number };
  /**
   * @cause An attribute was to be a feature whose past is not recorded: its value of today would leak into the past.
   * @remedy Keep the profile's `changes`, or declare the attribute static if it truly never changes.
   */
  attribute_without_past: { readonly attribute: string; readonly customerId: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends ChurnErrors {}
}
