import { retailLifecycle, stagePaths, timeInStage, transitionMatrix } from "clientele/lifecycle";
import { survivalAt } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyLifecycle, anySubject, HOUR, LAST_HOUR, outcome } from "../../fixtures/random-lifecycles.js";

const DAY = 86_400_000;
const customer = (id: string, ...days: number[]) => ({
  id,
  attributes: {},
  history: days.map((day) => ({
    id: `${id}@${day}`,
    customerId: id,
    type: "order.placed",
    at: new Date(day * DAY),
    properties: {},
  })),
});

const paths = stagePaths(retailLifecycle(), [customer("a", 0), customer("b", 0, 10), customer("c", 0, 100), customer("d", 90)], {
  to: 120 * DAY,
});

describe("timeInStage", () => {
  test("counts ongoing stays as censored", () => {
    const { visits, ongoing, median, next, curve } = timeInStage(paths, "first-time");
    expect([visits, ongoing, median]).toEqual([4, 1, 90]);
    expect(next).toEqual([
      { stage: "at-risk", count: 2 },
      { stage: "repeat", count: 1 },
    ]);
    expect(survivalAt(curve, 10)).toBeCloseTo(0.75, 12);
  });

  test("refuses a stage that was always empty, and an unknown stage", () => {
    expect(() => timeInStage(paths, "lost")).toThrow(expect.objectContaining({ code: "insufficient_history" }));
    expect(() => timeInStage(paths, "at-rsk")).toThrow('Did you mean "at-risk"?');
  });

  test("adds up to the time since each subject started", () => {
    fc.assert(
      fc.property(anyLifecycle, fc.array(anySubject, { minLength: 1, maxLength: 4 }), (lifecycle, subjects) => {
        const until = LAST_HOUR * HOUR;
        const random = outcome(() => stagePaths(lifecycle, subjects, { to: until }));
        if (typeof random === "string") return;
        const { exposure, counts } = transitionMatrix(random, { per: { hours: 1 } });
        const known = [...random.startedAt]
          .filter((start) => !Number.isNaN(start))
          .reduce((sum, start) => sum + (until - start) / HOUR, 0);
        expect(exposure.reduce((sum, time) => sum + time, 0)).toBeCloseTo(known, 6);
        expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(random.at.length);
      }),
      { numRuns: 100 },
    );
  });
});
