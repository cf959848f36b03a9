import {
  conditionalSurvival,
  coxSurvival,
  fitCox,
  kaplanMeier,
  logRankTest,
  survivalAt,
  survivalConcordance,
} from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dependentColumns } from "../../../src/statistics/linear/dependent-columns.js";
import { relativeHazards } from "../../../src/statistics/survival/cox-model.js";
import { rossi } from "../../fixtures/survival-data.js";
import { anyRows, covariatesOf, law, type Rows, timesOf } from "../../fixtures/survival-rows.js";

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
  /** Fits, or returns undefined: small tables are often separated. */
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

  test.each(["efron", "breslow"] as const)("with %s ties maximizes the likelihood as defined", (ties) => {
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

  test("a row may be cut into two at any time without changing the fit", () => {
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

  test("with Breslow's ties counts a weight as that many rows, in any order of the rows", () => {
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

  test("stays exact after rows with a million times the hazard have left", () => {
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

  test("has the average customer as baseline, whose hazard is multiplied", () => {
    const { times, covariates } = rossi();
    const model = fitCox(times, covariates);
    const average = coxSurvival(model, model.centers);
    const older = coxSurvival(model, { ...model.centers, age: model.centers.age! + 10 });
    const ratio = Math.exp(10 * model.coefficients.age!);
    average.survival.forEach((value, step) => expect(older.survival[step]).toBeCloseTo(value ** ratio, 12));
    // The expected events of the model equal the observed events: the property of Breslow's estimate.
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

  test("has the concordance of comparing every pair", () => {
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

describe("rows that cannot be fitted", () => {
  const times = { time: [1, 2, 3, 4, 5, 6, 7, 8], event: [1, 1, 0, 1, 1, 0, 1, 1] };
  const a = [3, 1, 4, 1, 5, 9, 2, 6];
  const b = [2, 7, 1, 8, 2, 8, 1, 8];

  test("are refused with the columns that follow from others", () => {
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
  ])("are refused for %s", (_what, rows, covariates, code, details) => {
    expect(() => fitCox(rows, covariates)).toThrow(expect.objectContaining({ code, details }));
  });

  test.each([
    ["no covariate", () => fitCox(times, {})],
    ["a covariate that is NaN", () => fitCox(times, { a: [Number.NaN, ...a.slice(1)] })],
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
    ["an age beyond the longest time observed", () => conditionalSurvival(kaplanMeier({ time: [1, 2], event: [1, 0] }), 3)],
    ["an age that no customer outlives", () => conditionalSurvival(kaplanMeier({ time: [1, 2], event: [1, 1] }), 2)],
    ["an event of 2", () => kaplanMeier({ time: [1], event: [2] })],
    ["a model without its covariate", () => relativeHazards(fitCox(times, { a }), { b })],
  ] as const)("are refused for %s", (_what, run) => {
    expect(run).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});
