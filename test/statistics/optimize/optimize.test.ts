import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hessianOfGradient, integrate, minimizeBfgs, type Objective } from "../../../src/statistics/internal.js";
import { findRoot } from "../../../src/statistics/optimize/find-root.js";
import { numericalHessian } from "../../../src/statistics/optimize/hessian.js";
import { logIntegrateLine } from "../../../src/statistics/optimize/integrate.js";
import { minimizeLbfgs } from "../../../src/statistics/optimize/lbfgs.js";
import { minimizeNelderMead } from "../../../src/statistics/optimize/nelder-mead.js";

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
  test("BFGS finds the bottom of Rosenbrock's valley from anywhere", () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (a, b) => {
        const found = minimizeBfgs(rosenbrock, [a, b]);
        return found.converged && Math.abs(found.point[0]! - 1) < 1e-6 && Math.abs(found.point[1]! - 1) < 1e-6;
      }),
    );
  });
  test("L-BFGS finds the bottom of Rosenbrock's valley in fifty dimensions", () => {
    const found = minimizeLbfgs(rosenbrock, new Float64Array(50).fill(-0.5), { maxIterations: 2000 });
    expect(found.converged).toBe(true);
    for (const value of found.point) expect(value).toBeCloseTo(1, 5);
  });
  test("BFGS steps back where the objective is not finite", () => {
    const barrier: Objective = (x, g) => {
      g[0] = 1 - 1 / x[0]!;
      return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : Number.NaN;
    };
    expect(minimizeBfgs(barrier, [50]).point[0]).toBeCloseTo(1, 6);
  });
  test("Nelder–Mead finds the bottom without derivatives", () => {
    const found = minimizeNelderMead((x) => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2, [-1.2, 1]);
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeCloseTo(1, 6);
  });
  test("numerical Hessians match the analytic one", () => {
    const analytic = [802, -400, -400, 200];
    Array.from(hessianOfGradient(rosenbrock, new Float64Array([1, 1]))).forEach((v, i) => expect(v).toBeCloseTo(analytic[i]!, 5));
    Array.from(numericalHessian((x) => rosenbrock(x, new Float64Array(2)), [1, 1])).forEach((v, i) =>
      expect(v).toBeCloseTo(analytic[i]!, 3),
    );
  });
});

describe("roots and integrals", () => {
  test("roots and integrals reach the last digits", () => {
    expect(findRoot(Math.cos, 1, 2)).toBeCloseTo(Math.PI / 2, 14);
    expect(integrate((x) => Math.sqrt(x), 0, 1)).toBeCloseTo(2 / 3, 12);
    expect(logIntegrateLine((u) => 1e-3 * u - Math.exp(u), 0)).toBeCloseTo(6.907178885383854, 10);
  });
});
