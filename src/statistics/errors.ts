/** Errors of `clientele/statistics`. */
export interface StatisticsErrors {
  /**
   * @cause An argument of a mathematical function is outside its domain: a negative shape, NaN, a probability above 1.
   * @remedy Read the message: it names the argument, its value and the values it accepts.
   */
  outside_domain: { readonly argument: string; readonly value: unknown };
  /**
   * @cause Columns, vectors or matrices that belong together have different lengths.
   * @remedy Check the lengths: a matrix of n rows and m columns is an array of n · m numbers, row by row.
   */
  mismatched_dimensions: { readonly expected: number; readonly actual: number };
  /**
   * @cause A symmetric matrix is not positive definite and has no Cholesky factor: columns are collinear, or an optimum is flat.
   * @remedy Drop a column that others determine, or add a small ridge.
   */
  not_positive_definite: { readonly pivot: number };
  /**
   * @cause An iteration did not reach its tolerance within its maximum number of steps.
   * @remedy Raise the maximum, loosen the tolerance, or start closer; `details` hold the last residual.
   */
  not_converged: { readonly iterations: number; readonly residual: number };
  /**
   * @cause A system of linear equations has no unique solution: one equation follows from the others.
   * @remedy Drop the equation (the column, the stage) that the others determine.
   */
  singular_matrix: { readonly pivot: number };
  /**
   * @cause Every row of a survival analysis is censored.
   * @remedy Observe for longer, or check that `event` is 1 where the event came.
   */
  no_events: { readonly rows: number };
  /**
   * @cause Columns have the same value in every row and explain nothing.
   * @remedy Leave them out.
   */
  constant_columns: { readonly columns: readonly string[] };
  /**
   * @cause Columns follow from others (all levels of a category, a sum beside its parts): a regression cannot separate their effects.
   * @remedy Leave out one column of each set in `details`: the first level of a category, or the sum.
   */
  collinear_columns: { readonly columns: readonly { readonly column: string; readonly of: readonly string[] }[] };
  /**
   * @cause Every outcome is the same: all customers left, or none.
   * @remedy Use a longer label window, more customers or another definition of the outcome; check that the label column was read correctly.
   */
  one_class_only: { readonly rows: number; readonly positives: number };
  /**
   * @cause Columns predict the outcome without exception, so no finite coefficient is best: a rare level in which all customers or none left, or a column that knows the outcome.
   * @remedy Check the columns in `details` for a leak of the outcome; otherwise merge their levels, leave them out, or fit with a penalty.
   */
  perfect_separation: { readonly columns: readonly string[] };
  /**
   * @cause A model or an option names a feature that is not among the columns.
   * @remedy Pass the column with the name that it had in training; `details` list the columns that exist.
   */
  missing_feature: { readonly feature: string; readonly known: readonly string[] };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends StatisticsErrors {}
}
