/** Errors of the numeric floor. */
export interface StatisticsErrors {
  /**
   * @cause A special function, a distribution or a matrix routine got an argument outside its domain (a negative shape, NaN, a probability above 1).
   * @remedy Read the message: it names the argument, what it got and what it takes.
   */
  outside_domain: { readonly argument: string; readonly value: unknown };
  /**
   * @cause Two matrices or vectors do not fit together, or a matrix that should be square is not.
   * @remedy Check the lengths: a matrix of n rows and m columns is an array of n · m numbers, row by row.
   */
  mismatched_dimensions: { readonly expected: number; readonly actual: number };
  /**
   * @cause A symmetric matrix is not positive definite, so that it has no Cholesky factor (collinear columns, a flat optimum).
   * @remedy Drop a column that others determine, or add a small ridge.
   */
  not_positive_definite: { readonly pivot: number };
  /**
   * @cause An iteration did not reach its tolerance within its limit of steps.
   * @remedy Raise the limit, loosen the tolerance, or start nearer; `details` say how far it came.
   */
  not_converged: { readonly iterations: number; readonly residual: number };
  /**
   * @cause A system of linear equations has no single solution: an equation follows from the others.
   * @remedy Drop the equation (the column, the stage) that the others determine.
   */
  singular_matrix: { readonly pivot: number };
  /**
   * @cause Every row of a survival analysis is censored.
   * @remedy Observe for longer, or look whether `event` is 1 where the event came.
   */
  no_events: { readonly rows: number };
  /**
   * @cause Columns have one value in every row: they can explain nothing.
   * @remedy Leave them out.
   */
  constant_columns: { readonly columns: readonly string[] };
  /**
   * @cause Columns follow from others (all levels of a category, a sum beside its parts): a regression cannot tell them apart.
   * @remedy Leave out one of each set that `details` name: the first level of a category, the sum.
   */
  collinear_columns: { readonly columns: readonly { readonly column: string; readonly of: readonly string[] }[] };
  /**
   * @cause Every outcome is the same (all left, or none), so that there is nothing to tell apart, rank or evaluate.
   * @remedy Take a longer label window, more customers, or another definition of the outcome; look whether the label column was read as it was meant.
   */
  one_class_only: { readonly rows: number; readonly positives: number };
  /**
   * @cause Columns tell the outcome without an exception, so that no finite coefficient is best: a rare level in which all or none left, or a column that knows the outcome.
   * @remedy Look whether a column leaks the outcome; else merge its levels, leave it out, or fit with a penalty. `details` name the columns.
   */
  perfect_separation: { readonly columns: readonly string[] };
  /**
   * @cause A model or an option names a feature that the columns do not hold.
   * @remedy Pass the column, spelled as it was in training; `details` list those that are there.
   */
  missing_feature: { readonly feature: string; readonly known: readonly string[] };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends StatisticsErrors {}
}
