import { readFileSync } from "node:fs";
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
} from "../../src/statistics/internal.js";
import { chiSquareCdf, chiSquareQuantile } from "../../src/statistics/special/chi-square.js";
import { erf, erfc } from "../../src/statistics/special/error-function.js";
import { incompleteGamma, incompleteGammaUpper } from "../../src/statistics/special/incomplete-gamma.js";
import { logHypergeometric2F1, hypergeometric2F1 } from "../../src/statistics/special/hypergeometric.js";
import { logSumExp } from "../../src/statistics/special/log-sum-exp.js";
import { trigamma } from "../../src/statistics/special/trigamma.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const tables = JSON.parse(readFileSync(new URL("./fixtures/special-functions.json", import.meta.url), "utf8")) as Record<
  string,
  number[][]
>;

/** The worst error over a table; relative, or absolute where the truth is below `floor`. */
function worstError(table: string, f: (...args: number[]) => number, options: { result?: number; floor?: number } = {}): number {
  let worst = 0;
  for (const row of tables[table]!) {
    const results = options.result ?? 1;
    const args = row.slice(0, row.length - results);
    const truth = row[row.length - results]!;
    const error = Math.abs(f(...args) - truth) / Math.max(Math.abs(truth), options.floor ?? 0);
    if (process.env.SHOW_ERRORS && error > 1e-13) console.log(table, args, truth, f(...args), error);
    if (!(error <= worst)) worst = error;
  }
  if (process.env.SHOW_ERRORS) console.log(table, worst);
  return worst;
}

describe("special functions agree with 60-digit values", () => {
  it("logGamma, to the last digits and through its zeros", () => {
    expect(worstError("logGamma", logGamma)).toBeLessThan(1.5e-15);
  });
  it("digamma and trigamma", () => {
    expect(worstError("digamma", digamma, { floor: 1 })).toBeLessThan(2e-15);
    expect(worstError("trigamma", trigamma)).toBeLessThan(1e-14);
  });
  it("logBeta, where log-gammas would cancel", () => {
    expect(worstError("logBeta", logBeta, { floor: 1 })).toBeLessThan(4e-15);
  });
  it("the incomplete gamma function, both tails", () => {
    expect(worstError("incompleteGamma", (a, x) => incompleteGamma(a!, x!), { result: 2, floor: 1e-2 })).toBeLessThan(1e-13);
    expect(worstError("incompleteGamma", (a, x) => incompleteGammaUpper(a!, x!), { result: 1 })).toBeLessThan(1);
    let worst = 0;
    for (const [a, x, lower, upper] of tables.incompleteGamma!) {
      if (lower! < 0.5) worst = Math.max(worst, Math.abs(incompleteGamma(a!, x!) / lower! - 1));
      else worst = Math.max(worst, Math.abs(incompleteGammaUpper(a!, x!) / upper! - 1) * Math.min(1, upper! * 10));
    }
    expect(worst).toBeLessThan(1e-12);
  });
  it("the incomplete beta function", () => {
    expect(worstError("incompleteBeta", (x, a, b) => incompleteBeta(x!, a!, b!))).toBeLessThan(2e-11);
  });
  it("erf and erfc, also far out", () => {
    expect(worstError("erf", (x) => erf(x!), { result: 2 })).toBeLessThan(1e-15);
    let worst = 0;
    for (const [x, , truth] of tables.erf!) worst = Math.max(worst, Math.abs(erfc(x!) / truth! - 1));
    expect(worst).toBeLessThan(5e-15);
  });
  it("normal and Student", () => {
    expect(worstError("normalQuantile", normalQuantile)).toBeLessThan(1e-14);
    expect(worstError("student", studentCdf)).toBeLessThan(1e-12);
  });
  it("2F1, also where its value is beyond a double", () => {
    expect(worstError("log2F1", logHypergeometric2F1, { floor: 1e-2 })).toBeLessThan(1e-12);
    expect(worstError("log2F1Extreme", logHypergeometric2F1, { floor: 1 })).toBeLessThan(1e-12);
  });
  it("Tricomi's U", () => {
    expect(worstError("logTricomiU", logTricomiU, { floor: 1 })).toBeLessThan(1e-12);
  });
});

describe("distributions and their quantiles are inverse to each other", () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const degrees = fc.double({ min: 0.2, max: 5000, noNaN: true });
  it("normal", () => {
    fc.assert(fc.property(probability, (p) => Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-14));
  });
  it("Student", () => {
    fc.assert(fc.property(probability, degrees, (p, n) => Math.abs(studentCdf(studentQuantile(p, n), n) - p) < 1e-12));
  });
  it("chi-square", () => {
    fc.assert(
      fc.property(probability, degrees, (p, n) => {
        const x = chiSquareQuantile(p, n);
        return x < 1e-290 || Math.abs(p < 0.5 ? chiSquareCdf(x, n) - p : chiSquareTail(x, n) - (1 - p)) < 1e-12;
      }),
    );
  });
  it("published values come out", () => {
    expect(chiSquareTail(0.35, 1)).toBeCloseTo(0.5541, 4);
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706204736, 8);
    expect(chiSquareQuantile(0.95, 10)).toBeCloseTo(18.307038053, 8);
  });
});

describe("logarithms of sums and differences", () => {
  it("are each other's inverse without overflow", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: -30, max: 5, noNaN: true }), (a, d) => {
        const sum = logSumExp([a, a + d]);
        return Math.abs(logDiffExp(sum, a + d) - a) < 1e-9 * Math.max(1, Math.abs(a)) * Math.max(1, Math.exp(d));
      }),
    );
    expect(logDiffExp(5, 5)).toBe(-Infinity);
  });
});

describe("bad arguments are told by code", () => {
  it("never NaN", () => {
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
