import type { Problem } from "../kernel/index.js";

/** Errors of churn. */
export interface ChurnErrors {
  /**
   * @cause A churn policy is invalid: it has no signals, an identifier appears twice, a metric does not fit the schema, a curve or the bands are out of order, or a key is unknown.
   * @remedy Fix every listed problem; each has its path.
   */
  invalid_churn_policy: { readonly problems: readonly Problem[] };
  /**
   * @cause An object was passed as a churn policy that `defineChurnPolicy` did not return: plain JSON, or a policy from another copy of the package.
   * @remedy Pass it through `defineChurnPolicy` once, with the schema that its metrics use, and keep the result.
   */
  undefined_churn_policy: { readonly policy: unknown };
  /**
   * @cause The earlier result in `before` belongs to another customer, policy or version, or to a later instant.
   * @remedy Pass the customer's own last result under the same policy; leave `before` out after a change of the policy.
   */
  mismatched_churn_results: { readonly left: string; readonly right: string };
  /**
   * @cause There is too little repeat buying to learn a rhythm from: fewer than two customers have two gaps between purchases, or all gaps are alike.
   * @remedy Use a longer history or more customers, or keep the policy's default rhythm.
   */
  too_few_gaps: { readonly customers: number; readonly gaps: number };
  /**
   * @cause A training set is empty: no customer is eligible at any origin, every label window ends after the data, or no origin has labeled rows before it.
   * @remedy Choose earlier origins (or origins further apart, for a backtest), a shorter horizon or gap, or a wider eligibility rule; `details` count the excluded rows.
   */
  empty_churn_dataset: { readonly ineligible: number; readonly censored: number };
  /**
   * @cause The outcomes of a plan were read before its horizon was over: customers who have not returned yet may still return.
   * @remedy Read the outcomes again at `horizonEnd` (epoch milliseconds) or later.
   */
  horizon_not_over: { readonly horizonEnd: number; readonly asOf: number };
  /**
   * @cause A feature or an eligibility rule reads an attribute whose past is not recorded: its current value would leak into the past.
   * @remedy Keep the profile's `changes`, or list the attribute in `static` if it truly never changes.
   */
  attribute_without_past: { readonly attribute: string; readonly customerId: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends ChurnErrors {}
}
