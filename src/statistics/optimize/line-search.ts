import { dot, type Objective } from "./objective.js";

/** Point along a search direction that satisfies the strong Wolfe conditions. */
export interface LineStep {
  readonly step: number;
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly evaluations: number;
}

interface Trial {
  step: number;
  value: number;
  slope: number;
  point: Float64Array;
  gradient: Float64Array;
}

const DECREASE = 1e-4;
const CURVATURE = 0.9;

/**
 * Finds a step along a descent direction that satisfies the strong Wolfe conditions. Near the optimum, where differences of the
 * value are rounding, it uses Hager and Zhang's approximate conditions on the slope.
 *
 * @param objective - function to minimize
 * @param point - starting point
 * @param value - value at the starting point
 * @param gradient - gradient at the starting point
 * @param direction - descent direction
 * @param firstStep - step to try first
 * @returns the step, or `null` when no step improves the value
 * @see Nocedal, Wright (2006), Numerical Optimization, algorithms 3.5 and 3.6; Hager, Zhang (2005)
 * @example
 * const square = (x: Float64Array, g: Float64Array) => { g[0] = 2 * x[0]; return x[0] * x[0]; };
 * const step = strongWolfe(square, new Float64Array([1]), 1, new Float64Array([2]), new Float64Array([-2]), 1);
 * step !== null && step.value < 1 // => true
 */
export function strongWolfe(
  objective: Objective,
  point: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  firstStep: number,
): LineStep | null {
  const slope0 = dot(gradient, direction);
  if (!(slope0 < 0)) return null;
  const noise = 1e-14 * Math.max(1e-3, Math.abs(value));
  let evaluations = 0;
  const at = (step: number): Trial => {
    const next = new Float64Array(point.length);
    for (let index = 0; index < next.length; index++) next[index] = point[index]! + step * direction[index]!;
    const nextGradient = new Float64Array(point.length);
    const nextValue = objective(next, nextGradient);
    evaluations++;
    const slope = dot(nextGradient, direction);
    const valid = Number.isFinite(nextValue) && Number.isFinite(slope);
    return { step, value: valid ? nextValue : Infinity, slope: valid ? slope : Infinity, point: next, gradient: nextGradient };
  };
  const decreases = (trial: Trial): boolean =>
    trial.value <= value + DECREASE * trial.step * slope0 ||
    (trial.value <= value + noise && trial.slope <= (2 * DECREASE - 1) * slope0);
  const accept = (trial: Trial): LineStep => ({
    step: trial.step,
    point: trial.point,
    value: trial.value,
    gradient: trial.gradient,
    evaluations,
  });

  let low: Trial = { step: 0, value, slope: slope0, point, gradient };
  let high: Trial | null = null;
  let step = firstStep;
  for (let round = 0; round < 40; round++) {
    const trial = at(step);
    if (!decreases(trial) || (low.step > 0 && trial.value >= low.value + noise)) {
      high = trial;
    } else if (Math.abs(trial.slope) <= -CURVATURE * slope0) {
      return accept(trial);
    } else if (high === null ? trial.slope >= 0 : trial.slope * (high.step - low.step) >= 0) {
      high = low;
      low = trial;
    } else {
      low = trial;
    }
    if (high === null) {
      step = Math.min(step * 2.5, 1e12);
      continue;
    }
    const width = Math.abs(high.step - low.step);
    if (width <= 1e-16 * Math.max(low.step, high.step) || width === 0) break;
    step = interpolate(low, high);
  }
  return low.step > 0 && low.value < value + noise ? accept(low) : null;
}

/** Returns the minimum of the cubic through both ends, kept away from them. */
function interpolate(low: Trial, high: Trial): number {
  const width = high.step - low.step;
  const middle = low.step + width / 2;
  if (!Number.isFinite(high.value) || !Number.isFinite(high.slope)) return low.step + width / 10;
  const d1 = low.slope + high.slope - (3 * (high.value - low.value)) / width;
  const inside = d1 * d1 - low.slope * high.slope;
  if (inside < 0) return middle;
  const d2 = Math.sign(width) * Math.sqrt(inside);
  const candidate = high.step - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  const margin = Math.abs(width) * 0.05;
  const from = Math.min(low.step, high.step) + margin;
  const to = Math.max(low.step, high.step) - margin;
  return Number.isFinite(candidate) ? Math.min(to, Math.max(from, candidate)) : middle;
}
