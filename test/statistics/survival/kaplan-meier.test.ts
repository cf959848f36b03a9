import { kaplanMeier, survivalAt } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { survivalQuantile } from "../../../src/statistics/internal.js";

/** Weeks of remission under 6-MP; `+` marks the censored ones (Freireich et al. 1963, as tabulated by Cox and Oakes, 1984, table 1.1). */
const remission = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split(" ");
const leukemia = {
  time: remission.map(Number.parseFloat),
  event: remission.map((text) => (text.endsWith("+") ? 0 : 1)),
};

describe("the Kaplan–Meier estimate", () => {
  test("reproduces the published curve of the leukemia data with its standard errors", () => {
    const curve = kaplanMeier(leukemia, { unit: "week" });
    const published = [
      [6, 21, 3, 0.8571, 0.0764],
      [7, 17, 1, 0.8067, 0.0869],
      [10, 15, 1, 0.7529, 0.0963],
      [13, 12, 1, 0.6902, 0.1068],
      [16, 11, 1, 0.6275, 0.1141],
      [22, 7, 1, 0.5378, 0.1282],
      [23, 6, 1, 0.4482, 0.1346],
    ] as const;
    expect([...curve.times]).toEqual(published.map(([week]) => week));
    published.forEach(([, atRisk, events, survival, error], step) => {
      expect([curve.atRisk[step], curve.events[step]]).toEqual([atRisk, events]);
      expect(curve.survival[step]).toBeCloseTo(survival, 4);
      expect(curve.standardErrors[step]).toBeCloseTo(error, 4);
    });
    expect(survivalQuantile(curve, 0.5)).toBe(23);
    expect(curve.last).toBe(35);
  });

  test("has bounds within 0 and 1 that enclose the curve", () => {
    const { survival, lower, upper } = kaplanMeier(leukemia);
    survival.forEach((value, step) => {
      expect(lower[step]).toBeGreaterThan(0);
      expect(lower[step]).toBeLessThan(value);
      expect(upper[step]).toBeGreaterThan(value);
      expect(upper[step]).toBeLessThan(1);
    });
    // R: survfit(Surv(time, event) ~ 1, conf.type = "log-log") gives .620 to .952 at week 6.
    expect(lower[0]).toBeCloseTo(0.62, 3);
    expect(upper[0]).toBeCloseTo(0.9516, 3);
  });

  const rows = fc.array(
    fc.record({
      time: fc.integer({ min: 1, max: 9 }),
      event: fc.constantFrom(0, 1),
      weight: fc.integer({ min: 1, max: 4 }),
      entry: fc.integer({ min: 0, max: 8 }),
    }),
    { minLength: 1, maxLength: 20 },
  );

  test("equals the share of remaining rows when nothing is censored", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const curve = kaplanMeier({ time: all.map(({ time }) => time), event: all.map(() => 1) });
        for (let t = 0; t < 10; t++)
          expect(survivalAt(curve, t)).toBeCloseTo(all.filter(({ time }) => time > t).length / all.length, 12);
      }),
    );
  });

  test("counts a weight as that many rows, in any order of the rows", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const weighted = kaplanMeier({
          time: all.map(({ time }) => time),
          event: all.map(({ event }) => event),
          weight: all.map(({ weight }) => weight),
        });
        const repeated = all.flatMap((row) => Array.from({ length: row.weight }, () => row)).reverse();
        const plain = kaplanMeier({ time: repeated.map(({ time }) => time), event: repeated.map(({ event }) => event) });
        expect(weighted).toEqual(plain);
      }),
    );
  });

  test("counts only rows under observation as at risk with late entry", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const seen = all.map((row) => ({ ...row, entry: Math.min(row.entry, row.time) }));
        const curve = kaplanMeier({
          time: seen.map(({ time }) => time),
          event: seen.map(({ event }) => event),
          entry: seen.map(({ entry }) => entry),
        });
        let survival = 1;
        for (let t = 1; t < 10; t++) {
          const atRisk = seen.filter(({ time, entry }) => entry < t && time >= t);
          const events = atRisk.filter(({ time, event }) => time === t && event === 1).length;
          if (events > 0) survival *= 1 - events / atRisk.length;
          expect(survivalAt(curve, t)).toBeCloseTo(survival, 12);
        }
      }),
    );
  });

  test.each([
    [{ time: [], event: [] }],
    [{ time: [Number.NaN], event: [1] }],
    [{ time: [-1], event: [1] }],
    [{ time: [1], event: [1], entry: [2] }],
    [{ time: [1], event: [1], weight: [-1] }],
  ])("refuses %j", (times) => {
    expect(() => kaplanMeier(times)).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});
