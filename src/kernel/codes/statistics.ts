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
}
