import { compareCodePoints, isClienteleError } from "clientele/kernel";
import type { Transaction } from "clientele/models";
import { compressSummary, fitBgNbd, summarizeCustomer, summarizeTransactions, excludeTruncated } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffledPair, transactionLog } from "../../fixtures/transaction-logs.js";

const DAY = 86_400_000;

const ZONE = "Europe/London";

const asOf = Date.UTC(2026, 3, 15, 12);

const buy = (customerId: string, at: number, amount: number, orderId?: string): Transaction => ({
  customerId,
  at,
  amount,
  currency: "EUR",
  ...(orderId !== undefined && { orderId }),
});

/** The decided meaning, written the slow way: texts of days, maps of lists, no columns. */
function slowSummary(rows: readonly Transaction[], zone: string, end: number) {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const dayOf = (at: number) => Date.parse(format.format(at)) / DAY;
  const seen = rows.filter((row) => (row.at as number) <= end);
  const orderAt = new Map<string, number>();
  for (const row of seen) {
    const key = JSON.stringify([row.customerId, row.orderId]);
    if (row.orderId !== undefined && row.amount >= 0) orderAt.set(key, Math.min(orderAt.get(key) ?? Infinity, row.at as number));
  }
  const ids = [...new Set(seen.map((row) => row.customerId))].sort(compareCodePoints);
  return ids.flatMap((id) => {
    const days = new Map<number, number>();
    let revenue = 0;
    for (const row of seen.filter((one) => one.customerId === id)) {
      const at = (row.orderId !== undefined && orderAt.get(JSON.stringify([id, row.orderId]))) || (row.at as number);
      days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + row.amount);
      revenue += row.amount;
    }
    const counted = [...days].filter(([, net]) => net > 0).sort((a, b) => a[0] - b[0]);
    const first = counted[0];
    if (first === undefined) return [];
    const last = counted.at(-1)!;
    const repeats = counted.slice(1).map(([, net]) => net);
    return [
      {
        id,
        frequency: repeats.length,
        recency: last[0] - first[0],
        age: dayOf(end) - first[0],
        sinceLast: dayOf(end) - last[0],
        monetary: repeats.length === 0 ? Number.NaN : repeats.reduce((sum, net) => sum + net, 0) / repeats.length,
        revenue,
      },
    ];
  });
}

describe("transaction summary", () => {
  test("agrees with a slow reference implementation on any log", () => {
    fc.assert(
      fc.property(transactionLog, fc.constantFrom(ZONE, "Asia/Shanghai", "America/Sao_Paulo", "UTC"), (rows, zone) => {
        const summary = summarizeTransactions(rows, { asOf, unit: "day", zone });
        const found = summary.ids.map((id, row) => ({
          id,
          frequency: summary.frequency[row],
          recency: summary.recency[row],
          age: summary.age[row],
          sinceLast: summary.sinceLast[row],
          monetary: summary.monetary[row],
          revenue: summary.revenue[row],
        }));
        expect(found).toEqual(slowSummary(rows, zone, asOf));
      }),
      { numRuns: 300 },
    );
  });

  test("does not depend on the order of the rows", () => {
    fc.assert(
      fc.property(shuffledPair(transactionLog), fc.constantFrom("day", "week", "order"), ([rows, shuffled], grain) => {
        const options = { asOf, unit: "week", zone: ZONE, grain } as const;
        expect(summarizeTransactions(shuffled, options)).toEqual(summarizeTransactions(rows, options));
      }),
    );
  });

  test("accounts for every row and every minor unit", () => {
    const bad = fc.constantFrom<unknown>(
      null,
      { customerId: "", at: 0, amount: 1, currency: "EUR" },
      { customerId: "a\ud800", at: 0, amount: 1, currency: "EUR" },
      { customerId: "a", at: Number.NaN, amount: 1, currency: "EUR" },
      { customerId: "a", at: new Date(Number.NaN), amount: 1, currency: "EUR" },
      { customerId: "a", at: "2026-01-01", amount: 1, currency: "EUR" },
      { customerId: "a", at: 9e15, amount: 1, currency: "EUR" },
      { customerId: "a", at: 0, amount: 0.5, currency: "EUR" },
      { customerId: "a", at: 0, amount: Number.NaN, currency: "EUR" },
      { customerId: "a", at: 0, amount: 1, currency: "euro" },
      { customerId: "a", at: 0, amount: 1, currency: "EUR", orderId: "" },
      { customerId: "a", at: 0, amount: 1, currency: "EUR", cost: Number.POSITIVE_INFINITY },
    );
    fc.assert(
      fc.property(transactionLog, fc.array(bad, { maxLength: 8 }), (good, broken) => {
        const rows = [...(broken as Transaction[]), ...good];
        const { report, revenue } = summarizeTransactions(rows, { asOf, unit: "day", zone: ZONE });
        expect(report.rows).toBe(rows.length);
        expect(report.counted + report.netted + report.late + report.otherCurrency + report.rejected.length).toBe(rows.length);
        expect(report.rejected.map(({ row }) => row)).toEqual(broken.map((_, index) => index));
        const used = good.filter((row) => (row.at as number) <= asOf).reduce((sum, row) => sum + row.amount, 0);
        expect(revenue.reduce((sum, value) => sum + value, 0) + report.revenueWithoutPurchase).toBe(used);
      }),
    );
  });

  test("reports why each unreadable row was rejected", () => {
    const rows = [
      null,
      buy("\ud800", 0, 1),
      buy("a", Number.POSITIVE_INFINITY, 1),
      buy("a", 0, 1.5),
      { ...buy("a", 0, 1), currency: "£" },
      buy("a", 0, 1, "\udc00"),
      { ...buy("a", 0, 1), cost: Number.NaN },
    ] as Transaction[];
    const { report, ids } = summarizeTransactions(rows, { asOf, unit: "day", zone: ZONE });
    expect(ids).toEqual([]);
    expect(report.rejected.map(({ reason }) => reason)).toEqual([
      "not_an_object",
      "invalid_customer",
      "invalid_instant",
      "invalid_amount",
      "invalid_currency",
      "invalid_order",
      "invalid_cost",
    ]);
  });

  test("subtracts a refund from the day of its order, and a refund without an order from its own day", () => {
    const rows = [
      buy("ann", Date.UTC(2026, 0, 1, 10), 1000, "o1"),
      buy("ann", Date.UTC(2026, 0, 5, 10), 2000, "o2"),
      buy("ann", Date.UTC(2026, 0, 9, 10), -2000, "o2"),
      buy("ann", Date.UTC(2026, 0, 9, 11), 500, "o3"),
      buy("ann", Date.UTC(2026, 0, 9, 12), -100),
    ];
    const summary = summarizeTransactions(rows, { asOf, unit: "day", zone: ZONE });
    expect([summary.frequency[0], summary.recency[0], summary.monetary[0], summary.revenue[0]]).toEqual([1, 8, 400, 1400]);
    expect(summary.report).toMatchObject({ counted: 3, netted: 2 });
  });

  test("does not subtract a refund from the order of another customer with the same number", () => {
    const rows = [buy("ann", 0, 1000, "o1"), buy("bob", 0, 800, "o1"), buy("bob", DAY, -800, "o1")];
    const summary = summarizeTransactions(rows, { asOf: 5 * DAY, unit: "day", zone: "UTC" });
    expect(summary.ids).toEqual(["ann"]);
    expect(summary.report.withoutPurchase).toEqual(["bob"]);
  });

  test("ignores later rows, including refunds", () => {
    const rows = [buy("ann", 0, 1000, "o1"), buy("ann", 9 * DAY, -1000, "o1")];
    const summary = summarizeTransactions(rows, { asOf: 5 * DAY, unit: "day", zone: "UTC" });
    expect([...summary.revenue]).toEqual([1000]);
    expect(summary.report.late).toBe(1);
  });

  test("uses the days of the zone, also across a change of the clocks", () => {
    // 29 March 2026 has 23 hours in London; both purchases fall on it there, on two days in UTC.
    const rows = [buy("ann", Date.UTC(2026, 2, 29, 0, 30), 100), buy("ann", Date.UTC(2026, 2, 28, 23, 30), 100)];
    expect(summarizeTransactions(rows, { asOf, unit: "day", zone: "Europe/Paris" }).frequency[0]).toBe(0);
    expect(summarizeTransactions(rows, { asOf, unit: "day", zone: "UTC" }).frequency[0]).toBe(1);
  });

  test("sums the logarithms of the gaps, and leaves them out when a gap is 0", () => {
    const rows = [buy("ann", 0, 100), buy("ann", 7 * DAY, 100), buy("ann", 21 * DAY, 100)];
    const options = { asOf: 30 * DAY, unit: "week", zone: "UTC" } as const;
    expect(summarizeTransactions(rows, options).logGaps![0]).toBeCloseTo(Math.log(1) + Math.log(2), 12);
    const twice = [...rows, buy("ann", 21 * DAY, 50)];
    const byOrder = summarizeTransactions(twice, { ...options, grain: "order" });
    expect(byOrder.frequency[0]).toBe(3);
    expect(byOrder.logGaps).toBeUndefined();
  });

  test("merges local weeks that start on Monday", () => {
    const monday = Date.UTC(2026, 0, 5);
    const rows = [buy("ann", monday, 100), buy("ann", monday + 6 * DAY, 100), buy("ann", monday + 7 * DAY, 100)];
    const summary = summarizeTransactions(rows, { asOf: monday + 13 * DAY, unit: "week", zone: "UTC", grain: "week" });
    expect([summary.frequency[0], summary.recency[0], summary.age[0]]).toEqual([1, 1, 1]);
  });

  test("rejects a second currency, and reads one currency on request", () => {
    const rows = [buy("ann", 0, 100), { ...buy("ann", DAY, 100), currency: "CNY" }];
    const options = { asOf: 5 * DAY, unit: "day", zone: "UTC" } as const;
    let caught: unknown;
    try {
      summarizeTransactions(rows, options);
    } catch (error) {
      caught = error;
    }
    expect(isClienteleError(caught, "mixed_currencies") && caught.details.currencies).toEqual(["CNY", "EUR"]);
    const one = summarizeTransactions(rows, { ...options, currency: "CNY" });
    expect(one.currency).toBe("CNY");
    expect(one.report).toMatchObject({ used: 1, otherCurrency: 1 });
  });

  test("returns the mean spend in minor units of any currency", () => {
    const yen = [0, DAY].map((at) => ({ ...buy("ann", at, 1500), currency: "JPY" }));
    expect(summarizeTransactions(yen, { asOf: 5 * DAY, unit: "day", zone: "UTC" }).monetary[0]).toBe(1500);
  });

  test("flags customers who may have bought before the log, and can exclude them", () => {
    const rows = [buy("old", DAY, 100), buy("new", 40 * DAY, 100)];
    const summary = summarizeTransactions(rows, { asOf: 60 * DAY, unit: "day", zone: "UTC", acquiredFrom: 30 * DAY });
    expect(summary.ids.map((id, row) => [id, summary.truncated[row]])).toEqual([
      ["new", 0],
      ["old", 1],
    ]);
    expect(summary.report.truncated).toBe(1);
    const left = excludeTruncated(summary);
    expect([left.ids, left.frequency.length, left.logGaps?.length, left.lastAt.length]).toEqual([["new"], 1, 1, 1]);
  });

  test("leaves flagged customers out of a fit, with and without compression", () => {
    const rows = Array.from({ length: 40 }, (_, c) =>
      Array.from({ length: 1 + (c % 5) }, (__, n) => buy(`c${c}`, (c + n * (5 + c)) * DAY, 100)),
    ).flat();
    const summary = summarizeTransactions(rows, { asOf: 300 * DAY, unit: "week", zone: "UTC", acquiredFrom: 10 * DAY });
    const kept = excludeTruncated(summary);
    expect([summary.ids.length, kept.ids.length]).toEqual([40, 30]);
    expect(fitBgNbd(summary)).toEqual(fitBgNbd(kept));
    expect(compressSummary(summary)).toEqual(compressSummary(kept));
  });

  test.each([
    ["invalid_option", { unit: "fortnight" }],
    ["invalid_option", { grain: "hour" }],
    ["invalid_time_zone", { zone: "Mars/Olympus" }],
    ["invalid_instant", { asOf: Number.NaN }],
    ["invalid_instant", { acquiredFrom: new Date(Number.NaN) }],
    ["invalid_currency", { currency: "euro" }],
  ] as const)("rejects an impossible option with %s: %j", (code, option) => {
    const options = { asOf, unit: "day", zone: ZONE, ...option } as Parameters<typeof summarizeTransactions>[1];
    expect(() => summarizeTransactions([], options)).toThrow(expect.objectContaining({ code }));
  });

  test("rejects amounts whose sum is not a safe integer", () => {
    const rows = [buy("ann", 0, Number.MAX_SAFE_INTEGER), buy("ann", 0, 1)];
    expect(() => summarizeTransactions(rows, { asOf, unit: "day", zone: ZONE })).toThrow(
      expect.objectContaining({ code: "invalid_amount" }),
    );
  });

  test("returns empty columns for an empty log", () => {
    const summary = summarizeTransactions([], { asOf, unit: "day", zone: ZONE });
    expect([summary.ids.length, summary.frequency.length, summary.currency, summary.report.rows]).toEqual([0, 0, undefined, 0]);
  });

  test("handles a customer with 10,000 orders, and instants at the ends of the range", () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => buy("ann", index * DAY, 100, `o${index}`));
    const summary = summarizeTransactions([...rows, buy("bob", -8.64e15, 100), buy("bob", 0, 100)], {
      asOf: 20_000 * DAY,
      unit: "day",
      zone: ZONE,
    });
    expect(summary.frequency[0]).toBe(9999);
    expect(summary.recency[1]).toBe(1e8);
  });

  test("summarizes one customer as a population", () => {
    fc.assert(
      fc.property(transactionLog, (rows) => {
        const options = { asOf, unit: "week", zone: ZONE } as const;
        const summary = summarizeTransactions(rows, options);
        const row = summary.ids.indexOf("__proto__");
        const one = summarizeCustomer("__proto__", rows, options);
        if (row === -1) expect(one).toBeUndefined();
        else {
          expect(one).toMatchObject({
            frequency: summary.frequency[row],
            recency: summary.recency[row],
            age: summary.age[row],
            revenue: summary.revenue[row],
          });
          expect(one?.monetary).toBe(one?.frequency === 0 ? undefined : summary.monetary[row]);
        }
      }),
    );
  });
});
