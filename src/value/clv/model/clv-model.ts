import { ClienteleError, type LocalizedText } from "../../../kernel/index.js";
import type { TimeUnit } from "../../../models/index.js";

/** Finding about a fit, with a text for readers. */
export interface FitDiagnostic {
  /**
   * `boundary`: a parameter reached an end of its range, and a simpler model gives the same result; `flat`: many parameter values
   * fit almost as well; `not_converged`: the fit stopped before it converged; `infinite_mean`: the mean spend over customers is infinite.
   */
  readonly code: "boundary" | "flat" | "not_converged" | "infinite_mean";
  /** The parameter that the finding is about. */
  readonly parameter?: string;
  /** The model that remains at the boundary. */
  readonly submodel?: string;
  readonly message: LocalizedText;
}

/** Report of a fit. Plain JSON; values that could not be computed are `null`. */
export interface FitReport {
  /** Log-likelihood of the data, without combinatorial factors, in the units of the data. */
  readonly logLikelihood: number;
  /** Standard error of each parameter; `null` where the likelihood is flat. */
  readonly standardErrors: Readonly<Record<string, number | null>>;
  /** Names of the rows of `covariance`: the logarithms of the positive parameters, then the coefficients. */
  readonly estimated: readonly string[];
  /** Covariance of the estimates (logarithms of parameters, then coefficients), row by row; `null` when the likelihood is flat. */
  readonly covariance: readonly number[] | null;
  /** Condition number of the information matrix of the logarithms. */
  readonly condition: number | null;
  readonly converged: boolean;
  readonly iterations: number;
  /** Number of customers in the fit (the sum of weights). */
  readonly customers: number;
  readonly diagnostics: readonly FitDiagnostic[];
}

/** Coefficients of static covariates, by the parameter that they shift, then by name. */
export type CovariateEffects = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Common part of all purchase models: plain JSON that is enough for scoring. */
export interface ClvModelBase<Kind extends string, Parameters, Unit extends TimeUnit = TimeUnit> {
  readonly kind: Kind;
  readonly version: 1;
  /** Unit of all times that the model reads and returns. */
  readonly unit: Unit;
  readonly parameters: Parameters;
  /** Effects of static covariates; each shifts the logarithm of a parameter. */
  readonly covariates?: CovariateEffects;
  /** Report of the fit. Scoring does not read it. */
  readonly fit?: FitReport;
}

/** A model with its fit report. */
export type Fitted<Model> = Model & { readonly fit: FitReport };

/**
 * Checks that a model is of a kind, and that its parameters are positive numbers.
 *
 * @throws ClienteleError `invalid_model`
 */
export function checkModel(model: { kind: unknown; version: unknown; parameters: object }, kind: string): void {
  if (model.kind !== kind || model.version !== 1) {
    throw new ClienteleError(
      "invalid_model",
      `The model must be of kind "${kind}" and version 1, got "${String(model.kind)}" of version ${String(model.version)}.`,
      {
        kind: model.kind,
        problem: "kind",
      },
    );
  }
  for (const [name, value] of Object.entries(model.parameters)) {
    if (!(typeof value === "number" && value > 0 && value < Infinity)) {
      throw new ClienteleError("invalid_model", `\`parameters.${name}\` must be a positive number, got ${String(value)}.`, {
        kind,
        problem: name,
      });
    }
  }
}
