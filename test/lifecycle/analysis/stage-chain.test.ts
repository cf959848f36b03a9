import {
  retailLifecycle,
  stageAbsorption,
  type StageChain,
  stageChain,
  stageForecast,
  stagePaths,
  stagesAt,
} from "clientele/lifecycle";
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

describe("the chain of stages", () => {
  test("counts observations back from the end, with arrivals, and its rows and sizes add up", () => {
    fc.assert(
      fc.property(
        anyLifecycle,
        fc.array(anySubject, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 60 }),
        (lifecycle, subjects, hours) => {
          const random = outcome(() => stagePaths(lifecycle, subjects, { to: LAST_HOUR * HOUR }));
          if (typeof random === "string") return;
          const chain = outcome(() => stageChain(random, { every: { hours } }));
          if (typeof chain === "string") return;
          const columns = Array.from({ length: chain.looks + 1 }, (_, look) =>
            stagesAt(random, { asOf: random.until - (chain.looks - look) * hours * HOUR }),
          );
          const counts = chain.stages.map(() => chain.stages.map(() => 0));
          const arrivals = chain.stages.map(() => 0);
          random.ids.forEach((_, row) => {
            for (let look = 1; look <= chain.looks; look++) {
              const [before, now] = [columns[look - 1]![row]!, columns[look]![row]!];
              if (before !== 255) counts[before]![now]! += 1;
              else if (now !== 255) arrivals[now]! += 1;
            }
          });
          expect(chain.counts).toEqual(counts);
          expect(chain.arrivals).toEqual(arrivals.map((count) => count / chain.looks));
          for (const row of chain.probabilities) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
          // The expected sizes add up to all current subjects and arrivals.
          const { estimate } = stageForecast(chain, 3);
          const everybody = chain.now.reduce((sum, count) => sum + count, 0);
          const arriving = chain.arrivals.reduce((sum, count) => sum + count, 0);
          estimate.forEach((sizes, step) => {
            expect(sizes.reduce((sum, size) => sum + size, 0)).toBeCloseTo(everybody + (step + 1) * arriving, 8);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  const drunkard: StageChain = {
    stages: ["home", "1", "2", "3", "bar"],
    every: { days: 1 },
    counts: [],
    probabilities: [
      [1, 0, 0, 0, 0],
      [0.5, 0, 0.5, 0, 0],
      [0, 0.5, 0, 0.5, 0],
      [0, 0, 0.5, 0, 0.5],
      [0, 0, 0, 0, 1],
    ],
    arrivals: [0, 0, 0, 0, 0],
    now: [0, 0, 100, 0, 0],
    looks: 1,
  };

  test("reproduces the absorption of the drunkard's walk of Kemeny and Snell", () => {
    const { probabilities, expectedSteps, expectedVisits } = stageAbsorption(drunkard, ["home", "bar"]);
    const close = (actual: readonly (readonly number[])[], expected: number[][]) =>
      actual.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected[i]![j]!, 12)));
    close(probabilities, [
      [0.75, 0.25],
      [0.5, 0.5],
      [0.25, 0.75],
    ]);
    close([expectedSteps], [[3, 4, 3]]);
    close(expectedVisits, [
      [1.5, 1, 0.5],
      [1, 2, 1],
      [0.5, 1, 1.5],
    ]);
  });

  test("refuses absorbing stages that are missing, unknown or unreachable", () => {
    expect(() => stageAbsorption(drunkard, ["home"])).toThrow(/bar/);
    expect(() => stageAbsorption(drunkard, [])).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => stageAbsorption(drunkard, ["nowhere"])).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("leaves out a stage that was never observed", () => {
    const chain = stageChain(paths, { every: { days: 30 } });
    expect(chain.now[0]).toBe(0);
    const { stages, expectedSteps } = stageAbsorption(chain, ["at-risk"]);
    expect(stages).toEqual(["first-time", "repeat"]);
    expect(expectedSteps.every((steps) => steps > 0 && Number.isFinite(steps))).toBe(true);
  });

  test("forecasts sizes with bounds that widen", () => {
    const { estimate, lower, upper } = stageForecast(drunkard, 2);
    expect(estimate[0]).toEqual([0, 50, 0, 50, 0]);
    expect(estimate[1]).toEqual([25, 0, 50, 0, 25]);
    expect(lower[0]![1]).toBeCloseTo(40, 12);
    expect(upper[0]![1]).toBeCloseTo(60, 12);
  });

  test("refuses paths that are shorter than one interval", () => {
    expect(() => stageChain(paths, { every: { days: 200 } })).toThrow(expect.objectContaining({ code: "insufficient_history" }));
    expect(() => stageChain(paths, { maxLooks: 0 })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
