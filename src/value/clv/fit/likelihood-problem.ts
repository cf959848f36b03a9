import type { FitReport } from "../model/clv-model.js";

/**
 * Returns the log-likelihood of the data, and writes its derivatives. `logs` has the logarithms of the positive parameters, then the
 * coefficients.
 */
export type LogLikelihood = (logs: Float64Array, gradient: Float64Array) => number;

/** Likelihood to maximize, with the names of its parameters. */
export interface LikelihoodProblem {
  readonly kind: string;
  readonly parameters: readonly string[];
  /** Parameters that scale with the unit of time. */
  readonly times: readonly string[];
  readonly coefficients?: readonly string[];
  readonly logLikelihood: LogLikelihood;
  readonly customers: number;
  /** Value of the unit in which the fit measures `times`. */
  readonly scale: number;
  /** The same likelihood on fewer rows, to find the neighborhood of the optimum at low cost. */
  readonly coarse?: { readonly logLikelihood: LogLikelihood; readonly customers: number };
  /** Start values of the positive parameters, with `times` in units of `scale`. */
  readonly starts: readonly (readonly number[])[];
  /** Returns the model that remains when a parameter reaches an end of its range. */
  readonly submodel?: (parameter: string, end: "low" | "high") => string | undefined;
}

/** Estimates and report of {@link maximizeLikelihood}. */
export interface LikelihoodFit {
  readonly parameters: Readonly<Record<string, number>>;
  readonly coefficients: Readonly<Record<string, number>>;
  readonly report: FitReport;
}
