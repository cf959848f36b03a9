import { ClienteleError, isClienteleError } from "../../kernel/index.js";
import { aColumn, anInteger, invalidOption, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { cholesky, solveCholesky } from "../linear/cholesky.js";
import { aLabelColumn } from "../option-kinds.js";
import { interceptShift } from "../learning/intercept-shift.js";
import { columnsOf, type FeatureColumns, featureNames } from "../learning/features.js";
import { aClassWeight, type ClassWeight, requireBothClasses, trainingWeights } from "../learning/outcomes.js";
import { requireLength } from "../linear/matrix.js";
import { dot } from "../optimize/objective.js";
import { aPenalty, coordinateDescent, type ElasticNetPenalty, penaltyOf } from "./elastic-net.js";
import { type CovarianceRows, likelihoodCovariance, sandwichCovariance, standardErrorsOf } from "./logistic-covariance.js";
import { type LogisticDesign, logisticDesign } from "./logistic-design.js";
import { type LogisticLikelihood, logisticLikelihood } from "./logistic-likelihood.js";
import type { FittedLogisticRegression, LogisticErrors, LogisticFit } from "./logistic-model.js";
import { refuseEndlessStep, refuseSeparatingColumns } from "./separation.js";

/** Options of a logistic regression. */
export interface LogisticRegressionOptions {
  /** Shrinks the coefficients. Defaults to no penalty; only a fit without one has standard errors. */
  readonly penalty?: ElasticNetPenalty | undefined;
  /** Number of observations that each row represents. Defaults to 1. */
  readonly weight?: ArrayLike<number> | undefined;
  /** Weight of each class. The intercept is corrected afterwards: the mean probability stays the share of events. */
  readonly classWeight?: ClassWeight | undefined;
  /** Group of each row, such as its customer: gives cluster-robust standard errors. */
  readonly cluster?: ArrayLike<number | string> | undefined;
  /** Kind of standard errors. Defaults to `"cluster"` with clusters, `"sandwich"` with class weights, otherwise `"likelihood"`. */
  readonly errors?: LogisticErrors | undefined;
  /** Maximum number of Newton steps. Defaults to 100. */
  readonly maxIterations?: number | undefined;
}

const LOGISTIC_OPTIONS: OptionShape<LogisticRegressionOptions> = {
  penalty: aPenalty,
  weight: aColumn,
  classWeight: aClassWeight,
  cluster: aLabelColumn,
  errors: oneOf(["likelihood", "sandwich", "cluster"]),
  maxIterations: anInteger({ min: 1 }),
};

/**
 * Fits a logistic regression (逻辑回归) by Newton's method; an elastic-net penalty is solved by coordinate descent.
 *
 * Without a penalty, constant columns and columns that follow from earlier ones are dropped and listed in `fit.dropped`, and
 * the fit has standard errors. With a penalty, only constant columns are dropped, and there are no standard errors.
 *
 * @param features - columns by name, without missing values
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - penalty, weights, clusters
 * @returns the model as plain JSON, with a report in `fit`
 * @throws ClienteleError `one_class_only`; `perfect_separation` with the columns, without a penalty; `outside_domain` for a missing or infinite feature or an outcome other than 0 and 1; `mismatched_dimensions`; `invalid_option`; `not_converged`
 * @see McCullagh, Nelder (1989), Generalized linear models, chapter 4; Friedman, Hastie, Tibshirani (2010) for the penalty
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * model.coefficients.silentWeeks // => 0.5941
 * model.fit.standardErrors?.coefficients.silentWeeks // => 0.4322
 */
export function fitLogisticRegression<Name extends string>(
  features: FeatureColumns<Name>,
  outcomes: ArrayLike<number>,
  options: LogisticRegressionOptions = {},
): FittedLogisticRegression<Name> {
  requireOptions(options, LOGISTIC_OPTIONS);
  const names = featureNames(features);
  const columns = columnsOf(features, names).map((column) => new Float64Array(column));
  const rows = columns[0]!.length;
  const counts = requireBothClasses(outcomes, rows, options.weight);
  const happened = new Float64Array(outcomes);
  const { rows: rowWeight, classes } = trainingWeights(outcomes, options.weight, options.classWeight);
  const weight = rowWeight.map((own, row) => own * classes[outcomes[row]! as 0 | 1]);
  const penalty = penaltyTerms(options.penalty, weight);
  const errors = errorsOf(options);
  const design = logisticDesign(columns, names, weight, penalty === undefined);
  if (penalty === undefined) refuseSeparatingColumns(design, happened, weight);
  const optimum = newton(design, happened, weight, penalty, options.maxIterations ?? 100);
  const { point, likelihood } = optimum;

  const coefficients = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  let intercept = point[0]!;
  design.names.forEach((name, index) => {
    coefficients[name as Name] = point[index + 1]! / design.scales[index]!;
    intercept -= coefficients[name as Name] * design.centers[index]!;
  });
  const shift = options.classWeight === undefined ? undefined : interceptShift(linearScores(design, point), outcomes, rowWeight);
  const standardErrors =
    errors === undefined
      ? undefined
      : errorsByName<Name>(design, point, likelihood, {
          outcomes,
          weight: rowWeight,
          classes,
          robust: errors !== "likelihood",
          ...(errors === "cluster" && { clusters: clustersOf(options.cluster!, rowWeight) }),
        });
  const fit: LogisticFit<Name> = {
    converged: true,
    iterations: optimum.iterations,
    rows: counts.positives + counts.negatives,
    events: counts.positives,
    logLikelihood: likelihood.value,
    nullLogLikelihood: nullLogLikelihood(outcomes, weight),
    dropped: design.dropped,
    ...(errors !== undefined && standardErrors !== undefined && { errors, standardErrors }),
    ...(shift !== undefined && { interceptShift: shift }),
  };
  return {
    kind: "logistic-regression",
    version: 1,
    features: names.filter((name) => coefficients[name] !== 0),
    intercept: intercept + (shift ?? 0),
    coefficients,
    means: meansOf(names, columns, rowWeight),
    fit,
  };
}

interface PenaltyTerms {
  /** Both times the total weight. */
  readonly ridge: number;
  readonly lasso: number;
}

function penaltyTerms(penalty: ElasticNetPenalty | undefined, weight: Float64Array): PenaltyTerms | undefined {
  if (penalty === undefined) return undefined;
  const { strength, l1Ratio = 0 } = penalty;
  if (strength === 0) return undefined;
  const total = weight.reduce((sum, own) => sum + own, 0);
  return { ridge: strength * (1 - l1Ratio) * total, lasso: strength * l1Ratio * total };
}

function errorsOf(options: LogisticRegressionOptions): LogisticErrors | undefined {
  const { penalty, cluster, classWeight } = options;
  const wanted = options.errors ?? (cluster !== undefined ? "cluster" : classWeight !== undefined ? "sandwich" : "likelihood");
  if (wanted === "cluster" && cluster === undefined)
    throw invalidOption("cluster", cluster, 'an array of texts or numbers when `errors` is "cluster"');
  return penalty === undefined || penalty.strength === 0 ? wanted : undefined;
}

interface Optimum {
  readonly point: Float64Array;
  readonly likelihood: LogisticLikelihood;
  readonly iterations: number;
}

/** Maximizes by Newton's method with halved steps; the objective is convex, so a stationary point is the optimum. */
function newton(
  design: LogisticDesign,
  outcomes: ArrayLike<number>,
  weight: Float64Array,
  penalty: PenaltyTerms | undefined,
  maxIterations: number,
): Optimum {
  const { size } = design;
  const { ridge, lasso } = penalty ?? { ridge: 0, lasso: 0 };
  const total = weight.reduce((sum, own) => sum + own, 0);
  let point: Float64Array = new Float64Array(size);
  let positive = 0;
  for (let row = 0; row < weight.length; row++) positive += weight[row]! * outcomes[row]!;
  point[0] = Math.log(positive / (total - positive));
  let likelihood = logisticLikelihood(design, outcomes, weight, point);
  let residual = Infinity;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const target = quadraticOptimum(point, likelihood, ridge, lasso);
    const step = target.map((value, index) => value - point[index]!);
    const before = likelihood.value - penaltyOf(point, ridge, lasso);
    // gain that the quadratic model predicts; the fit has converged when it is only rounding
    residual = dot(likelihood.gradient, step) - penaltyOf(target, ridge, lasso) + penaltyOf(point, ridge, lasso);
    const settled = Math.abs(residual) <= 1e-12 * total;
    for (let factor = 1; ; factor /= 2) {
      const tried = point.map((value, index) => value + factor * step[index]!);
      const found = logisticLikelihood(design, outcomes, weight, tried);
      const after = found.value - penaltyOf(tried, ridge, lasso);
      if (after >= before - 1e-12 * Math.abs(before) || factor < 1e-8) {
        point = tried;
        likelihood = found;
        break;
      }
    }
    if (!settled) continue;
    if (penalty === undefined) refuseEndlessStep(design, outcomes, weight, step);
    return { point, likelihood, iterations: iteration };
  }
  throw new ClienteleError(
    "not_converged",
    `The fit did not converge within ${maxIterations} steps. Raise \`maxIterations\` or give a penalty.`,
    {
      iterations: maxIterations,
      residual,
    },
  );
}

function quadraticOptimum(point: Float64Array, likelihood: LogisticLikelihood, ridge: number, lasso: number): Float64Array {
  const size = point.length;
  const information = mirrored(likelihood.information, size);
  if (lasso > 0) return coordinateDescent(point, likelihood.gradient, information, ridge, lasso);
  const gradient = Float64Array.from(likelihood.gradient);
  for (let index = 1; index < size; index++) {
    gradient[index]! -= ridge * point[index]!;
    information[index * size + index]! += ridge;
  }
  const step = solved(information, gradient, size);
  return point.map((value, index) => value + step[index]!);
}

/** Solves for a step; where rounding leaves no curvature in a direction, a tiny ridge keeps the step finite. */
function solved(information: Float64Array, gradient: Float64Array, size: number): Float64Array {
  try {
    return solveCholesky(cholesky(information, size), gradient);
  } catch (error) {
    if (!isClienteleError(error, "not_positive_definite")) throw error;
    for (let index = 0; index < size; index++) information[index * size + index]! += 1e-9 * information[0]! + 1e-300;
    return solveCholesky(cholesky(information, size), gradient);
  }
}

function mirrored(lower: Float64Array, size: number): Float64Array {
  const whole = Float64Array.from(lower);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < row; column++) whole[column * size + row] = whole[row * size + column]!;
  return whole;
}

function linearScores({ values, size }: LogisticDesign, point: Float64Array): Float64Array {
  return Float64Array.from({ length: values.length / size }, (_, row) =>
    dot(values.subarray(row * size, (row + 1) * size), point),
  );
}

function errorsByName<Name extends string>(
  design: LogisticDesign,
  point: Float64Array,
  likelihood: LogisticLikelihood,
  { robust, ...rows }: CovarianceRows & { readonly robust: boolean },
): { readonly intercept: number; readonly coefficients: Partial<Record<Name, number>> } {
  const bread = likelihoodCovariance(mirrored(likelihood.information, design.size), design.size);
  const errors = standardErrorsOf(design, robust ? sandwichCovariance(design, rows, point, bread) : bread);
  const coefficients = Object.fromEntries(design.names.map((name, index) => [name, errors[index + 1]!])) as Record<Name, number>;
  return { intercept: errors[0]!, coefficients };
}

function clustersOf(cluster: ArrayLike<number | string>, weight: Float64Array): { of: Uint32Array; count: number } {
  requireLength(cluster as ArrayLike<number>, weight.length);
  const numbers = new Map<number | string, number>();
  const of = new Uint32Array(weight.length);
  for (let row = 0; row < weight.length; row++) {
    if (weight[row] === 0) continue;
    const name = cluster[row]!;
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    of[row] = numbers.get(name)!;
  }
  if (numbers.size < 2) throw invalidOption("cluster", cluster, "a column with at least two different values");
  return { of, count: numbers.size };
}

function nullLogLikelihood(outcomes: ArrayLike<number>, weight: Float64Array): number {
  let total = 0;
  let positive = 0;
  for (let row = 0; row < weight.length; row++) {
    total += weight[row]!;
    positive += weight[row]! * outcomes[row]!;
  }
  return positive * Math.log(positive / total) + (total - positive) * Math.log(1 - positive / total);
}

function meansOf<Name extends string>(
  names: readonly Name[],
  columns: readonly ArrayLike<number>[],
  weight: Float64Array,
): Record<Name, number> {
  const total = weight.reduce((sum, own) => sum + own, 0);
  const means = {} as Record<Name, number>;
  names.forEach((name, index) => {
    let sum = 0;
    for (let row = 0; row < weight.length; row++) sum += weight[row]! * columns[index]![row]!;
    means[name] = sum / total;
  });
  return means;
}
