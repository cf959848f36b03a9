import { firstAfter } from "../../kernel/internal.js";
import { cholesky, inverseOfPositiveDefinite, solveCholesky } from "../linear/cholesky.js";
import { chiSquareTail } from "../special/chi-square.js";
import { type Covariates, type CoxDesign, coxDesign } from "./cox-design.js";
import { squareOf, walkRiskSets } from "./cox-likelihood.js";
import type { CoxModel } from "./cox-model.js";
import { kaplanMeier } from "./kaplan-meier.js";
import type { SurvivalTimes } from "./survival-times.js";

/** Result of a test of proportional hazards. */
export interface ProportionalityTest {
  /** Joint test that no covariate changes its effect over time. */
  readonly global: ProportionalityStatistic;
  /** Test of each covariate alone. */
  readonly covariates: Readonly<Record<string, ProportionalityStatistic>>;
}

/** χ² statistic with its degrees of freedom and p-value. */
export interface ProportionalityStatistic {
  readonly statistic: number;
  readonly degrees: number;
  readonly pValue: number;
}

/**
 * Tests the assumption of a Cox regression that a covariate multiplies the hazard by the same factor at all times. It is the
 * score test of a coefficient that varies with 1 − S(t) (the Kaplan–Meier transform), built from Schoenfeld's residuals. A
 * small p-value means that the hazard ratio is an average over time: split the time or stratify.
 *
 * @param model - from `fitCox` on these rows
 * @param times - columns of the fit
 * @param covariates - covariates of the fit
 * @throws ClienteleError like `fitCox`
 * @see Grambsch, Therneau (1994), Proportional hazards tests and diagnostics based on weighted residuals
 * @example
 * const times = { time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] };
 * const model = fitCox(times, { late: [0, 1, 1, 0, 0, 0] });
 * proportionalityTest(model, times, { late: [0, 1, 1, 0, 0, 0] }).global.degrees // => 1
 */
export function proportionalityTest(model: CoxModel, times: SurvivalTimes, covariates: Covariates): ProportionalityTest {
  const { names, centers, scales, ...rest } = coxDesign(times, covariates, model.ties, {
    names: model.covariates,
    centers: model.covariates.map((name) => model.centers[name]!),
  });
  const design: CoxDesign = { names, centers, scales, ...rest };
  const size = names.length;
  const coefficients = Float64Array.from(names, (name, index) => model.coefficients[name]! * scales[index]!);
  const moments = momentsOverTime(design, coefficients, elapsedShare(times, design));

  const fitted = inverseOfPositiveDefinite(moments.plain, size);
  // Variance of the score minus the part that the fitted coefficients explain.
  const variance = Float64Array.from(moments.squared, (value, at) => {
    const [left, right] = [Math.floor(at / size), at % size];
    let taken = 0;
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++)
        taken += moments.crossed[left * size + a]! * fitted[a * size + b]! * moments.crossed[b * size + right]!;
    return value - taken;
  });
  const { score } = moments;
  const solution = solveCholesky(cholesky(variance, size), score);
  const global = score.reduce((sum, value, index) => sum + value * solution[index]!, 0);
  return {
    global: { statistic: global, degrees: size, pValue: chiSquareTail(global, size) },
    covariates: Object.fromEntries(
      names.map((name, index) => {
        const statistic = score[index]! ** 2 / variance[index * size + index]!;
        return [name, { statistic, degrees: 1, pValue: chiSquareTail(statistic, 1) }];
      }),
    ),
  };
}

/** 1 − S(t) just before each event, minus its mean over the events. */
function elapsedShare(times: SurvivalTimes, { time, event }: CoxDesign): (time: number) => number {
  const curve = kaplanMeier(times);
  const before = (now: number): number => {
    const step = firstAfter(curve.times, now) - 2;
    return step < 0 ? 0 : 1 - curve.survival[step]!;
  };
  let sum = 0;
  let events = 0;
  for (let row = 0; row < time.length; row++) {
    if (event[row] !== 1) continue;
    sum += before(time[row]!);
    events++;
  }
  const mean = sum / events;
  return (now) => before(now) - mean;
}

/** Sums Schoenfeld's residuals with a weight that varies over time, and the matching information. */
function momentsOverTime(design: CoxDesign, coefficients: Float64Array, weightAt: (time: number) => number) {
  const size = coefficients.length;
  const score = new Float64Array(size);
  const triangles = [0, 1, 2].map(() => new Float64Array((size * (size + 1)) / 2));
  walkRiskSets(
    design,
    coefficients,
    ({ time, events, mean, variance }) => {
      const over = weightAt(time);
      for (let index = 0; index < size; index++) score[index]! -= events * over * mean[index]!;
      triangles.forEach((triangle, power) => {
        for (let at = 0; at < triangle.length; at++) triangle[at]! += events * over ** power * variance[at]!;
      });
    },
    (row) => {
      const over = weightAt(design.time[row]!) * design.weight[row]!;
      for (let index = 0; index < size; index++) score[index]! += over * design.values[row * size + index]!;
    },
  );
  const [plain, crossed, squared] = triangles.map((triangle) => squareOf(triangle, size));
  return { score, plain: plain!, crossed: crossed!, squared: squared! };
}
