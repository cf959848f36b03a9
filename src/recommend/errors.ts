/** Errors of recommend: what was taken, models of it, actions. */
export interface RecommendErrors {
  /**
   * @cause A row of one customer's history cannot be read: no item, no valid instant, or a weight that is negative or not finite.
   * @remedy Mend the row that `details` name. What a customer does not want is a type with a negative weight (a return), never a negative row.
   */
  invalid_item_interaction: { readonly row: number; readonly field: string; readonly value: unknown };
  /**
   * @cause There is nothing to learn from: no row that counts, no item that anybody took, or no basket.
   * @remedy Look at the log's report: rows may be late, rejected, or of a type that bears no weight.
   */
  empty_log: { readonly what: string };
  /**
   * @cause A recommender is of a kind or version that the function does not know, or parts of it are missing.
   * @remedy Pass the object that the fit returned, unchanged; fit again after an upgrade that changed the version.
   */
  unknown_recommender: { readonly kind: unknown; readonly version: unknown };
  /**
   * @cause Two evaluations were compared that did not judge the same customers.
   * @remedy Evaluate both recommenders on one split, with the same mode.
   */
  mismatched_evaluations: { readonly left: number; readonly right: number };
  /**
   * @cause An action stands twice in the list, has no identifier, or a figure of it is not a number.
   * @remedy Mend the action that `details` name; money is whole minor units, a propensity lies in [0, 1].
   */
  invalid_action: { readonly action: string; readonly field: string; readonly value: unknown };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends RecommendErrors {}
}
