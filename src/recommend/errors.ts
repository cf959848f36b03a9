/** Errors of recommend: item interactions, fitted models, actions and their outcomes. */
export interface RecommendErrors {
  /**
   * @cause A row of one customer's history cannot be read: no item, an invalid instant, or a weight that is negative or not finite.
   * @remedy Fix the row that `details` name. To say that a customer dislikes an item, give the row a type with a negative weight (a return), not a negative weight.
   */
  invalid_item_interaction: { readonly row: number; readonly field: string; readonly value: unknown };
  /**
   * @cause There is nothing to learn from or to evaluate: no row that counts, no basket, or no customer with something to hold out.
   * @remedy Look at the report of the log: rows may be late, rejected, or of a type without a weight.
   */
  empty_log: { readonly what: string };
  /**
   * @cause A recommender has a kind or version that the function does not know, or parts of it are missing.
   * @remedy Pass the object that the fit returned, unchanged. Fit again after an upgrade that changed the version.
   */
  unknown_recommender: { readonly kind: unknown; readonly version: unknown };
  /**
   * @cause Action outcomes have a kind or version that the function does not know, or parts of them are missing.
   * @remedy Start with `noOutcomes`, and pass on what `recordOutcome` returns, unchanged.
   */
  unknown_outcomes: { readonly kind: unknown; readonly version: unknown };
  /**
   * @cause Two evaluations were compared that are not about the same customers in the same mode.
   * @remedy Evaluate both recommenders on one split, with the same mode.
   */
  mismatched_evaluations: { readonly left: number; readonly right: number };
  /**
   * @cause An action or an outcome has no identifier, repeats one, has an unknown field, or has a field of a wrong kind.
   * @remedy Fix the field that `details` name. Amounts are minor units, a propensity is a number from 0 to 1.
   */
  invalid_action: { readonly action: string; readonly field: string; readonly value: unknown };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends RecommendErrors {}
}
