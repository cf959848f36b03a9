import { defineKpi, type KpiDefinition, kpiCatalog, kpiOverTime, measureKpi } from "clientele/journeys";
import type { Transaction } from "clientele/models";
import { concentration, summarizeTransactions } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffledPair, transactionLog } from "../fixtures/transaction-logs.js";
import { onlineRetailLines } from "../fixtures/online-retail-lines.js";

const kpis: readonly KpiDefinition[] = Object.values(kpiCatalog);
const month = (index: number) => ({ from: Date.UTC(2026, index, 1), to: Date.UTC(2026, index + 1, 1) });
const percent = (value: number | null) => `${((value ?? Number.NaN) * 100).toFixed(2)} %`;

describe("KPIs of Online Retail", () => {
  const rows = onlineRetailLines();
  const zone = "Europe/London";

  test("has repeat-purchase rates of 65.58 % by order and 64.32 % by day", () => {
    const byOrder = measureKpi(kpiCatalog["repeat-purchase-rate-by-order"], rows, { zone });
    const byDay = measureKpi(kpiCatalog["repeat-purchase-rate-by-day"], rows, { zone });
    expect([percent(byOrder.value), percent(byDay.value)]).toEqual(["65.58 %", "64.32 %"]);
    expect([byOrder.numerator.customers.length, byOrder.denominator.customers.length]).toEqual([2845, 4338]);
    expect([byDay.numerator.customers.length, byDay.denominator.customers.length]).toEqual([2790, 4338]);
  });

  test("has £480.87 per order and £2,054.27 per customer, from 18,532 orders and £8,911,407.90", () => {
    const order = measureKpi(kpiCatalog["average-order-value"], rows, { zone });
    const spend = measureKpi(kpiCatalog["spend-per-customer"], rows, { zone });
    expect([order.value?.toFixed(0), spend.value?.toFixed(0)]).toEqual(["48087", "205427"]);
    expect([order.numerator.value, order.denominator.value]).toEqual([891_140_790, 18_532]);
  });

  test("has 74.6 % of revenue from the top fifth, and 2,790 repeat customers in the summary as well", () => {
    const summary = summarizeTransactions(rows, { asOf: Date.UTC(2011, 11, 10), unit: "day", zone });
    expect(summary.frequency.filter((value) => value > 0)).toHaveLength(2790);
    expect(concentration(summary, { shares: [0.2] }).top[0]?.revenueShare).toBeCloseTo(0.746, 3);
  });
});

describe("a KPI", () => {
  const spans = fc.constantFrom(undefined, month(2), month(3), { from: Date.UTC(2026, 2, 5, 7), to: Date.UTC(2026, 2, 19) });

  test("has as many customers as its count, and amounts that add up to its value", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kpis), transactionLog, spans, (kpi, rows, window) => {
        const comparing = kpi.id === "retention-rate" || kpi.id === "churn-rate-by-period";
        fc.pre(window !== undefined || !comparing);
        const measured = measureKpi(kpi, rows, { zone: "Asia/Shanghai", window });
        for (const side of ["numerator", "denominator"] as const) {
          const { value, customers, amounts } = measured[side];
          expect(amounts).toHaveLength(customers.length);
          expect(new Set(customers).size).toBe(customers.length);
          expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(value);
          if (kpi[side].quantity === "customers") expect(value).toBe(customers.length);
        }
        const { numerator, denominator, value, interval } = measured;
        expect(value).toBe(denominator.value === 0 ? null : numerator.value / denominator.value);
        if (kpi.unit === "share" && value !== null) {
          expect(interval!.lower).toBeLessThanOrEqual(value);
          expect(interval!.upper).toBeGreaterThanOrEqual(value);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("agrees with a slow count, in any order of the rows", () => {
    fc.assert(
      fc.property(shuffledPair(transactionLog), ([rows, shuffled]) => {
        const window = month(2);
        const orders = new Map<string, { customerId: string; at: number; net: number }>();
        const keyOf = (row: Transaction, index: number) => JSON.stringify([row.customerId, row.orderId ?? index]);
        rows.forEach((row, index) => {
          if (row.amount < 0) return;
          const key = keyOf(row, index);
          const order = orders.get(key) ?? { customerId: row.customerId, at: Infinity, net: 0 };
          orders.set(key, { ...order, at: Math.min(order.at, row.at as number), net: order.net + row.amount });
        });
        rows.forEach((row, index) => {
          const order = row.amount < 0 ? orders.get(keyOf(row, index)) : undefined;
          if (order !== undefined) order.net += row.amount;
        });
        const counts = new Map<string, number>();
        for (const { customerId, at, net } of orders.values()) {
          if (net > 0 && at >= window.from && at < window.to) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
        }
        const kpi = kpiCatalog["repeat-purchase-rate-by-order"];
        const measured = measureKpi(kpi, shuffled, { zone: "UTC", window });
        expect(measured.denominator.customers.toSorted()).toEqual([...counts.keys()].toSorted());
        expect(measured.numerator.value).toBe([...counts.values()].filter((count) => count >= 2).length);
        expect(measureKpi(kpi, rows, { zone: "UTC", window })).toEqual(measured);
      }),
    );
  });

  test("is never higher by day than by order", () => {
    fc.assert(
      fc.property(transactionLog, (rows) => {
        const purchases = rows.filter(({ amount }) => amount > 0);
        const by = (id: "repeat-purchase-rate-by-order" | "repeat-purchase-rate-by-day") =>
          measureKpi(kpiCatalog[id], purchases, { zone: "Europe/London" }).numerator.value;
        expect(by("repeat-purchase-rate-by-day")).toBeLessThanOrEqual(by("repeat-purchase-rate-by-order"));
      }),
    );
  });

  test("of retention and one of churn add up to one, and read the previous window", () => {
    const order = (customerId: string, index: number) => ({
      customerId,
      at: Date.UTC(2026, index, 9),
      amount: 100,
      currency: "EUR",
    });
    const rows = [order("a", 0), order("b", 0), order("c", 0), order("a", 1), order("d", 1)];
    const options = { zone: "UTC", window: month(1), previous: month(0) };
    const retention = measureKpi(kpiCatalog["retention-rate"], rows, options);
    const churn = measureKpi(kpiCatalog["churn-rate-by-period"], rows, options);
    expect([retention.numerator.customers, churn.numerator.customers]).toEqual([["a"], ["b", "c"]]);
    expect((retention.value ?? 0) + (churn.value ?? 0)).toBeCloseTo(1, 12);
    const alone = () => measureKpi(kpiCatalog["retention-rate"], rows, { zone: "UTC" });
    expect(alone).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("counts no order that was refunded in full, at any time", () => {
    const order = { customerId: "a", at: Date.UTC(2026, 0, 9), amount: 100, currency: "EUR", orderId: "o1" };
    const refund = { ...order, at: Date.UTC(2026, 5, 1), amount: -100 };
    const kpi = kpiCatalog["average-order-value"];
    expect(measureKpi(kpi, [order, refund], { zone: "UTC", window: month(0) }).value).toBeNull();
    const then = measureKpi(kpi, [order, refund], { zone: "UTC", window: month(0), asOf: Date.UTC(2026, 2, 1) });
    expect([then.value, then.report.late]).toEqual([100, 1]);
  });

  test("is the same over time as measured month by month, and its revenue adds up", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kpis), transactionLog, (kpi, rows) => {
        const series = kpiOverTime(kpi, rows, { zone: "UTC", by: "month", asOf: Date.UTC(2026, 4, 20) });
        for (const { label, complete, ...point } of series.points) {
          const index = Number(label.slice(5)) - 1;
          const {
            report: _,
            currency: __,
            ...alone
          } = measureKpi(kpi, rows, {
            zone: "UTC",
            window: month(index),
            previous: month(index - 1),
          });
          expect(point).toEqual(alone);
          expect(complete).toBe(index < 4);
        }
        if (kpi.numerator.quantity === "revenue") {
          const total = series.points.reduce((sum, { numerator }) => sum + numerator.value, 0);
          expect(total).toBe(rows.reduce((sum, { amount }) => sum + amount, 0));
        }
      }),
    );
  });

  test("has no points for an empty log, and refuses two currencies", () => {
    const kpi = kpiCatalog["average-order-value"];
    expect(kpiOverTime(kpi, [], { zone: "UTC", by: "month", asOf: 0 }).points).toEqual([]);
    const rows = ["EUR", "GBP"].map((currency) => ({ customerId: "a", at: 0, amount: 1, currency }));
    expect(() => measureKpi(kpi, rows, { zone: "UTC" })).toThrow(expect.objectContaining({ code: "mixed_currencies" }));
    expect(measureKpi(kpi, rows, { zone: "UTC", currency: "GBP" }).report.otherCurrency).toBe(1);
  });
});

describe("the catalog of KPIs", () => {
  test("contains valid definitions under their own identifiers, in two languages, each with a rival", () => {
    for (const [id, kpi] of Object.entries<KpiDefinition>(kpiCatalog)) {
      expect(kpi.id).toBe(id);
      expect(() => defineKpi(structuredClone(kpi))).not.toThrow();
      expect(kpi.rivals.length).toBeGreaterThan(0);
      for (const text of [
        kpi.name,
        kpi.definition,
        kpi.window,
        kpi.numerator.label,
        ...kpi.rivals.map((one) => one.difference),
      ]) {
        expect(text.zh).toMatch(/\p{Script=Han}/u);
        expect(text.en).not.toMatch(/[。，；：]/u);
      }
    }
  });

  test("refuses definitions that cannot be measured, with the path of the invalid part", () => {
    const kpi = structuredClone<KpiDefinition>(kpiCatalog["retention-rate"]);
    const cases: [string, object][] = [
      ["id", { id: "" }],
      ["version", { version: 0 }],
      ["unit", { unit: "percent" }],
      ["name", { name: { en: "only English" } }],
      ["numerator.quantity", { numerator: { ...kpi.numerator, quantity: "visits" } }],
      ["denominator.where[0].in", { denominator: { ...kpi.denominator, where: [{ in: "next", quantity: "orders" }] } }],
      [
        "denominator.where[0].max",
        { denominator: { ...kpi.denominator, where: [{ in: "window", quantity: "orders", min: 2, max: 1 }] } },
      ],
    ];
    for (const [path, part] of cases) {
      expect(() => defineKpi({ ...kpi, ...part })).toThrow(expect.objectContaining({ code: "invalid_kpi", path }));
    }
  });
});
