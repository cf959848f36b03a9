import { seededRandom } from "clientele/kernel";
import type { Transaction } from "clientele/models";
import {
  defineSeasonalClock,
  expectedTransactions,
  fitNbd,
  fitSeasonalIndex,
  seasonalActivity,
  seasonalTime,
  splitHoldout,
  summarizeTransactions,
  trackingSeries,
} from "clientele/value";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;

const CHRISTMAS = [0.8, 0.8, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 1.0, 1.3, 1.6, 1.3];

/** The day on which a seasonal clock shows a time, days after a first day. */
function dayAt(index: readonly number[], first: number, time: number): number {
  let day = first;
  for (let left = time; left >= index[new Date(day * DAY).getUTCMonth()]!; day++)
    left -= index[new Date(day * DAY).getUTCMonth()]!;
  return day;
}

/** Customers who buy at a constant rate on the clock, as a log of civil days from 2009-12-01. */
function seasonalShop(): Transaction[] {
  const clock = defineSeasonalClock({ zone: "UTC", index: CHRISTMAS });
  const start = Date.UTC(2009, 11, 1) / DAY;
  const log: Transaction[] = [];
  for (let customer = 0; customer < 1200; customer++) {
    const first = start + (customer % 300);
    for (const time of [0, ...poissonTimes(customer, 760)]) {
      const day = dayAt(clock.index, first, time);
      log.push({ customerId: `c${customer}`, at: day * DAY + DAY / 2, amount: 1000, currency: "EUR" });
    }
  }
  return log;
}

/** Instants of a Poisson process whose rate is drawn from gamma(1, 40). */
function poissonTimes(seed: number, until: number): number[] {
  const random = seededRandom(seed);
  const gap = () => -Math.log1p(-random());
  const rate = gap() / 40;
  const times: number[] = [];
  for (let at = gap() / rate; at < until; at += gap() / rate) times.push(at);
  return times;
}

describe("a shop with a Christmas season", () => {
  const log = seasonalShop();
  const asOf = Date.UTC(2011, 8, 1) - 1;
  const options = { asOf, until: Date.UTC(2011, 11, 15) - 1, unit: "week", zone: "UTC" } as const;
  const index = fitSeasonalIndex(seasonalActivity(log, { asOf: Date.UTC(2011, 0, 1), zone: "UTC" }));

  test("has a seasonal index from the prior year although its customer base grew", () => {
    const truth = defineSeasonalClock({ zone: "UTC", index: CHRISTMAS }).index;
    index.forEach((value, month) => {
      expect(Math.abs(value / truth[month]! - 1), `month ${month + 1}`).toBeLessThan(0.12);
    });
  });
  test("is forecast on the seasonal clock where the plain model is a quarter too low", () => {
    const plain = splitHoldout(log, options);
    const clock = defineSeasonalClock({ zone: "UTC", index });
    const seasonal = splitHoldout(log, { ...options, clock });
    const total = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0);
    const actual = total(plain.holdout.actual);
    const forecast = ({ calibration, holdout }: typeof plain) =>
      total(expectedTransactions(fitNbd(calibration), calibration, { horizon: holdout.horizon })) / actual;
    expect([...seasonal.holdout.actual]).toEqual([...plain.holdout.actual]);
    // from the last day of the calibration to the last of the holdout, as ages are measured
    const days = { from: Date.UTC(2011, 7, 31), to: Date.UTC(2011, 11, 14) };
    expect(seasonal.holdout.horizon).toBeCloseTo(seasonalTime(clock, days, { unit: "week" }), 9);
    expect(plain.holdout.horizon).toBe(15);
    expect(forecast(plain)).toBeLessThan(0.8);
    expect(Math.abs(forecast(seasonal) - 1)).toBeLessThan(0.06);
  });
  test("is tracked by calendar month", () => {
    const clock = defineSeasonalClock({ zone: "UTC", index });
    const summary = summarizeTransactions(log, { asOf, unit: "week", zone: "UTC", clock });
    const first = Math.min(...summary.firstAt);
    const ends = Array.from({ length: 20 }, (_, month) =>
      seasonalTime(clock, { from: first, to: Date.UTC(2010, month + 1, 1) }, { unit: "week" }),
    );
    const series = trackingSeries(fitNbd(summary), summary, { periods: ends });
    expect([...series.time]).toEqual(ends);
    const november = series.expectedIncremental[10]!;
    const february = series.expectedIncremental[13]!;
    expect(november / february).toBeGreaterThan(1.4);
    expect(() => trackingSeries(fitNbd(summary), summary, { periods: [2, 1] })).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
