import { ClienteleError, type LocalizedText } from "../../../kernel/index.js";
import type { TimeUnit } from "../../../models/index.js";

/** Something a reader of a fit should know, in words. */
export interface FitDiagnostic {
  /**
   * `boundary`: a parameter ran to an end of its range, a simpler model says the same; `flat`: many parameter values
   * fit almost as well; `not_converged`: the search stopped early; `few_repeats`: little to learn from.
   */
  readonly code: "boundary" | "flat" | "not_converged" | "few_repeats" | "infinite_mean";
  /** The parameter concerned, if one is. */
  readonly parameter?: string;
  /** The model that remains at the boundary. */
  readonly submodel?: string;
  readonly message: LocalizedText;
}

/** How a fit went. Plain JSON; what could not be computed is `null`. */
export interface FitReport {
  /** Of (x, t_x), without combinatorial factors, in the unit of the model. */
  readonly logLikelihood: number;
  /** One for each parameter; `null` where the likelihood is flat. */
  readonly standardErrors: Readonly<Record<string, number | null>>;
  /** Names of the rows of `covariance`: positive parameters enter as logarithms, coefficients as they are. */
  readonly estimated: readonly string[];
  /** Covariance of the estimates (logarithms of parameters, then coefficients), row by row; `null` when flat. */
  readonly covariance: readonly number[] | null;
  /** Condition number of the information matrix of the logarithms. */
  readonly condition: number | null;
  readonly converged: boolean;
  readonly iterations: number;
  /** Customers that the fit saw (the sum of weights). */
  readonly customers: number;
  readonly diagnostics: readonly FitDiagnostic[];
}

/** Coefficients of static covariates, by the parameter they act on, then by name. */
export type CovariateEffects = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What every model of lifetime value is: plain JSON, enough for scoring. */
export interface ClvModelBase<Kind extends string, Parameters, Unit extends TimeUnit = TimeUnit> {
  readonly kind: Kind;
  readonly version: 1;
  /** The unit of all times that go in and come out. */
  readonly unit: Unit;
  readonly parameters: Parameters;
  /** Effects of static covariates: each shifts the logarithm of a parameter. */
  readonly covariates?: CovariateEffects;
  /** How the fit went; scoring does not read it. */
  readonly fit?: FitReport;
}

/** A model with its fit report. */
export type Fitted<Model> = Model & { readonly fit: FitReport };

/** Throws unless a model is of the kind and its parameters are positive numbers. */
export function checkModel(model: { kind: unknown; version: unknown; parameters: object }, kind: string): void {
  if (model.kind !== kind || model.version !== 1) {
    throw new ClienteleError("invalid_model", `Expected a model "${kind}" of version 1, got "${String(model.kind)}".`, {
      kind: model.kind,
      problem: "kind",
    });
  }
  for (const [name, value] of Object.entries(model.parameters)) {
    if (!(typeof value === "number" && value > 0 && value < Infinity)) {
      throw new ClienteleError("invalid_model", `Parameter ${name} must be a positive number, got ${String(value)}.`, {
        kind,
        problem: name,
      });
    }
  }
}
