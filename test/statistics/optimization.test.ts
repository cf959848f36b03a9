import { type Objective, quantile, quantiles } from "clientele/statistics";
import {
  cholesky,
  hessianOfGradient,
  inverseOfPositiveDefinite,
  minimizeBfgs,
  solveCholesky,
  symmetricEigenvalues,
  integrate,
} from "../../src/statistics/internal.js";
import { minimizeLbfgs } from "../../src/statistics/optimize/lbfgs.js";
import { minimizeNelderMead } from "../../src/statistics/optimize/nelder-mead.js";
import { multiplyMatrices } from "../../src/statistics/linear/matrix.js";
import { numericalHessian } from "../../src/statistics/optimize/hessian.js";
import { findRoot } from "../../src/statistics/optimize/find-root.js";
import { logIntegrateLine } from "../../src/statistics/optimize/integrate.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const rosenbrock: Objective = (x, g) => {
  let value = 0;
  g.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! ** 2;
    value += 100 * bend ** 2 + (1 - x[i]!) ** 2;
    g[i]! += -400 * x[i]! * bend - 2 * (1 - x[i]!);
    g[i + 1]! += 200 * bend;
  }
  return value;
};

describe("minimization", () => {
  it("BFGS finds the bottom of Rosenbrock's valley from anywhere", () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (a, b) => {
        const found = minimizeBfgs(rosenbrock, [a, b]);
        return found.converged && Math.abs(found.point[0]! - 1) < 1e-6 && Math.abs(found.point[1]! - 1) < 1e-6;
      }),
    );
  });
  it("L-BFGS does so in fifty dimensions", () => {
    const found = minimizeLbfgs(rosenbrock, new Float64Array(50).fill(-0.5), { maxIterations: 2000 });
    expect(found.converged).toBe(true);
    for (const value of found.point) expect(value).toBeCloseTo(1, 5);
  });
  it("steps back from where the objective is not finite", () => {
    const barrier: Objective = (x, g) => {
      g[0] = 1 - 1 / x[0]!;
      return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : Number.NaN;
    };
    expect(minimizeBfgs(barrier, [50]).point[0]).toBeCloseTo(1, 6);
  });
  it("Nelder–Mead needs no derivatives", () => {
    const found = minimizeNelderMead((x) => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2, [-1.2, 1]);
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeCloseTo(1, 6);
  });
  it("Hessians agree with calculus", () => {
    const analytic = [802, -400, -400, 200];
    Array.from(hessianOfGradient(rosenbrock, new Float64Array([1, 1]))).forEach((v, i) => expect(v).toBeCloseTo(analytic[i]!, 5));
    Array.from(numericalHessian((x) => rosenbrock(x, new Float64Array(2)), [1, 1])).forEach((v, i) =>
      expect(v).toBeCloseTo(analytic[i]!, 3),
    );
  });
});

describe("dense linear algebra", () => {
  const square = fc
    .integer({ min: 1, max: 6 })
    .chain((n) =>
      fc.tuple(fc.constant(n), fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: n * n, maxLength: n * n })),
    );
  it("solves and inverts what is positive definite", () => {
    fc.assert(
      fc.property(square, ([n, values]) => {
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) matrix[i * n + j]! += values[i * n + k]! * values[j * n + k]!;
            if (i === j) matrix[i * n + j]! += 0.1;
          }
        const identity = multiplyMatrices(matrix, inverseOfPositiveDefinite(matrix, n), n, n, n);
        const right = Float64Array.from({ length: n }, (_, i) => i + 1);
        const back = multiplyMatrices(matrix, solveCholesky(cholesky(matrix, n), right), n, n, 1);
        const eigenvalues = symmetricEigenvalues(matrix, n);
        return (
          identity.every((v, i) => Math.abs(v - (i % (n + 1) === 0 ? 1 : 0)) < 1e-9) &&
          back.every((v, i) => Math.abs(v - right[i]!) < 1e-9) &&
          eigenvalues[0]! > 0.0999
        );
      }),
    );
  });
  it("says which pivot fails", () => {
    expect(() => cholesky([1, 1, 1, 1], 2)).toThrowError(
      expect.objectContaining({ code: "not_positive_definite", details: { pivot: 1 } }),
    );
    expect(() => cholesky([1, 2, 3], 2)).toThrowError(expect.objectContaining({ code: "mismatched_dimensions" }));
  });
});

describe("quantiles, roots and integrals", () => {
  it("quantiles are those of R's type 7", () => {
    expect(quantile([7, 1, 3, 10], 0.3)).toBeCloseTo(2.8, 12);
    expect(quantiles([5], [0, 0.5, 1])).toEqual([5, 5, 5]);
    expect(() => quantile([], 0.5)).toThrowError(expect.objectContaining({ code: "outside_domain" }));
  });
  it("roots and integrals reach the last digits", () => {
    expect(findRoot(Math.cos, 1, 2)).toBeCloseTo(Math.PI / 2, 14);
    expect(integrate((x) => Math.sqrt(x), 0, 1)).toBeCloseTo(2 / 3, 12);
    expect(logIntegrateLine((u) => 1e-3 * u - Math.exp(u), 0)).toBeCloseTo(6.907178885383854, 10);
  });
});
