import { compareCodePoints } from "clientele/kernel";
import { type Activity, cohortRetention } from "clientele/journeys";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const asOf = Date.UTC(2026, 5, 17, 12);

const log: fc.Arbitrary<Activity[]> = fc.array(
  fc.record({
    customerId: fc.constantFrom("ann", "bob", "cid", "__proto__", "😀", "ﬁ"),
    at: fc.integer({ min: 0, max: 5000 }).map((hours) => Date.UTC(2026, 0, 1) + hours * 3_600_000),
  }),
  { maxLength: 50 },
);

/** Formatters of the platform by time zone (days as `2026-01-31`), kept because they are slow to create. */
const formats = new Map<string, Intl.DateTimeFormat>();
function dateText(at: number, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  formats.set(zone, format);
  return format.format(at);
}
const dayOf = (at: number, zone: string): number => Date.parse(dateText(at, zone)) / DAY;
const monthOf = (at: number, zone: string): number => {
  const [year, month] = dateText(at, zone).split("-").map(Number) as [number, number];
  return year * 12 + month - 1;
};

/** Slow computation of retention straight from its definition: customers by cohort and period. */
function slowRetention(rows: readonly Activity[], zone: string, days: number | undefined, unbounded: boolean) {
  const seen = rows.filter(({ at }) => (at as number) <= asOf).map(({ customerId, at }) => ({ customerId, at: at as number }));
  const table = new Map<string, { eligible: string[]; retained: string[] }>();
  for (const id of [...new Set(seen.map((row) => row.customerId))].sort(compareCodePoints)) {
    const theirs = seen.filter((row) => row.customerId === id).map(({ at }) => at);
    const first = Math.min(...theirs);
    const cohort = monthOf(first, zone);
    for (let k = 0; k < 250; k++) {
      const inPeriod = (at: number): number =>
        days === undefined ? monthOf(at, zone) - cohort : Math.floor((dayOf(at, zone) - dayOf(first, zone)) / days);
      // Calendar periods count once they begin, periods of own days once they are over.
      const seenThen =
        days === undefined ? cohort + k <= monthOf(asOf, zone) : dayOf(first, zone) + (k + 1) * days <= dayOf(asOf + 1, zone);
      if (!seenThen) break;
      const key = `${cohort}/${k}`;
      const cell = table.get(key) ?? { eligible: [], retained: [] };
      table.set(key, cell);
      cell.eligible.push(id);
      if (theirs.some((at) => (unbounded ? inPeriod(at) >= k : inPeriod(at) === k))) cell.retained.push(id);
    }
  }
  return table;
}

describe("cohort retention", () => {
  test("agrees with a slow computation for calendar months and own days, bounded and unbounded", () => {
    const zones = fc.constantFrom("Europe/London", "Asia/Shanghai", "UTC");
    fc.assert(
      fc.property(log, zones, fc.constantFrom(undefined, 1, 7, 30), fc.boolean(), (rows, zone, days, unbounded) => {
        const table = cohortRetention(rows, {
          asOf,
          zone,
          period: days === undefined ? "calendar" : { days },
          kind: unbounded ? "unbounded" : "bounded",
          members: true,
        });
        const wanted = slowRetention(rows, zone, days, unbounded);
        let cells = 0;
        for (const cohort of table.cohorts) {
          for (const cell of cohort.cells) {
            const expected = wanted.get(`${monthOf(cohort.start, zone)}/${cell.period}`);
            expect([cell.eligible, cell.customers]).toEqual([expected?.eligible.length, expected?.retained]);
            expect(cell.retained).toBe(cell.customers?.length);
            cells++;
          }
        }
        expect(cells).toBe(wanted.size);
      }),
      { numRuns: 150 },
    );
  });

  test("does not depend on the order of the rows, and puts every customer into one cohort", () => {
    fc.assert(
      fc.property(log, (rows) => {
        const table = cohortRetention(rows, { asOf, zone: "Europe/London", members: true });
        expect(cohortRetention(rows.toReversed(), { asOf, zone: "Europe/London", members: true })).toEqual(table);
        const everybody = new Set(rows.filter(({ at }) => (at as number) <= asOf).map(({ customerId }) => customerId));
        expect(table.cohorts.flatMap(({ customers }) => customers).toSorted()).toEqual([...everybody].toSorted());
        for (const { cells, size } of table.cohorts) expect([cells[0]?.rate.estimate, cells[0]?.eligible]).toEqual([1, size]);
      }),
    );
  });

  test("pools the cohorts for which a period is over, and marks a month that is not over", () => {
    const on = (customerId: string, month: number) => ({ customerId, at: Date.UTC(2026, month, 3) });
    const rows = [on("a", 3), on("b", 3), on("a", 4), on("c", 4), on("c", 5), on("a", 5)];
    const table = cohortRetention(rows, { asOf, zone: "UTC" });
    expect(table.cohorts.map(({ label, cells }) => [label, cells.map(({ retained, complete }) => [retained, complete])])).toEqual(
      [
        [
          "2026-04",
          [
            [2, true],
            [1, true],
            [1, false],
          ],
        ],
        [
          "2026-05",
          [
            [1, true],
            [1, false],
          ],
        ],
      ],
    );
    expect(table.overall.map(({ period, retained, eligible }) => [period, retained, eligible])).toEqual([
      [0, 3, 3],
      [1, 1, 2],
    ]);
  });

  test("counts the last millisecond of a month as its end", () => {
    const rows = [{ customerId: "a", at: Date.UTC(2026, 4, 3) }];
    const complete = (end: number) => cohortRetention(rows, { asOf: end, zone: "UTC" }).cohorts[0]?.cells[0]?.complete;
    expect([complete(Date.UTC(2026, 5, 1) - 2), complete(Date.UTC(2026, 5, 1) - 1)]).toEqual([false, true]);
  });

  test("returns Wilson intervals", () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ customerId: `c${index}`, at: Date.UTC(2026, 0, 5) }));
    const back = rows.slice(0, 4).map((row) => ({ ...row, at: Date.UTC(2026, 1, 5) }));
    const [cohort] = cohortRetention([...rows, ...back], { asOf, zone: "UTC" }).cohorts;
    // Wilson interval of 4 of 10, as published calculators return it.
    expect(cohort?.cells[1]?.rate.lower).toBeCloseTo(0.16818, 5);
    expect(cohort?.cells[1]?.rate.upper).toBeCloseTo(0.68733, 5);
    expect([cohort?.cells[2]?.rate.lower, cohort?.cells[0]?.rate.upper]).toEqual([0, 1]);
  });

  test("labels cohorts in the usual notation", () => {
    const rows = [{ customerId: "a", at: Date.UTC(2026, 4, 6) }];
    const label = (cohort: "day" | "week" | "month" | "quarter" | "year") =>
      cohortRetention(rows, { asOf, zone: "UTC", cohort }).cohorts[0]?.label;
    expect((["day", "week", "month", "quarter", "year"] as const).map(label)).toEqual([
      "2026-05-06",
      "2026-05-04",
      "2026-05",
      "2026-Q2",
      "2026",
    ]);
  });

  test("stops at `maxPeriod`, and starts at `from`", () => {
    const rows = [0, 1, 2, 3].map((month) => ({ customerId: "a", at: Date.UTC(2026, month, 5) }));
    const table = cohortRetention(rows, { asOf, zone: "UTC", maxPeriod: 1, from: Date.UTC(2026, 1) });
    expect(table.cohorts.map(({ label, cells }) => [label, cells.length])).toEqual([["2026-02", 2]]);
    expect(table.report).toMatchObject({ rows: 4, used: 3, early: 1 });
  });

  test("reports invalid rows by position, and refuses invalid options and tables that are too large", () => {
    const rows = [null, { customerId: "\udc00", at: 0 }, { customerId: "a", at: Number.NaN }, { customerId: "a", at: asOf + 1 }];
    const table = cohortRetention(rows as Activity[], { asOf, zone: "UTC" });
    expect(table.report).toMatchObject({ rows: 4, used: 0, late: 1 });
    expect(table.report.rejected.map(({ row, reason }) => [row, reason])).toEqual([
      [0, "not_an_object"],
      [1, "invalid_customer"],
      [2, "invalid_instant"],
    ]);
    expect([table.cohorts, table.overall]).toEqual([[], []]);

    const good = [{ customerId: "a", at: 0 }];
    const refused = (options: object) => () => cohortRetention(good, { asOf, zone: "UTC", ...options });
    for (const options of [{ period: { days: 0 } }, { kind: "open" }, { maxPeriod: -1 }, { level: 1 }, { cohort: "decade" }]) {
      expect(refused(options)).toThrow(expect.objectContaining({ code: "invalid_option" }));
    }
    expect(refused({ zone: "Mars/Olympus" })).toThrow(expect.objectContaining({ code: "invalid_time_zone" }));
    expect(refused({ cohort: "day" })).toThrow(expect.objectContaining({ code: "too_many_periods" }));
  });
});
