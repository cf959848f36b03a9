import { strongWolfe } from "./line-search.js";
import { dot, largestMagnitude, type MinimizeOptions, type Minimum, type Objective } from "./objective.js";

/** Options of {@link minimizeLbfgs}. */
export interface LbfgsOptions extends MinimizeOptions {
  /** Number of past steps to keep. Defaults to 8. */
  readonly memory?: number | undefined;
}

/**
 * Minimizes a smooth function of many variables by L-BFGS with a strong-Wolfe line search: memory grows with the number of
 * variables, not with its square.
 *
 * @param objective - returns the value and writes the gradient
 * @param start - starting point; not changed
 * @param options - tolerances and memory
 * @see Nocedal, Wright (2006), Numerical Optimization, algorithm 7.5
 * @example
 * const bowl = (x: Float64Array, g: Float64Array) => x.reduce((sum, value, index) => { g[index] = 2 * (value - index); return sum + (value - index) ** 2; }, 0);
 * Array.from(minimizeLbfgs(bowl, [9, 9, 9]).point, Math.round) // => [0, 1, 2]
 */
export function minimizeLbfgs(objective: Objective, start: ArrayLike<number>, options: LbfgsOptions = {}): Minimum {
  const { gradientTolerance = 1e-8, changeTolerance = 1e-10, maxIterations = 500, memory = 8 } = options;
  const n = start.length;
  let point: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(point, gradient);
  let evaluations = 1;
  let history: { s: Float64Array; y: Float64Array; curvature: number }[] = [];
  let converged = n === 0 || largestMagnitude(gradient) === 0;
  let iterations = 0;
  while (!converged && iterations < maxIterations && Number.isFinite(value)) {
    iterations++;
    let direction = twoLoop(gradient, history);
    if (!(dot(direction, gradient) < 0)) {
      history = [];
      direction = gradient.map((component) => -component);
    }
    const firstStep = history.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const step = strongWolfe(objective, point, value, gradient, direction, firstStep);
    if (step === null) {
      if (history.length === 0) break;
      history = [];
      continue;
    }
    evaluations += step.evaluations;
    const s = step.point.map((component, index) => component - point[index]!);
    const y = step.gradient.map((component, index) => component - gradient[index]!);
    const curvature = dot(s, y);
    if (curvature > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y))) {
      history.push({ s, y, curvature });
      if (history.length > memory) history.shift();
    }
    const scale = Math.max(1, Math.abs(step.value));
    const valueChange = Math.abs(step.value - value);
    point = step.point;
    value = step.value;
    gradient = step.gradient;
    converged = largestMagnitude(gradient) <= gradientTolerance * scale && valueChange <= changeTolerance * scale;
  }
  if (!converged && Number.isFinite(value))
    converged = largestMagnitude(gradient) <= gradientTolerance * Math.max(1, Math.abs(value));
  return { point, value, gradient, converged, iterations, evaluations };
}

/** Returns −H g, from the past steps. */
function twoLoop(
  gradient: Float64Array,
  history: readonly { s: Float64Array; y: Float64Array; curvature: number }[],
): Float64Array {
  const q = Float64Array.from(gradient);
  const alphas = new Float64Array(history.length);
  for (let index = history.length - 1; index >= 0; index--) {
    const { s, y, curvature } = history[index]!;
    const alpha = dot(s, q) / curvature;
    alphas[index] = alpha;
    for (let k = 0; k < q.length; k++) q[k]! -= alpha * y[k]!;
  }
  const last = history[history.length - 1];
  if (last !== undefined) {
    const scale = last.curvature / dot(last.y, last.y);
    for (let k = 0; k < q.length; k++) q[k]! *= scale;
  }
  for (let index = 0; index < history.length; index++) {
    const { s, y, curvature } = history[index]!;
    const beta = dot(y, q) / curvature;
    for (let k = 0; k < q.length; k++) q[k]! += s[k]! * (alphas[index]! - beta);
  }
  for (let k = 0; k < q.length; k++) q[k] = -q[k]!;
  return q;
}
