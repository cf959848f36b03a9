import {
  replay,
  retailLifecycle,
  stageChain,
  stageForecast,
  stagePaths,
  stagesAt,
  stageSizes,
  suggestThresholds,
} from "clientele/lifecycle";
import { survivalAt } from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { onlineRetailRecords } from "../fixtures/online-retail-records.js";

const DAY = 86_400_000;

describe("stages of Online Retail", () => {
  const records = onlineRetailRecords();
  const to = Date.UTC(2011, 11, 10);
  const retail = stagePaths(retailLifecycle(), records, { to });

  test("replays 4,338 customers and 18,532 orders, and the stages add up", () => {
    expect(records.reduce((sum, { history }) => sum + history.length, 0)).toBe(18_532);
    const { total, sizes } = stageSizes(retail, [Date.UTC(2011, 5, 1), to]);
    expect(total[1]).toBe(4_338);
    expect(Object.values(sizes).reduce((sum, column) => sum + column[0]!, 0)).toBe(total[0]);
  });

  test("agrees with single replays", () => {
    for (const [row, record] of records.slice(0, 200).entries()) {
      const { snapshot } = replay(retailLifecycle(), record, { to });
      expect(retail.stages[stagesAt(retail)[row]!]?.id).toBe(snapshot.stage);
    }
  });

  test("finds that 95 % of closed gaps end by day 155, while 45 % of customers have not returned by day 180", () => {
    const { closedGaps95, curve, atRiskAfter, dormantAfter, lostAfter } = suggestThresholds(records, {
      asOf: to - 1,
      zone: "Europe/London",
    });
    expect(closedGaps95).toBe(155);
    expect(survivalAt(curve, 180)).toBeCloseTo(0.453, 2);
    expect([atRiskAfter, dormantAfter, lostAfter]).toEqual([{ days: 58 }, { days: 129 }, null]);
  });

  test("forecasts November from August closely", () => {
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
