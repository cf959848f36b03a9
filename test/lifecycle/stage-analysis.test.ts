import {
  defineLifecycle,
  replay,
  retailLifecycle,
  stageAbsorption,
  type StageChain,
  stageChain,
  stageForecast,
  stageLeaks,
  stagePaths,
  stagesAt,
  stageSizes,
  suggestThresholds,
  timeInStage,
  transitionMatrix,
} from "clientele/lifecycle";
import { survivalAt } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { onlineRetailRecords } from "./online-retail-records.js";
import { anyLifecycle, anySubject, HOUR, LAST_HOUR, outcome } from "./random-lifecycles.js";

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

describe("moves between stages", () => {
  test("are counted with their shares, and rates count the time of those who stay", () => {
    const { moves, exposure } = transitionMatrix(paths);
    const found = (from: string, to: string) => moves.find((move) => move.from === from && move.to === to);
    expect(found("prospect", "first-time")).toMatchObject({
      count: 4,
      share: { estimate: 1 },
      rate: { estimate: Number.POSITIVE_INFINITY },
    });
    // a 90 days, b 10 days, c 90 days, d 30 days and still there.
    expect(exposure[1]).toBeCloseTo(220 / 30, 12);
    expect(found("first-time", "at-risk")).toMatchObject({ count: 2, share: { estimate: 2 / 3 } });
    expect(found("first-time", "at-risk")?.rate.estimate).toBeCloseTo(2 / (220 / 30), 12);
    expect(found("first-time", "at-risk")?.rate.lower).toBeLessThan(0.1);
  });

  test("within a period only, time at risk cut to it", () => {
    const { counts, exposure } = transitionMatrix(paths, { from: 50 * DAY, to: 100 * DAY, per: { days: 1 } });
    expect(counts[1]).toEqual([0, 0, 0, 0, 2, 0, 0, 0]);
    expect(exposure[1]).toBeCloseTo(40 + 40 + 10, 12);
  });
});

describe("time in a stage", () => {
  test("counts stays that still last as censored", () => {
    const { visits, ongoing, median, next, curve } = timeInStage(paths, "first-time");
    expect([visits, ongoing, median]).toEqual([4, 1, 90]);
    expect(next).toEqual([
      { stage: "at-risk", count: 2 },
      { stage: "repeat", count: 1 },
    ]);
    expect(survivalAt(curve, 10)).toBeCloseTo(0.75, 12);
  });

  test("of nobody, or of no stage, is refused", () => {
    expect(() => timeInStage(paths, "lost")).toThrow(expect.objectContaining({ code: "insufficient_history" }));
    expect(() => timeInStage(paths, "at-rsk")).toThrow('Did you mean "at-risk"?');
  });

  test("over all stages adds up to the time that everybody was known", () => {
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

describe("the chain of stages", () => {
  test("counts looks back from the end, with arrivals, and its rows and sizes add up", () => {
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
          // One step back, the forecast of the very next look is the moves themselves.
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

  test("is absorbed as the drunkard's walk of Kemeny and Snell", () => {
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

  test("without a way to an end, or without an end, is refused", () => {
    expect(() => stageAbsorption(drunkard, ["home"])).toThrow(/bar/);
    expect(() => stageAbsorption(drunkard, [])).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => stageAbsorption(drunkard, ["nowhere"])).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("leaves out a stage in which no look found anybody: nothing is known of its end", () => {
    const chain = stageChain(paths, { every: { days: 30 } });
    expect(chain.now[0]).toBe(0);
    const { stages, expectedSteps } = stageAbsorption(chain, ["at-risk"]);
    expect(stages).toEqual(["first-time", "repeat"]);
    expect(expectedSteps.every((steps) => steps > 0 && Number.isFinite(steps))).toBe(true);
  });

  test("forecasts with bounds that widen", () => {
    const { estimate, lower, upper } = stageForecast(drunkard, 2);
    expect(estimate[0]).toEqual([0, 50, 0, 50, 0]);
    expect(estimate[1]).toEqual([25, 0, 50, 0, 25]);
    expect(lower[0]![1]).toBeCloseTo(40, 12);
    expect(upper[0]![1]).toBeCloseTo(60, 12);
  });

  test("needs paths longer than a step", () => {
    expect(() => stageChain(paths, { every: { days: 200 } })).toThrow(expect.objectContaining({ code: "insufficient_history" }));
    expect(() => stageChain(paths, { maxLooks: 0 })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("leaks", () => {
  test("are ranked by the value of those who have not come up again", () => {
    const values = { ids: ["a", "b", "c", "d"], values: Float64Array.of(100, 900, 5000, Number.NaN) };
    const leaks = stageLeaks(paths, values, { into: ["at-risk", "dormant", "lost"] });
    expect(leaks.map(({ from, to, falls, customers, valueLost }) => [from, to, falls, customers, valueLost])).toEqual([
      ["repeat", "at-risk", 1, ["b"], 900],
      ["first-time", "at-risk", 2, ["a"], 100],
    ]);
    expect(leaks[1]?.returned.estimate).toBe(0.5);
    expect(() => stageLeaks(paths, values, { into: ["gone"] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("thresholds from the return curve", () => {
  test("nobody who returned, or chances that do not fall, are refused", () => {
    expect(() => suggestThresholds([customer("a", 0)], { asOf: 100 * DAY })).toThrow(
      expect.objectContaining({ code: "insufficient_history" }),
    );
    expect(() => suggestThresholds([customer("a", 0, 1)], { asOf: 100 * DAY, below: { lost: 0.5 } })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });

  test("purchases of one day are one, by the days of the zone", () => {
    const evening = customer("a", 0.9, 1.1, 5);
    expect(suggestThresholds([evening], { asOf: 100 * DAY }).closedGaps).toBe(2);
    // 21:36 and 02:24 of UTC are one morning in Shanghai.
    expect(suggestThresholds([evening], { asOf: 100 * DAY, zone: "Asia/Shanghai" }).closedGaps).toBe(1);
  });
});

describe("Online Retail", () => {
  const records = onlineRetailRecords();
  const to = Date.UTC(2011, 11, 10);
  const retail = stagePaths(retailLifecycle(), records, { to });

  test("4,338 customers and 18,532 orders are replayed, and every stage at every month's end adds up", () => {
    expect(records.reduce((sum, { history }) => sum + history.length, 0)).toBe(18_532);
    const { total, sizes } = stageSizes(retail, [Date.UTC(2011, 5, 1), to]);
    expect(total[1]).toBe(4_338);
    expect(Object.values(sizes).reduce((sum, column) => sum + column[0]!, 0)).toBe(total[0]);
  });

  test("the columns agree with single replays", () => {
    for (const [row, record] of records.slice(0, 200).entries()) {
      const { snapshot } = replay(retailLifecycle(), record, { to });
      expect(retail.stages[stagesAt(retail)[row]!]?.id).toBe(snapshot.stage);
    }
  });

  test("closed gaps end by day 155 for 95 %, while 45 % of customers are not back at day 180", () => {
    const { closedGaps95, curve, atRiskAfter, dormantAfter, lostAfter } = suggestThresholds(records, {
      asOf: to - 1,
      zone: "Europe/London",
    });
    expect(closedGaps95).toBe(155);
    expect(survivalAt(curve, 180)).toBeCloseTo(0.453, 2);
    expect([atRiskAfter, dormantAfter, lostAfter]).toEqual([{ days: 58 }, { days: 129 }, null]);
  });

  test("a forecast three months ahead from August comes near to November", () => {
    const august = stagePaths(retailLifecycle(), records, { to: Date.UTC(2011, 7, 31) });
    const { estimate, lower, upper } = stageForecast(stageChain(august, { every: { days: 30 } }), 3);
    const actual = stageSizes(retail, [Date.UTC(2011, 7, 31) + 90 * DAY]);
    const position = august.stages.findIndex(({ id }) => id === "dormant");
    const dormant = actual.sizes.dormant![0]!;
    expect(dormant).toBeGreaterThan(lower[2]![position]! * 0.8);
    expect(dormant).toBeLessThan(upper[2]![position]! * 1.2);
    expect(estimate[2]!.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(3_300);
  });
});

test("a lifecycle without anybody has columns of nobody", () => {
  const empty = stagePaths(defineLifecycle({ id: "e", initial: "a", states: { a: {} }, transitions: [] }), [], { to: 0 });
  expect([...stageSizes(empty, [0]).total]).toEqual([0]);
  expect(transitionMatrix(empty).moves).toEqual([]);
});
