import { conditionalSurvival, kaplanMeier, logRankTest, numberAtRisk, restrictedMean, survivalAt } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { remission, treated } from "../../fixtures/survival-data.js";
import { anyRows, law, type Rows, timesOf } from "../../fixtures/survival-rows.js";

describe("survival curves", () => {
  test("the log-rank statistic is the sum of hypergeometric terms over strata", () => {
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

  test("the conditional curve equals the curve of customers who entered at that age", () => {
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

  test("the restricted mean is the mean of times cut at the span, with the published error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 25 }),
        (time, until) => {
          const { estimate: mean, standardError } = restrictedMean(kaplanMeier({ time, event: time.map(() => 1) }), { until });
          const cut = time.map((value) => Math.min(value, until));
          const expected = cut.reduce((sum, value) => sum + value, 0) / cut.length;
          expect(mean).toBeCloseTo(expected, 9);
          // Without censoring, Irwin's formula equals the plain error of a mean.
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
      estimate: expect.closeTo(23.287, 3),
      standardError: expect.closeTo(2.827, 3),
    });
  });

  test("numbers at risk count the customers under observation", () => {
    expect([...numberAtRisk(remission, [0, 5, 10, 15, 20, 25])]).toEqual([42, 35, 23, 15, 10, 5]);
  });
});
