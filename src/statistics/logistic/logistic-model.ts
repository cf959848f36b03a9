/** A logistic regression as plain JSON: log-odds = intercept + Σ coefficient · feature. */
export interface LogisticRegressionModel<Name extends string = string> {
  readonly kind: "logistic-regression";
  readonly version: 1;
  /** The columns that scoring reads: those with a coefficient that is not 0. */
  readonly features: readonly Name[];
  readonly intercept: number;
  /** Change of the log-odds for one more of a feature; 0 for a column that was dropped. */
  readonly coefficients: Readonly<Record<Name, number>>;
  /** Mean of each feature in training: what contributions are measured from. */
  readonly means: Readonly<Record<Name, number>>;
}

/** A column that the data cannot give a coefficient, and why. */
export type DroppedColumn =
  /** The same number in every row. */
  | { readonly column: string; readonly reason: "constant" }
  /** It follows from the columns named. */
  | { readonly column: string; readonly reason: "collinear"; readonly of: readonly string[] };

/** How standard errors were made: from the likelihood, robust to weights, or robust to rows that belong together. */
export type LogisticErrors = "likelihood" | "sandwich" | "cluster";

/** What a fit tells of itself. */
export interface LogisticFit<Name extends string = string> {
  readonly converged: boolean;
  readonly iterations: number;
  /** Rows with a weight, and those of them where it happened. */
  readonly rows: number;
  readonly events: number;
  /** At the optimum, weights of rows and classes included, penalty not. */
  readonly logLikelihood: number;
  /** That of the intercept alone. */
  readonly nullLogLikelihood: number;
  readonly dropped: readonly DroppedColumn[];
  /** Only without a penalty: a penalized coefficient is biased on purpose, and has no honest standard error. */
  readonly errors?: LogisticErrors;
  readonly standardErrors?: { readonly intercept: number; readonly coefficients: Readonly<Partial<Record<Name, number>>> };
  /** What was added to the intercept to undo class weights: without it the mean probability is not the share of events. */
  readonly interceptShift?: number;
}

/** A model with the story of its fit. Scoring needs only the model. */
export interface FittedLogisticRegression<Name extends string = string> extends LogisticRegressionModel<Name> {
  readonly fit: LogisticFit<Name>;
}
