import { strongWolfe } from "./line-search.js";
import { dot, largestMagnitude, type MinimizeOptions, type Minimum, type Objective } from "./objective.js";

/** Options of {@link minimizeBfgs}. */
export interface BfgsOptions extends MinimizeOptions {
  /** First guess of the inverse Hessian, row by row. Defaults to a multiple of the identity. */
  readonly inverseHessian?: Float64Array | undefined;
}

/**
 * Minimizes a smooth function of a few variables by BFGS with a strong-Wolfe line search.
 *
 * @param objective - returns the value and writes the gradient
 * @param start - starting point; not changed
 * @param options - tolerances, first guess of the inverse Hessian
 * @see Nocedal, Wright (2006), Numerical Optimization, algorithm 6.1
 * @example
 * const bowl = (x: Float64Array, g: Float64Array) => { g[0] = 2 * (x[0] - 3); g[1] = 8 * x[1]; return (x[0] - 3) ** 2 + 4 * x[1] ** 2; };
 * Array.from(minimizeBfgs(bowl, [0, 1]).point, (value) => Math.round(value * 1e6) / 1e6) // => [3, 0]
 */
export function minimizeBfgs(objective: Objective, start: ArrayLike<number>, options: BfgsOptions = {}): Minimum {
  const { gradientTolerance = 1e-8, changeTolerance = 1e-10, maxIterations = 200 } = options;
  const n = start.length;
  let point: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(point, gradient);
  let evaluations = 1;
  let inverse: Float64Array | null = options.inverseHessian === undefined ? null : Float64Array.from(options.inverseHessian);
  const direction = new Float64Array(n);
  const change = new Float64Array(n);
  const product = new Float64Array(n);
  let converged = n === 0 || largestMagnitude(gradient) === 0;
  let iterations = 0;
  let restarted = false;
  while (!converged && iterations < maxIterations && Number.isFinite(value)) {
    iterations++;
    for (let row = 0; row < n; row++) {
      let sum = 0;
      if (inverse === null) sum = gradient[row]!;
      else for (let column = 0; column < n; column++) sum += inverse[row * n + column]! * gradient[column]!;
      direction[row] = -sum;
    }
    const size = largestMagnitude(direction);
    if (inverse !== null && !(dot(direction, gradient) < 0)) {
      inverse = null;
      continue;
    }
    // for parameters on a logarithmic scale a step of 3 is a factor of 20: never try more at once
    const firstStep = Math.min(inverse === null ? 0.5 / size : 1, 3 / size);
    const step = strongWolfe(objective, point, value, gradient, direction, firstStep);
    if (step === null) {
      if (inverse === null || restarted) break;
      inverse = null;
      restarted = true;
      continue;
    }
    restarted = false;
    evaluations += step.evaluations;
    for (let index = 0; index < n; index++) {
      change[index] = step.point[index]! - point[index]!;
      product[index] = step.gradient[index]! - gradient[index]!;
    }
    const valueChange = Math.abs(step.value - value);
    point = step.point;
    value = step.value;
    gradient = step.gradient;
    const scale = Math.max(1, Math.abs(value));
    converged = largestMagnitude(gradient) <= gradientTolerance * scale && valueChange <= changeTolerance * scale;
    if (!converged) inverse = updateInverse(inverse, change, product);
  }
  const scale = Math.max(1, Math.abs(value));
  if (!converged && Number.isFinite(value)) converged = largestMagnitude(gradient) <= gradientTolerance * scale;
  return { point, value, gradient, converged, iterations, evaluations };
}

/** Updates H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, starting with the identity scaled to the first curvature. */
function updateInverse(inverse: Float64Array | null, s: Float64Array, y: Float64Array): Float64Array | null {
  const n = s.length;
  const curvature = dot(s, y);
  if (!(curvature > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return inverse;
  let h = inverse;
  if (h === null) {
    h = new Float64Array(n * n);
    const scale = curvature / dot(y, y);
    for (let index = 0; index < n; index++) h[index * n + index] = scale;
  }
  const hy = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += h[row * n + column]! * y[column]!;
    hy[row] = sum;
  }
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      h[row * n + column]! += factor * s[row]! * s[column]! - (hy[row]! * s[column]! + s[row]! * hy[column]!) / curvature;
    }
  }
  return h;
}
