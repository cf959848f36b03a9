import { seededRandom, startOfUnit } from "clientele/kernel";
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
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transactionLog } from "./arbitrary-transactions.js";

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
  it("shows the sum of the days' indexes, from any local midnight to any other", () => {
    const zones = fc.constantFrom("UTC", "Europe/London", "Asia/Shanghai", "America/Sao_Paulo", "Australia/Lord_Howe");
    fc.assert(
      fc.property(indexes, zones, fc.integer({ min: -9000, max: 22_000 }), fc.nat(1500), (index, zone, from, length) => {
        const clock = defineSeasonalClock({ zone, index });
        // noon lies on the day in each of these zones; its midnight is looked up
        const midnight = (day: number) => startOfUnit("day", day * DAY, zone);
        const first = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(midnight(from));
        const start = Date.parse(first) / DAY;
        const end = Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(midnight(from + length))) / DAY;
        const shown = seasonalTime(clock, midnight(from), midnight(from + length), "day");
        const expected = dayByDay(clock.index, start, end);
        // within a month that changes its clocks, an hour is spread over the month
        expect(Math.abs(shown - expected)).toBeLessThanOrEqual(0.1 * Math.max(...clock.index) + 1e-6);
        if (zone === "UTC") expect(shown).toBeCloseTo(expected, 6);
      }),
      { seed: 11, numRuns: 80 },
    );
  });
  it("never stands still or runs back, and a leap cycle takes as long as it does", () => {
    const instants = fc.tuple(fc.integer({ min: -2e12, max: 4e12 }), fc.integer({ min: 1, max: 1e10 }));
    fc.assert(
      fc.property(indexes, instants, (index, [at, step]) => {
        const clock = defineSeasonalClock({ zone: "Europe/London", index });
        expect(seasonalTime(clock, at, at + step, "day")).toBeGreaterThan(0);
        const half = at + Math.floor(step / 2);
        const parts = seasonalTime(clock, at, half, "day") + seasonalTime(clock, half, at + step, "day");
        expect(parts).toBeCloseTo(seasonalTime(clock, at, at + step, "day"), 5);
        expect(seasonalTime(clock, Date.UTC(2021, 2, 5), Date.UTC(2025, 2, 5), "day")).toBeCloseTo(1461, 6);
      }),
      { seed: 12, numRuns: 60 },
    );
  });
  it("refuses what is no index of twelve months", () => {
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

  it("is the plain one, to a rounding, when every month is alike", () => {
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
  it("measures recency, age and gaps in the days' indexes, and the silence in civil days", () => {
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

describe("a shop with a Christmas", () => {
  const log = seasonalShop();
  const asOf = Date.UTC(2011, 8, 1) - 1;
  const options = { asOf, until: Date.UTC(2011, 11, 15) - 1, unit: "week", zone: "UTC" } as const;
  const index = fitSeasonalIndex(seasonalActivity(log, { asOf: Date.UTC(2011, 0, 1), zone: "UTC" }));

  it("shows its season in the prior year, though its base grew meanwhile", () => {
    const truth = defineSeasonalClock({ zone: "UTC", index: CHRISTMAS }).index;
    index.forEach((value, month) => {
      expect(Math.abs(value / truth[month]! - 1), `month ${month + 1}`).toBeLessThan(0.12);
    });
  });
  it("is forecast on the clock where the plain model falls short by a quarter", () => {
    const plain = splitHoldout(log, options);
    const clock = defineSeasonalClock({ zone: "UTC", index });
    const seasonal = splitHoldout(log, { ...options, clock });
    const total = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0);
    const actual = total(plain.holdout.actual);
    const forecast = ({ calibration, holdout }: typeof plain) =>
      total(expectedTransactions(fitNbd(calibration), calibration, { horizon: holdout.horizon })) / actual;
    expect([...seasonal.holdout.actual]).toEqual([...plain.holdout.actual]);
    // from the last day of the calibration to the last of the holdout, as ages are measured
    const days = [Date.UTC(2011, 7, 31), Date.UTC(2011, 11, 14)] as const;
    expect(seasonal.holdout.horizon).toBeCloseTo(seasonalTime(clock, ...days, "week"), 9);
    expect(plain.holdout.horizon).toBe(15);
    expect(forecast(plain)).toBeLessThan(0.8);
    expect(Math.abs(forecast(seasonal) - 1)).toBeLessThan(0.06);
  });
  it("is tracked by calendar month: the periods may have any ends", () => {
    const clock = defineSeasonalClock({ zone: "UTC", index });
    const summary = summarizeTransactions(log, { asOf, unit: "week", zone: "UTC", clock });
    const first = Math.min(...summary.firstAt);
    const ends = Array.from({ length: 20 }, (_, month) => seasonalTime(clock, first, Date.UTC(2010, month + 1, 1), "week"));
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

describe("a seasonal index", () => {
  const month = (number: number, year = 2010) => `${year}-${String(number).padStart(2, "0")}`;
  const days = (number: number) => new Date(Date.UTC(2010, number, 0)).getUTCDate();

  it("is what was planted, whatever the level of each group", () => {
    fc.assert(
      fc.property(
        indexes,
        fc.array(fc.double({ min: 0.1, max: 50, noNaN: true }), { minLength: 2, maxLength: 6 }),
        (planted, levels) => {
          const activity = levels.flatMap((level, group) =>
            planted.flatMap((value, at) =>
              // each group misses a month, none misses all
              at === group ? [] : [{ group: `g${group}`, month: month(at + 1), purchases: level * value * days(at + 1) }],
            ),
          );
          const clock = defineSeasonalClock({ zone: "UTC", index: planted });
          const found = fitSeasonalIndex(activity);
          found.forEach((value, at) => {
            expect(value / clock.index[at]!).toBeCloseTo(1, 6);
          });
        },
      ),
      { seed: 14, numRuns: 60 },
    );
  });
  it("says which month nobody bought in, and which no group links to the others", () => {
    const whole = Array.from({ length: 12 }, (_, at) => ({ group: "a", month: month(at + 1), purchases: 5 }));
    expect(() => fitSeasonalIndex(whole.slice(0, 11))).toThrowError(
      expect.objectContaining({ code: "unfittable_data", message: expect.stringContaining("month 12") }),
    );
    const apart = whole.map((cell, at) => ({ ...cell, group: at < 6 ? "a" : "b" }));
    expect(() => fitSeasonalIndex(apart)).toThrowError(
      expect.objectContaining({ code: "unfittable_data", message: expect.stringContaining("no group was seen both") }),
    );
    for (const wrong of [{ month: "2010-13" }, { month: "March" }, { purchases: -1 }, { purchases: Number.NaN }]) {
      expect(() => fitSeasonalIndex([{ ...whole[0]!, ...wrong }])).toThrowError(
        expect.objectContaining({ code: "invalid_option" }),
      );
    }
  });
  it("comes from whole months, and from customers after their first", () => {
    const at = (text: string) => Date.parse(`${text}T12:00:00Z`);
    const row = (customerId: string, text: string, amount = 100) => ({ customerId, at: at(text), amount, currency: "EUR" });
    const log = [
      row("ann", "2010-01-05"),
      row("ann", "2010-01-09"),
      row("ann", "2010-03-01"),
      row("ann", "2010-03-01"),
      row("ann", "2010-03-09"),
      row("bob", "2010-02-01"),
      row("bob", "2010-04-03"),
      row("bob", "2010-04-03", -100),
      row("bob", "2010-05-02"),
    ];
    expect(seasonalActivity(log, { asOf: at("2010-05-20"), zone: "UTC" })).toEqual([
      { group: "2010-01", month: "2010-02", purchases: 0 },
      { group: "2010-01", month: "2010-03", purchases: 2 },
      { group: "2010-02", month: "2010-03", purchases: 0 },
    ]);
    expect(seasonalActivity([], { asOf: 0, zone: "UTC" })).toEqual([]);
  });
});
