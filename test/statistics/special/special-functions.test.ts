import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chiSquareTail,
  digamma,
  incompleteBeta,
  logBeta,
  logDiffExp,
  logGamma,
  logTricomiU,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "../../../src/statistics/internal.js";
import { chiSquareCdf, chiSquareQuantile } from "../../../src/statistics/special/chi-square.js";
import { erf, erfc } from "../../../src/statistics/special/error-function.js";
import { hypergeometric2F1, logHypergeometric2F1 } from "../../../src/statistics/special/hypergeometric.js";
import { incompleteGamma, incompleteGammaUpper } from "../../../src/statistics/special/incomplete-gamma.js";
import { logSumExp } from "../../../src/statistics/special/log-sum-exp.js";
import { trigamma } from "../../../src/statistics/special/trigamma.js";

const tables = JSON.parse(readFileSync(new URL("./fixtures/special-functions.json", import.meta.url), "utf8")) as Record<
  string,
  number[][]
>;

/** The worst error over a table; relative, or absolute where the true value is below `minSize`. */
function worstError(
  table: string,
  f: (...args: number[]) => number,
  options: { result?: number; minSize?: number } = {},
): number {
  let worst = 0;
  for (const row of tables[table]!) {
    const results = options.result ?? 1;
    const args = row.slice(0, row.length - results);
    const truth = row[row.length - results]!;
    const error = Math.abs(f(...args) - truth) / Math.max(Math.abs(truth), options.minSize ?? 0);
    if (process.env.SHOW_ERRORS && error > 1e-13) console.log(table, args, truth, f(...args), error);
    if (!(error <= worst)) worst = error;
  }
  if (process.env.SHOW_ERRORS) console.log(table, worst);
  return worst;
}

describe("special functions match 60-digit values", () => {
  test("logGamma matches to the last digits, also near its zeros", () => {
    expect(worstError("logGamma", logGamma)).toBeLessThan(1.5e-15);
  });
  test("digamma and trigamma match", () => {
    expect(worstError("digamma", digamma, { minSize: 1 })).toBeLessThan(2e-15);
    expect(worstError("trigamma", trigamma)).toBeLessThan(1e-14);
  });
  test("logBeta matches where log-gammas would cancel", () => {
    expect(worstError("logBeta", logBeta, { minSize: 1 })).toBeLessThan(4e-15);
  });
  test("the incomplete gamma function matches in both tails", () => {
    expect(worstError("incompleteGamma", (a, x) => incompleteGamma(a!, x!), { result: 2, minSize: 1e-2 })).toBeLessThan(1e-13);
    expect(worstError("incompleteGamma", (a, x) => incompleteGammaUpper(a!, x!), { result: 1 })).toBeLessThan(1);
    let worst = 0;
    for (const [a, x, lower, upper] of tables.incompleteGamma!) {
      if (lower! < 0.5) worst = Math.max(worst, Math.abs(incompleteGamma(a!, x!) / lower! - 1));
      else worst = Math.max(worst, Math.abs(incompleteGammaUpper(a!, x!) / upper! - 1) * Math.min(1, upper! * 10));
    }
    expect(worst).toBeLessThan(1e-12);
  });
  test("the incomplete beta function matches", () => {
    expect(worstError("incompleteBeta", (x, a, b) => incompleteBeta(x!, a!, b!))).toBeLessThan(2e-11);
  });
  test("erf and erfc match, also in the far tails", () => {
    expect(worstError("erf", (x) => erf(x!), { result: 2 })).toBeLessThan(1e-15);
    let worst = 0;
    for (const [x, , truth] of tables.erf!) worst = Math.max(worst, Math.abs(erfc(x!) / truth! - 1));
    expect(worst).toBeLessThan(5e-15);
  });
  test("the normal quantile and Student's distribution match", () => {
    expect(worstError("normalQuantile", normalQuantile)).toBeLessThan(1e-14);
    expect(worstError("student", studentCdf)).toBeLessThan(1e-12);
  });
  test("2F1 matches, also when its value exceeds a double", () => {
    expect(worstError("log2F1", logHypergeometric2F1, { minSize: 1e-2 })).toBeLessThan(1e-12);
    expect(worstError("log2F1Extreme", logHypergeometric2F1, { minSize: 1 })).toBeLessThan(1e-12);
  });
  test("Tricomi's U matches", () => {
    expect(worstError("logTricomiU", logTricomiU, { minSize: 1 })).toBeLessThan(1e-12);
  });
});

describe("quantiles invert their distributions", () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const degrees = fc.double({ min: 0.2, max: 5000, noNaN: true });
  test("the normal quantile inverts its distribution", () => {
    fc.assert(fc.property(probability, (p) => Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-14));
  });
  test("Student's quantile inverts its distribution", () => {
    fc.assert(fc.property(probability, degrees, (p, n) => Math.abs(studentCdf(studentQuantile(p, n), n) - p) < 1e-12));
  });
  test("the chi-square quantile inverts its distribution", () => {
    fc.assert(
      fc.property(probability, degrees, (p, n) => {
        const x = chiSquareQuantile(p, n);
        return x < 1e-290 || Math.abs(p < 0.5 ? chiSquareCdf(x, n) - p : chiSquareTail(x, n) - (1 - p)) < 1e-12;
      }),
    );
  });
  test("quantiles and tails match published values", () => {
    expect(chiSquareTail(0.35, 1)).toBeCloseTo(0.5541, 4);
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706204736, 8);
    expect(chiSquareQuantile(0.95, 10)).toBeCloseTo(18.307038053, 8);
  });
});

describe("logarithms of sums and differences", () => {
  test("invert each other without overflow", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: -30, max: 5, noNaN: true }), (a, d) => {
        const sum = logSumExp([a, a + d]);
        return Math.abs(logDiffExp(sum, a + d) - a) < 1e-9 * Math.max(1, Math.abs(a)) * Math.max(1, Math.exp(d));
      }),
    );
    expect(logDiffExp(5, 5)).toBe(-Infinity);
  });
});

describe("arguments outside the domain", () => {
  test("throw instead of returning NaN", () => {
    const calls: (() => unknown)[] = [
      () => logGamma(0),
      () => logGamma(Number.NaN),
      () => digamma(-1),
      () => trigamma(Infinity),
      () => logBeta(1, -1),
      () => incompleteGamma(1, -1),
      () => incompleteBeta(2, 1, 1),
      () => erf(Number.NaN),
      () => erfc(Number.NaN),
      () => normalQuantile(0),
      () => studentCdf(1, 0),
      () => chiSquareCdf(-1, 1),
      () => hypergeometric2F1(1, 1, 0, 0.5),
      () => hypergeometric2F1(1, 1, 1, 1),
      () => logTricomiU(1, 1, 0),
      () => logDiffExp(1, 2),
    ];
    for (const call of calls) expect(call).toThrowError(expect.objectContaining({ code: "outside_domain" }));
  });
});
