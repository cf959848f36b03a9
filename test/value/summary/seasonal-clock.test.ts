import { startOfUnit } from "clientele/kernel";
import { defineSeasonalClock, seasonalTime, summarizeTransactions } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transactionLog } from "../../fixtures/transaction-logs.js";

const DAY = 86_400_000;

const indexes = fc.array(fc.double({ min: 0.05, max: 20, noNaN: true }), { minLength: 12, maxLength: 12 });

const CHRISTMAS = [0.8, 0.8, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 1.0, 1.3, 1.6, 1.3];

/** Λ between two days, added up day by day. */
function dayByDay(index: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let day = from; day < to; day++) sum += index[new Date(day * DAY).getUTCMonth()]!;
  return sum;
}

describe("a seasonal clock", () => {
  test("measures the sum of the daily indexes between any two local midnights", () => {
    const zones = fc.constantFrom("UTC", "Europe/London", "Asia/Shanghai", "America/Sao_Paulo", "Australia/Lord_Howe");
    fc.assert(
      fc.property(indexes, zones, fc.integer({ min: -9000, max: 22_000 }), fc.nat(1500), (index, zone, from, length) => {
        const clock = defineSeasonalClock({ zone, index });
        // noon lies on the day in each of these zones; its midnight is looked up
        const midnight = (day: number) => startOfUnit("day", day * DAY, zone);
        const first = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(midnight(from));
        const start = Date.parse(first) / DAY;
        const end = Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(midnight(from + length))) / DAY;
        const shown = seasonalTime(clock, { from: midnight(from), to: midnight(from + length) }, { unit: "day" });
        const expected = dayByDay(clock.index, start, end);
        // within a month that changes its clocks, an hour is spread over the month
        expect(Math.abs(shown - expected)).toBeLessThanOrEqual(0.1 * Math.max(...clock.index) + 1e-6);
        if (zone === "UTC") expect(shown).toBeCloseTo(expected, 6);
      }),
      { seed: 11, numRuns: 80 },
    );
  });
  test("always moves forward, and keeps the length of a leap cycle", () => {
    const instants = fc.tuple(fc.integer({ min: -2e12, max: 4e12 }), fc.integer({ min: 1, max: 1e10 }));
    fc.assert(
      fc.property(indexes, instants, (index, [at, step]) => {
        const clock = defineSeasonalClock({ zone: "Europe/London", index });
        const time = (from: number, to: number) => seasonalTime(clock, { from, to }, { unit: "day" });
        expect(time(at, at + step)).toBeGreaterThan(0);
        const half = at + Math.floor(step / 2);
        const parts = time(at, half) + time(half, at + step);
        expect(parts).toBeCloseTo(time(at, at + step), 5);
        expect(time(Date.UTC(2021, 2, 5), Date.UTC(2025, 2, 5))).toBeCloseTo(1461, 6);
      }),
      { seed: 12, numRuns: 60 },
    );
  });
  test("rejects an index without twelve positive numbers", () => {
    for (const index of [[], [1, 2], CHRISTMAS.with(3, 0), CHRISTMAS.with(3, Number.NaN), [...CHRISTMAS, 1]]) {
      expect(() => defineSeasonalClock({ zone: "UTC", index })).toThrowError(expect.objectContaining({ code: "invalid_option" }));
    }
    expect(() => defineSeasonalClock({ zone: "Nowhere", index: CHRISTMAS })).toThrowError(
      expect.objectContaining({ code: "invalid_time_zone" }),
    );
  });
});

describe("a summary on a seasonal clock", () => {
  const flat = new Array<number>(12).fill(3);
  const asOf = Date.UTC(2026, 3, 15, 12);

  test("equals the plain summary when all months have the same index", () => {
    fc.assert(
      fc.property(transactionLog, fc.constantFrom("day", "week"), (log, grain) => {
        const options = { asOf, unit: "week", grain, zone: "Europe/London" } as const;
        const plain = summarizeTransactions(log, options);
        const seasonal = summarizeTransactions(log, {
          ...options,
          clock: defineSeasonalClock({ zone: "Europe/London", index: flat }),
        });
        expect(seasonal.ids).toEqual(plain.ids);
        expect([seasonal.sinceLast, seasonal.monetary]).toEqual([plain.sinceLast, plain.monetary]);
        for (const name of ["recency", "age", "logGaps"] as const) {
          const column = plain[name];
          column?.forEach((value, row) => {
            expect(seasonal[name]![row]!).toBeCloseTo(value, 6);
          });
        }
      }),
      { seed: 13, numRuns: 100 },
    );
  });
  test("measures recency, age and gaps on the clock, and the time since the last purchase in civil days", () => {
    const at = (text: string) => Date.parse(`${text}T12:00:00Z`);
    const days = ["2010-11-20", "2010-12-01", "2011-01-10"];
    const rows = days.map((day) => ({ customerId: "ann", at: at(day), amount: 100, currency: "GBP" }));
    const clock = defineSeasonalClock({ zone: "Europe/London", index: CHRISTMAS });
    const [nov, dec, jan] = [clock.index[10]!, clock.index[11]!, clock.index[0]!];
    for (const grain of ["day", "order"] as const) {
      const summary = summarizeTransactions(rows, { asOf: at("2011-01-20"), unit: "day", grain, zone: "Europe/London", clock });
      const gaps = [11 * nov, 31 * dec + 9 * jan];
      const half = grain === "order" ? 0.5 * (dec - nov) : 0;
      const halfJanuary = grain === "order" ? 0.5 * (jan - dec) : 0;
      expect(summary.recency[0]).toBeCloseTo(gaps[0]! + gaps[1]! + half + halfJanuary, 9);
      expect(summary.age[0]).toBeCloseTo(gaps[0]! + gaps[1]! + 10 * jan + half + halfJanuary, 9);
      expect(summary.logGaps![0]).toBeCloseTo(Math.log(gaps[0]! + half) + Math.log(gaps[1]! + halfJanuary), 9);
      expect(summary.sinceLast[0]).toBeCloseTo(10, 9);
      expect(summary.clock).toBe(clock);
    }
    expect(() => summarizeTransactions(rows, { asOf: at("2011-01-20"), unit: "day", zone: "UTC", clock })).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
