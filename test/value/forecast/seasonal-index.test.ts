import { defineSeasonalClock, fitSeasonalIndex, seasonalActivity } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const indexes = fc.array(fc.double({ min: 0.05, max: 20, noNaN: true }), { minLength: 12, maxLength: 12 });

describe("a seasonal index", () => {
  const month = (number: number, year = 2010) => `${year}-${String(number).padStart(2, "0")}`;
  const days = (number: number) => new Date(Date.UTC(2010, number, 0)).getUTCDate();

  test("recovers the index for any level of the groups", () => {
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
  test("names the month without a purchase, and the month without a link to the others", () => {
    const whole = Array.from({ length: 12 }, (_, at) => ({ group: "a", month: month(at + 1), purchases: 5 }));
    expect(() => fitSeasonalIndex(whole.slice(0, 11))).toThrowError(
      expect.objectContaining({ code: "unfittable_data", message: expect.stringContaining("month 12") }),
    );
    const apart = whole.map((cell, at) => ({ ...cell, group: at < 6 ? "a" : "b" }));
    expect(() => fitSeasonalIndex(apart)).toThrowError(
      expect.objectContaining({ code: "unfittable_data", message: expect.stringContaining("no group links month") }),
    );
    for (const wrong of [{ month: "2010-13" }, { month: "March" }, { purchases: -1 }, { purchases: Number.NaN }]) {
      expect(() => fitSeasonalIndex([{ ...whole[0]!, ...wrong }])).toThrowError(
        expect.objectContaining({ code: "invalid_option" }),
      );
    }
  });
  test("counts complete months after the first month of a customer", () => {
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
