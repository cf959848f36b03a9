import { fitCox, hazardRatios, kaplanMeier, logRankTest, proportionalityTest, survivalAt } from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { isTreated, remission, rossi, telco } from "../fixtures/survival-data.js";

describe("Cox regression on published data", () => {
  test("reproduces Rossi's coefficients, likelihoods and concordance, with Efron's ties and Breslow's", () => {
    const { times, covariates } = rossi();
    const efron = fitCox(times, covariates, { unit: "week" });
    const published = {
      fin: -0.3794221665,
      age: -0.0574377427,
      race: 0.3138997878,
      wexp: -0.1497956977,
      mar: -0.4337038779,
      paro: -0.0848710825,
      prio: 0.091497081,
    };
    for (const [name, coefficient] of Object.entries(published)) expect(efron.coefficients[name]).toBeCloseTo(coefficient, 7);
    expect(efron.fit.nullLogLikelihood).toBeCloseTo(-675.380632, 6);
    expect(efron.fit.logLikelihood).toBeCloseTo(-658.747659, 6);
    expect(efron.fit.concordance).toBeCloseTo(0.640329247, 8);
    // Fox, Weisberg (2011), Cox proportional-hazards regression for survival data, p. 7.
    const errors = { fin: 0.19138, age: 0.022, race: 0.30799, wexp: 0.21222, mar: 0.38187, paro: 0.19576, prio: 0.02865 };
    for (const [name, error] of Object.entries(errors)) expect(efron.fit.standardErrors[name]).toBeCloseTo(error, 5);
    expect(hazardRatios(efron)[0]).toMatchObject({
      covariate: "fin",
      estimate: expect.closeTo(0.6843, 4),
      pValue: expect.closeTo(0.0474, 4),
    });
    const breslow = fitCox(times, covariates, { ties: "breslow" });
    expect(breslow.fit.nullLogLikelihood).toBeCloseTo(-675.683389, 6);
    expect(breslow.fit.logLikelihood).toBeCloseTo(-659.120606, 6);
  });

  test("finds that the effects of age and work experience change over time", () => {
    const { times, covariates } = rossi();
    const found = proportionalityTest(fitCox(times, covariates), times, covariates);
    expect(found.global).toMatchObject({ statistic: expect.closeTo(17.694415, 6), degrees: 7 });
    expect(found.covariates.age?.statistic).toBeCloseTo(5.973982, 6);
    expect(found.covariates.wexp?.statistic).toBeCloseTo(4.224596, 6);
  });

  test("reproduces the leukemia trial: coefficient with both ties, and the log-rank test", () => {
    const efron = fitCox(remission, { treated: isTreated });
    expect([efron.coefficients.treated, efron.fit.standardErrors.treated]).toEqual([
      expect.closeTo(-1.5721, 4),
      expect.closeTo(0.4124, 4),
    ]);
    const breslow = fitCox(remission, { treated: isTreated }, { ties: "breslow" });
    expect([breslow.coefficients.treated, breslow.fit.standardErrors.treated]).toEqual([
      expect.closeTo(-1.5092, 4),
      expect.closeTo(0.4096, 4),
    ]);
    const logRank = logRankTest(remission, isTreated);
    expect(logRank.statistic).toBeCloseTo(16.79, 2);
    expect(logRank.groups.map(({ group, observed, expected }) => [group, observed, Math.round(expected * 100) / 100])).toEqual([
      ["0", 21, 10.75],
      ["1", 9, 19.25],
    ]);
  });

  test("reproduces the curve, the log-rank test by contract and the Cox regression of Telco", () => {
    const { times, covariates, contract } = telco();
    expect([times.time.length, kaplanMeier(times).events.reduce((sum, events) => sum + events)]).toEqual([7032, 1869]);
    const curve = kaplanMeier(times, { unit: "month" });
    expect(survivalAt(curve, 12)).toBeCloseTo(0.843199554, 9);
    expect(survivalAt(curve, 24)).toBeCloseTo(0.788736398, 9);
    expect(logRankTest(times, contract).statistic).toBeCloseTo(2352.87, 2);
    const model = fitCox(times, covariates, { unit: "month" });
    expect(model.covariates).toHaveLength(14);
    expect(model.fit.nullLogLikelihood).toBeCloseTo(-15653.039635, 5);
    expect(model.fit.logLikelihood).toBeCloseTo(-14013.178395, 5);
    expect(model.fit.concordance).toBeCloseTo(0.855369593, 9);
    // Each customer was observed for about a month: with late entry, few customers last. The file is not a cohort.
    const observed = kaplanMeier({ ...times, entry: Array.from(times.time, (tenure) => tenure - 1) });
    expect(survivalAt(observed, 1)).toBeCloseTo(0.38, 3);
  });

  test("reproduces Rossi's survival curve and its standard error", () => {
    const curve = kaplanMeier(rossi().times);
    expect(survivalAt(curve, 10)).toBeCloseTo(0.965277778, 9);
    expect(survivalAt(curve, 52)).toBeCloseTo(0.736111111, 9);
    expect(curve.standardErrors.at(-1)).toBeCloseTo(0.0212051, 7);
  });
});
