import { chiSquareTail } from "../../src/statistics/internal.js";
import {
  type Fitted,
  expectedLifetimePeriods,
  expectedTransactions,
  fitBdw,
  fitBgBb,
  fitBgCnbd,
  fitBgNbd,
  fitGammaGamma,
  fitMbgCnbd,
  fitMbgNbd,
  fitParetoNbd,
  fitSbg,
  survival,
} from "clientele/value";
import { describe, expect, test } from "vitest";
import { cdnowExact, cdnowTwoDecimals, donations, HIGH_END, REGULAR } from "../fixtures/reference-customers.js";

interface Published {
  readonly parameters: readonly number[];
  readonly errors?: readonly number[];
  readonly logLikelihood: number;
  readonly tolerance?: number;
}

function expectPublished(model: Fitted<{ readonly parameters: object }>, published: Published): void {
  const { tolerance = 1e-4 } = published;
  const names = Object.keys(model.parameters);
  const values = Object.values(model.parameters) as number[];
  published.parameters.forEach((truth, index) => {
    expect(Math.abs(values[index]! / truth - 1), names[index]).toBeLessThan(tolerance);
  });
  published.errors?.forEach((truth, index) => {
    expect(Math.abs(model.fit.standardErrors[names[index]!]! / truth - 1), names[index]).toBeLessThan(Math.max(tolerance, 2e-4));
  });
  expect(Math.abs(model.fit.logLikelihood - published.logLikelihood)).toBeLessThan(1e-3);
  expect(model.fit.converged).toBe(true);
}

describe("published fits", () => {
  test("fits BG/NBD to CDNOW", () => {
    expectPublished(fitBgNbd(cdnowTwoDecimals()), {
      parameters: [0.24259291, 4.41353156, 0.79288615, 2.42575344],
      errors: [0.012557, 0.378221, 0.185719, 0.705346],
      logLikelihood: -9582.425561,
    });
  });
  test("fits MBG/NBD to CDNOW", () => {
    expectPublished(fitMbgNbd(cdnowTwoDecimals()), {
      parameters: [0.52483798, 6.18299202, 0.89135616, 1.61399933],
      errors: [0.083264, 0.695598, 0.154785, 0.537472],
      logLikelihood: -9582.132685,
    });
  });
  test("fits CNBD-k with k = 1 as BG/NBD and MBG/NBD", () => {
    const summary = cdnowTwoDecimals();
    const { k, ...bg } = fitBgCnbd(summary, { k: 1 }).parameters;
    expect(k).toBe(1);
    expect(bg).toEqual(fitBgNbd(summary).parameters);
    expect(fitMbgCnbd(summary, { k: 1 }).fit.logLikelihood).toBeCloseTo(-9582.132685, 3);
  });
  test("fits Pareto/NBD to CDNOW with both roundings of time", () => {
    expectPublished(fitParetoNbd(cdnowTwoDecimals()), {
      parameters: [0.5532755, 10.5776126, 0.6062135, 11.6679079],
      logLikelihood: -9594.97393,
    });
    expectPublished(fitParetoNbd(cdnowExact()), {
      parameters: [0.55327705, 10.57768346, 0.60623999, 11.66873529],
      errors: [0.047628, 0.842723, 0.187281, 6.211114],
      logLikelihood: -9594.976179,
    });
  });
  test("fits Gamma-Gamma to the 946 repeat customers of CDNOW, in dollars", () => {
    const model = fitGammaGamma(cdnowExact());
    expect(model.counts).toEqual({ used: 946, withoutRepeat: 1411, withoutPositiveMean: 0 });
    expectPublished(model, {
      parameters: [6.24957227, 3.74422467, 15.443521],
      errors: [1.19006, 0.290133, 4.15942],
      logLikelihood: -4055.917695,
    });
  });
  test("fits BG/BB to donations", () => {
    const model = fitBgBb(donations());
    expectPublished(model, { parameters: [1.20352235, 0.74971636, 0.65671821, 2.78344223], logLikelihood: -33225.581274 });
    const summary = donations();
    const expected = expectedTransactions(model, summary, { horizon: 5 }).reduce(
      (sum, value, row) => sum + value * summary.weight[row]!,
      0,
    );
    expect(expected).toBeCloseTo(12_884.157, 2);
  });
  test("fits sBG to seven years of both segments", () => {
    const regular = fitSbg(REGULAR.slice(0, 8));
    expectPublished(regular, { parameters: [0.704077, 1.182043], logLikelihood: -1680.26519 });
    expect(survival(regular, { periods: 12 })[8]).toBeCloseTo(0.22008, 5);
    expect(survival(regular, { periods: 12 })[12]).toBeCloseTo(0.17004, 5);
    expect(expectedLifetimePeriods(regular, { rate: 0.1 })).toBeCloseTo(3.694908, 6);
    const highEnd = fitSbg(HIGH_END.slice(0, 8));
    expectPublished(highEnd, { parameters: [0.668088, 3.806095], logLikelihood: -1611.15815 });
    expect(survival(highEnd, { periods: 12 })[1]).toBeCloseTo(0.85068, 5);
    expect(survival(highEnd, { periods: 12 })[8]).toBeCloseTo(0.46044, 5);
    expect(survival(highEnd, { periods: 12 })[12]).toBeCloseTo(0.378, 5);
  });
  test("fits BdW to four years, and tests it against sBG", () => {
    const regular = fitBdw(REGULAR.slice(0, 5));
    expectPublished(regular, { parameters: [0.523029, 0.894283, 1.196399], logLikelihood: -1401.38305 });
    expect(survival(regular, { periods: 12 })[12]).toBeCloseTo(0.17145, 5);
    const highEnd = fitBdw(HIGH_END.slice(0, 5));
    expectPublished(highEnd, { parameters: [0.259336, 1.722551, 1.584362], logLikelihood: -1222.74932 });
    expect(survival(highEnd, { periods: 12 })[12]).toBeCloseTo(0.38891, 5);
    const ratio = (cohort: number[], logLikelihood: number): number =>
      2 * (logLikelihood - fitSbg(cohort.slice(0, 5)).fit.logLikelihood);
    expect(ratio(REGULAR, regular.fit.logLikelihood)).toBeCloseTo(0.35, 2);
    expect(chiSquareTail(ratio(REGULAR, regular.fit.logLikelihood), 1)).toBeCloseTo(0.553, 3);
    expect(ratio(HIGH_END, highEnd.fit.logLikelihood)).toBeCloseTo(4.77, 2);
    expect(chiSquareTail(ratio(HIGH_END, highEnd.fit.logLikelihood), 1)).toBeCloseTo(0.029, 3);
  });
  test("adds up cohorts of unequal length", () => {
    const one = fitSbg(REGULAR.slice(0, 8));
    const two = fitSbg([REGULAR.slice(0, 8), REGULAR.slice(0, 8)]);
    expect(two.parameters.alpha).toBeCloseTo(one.parameters.alpha, 7);
    expect(two.fit.logLikelihood).toBeCloseTo(2 * one.fit.logLikelihood, 6);
    expect(fitSbg([REGULAR.slice(0, 8), HIGH_END.slice(0, 4)]).fit.customers).toBe(2000);
  });
});
