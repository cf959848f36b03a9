import { seededRandom } from "clientele/kernel";
import {
  conditionalSurvival,
  type Covariates,
  coxSurvival,
  fitCox,
  hazardRatios,
  kaplanMeier,
  logRankTest,
  numberAtRisk,
  proportionalityTest,
  restrictedMean,
  survivalAt,
  survivalConcordance,
  type SurvivalTimes,
} from "clientele/statistics";
import { ascendingOrder } from "../../src/statistics/descriptive/ascending-order.js";
import { dependentColumns } from "../../src/statistics/linear/dependent-columns.js";
import { relativeHazards } from "../../src/statistics/survival/cox-model.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rossi, telco } from "./survival-data.js";

const law = { seed: 20260301, numRuns: 120 };

/** Weeks of remission, 6-MP against placebo; `+` marks the censored (Freireich et al. 1963; Cox, Oakes 1984, table 1.1). */
const treated = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split(" ");
const placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23".split(" ");
const remission: SurvivalTimes = {
  time: [...treated, ...placebo].map(Number.parseFloat),
  event: [...treated, ...placebo].map((text) => (text.endsWith("+") ? 0 : 1)),
};
const isTreated = [...treated.map(() => 1), ...placebo.map(() => 0)];

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
      ratio: expect.closeTo(0.6843, 4),
      pValue: expect.closeTo(0.0474, 4),
    });
    const breslow = fitCox(times, covariates, { ties: "breslow" });
    expect(breslow.fit.nullLogLikelihood).toBeCloseTo(-675.683389, 6);
    expect(breslow.fit.logLikelihood).toBeCloseTo(-659.120606, 6);
  });

  test("finds that age and work experience do not act in proportion", () => {
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

  test("reproduces the telephone customers: curve, log-rank by contract, 14 coefficients", () => {
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
    // Each customer was in fact observed for about a month: counted so, hardly anybody lasts. The file is no cohort.
    const observed = kaplanMeier({ ...times, entry: Array.from(times.time, (tenure) => tenure - 1) });
    expect(survivalAt(observed, 1)).toBeCloseTo(0.38, 3);
  });

  test("Rossi's curve and its standard error", () => {
    const curve = kaplanMeier(rossi().times);
    expect(survivalAt(curve, 10)).toBeCloseTo(0.965277778, 9);
    expect(survivalAt(curve, 52)).toBeCloseTo(0.736111111, 9);
    expect(curve.standardErrors.at(-1)).toBeCloseTo(0.0212051, 7);
  });
});

/** Small tables with ties, late entries and two covariates. */
const anyRows = fc.array(
  fc.record({
    entry: fc.integer({ min: 0, max: 5 }),
    length: fc.integer({ min: 1, max: 6 }),
    event: fc.constantFrom<number>(0, 1, 1),
    x: fc.integer({ min: 0, max: 3 }),
    y: fc.integer({ min: -4, max: 4 }),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 12, maxLength: 30 },
);
type Rows = typeof anyRows extends fc.Arbitrary<infer Value> ? Value : never;

function timesOf(rows: Rows): SurvivalTimes {
  return {
    time: rows.map(({ entry, length }) => entry + length),
    event: rows.map(({ event }) => event),
    entry: rows.map(({ entry }) => entry),
    weight: rows.map(({ weight }) => weight),
  };
}

function covariatesOf(rows: Rows): Covariates {
  return { x: rows.map(({ x }) => x), y: rows.map(({ y }) => y) };
}

/** The partial likelihood as its definition writes it, quadratic in rows. */
function likelihoodByDefinition(rows: Rows, ties: "efron" | "breslow", [x = 0, y = 0]: readonly number[]): number {
  const predictor = (row: Rows[number]): number => row.x * x + row.y * y;
  let value = 0;
  for (const now of new Set(rows.filter(({ event }) => event === 1).map(({ entry, length }) => entry + length))) {
    const atRisk = rows.filter(({ entry, length }) => entry < now && entry + length >= now);
    const dying = atRisk.filter(({ entry, length, event }) => event === 1 && entry + length === now);
    const sum = (of: Rows): number => of.reduce((total, row) => total + row.weight * Math.exp(predictor(row)), 0);
    const weight = dying.reduce((total, row) => total + row.weight, 0) / dying.length;
    dying.forEach((row, index) => {
      value += row.weight * predictor(row);
      value -= weight * Math.log(sum(atRisk) - (ties === "efron" ? (index / dying.length) * sum(dying) : 0));
    });
  }
  return value;
}

describe("laws of Cox regression", () => {
  /** Fits, or tells why not by a code: small tables are often separated. */
  function fitOf(rows: Rows, ties: "efron" | "breslow") {
    try {
      return fitCox(timesOf(rows), covariatesOf(rows), { ties });
    } catch (error) {
      expect(["no_events", "perfect_separation", "collinear_columns", "constant_columns"]).toContain(
        (error as { code: string }).code,
      );
      return undefined;
    }
  }

  test.each(["efron", "breslow"] as const)("with %s ties it stands at the maximum of the likelihood as defined", (ties) => {
    let fitted = 0;
    fc.assert(
      fc.property(anyRows, (rows) => {
        const model = fitOf(rows, ties);
        if (model === undefined) return;
        fitted++;
        const at = [model.coefficients.x!, model.coefficients.y!];
        const best = likelihoodByDefinition(rows, ties, at);
        expect(model.fit.logLikelihood).toBeCloseTo(best, 7);
        for (const index of [0, 1]) {
          const step = 1e-4;
          const moved = (by: number) =>
            likelihoodByDefinition(
              rows,
              ties,
              at.map((value, place) => value + (place === index ? by : 0)),
            );
          expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(0, 4);
        }
      }),
      law,
    );
    expect(fitted).toBeGreaterThan(80);
  });

  test("a customer's row may be cut anywhere into two without changing anything", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const model = fitOf(rows, "efron");
        if (model === undefined) return;
        const cut = rows.flatMap((row) => {
          if (row.length < 2) return [row];
          const first = 1 + (row.y & 1 ? 0 : row.length - 2);
          return [
            { ...row, length: first, event: 0 },
            { ...row, entry: row.entry + first, length: row.length - first },
          ];
        });
        const same = fitOf(cut, "efron");
        expect(same?.coefficients.x).toBeCloseTo(model.coefficients.x!, 7);
        expect(same?.fit.standardErrors.y).toBeCloseTo(model.fit.standardErrors.y!, 7);
        expect(same?.fit.concordance).toBeCloseTo(model.fit.concordance, 12);
      }),
      law,
    );
  });

  test("with Breslow's ties a weight counts as so many rows, in any order of the rows", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const model = fitOf(rows, "breslow");
        if (model === undefined) return;
        const repeated = rows.flatMap((row) => Array.from({ length: row.weight }, () => ({ ...row, weight: 1 }))).reverse();
        const same = fitOf(repeated, "breslow");
        expect(same?.coefficients.x).toBeCloseTo(model.coefficients.x!, 7);
        expect(same?.baseline.cumulativeHazard.at(-1)).toBeCloseTo(model.baseline.cumulativeHazard.at(-1)!, 7);
      }),
      law,
    );
  });

  test("after rows a million times as likely to go have left, what remains is still exact", () => {
    const late = Array.from({ length: 40 }, (_, row) => ({
      entry: 0,
      length: 10 + row,
      event: row % 3 === 0 ? 0 : 1,
      x: 0,
      y: row % 5,
      weight: 1,
    }));
    const early = Array.from({ length: 40 }, (_, row) => ({
      entry: 60 + (row % 7),
      length: 3 + (row % 4),
      event: 1,
      x: 30,
      y: row % 3,
      weight: 1,
    }));
    const rows = [...late, ...early, { entry: 0, length: 70, event: 1, x: 0, y: 2, weight: 1 }];
    const model = fitCox(timesOf(rows), covariatesOf(rows));
    const at = [model.coefficients.x!, model.coefficients.y!];
    expect(model.fit.logLikelihood).toBeCloseTo(likelihoodByDefinition(rows, "efron", at), 8);
  });

  test("the baseline is the survival of the average customer, and hazards multiply it", () => {
    const { times, covariates } = rossi();
    const model = fitCox(times, covariates);
    const average = coxSurvival(model, model.centers);
    const older = coxSurvival(model, { ...model.centers, age: model.centers.age! + 10 });
    const ratio = Math.exp(10 * model.coefficients.age!);
    average.survival.forEach((value, step) => expect(older.survival[step]).toBeCloseTo(value ** ratio, 12));
    // Expected events by the model come to the events observed: what Breslow's estimate is made for.
    const breslow = fitCox(times, covariates, { ties: "breslow" });
    const hazards = relativeHazards(breslow, covariates);
    const expected = hazards.reduce((sum, hazard, row) => {
      const curve = {
        times: Float64Array.from(breslow.baseline.times),
        survival: Float64Array.from(breslow.baseline.cumulativeHazard),
        unit: "week",
      };
      const reached = survivalAt(curve, times.time[row]!);
      return sum + hazard * (reached === 1 && times.time[row]! < breslow.baseline.times[0]! ? 0 : reached);
    }, 0);
    expect(expected).toBeCloseTo(114, 8);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  test("concordance is what comparing every pair gives", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        let [agreeing, all] = [0, 0];
        for (const left of rows) {
          if (left.event !== 1) continue;
          const now = left.entry + left.length;
          for (const other of rows) {
            const end = other.entry + other.length;
            const goesOn = other.entry < now && (end > now || (end === now && other.event === 0));
            if (!goesOn) continue;
            const pair = left.weight * other.weight;
            all += pair;
            agreeing += pair * (left.y > other.y ? 1 : left.y === other.y ? 0.5 : 0);
          }
        }
        const concordance = survivalConcordance(
          timesOf(rows),
          rows.map(({ y }) => y),
        );
        expect(concordance).toBeCloseTo(all === 0 ? 0.5 : agreeing / all, 12);
      }),
      law,
    );
  });
});

describe("comparing and reading curves", () => {
  test("the log-rank statistic is the hypergeometric one, stratum by stratum", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const groups = rows.map(({ x }) => (x > 1 ? "b" : "a"));
        const strata = rows.map(({ y }) => (y > 0 ? 1 : 0));
        let [difference, variance] = [0, 0];
        for (const stratum of [0, 1]) {
          const within = rows.filter((_, row) => strata[row] === stratum);
          for (const now of new Set(within.map(({ entry, length }) => entry + length))) {
            const atRisk = within.filter(({ entry, length }) => entry < now && entry + length >= now);
            const weight = (of: Rows): number => of.reduce((sum, row) => sum + row.weight, 0);
            const all = weight(atRisk);
            const ours = weight(atRisk.filter(({ x }) => x > 1));
            const dying = atRisk.filter(({ entry, length, event }) => event === 1 && entry + length === now);
            if (dying.length === 0) continue;
            difference += weight(dying.filter(({ x }) => x > 1)) - (weight(dying) * ours) / all;
            if (all > 1) variance += (weight(dying) * ours * (all - ours) * (all - weight(dying))) / (all * all * (all - 1));
          }
        }
        if (variance < 1e-9 || new Set(groups).size < 2) return;
        const found = logRankTest(timesOf(rows), groups, { strata });
        expect(found.statistic).toBeCloseTo(difference ** 2 / variance, 8);
        const total = (which: "observed" | "expected") => found.groups.reduce((sum, group) => sum + group[which], 0);
        expect(total("observed")).toBeCloseTo(total("expected"), 9);
      }),
      law,
    );
  });

  test("who has lasted so far has the curve of those who entered at that age", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 0, max: 4 }), (rows, age) => {
        const all = timesOf(rows.map((row) => ({ ...row, entry: 0, length: row.entry + row.length })));
        const curve = kaplanMeier(all);
        if (survivalAt(curve, age) === 0 || age > curve.last) return;
        const reached = rows.filter(({ entry, length }) => entry + length > age);
        if (reached.length === 0) return;
        const late = kaplanMeier({
          time: reached.map(({ entry, length }) => entry + length),
          event: reached.map(({ event }) => event),
          weight: reached.map(({ weight }) => weight),
          entry: reached.map(() => age),
        });
        const left = conditionalSurvival(curve, age);
        expect([...left.times]).toEqual([...late.times].map((time) => time - age));
        left.survival.forEach((value, step) => expect(value).toBeCloseTo(late.survival[step]!, 12));
      }),
      law,
    );
  });

  test("the restricted mean is the mean of times cut at its span, and has the published error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 25 }),
        (time, until) => {
          const { mean, standardError } = restrictedMean(kaplanMeier({ time, event: time.map(() => 1) }), { until });
          const cut = time.map((value) => Math.min(value, until));
          const expected = cut.reduce((sum, value) => sum + value, 0) / cut.length;
          expect(mean).toBeCloseTo(expected, 9);
          // Without censoring Irwin's formula comes to the plain error of a mean.
          const variance = cut.reduce((sum, value) => sum + (value - expected) ** 2, 0) / cut.length ** 2;
          expect(standardError).toBeCloseTo(Math.sqrt(variance), 9);
        },
      ),
      law,
    );
    const curve = kaplanMeier({
      time: treated.map(Number.parseFloat),
      event: treated.map((text) => (text.endsWith("+") ? 0 : 1)),
    });
    expect(restrictedMean(curve, { until: 35 })).toMatchObject({
      mean: expect.closeTo(23.287, 3),
      standardError: expect.closeTo(2.827, 3),
    });
  });

  test("numbers at risk count who is still under observation", () => {
    expect([...numberAtRisk(remission, [0, 5, 10, 15, 20, 25])]).toEqual([42, 35, 23, 15, 10, 5]);
  });
});

test("rows are put in order as comparing them would, few or many, with ties, zeros and infinity", () => {
  const random = seededRandom(7);
  for (const [count, scale] of [
    [50, 10],
    [30_000, 1e-300],
    [30_000, 1e9],
    [30_000, 12],
  ] as const) {
    const values = Float64Array.from({ length: count }, () => (scale === 12 ? Math.floor(random() * 12) : random() ** 9 * scale));
    values.set([0, -0, 1, Number.POSITIVE_INFINITY, 0, Number.MIN_VALUE], 3);
    const compared = Array.from(values, (_, index) => index).sort(
      (left, right) => values[left]! - values[right]! || left - right,
    );
    expect([...ascendingOrder(values)]).toEqual(compared);
  }
});

describe("what cannot be fitted says why, by name", () => {
  const times = { time: [1, 2, 3, 4, 5, 6, 7, 8], event: [1, 1, 0, 1, 1, 0, 1, 1] };
  const a = [3, 1, 4, 1, 5, 9, 2, 6];
  const b = [2, 7, 1, 8, 2, 8, 1, 8];

  test("columns that follow from others", () => {
    const sum = a.map((value, row) => value + 2 * b[row]! + 10);
    expect(dependentColumns([a, b, sum], ["a", "b", "sum"])).toEqual([{ column: "sum", of: ["a", "b"] }]);
    expect(dependentColumns([a, b, a.map((value) => value * 1e9 - 3)], ["a", "b", "scaled"])).toEqual([
      { column: "scaled", of: ["a"] },
    ]);
    expect(dependentColumns([a, b], ["a", "b"])).toEqual([]);
    expect(() => fitCox(times, { a, b, sum })).toThrow(
      expect.objectContaining({ code: "collinear_columns", details: { columns: [{ column: "sum", of: ["a", "b"] }] } }),
    );
  });

  test.each([
    ["constant columns", times, { a, same: a.map(() => 0.1) }, "constant_columns", { columns: ["same"] }],
    [
      "a column that sorts the rows",
      times,
      { a, order: times.time.map((time) => -time) },
      "perfect_separation",
      { columns: ["order"] },
    ],
    [
      "a level that never leaves",
      times,
      { a, stays: times.event.map((event) => 1 - event) },
      "perfect_separation",
      { columns: ["stays"] },
    ],
    ["no events", { ...times, event: times.event.map(() => 0) }, { a }, "no_events", { rows: 8 }],
  ])("%s", (_what, rows, covariates, code, details) => {
    expect(() => fitCox(rows, covariates)).toThrow(expect.objectContaining({ code, details }));
  });

  test.each([
    ["no covariate", () => fitCox(times, {})],
    ["a covariate that is no number", () => fitCox(times, { a: [Number.NaN, ...a.slice(1)] })],
    [
      "one group",
      () =>
        logRankTest(
          times,
          times.time.map(() => "one"),
        ),
    ],
    [
      "no event to compare",
      () =>
        logRankTest(
          { ...times, event: times.event.map(() => 0) },
          a.map((value) => value % 2),
        ),
    ],
    ["a span beyond what was observed", () => restrictedMean(kaplanMeier({ time: [1, 2], event: [1, 0] }), { until: 3 })],
    ["an age beyond what was observed", () => conditionalSurvival(kaplanMeier({ time: [1, 2], event: [1, 0] }), 3)],
    ["an age that nobody outlives", () => conditionalSurvival(kaplanMeier({ time: [1, 2], event: [1, 1] }), 2)],
    ["an event of 2", () => kaplanMeier({ time: [1], event: [2] })],
    ["a model without its covariate", () => relativeHazards(fitCox(times, { a }), { b })],
  ] as const)("%s", (_what, run) => {
    expect(run).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});
