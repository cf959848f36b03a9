/** Errors of value: summaries, models of lifetime value, money. */
export interface ValueErrors {
  /**
   * @cause A summary row is impossible: a value is negative or not finite, recency is above age, or columns differ in length.
   * @remedy Mend the row that `details` name; recency and age are both counted from the first purchase, in one unit.
   */
  invalid_summary: { readonly column: string; readonly row: number; readonly value: unknown };
  /**
   * @cause The data cannot determine the model: no customers, no repeat purchase at all, no time observed, or every customer alike.
   * @remedy Observe longer, take more customers, or use a simpler model; the message says what is missing.
   */
  unfittable_data: { readonly model: string; readonly reason: string };
  /**
   * @cause A fitted model is of another kind or version than the function takes, or a parameter is missing, negative or not finite.
   * @remedy Pass the object that the fit returned, unchanged; fit again after an upgrade that changed the version.
   */
  invalid_model: { readonly kind: unknown; readonly problem: string };
  /**
   * @cause The expectation that was asked for is infinite: an endless horizon without discounting and s ≤ 1 or a ≤ 1, or spend with q ≤ 1.
   * @remedy Give a horizon or a discount rate; for spend, fit with a penalty or more customers.
   */
  infinite_expectation: { readonly model: string; readonly parameter: string; readonly value: number };
  /**
   * @cause A summary in one unit of time met a model or a horizon in another.
   * @remedy Summarize in the unit of the model, or convert the horizon with `convertTime`.
   */
  mismatched_units: { readonly expected: string; readonly actual: string };
  /**
   * @cause A model was fitted with covariates that the customer or the summary does not bear.
   * @remedy Add the named covariate column to the summary.
   */
  missing_covariate: { readonly covariate: string };
  /**
   * @cause Shares of a total were asked for, and the total is 0 or less: no customers, nothing sold, or more paid back than sold.
   * @remedy Take a longer period, or look at the refunds of the period first.
   */
  no_positive_total: { readonly total: number };
  /**
   * @cause A model was to become an expression for a database, and its formula has no faithful one (Pareto/NBD, CNBD-k, BG/BB, covariates).
   * @remedy Score it in memory and write the column back, or fit BG/NBD or MBG/NBD.
   */
  not_expressible: { readonly model: string; readonly reason: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends ValueErrors {}
}
