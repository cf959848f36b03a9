/** Options of {@link minimizeNelderMead}. */
export interface NelderMeadOptions {
  /** Length of the edges of the first simplex. Defaults to .5. */
  readonly initialStep?: number | undefined;
  /** Stops when the simplex is smaller than this in every direction… */
  readonly sizeTolerance?: number | undefined;
  /** …and its values differ by less than this, relative to max(1, |value|). */
  readonly changeTolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
}

/** Result of {@link minimizeNelderMead}. */
export interface SimplexMinimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * Minimizes a function without derivatives by Nelder and Mead's simplex, with coefficients that adapt to the number of variables.
 * It suits a few variables, or a start for BFGS. A value that is not finite counts as +∞.
 *
 * @param f - function to minimize
 * @param start - starting point; not changed
 * @param options - size of the first simplex, tolerances
 * @see Gao, Han (2012), Implementing the Nelder–Mead simplex algorithm with adaptive parameters
 * @example
 * const found = minimizeNelderMead((x) => (x[0] - 1) ** 2 + Math.abs(x[1] + 2), [0, 0]);
 * Array.from(found.point, (value) => Math.round(value * 1e4) / 1e4) // => [1, -2]
 */
export function minimizeNelderMead(
  f: (point: Float64Array) => number,
  start: ArrayLike<number>,
  options: NelderMeadOptions = {},
): SimplexMinimum {
  const {
    initialStep = 0.5,
    sizeTolerance = 1e-8,
    changeTolerance = 1e-12,
    maxIterations = 400 * Math.max(1, start.length),
  } = options;
  const n = start.length;
  const evaluate = (point: Float64Array): { point: Float64Array; value: number } => {
    const value = f(point);
    return { point, value: Number.isFinite(value) ? value : Infinity };
  };
  const simplex = [evaluate(Float64Array.from(start))];
  for (let index = 0; index < n; index++) {
    const corner = Float64Array.from(start);
    corner[index]! += initialStep;
    simplex.push(evaluate(corner));
  }
  const expansion = 1 + 2 / n;
  const contraction = 0.75 - 0.5 / n;
  const shrink = n === 1 ? 0.5 : 1 - 1 / n;
  let iterations = 0;
  let converged = n === 0;
  while (!converged && iterations < maxIterations) {
    iterations++;
    simplex.sort((left, right) => left.value - right.value);
    const best = simplex[0]!;
    const worst = simplex[n]!;
    let size = 0;
    for (let index = 0; index < n; index++)
      for (const corner of simplex) size = Math.max(size, Math.abs(corner.point[index]! - best.point[index]!));
    if (size <= sizeTolerance && worst.value - best.value <= changeTolerance * Math.max(1, Math.abs(best.value))) {
      converged = true;
      break;
    }
    const center = new Float64Array(n);
    for (let corner = 0; corner < n; corner++)
      for (let index = 0; index < n; index++) center[index]! += simplex[corner]!.point[index]! / n;
    const along = (factor: number) => evaluate(center.map((value, index) => value + factor * (worst.point[index]! - value)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-expansion);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const contracted = along(reflected.value < worst.value ? -contraction : contraction);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else {
        for (let corner = 1; corner <= n; corner++) {
          simplex[corner] = evaluate(
            simplex[corner]!.point.map((value, index) => best.point[index]! + shrink * (value - best.point[index]!)),
          );
        }
      }
    }
  }
  simplex.sort((left, right) => left.value - right.value);
  return { point: simplex[0]!.point, value: simplex[0]!.value, converged, iterations };
}
