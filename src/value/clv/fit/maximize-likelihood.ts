import { isClienteleError } from "../../../kernel/index.js";
import {
  anInteger,
  aNonNegativeNumber,
  aPositiveNumber,
  mapOf,
  type OptionShape,
  requireOption,
} from "../../../kernel/internal.js";
import {
  type BfgsOptions,
  hessianOfGradient,
  inverseOfPositiveDefinite,
  type Minimum,
  minimizeBfgs,
  type Objective,
} from "../../../statistics/internal.js";
import { describeFit } from "./describe-fit.js";
import type { LikelihoodFit, LikelihoodProblem, LogLikelihood } from "./likelihood-problem.js";

/** Options of every fit of a lifetime-value model. */
export interface FitOptions {
  /** Start value of each parameter, in the units of the data. Defaults to built-in starts. */
  readonly start?: Readonly<Record<string, number>> | undefined;
  /**
   * Ridge penalty: this number times the sum of the squared log-parameters (time in the longest age, money in the mean spend) and of
   * the squared coefficients is added to the mean negative log-likelihood of a customer. Defaults to 0.
   */
  readonly penalty?: number | undefined;
  /** Largest number of iterations. Defaults to 300. */
  readonly maxIterations?: number | undefined;
}

/** Kinds of the {@link FitOptions}. */
export const FIT_OPTIONS: OptionShape<FitOptions> = {
  start: /* @__PURE__ */ mapOf(aPositiveNumber),
  penalty: aNonNegativeNumber,
  maxIterations: /* @__PURE__ */ anInteger({ min: 1 }),
};

/** Adds the kinds of further options to those of the {@link FitOptions}. */
export function withFitOptions<Further extends object>(further: Further): OptionShape<FitOptions> & Further {
  return { ...FIT_OPTIONS, ...further };
}

/**
 * Bound of the logarithms (times in units of `scale`), from 8e-7 to 1.2e6. The search runs in u with logarithm = END · tanh(u / END),
 * so that a parameter that would run to infinity comes to rest smoothly.
 */
const END = 14;

/**
 * Maximizes a likelihood in log-parameters: several starts on fewer rows, BFGS from the best start on all rows, a Newton step,
 * standard errors from the Hessian, and diagnostics.
 *
 * @throws ClienteleError `invalid_option` for a start without a positive number for each parameter
 */
export function maximizeLikelihood(problem: LikelihoodProblem, options: FitOptions): LikelihoodFit {
  const { penalty = 0, maxIterations = 300 } = options;
  const names = [...problem.parameters, ...(problem.coefficients ?? [])];
  const shift = Float64Array.from(names, (name) => (problem.times.includes(name) ? Math.log(problem.scale) : 0));
  const objectiveOf = (logLikelihood: LogLikelihood, customers: number): Objective =>
    penalized(logLikelihood, customers, shift, penalty);
  const full = objectiveOf(problem.logLikelihood, problem.customers);
  const starts = startsOf(problem, options, shift, names.length);

  let best = bestStart(problem, starts, objectiveOf, maxIterations);
  const coarseIterations = best.iterations;
  if (problem.coarse !== undefined || !best.converged) {
    const inverse =
      problem.coarse === undefined
        ? undefined
        : inverseHessian(objectiveOf(problem.coarse.logLikelihood, problem.coarse.customers), best.point);
    best = search(full, clampLogs(best.point, problem.parameters.length), problem.parameters.length, {
      gradientTolerance: 1e-8,
      changeTolerance: 1e-10,
      maxIterations,
      ...(inverse === undefined ? {} : { inverseHessian: inverse }),
    });
    if (!best.converged) {
      for (const start of starts) {
        const again = search(full, start, problem.parameters.length, { maxIterations });
        if (again.value < best.value || (again.converged && !best.converged && again.value <= best.value + 1e-9)) best = again;
        if (best.converged) break;
      }
    }
  }
  const curvature = hessianOfGradient(full, best.point, 1e-4, 2);
  best = polish(full, best, curvature);
  return describeFit(
    problem,
    names,
    shift,
    best,
    curvature,
    best.iterations + (problem.coarse === undefined ? 0 : coarseIterations),
  );
}

/** Returns the mean negative log-likelihood of a customer plus the penalty, as a function of the scaled logarithms. */
function penalized(logLikelihood: LogLikelihood, customers: number, shift: Float64Array, penalty: number): Objective {
  const logs = new Float64Array(shift.length);
  return (point, gradient) => {
    let extra = 0;
    for (let index = 0; index < logs.length; index++) {
      if (!(Math.abs(point[index]!) < 40)) return Infinity;
      logs[index] = point[index]! + shift[index]!;
    }
    gradient.fill(0);
    const value = -logLikelihood(logs, gradient) / customers;
    for (let index = 0; index < logs.length; index++) {
      gradient[index] = -gradient[index]! / customers + 2 * penalty * point[index]!;
      extra += penalty * point[index]! ** 2;
    }
    return value + extra;
  };
}

/** Returns the objective as a function of u instead of the logarithms of the positive parameters. */
function bounded(objective: Objective, positive: number): Objective {
  const logs = new Float64Array(0);
  let point = logs;
  return (u, gradient) => {
    if (point.length !== u.length) point = new Float64Array(u.length);
    for (let index = 0; index < u.length; index++) point[index] = index < positive ? toLog(u[index]!) : u[index]!;
    const value = objective(point, gradient);
    for (let index = 0; index < positive; index++) gradient[index]! *= 1 - (point[index]! / END) ** 2;
    return value;
  };
}

function toLog(u: number): number {
  return END * Math.tanh(u / END);
}

function fromLog(log: number): number {
  return END * Math.atanh(Math.min(0.9999, Math.max(-0.9999, log / END)));
}

/** Minimizes in u by BFGS; point and gradient of the result are in logarithms again. */
function search(objective: Objective, start: Float64Array, positive: number, options: BfgsOptions): Minimum {
  const within = (point: Float64Array, map: (value: number) => number): Float64Array =>
    point.map((value, index) => (index < positive ? map(value) : value));
  const found = minimizeBfgs(bounded(objective, positive), within(start, fromLog), options);
  const point = within(found.point, toLog);
  const gradient = new Float64Array(point.length);
  const value = objective(point, gradient);
  return { ...found, point, gradient, value };
}

function startsOf(problem: LikelihoodProblem, options: FitOptions, shift: Float64Array, length: number): Float64Array[] {
  const { start } = options;
  if (start === undefined) {
    return problem.starts.map((values) => {
      const point = new Float64Array(length);
      values.forEach((value, index) => {
        point[index] = Math.log(value);
      });
      return point;
    });
  }
  const point = new Float64Array(length);
  problem.parameters.forEach((name, index) => {
    const value = requireOption(`start.${name}`, start[name], aPositiveNumber);
    point[index] = Math.log(value) - shift[index]!;
  });
  return [point];
}

function bestStart(
  problem: LikelihoodProblem,
  starts: readonly Float64Array[],
  objectiveOf: (logLikelihood: LogLikelihood, customers: number) => Objective,
  maxIterations: number,
): Minimum {
  const { coarse } = problem;
  const objective =
    coarse === undefined
      ? objectiveOf(problem.logLikelihood, problem.customers)
      : objectiveOf(coarse.logLikelihood, coarse.customers);
  let best: Minimum | null = null;
  for (const start of starts) {
    const found = search(objective, start, problem.parameters.length, {
      gradientTolerance: coarse === undefined ? 1e-9 : 1e-6,
      changeTolerance: coarse === undefined ? 1e-11 : 1e-8,
      maxIterations,
    });
    if (best === null || !(found.value >= best.value)) best = found;
    // one start that converged well inside is enough here: the search on all rows follows
    if (coarse !== undefined && found.converged && found.point.every((value) => Math.abs(value) < 4)) break;
  }
  return best as Minimum;
}

function clampLogs(point: Float64Array, positive: number): Float64Array {
  return point.map((value, index) => (index < positive ? Math.min(4, Math.max(-4, value)) : value));
}

function inverseHessian(objective: Objective, point: Float64Array): Float64Array | undefined {
  try {
    const inverse = inverseOfPositiveDefinite(hessianOfGradient(objective, point, 1e-4, 2), point.length);
    return inverse.every((value) => Math.abs(value) < 1e5) ? inverse : undefined;
  } catch (error) {
    if (isClienteleError(error, "not_positive_definite")) return undefined;
    throw error;
  }
}

/** Takes one Newton step where the curvature allows it, for the last digits that a line search cannot find. */
function polish(objective: Objective, found: Minimum, curvature: Float64Array): Minimum {
  const n = found.point.length;
  let inverse: Float64Array;
  try {
    inverse = inverseOfPositiveDefinite(curvature, n);
  } catch {
    return found;
  }
  const point = Float64Array.from(found.point);
  for (let row = 0; row < n; row++) {
    let step = 0;
    for (let column = 0; column < n; column++) step += inverse[row * n + column]! * found.gradient[column]!;
    if (!(Math.abs(step) < 0.05)) return found;
    point[row]! -= step;
  }
  const gradient = new Float64Array(n);
  const value = objective(point, gradient);
  const size = (values: Float64Array): number => Math.max(...Array.from(values, Math.abs));
  const better = value <= found.value + 1e-14 * Math.max(1, Math.abs(found.value)) && size(gradient) <= size(found.gradient);
  return better ? { ...found, point, value, gradient, converged: found.converged || size(gradient) < 1e-8 } : found;
}
