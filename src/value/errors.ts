/** Errors of `value`: summaries, models of lifetime value, money. */
export interface ValueErrors {
  /**
   * @cause A row of a summary is impossible: a value is negative or not finite, recency is above age, or columns differ in length.
   * @remedy Fix the row that `details` name. Recency and age are both measured from the first purchase, in one unit.
   */
  invalid_summary: { readonly column: string; readonly row: number; readonly value: unknown };
  /**
   * @cause The data cannot determine the model: there are no customers, no repeat purchases or no observed time, or all customers are equal.
   * @remedy Use a longer observation, more customers or a simpler model. The message says what is missing.
   */
  unfittable_data: { readonly model: string; readonly reason: string };
  /**
   * @cause A model has another kind or version than the function reads, or one of its parameters is missing, negative or not finite.
   * @remedy Pass the object that the fit returned, unchanged. Fit again after an upgrade that changed the version.
   */
  invalid_model: { readonly kind: unknown; readonly problem: string };
  /**
   * @cause The expectation is infinite: without a horizon and a discount rate, and with s ≤ 1 or a ≤ 1; or spend with q ≤ 1.
   * @remedy Use a horizon or a discount rate. For spend, fit with a penalty or with more customers.
   */
  infinite_expectation: { readonly model: string; readonly parameter: string; readonly value: number };
  /**
   * @cause A summary and a model, or thresholds and measures, are in different units of time.
   * @remedy Summarize in the unit of the model, or fit a model in the unit of the summary.
   */
  mismatched_units: { readonly expected: string; readonly actual: string };
  /**
   * @cause A model has a covariate that the customer or the summary does not have.
   * @remedy Add the named covariate to the summary.
   */
  missing_covariate: { readonly covariate: string };
  /**
   * @cause Shares need a positive total, and the total is 0 or negative: there are no customers, no sales, or more refunds than sales.
   * @remedy Use a longer period, and check the refunds of the period.
   */
  no_positive_total: { readonly total: number };
  /**
   * @cause A model cannot be translated to an expression for a database without loss (Pareto/NBD, CNBD-k, BG/BB, covariates).
   * @remedy Score it in memory and write the column to the database, or fit BG/NBD or MBG/NBD.
   */
  not_expressible: { readonly model: string; readonly reason: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends ValueErrors {}
}
