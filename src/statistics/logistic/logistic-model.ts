/** Logistic regression as plain JSON: log-odds = intercept + Σ coefficient · feature. */
export interface LogisticRegressionModel<Name extends string = string> {
  readonly kind: "logistic-regression";
  readonly version: 1;
  /** Columns that scoring reads: those with a coefficient other than 0. */
  readonly features: readonly Name[];
  readonly intercept: number;
  /** Change of the log-odds for one unit more of a feature; 0 for a dropped column. */
  readonly coefficients: Readonly<Record<Name, number>>;
  /** Mean of each feature in training; contributions are measured from it. */
  readonly means: Readonly<Record<Name, number>>;
}

/** Column without a coefficient, with the reason. */
export type DroppedColumn =
  /** The same number in every row. */
  | { readonly column: string; readonly reason: "constant" }
  /** A linear combination of the columns in `of`. */
  | { readonly column: string; readonly reason: "collinear"; readonly of: readonly string[] };

/** Kind of standard errors: from the likelihood, robust to weights (sandwich), or robust to clusters of rows. */
export type LogisticErrors = "likelihood" | "sandwich" | "cluster";

/** Report of a logistic fit. */
export interface LogisticFit<Name extends string = string> {
  readonly converged: boolean;
  readonly iterations: number;
  /** Rows with a weight above 0. */
  readonly rows: number;
  /** Rows with an outcome of 1 among them. */
  readonly events: number;
  /** Log-likelihood at the optimum, with the weights of rows and classes, without the penalty. */
  readonly logLikelihood: number;
  /** Log-likelihood of the intercept alone. */
  readonly nullLogLikelihood: number;
  readonly dropped: readonly DroppedColumn[];
  /** Absent with a penalty: a penalized coefficient is biased on purpose and has no valid standard error. */
  readonly errors?: LogisticErrors;
  readonly standardErrors?: { readonly intercept: number; readonly coefficients: Readonly<Partial<Record<Name, number>>> };
  /** Correction of the intercept for class weights: it makes the mean probability the share of events. */
  readonly interceptShift?: number;
}

/** Logistic regression with the report of its fit. Scoring needs only the model. */
export interface FittedLogisticRegression<Name extends string = string> extends LogisticRegressionModel<Name> {
  readonly fit: LogisticFit<Name>;
}
