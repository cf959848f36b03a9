import { localClock } from "clientele/kernel";
import { type Interaction, transactionsOf } from "clientele/models";
import { type PreparedSubject, prepareSubject } from "clientele/rules";
import { summarizeTransactions } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PurchaseTotals } from "../../../src/workspace/plugins/purchase-ledger.js";
import { purchaseTotals } from "../../../src/workspace/plugins/purchase-totals.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The midnight after which the clocks of St. John's were set back to the day before, one minute late. */
const MIDNIGHT = Date.UTC(2006, 9, 29, 2, 30);
const places = [
  { zone: "America/St_Johns", instants: [-DAY, -HOUR, 0, 30_000, 2 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * DAY, 6 * DAY] },
  { zone: "Europe/Berlin", instants: [-2 * DAY, -DAY, 0, HOUR, 2 * HOUR, DAY, DAY + HOUR, 2 * DAY, 3 * DAY] },
] as const;

/** Summarizes all facts up to an instant. */
function summaryAt(history: readonly Interaction[], asOf: number, zone: string): PurchaseTotals {
  const happened = history.filter(({ at }) => at.getTime() <= asOf);
  const { transactions, revenue, lastAt, report } = summarizeTransactions(transactionsOf(happened), {
    asOf,
    unit: "day",
    zone,
    currency: "EUR",
  });
  return {
    netRevenue: revenue[0] ?? report.revenueWithoutPurchase,
    purchases: transactions[0] ?? 0,
    lastPurchaseAt: lastAt[0] ?? null,
  };
}

const orderId = fc.constantFrom("o1", "o2", "o3");

/** Few orders and instants, so that most facts meet: free orders, refunds and cancellations before their orders, repeated orders. */
const anyFact = fc.record({
  type: fc.constantFrom("order.placed", "order.placed", "order.refunded", "order.cancelled"),
  instant: fc.integer({ min: 0, max: 8 }),
  properties: fc.oneof(
    { weight: 3, arbitrary: fc.record({ orderId, total: fc.constantFrom(10, 4), currency: fc.constant("EUR") }) },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          orderId,
          total: fc.constantFrom(10, 0, -3, 0.5),
          currency: fc.constantFrom("EUR", "USD"),
          cost: fc.constantFrom(1, 0.5),
        },
        { requiredKeys: [] },
      ),
    },
  ),
});

const aHistory = fc
  .tuple(fc.constantFrom(...places), fc.array(anyFact, { maxLength: 10 }))
  .map(([{ zone, instants }, facts]) => ({
    zone,
    instants: instants.map((instant) => MIDNIGHT + instant),
    subject: subjectOf(facts.map((fact) => ({ ...fact, at: MIDNIGHT + instants[fact.instant]! }))),
  }));

type AnyFact = Pick<Interaction, "type" | "properties"> & { readonly at: number };

function subjectOf(facts: readonly AnyFact[]): PreparedSubject {
  const history = facts.map(({ type, at, properties }, index): Interaction => {
    return { id: `i${String(index).padStart(2, "0")}`, customerId: "ada", type, at: new Date(at), properties };
  });
  history.sort((left, right) => left.at.getTime() - right.at.getTime());
  return prepareSubject({ id: "ada", attributes: {}, history });
}

const placed = (orderId: string, total: unknown) => ({ orderId, total, currency: "EUR" });

describe("the totals of purchases", () => {
  test("equal the summary of the whole history at every instant, counted from the start or from any instant, with or without what was known there", () => {
    fc.assert(
      fc.property(aHistory, fc.integer({ min: -1, max: 8 }), fc.boolean(), ({ zone, instants, subject }, known, isStored) => {
        const from = instants[known] ?? Number.NEGATIVE_INFINITY;
        const before = known < 0 || !isStored ? null : summaryAt(subject.history, from, zone);
        const options = { currency: "EUR", clock: localClock(zone) };
        const totalsAt = purchaseTotals(subject, { before, from, asOf: instants.at(-1)! }, options);
        for (const instant of instants.slice(known + 1))
          expect(totalsAt(instant)).toEqual(summaryAt(subject.history, instant, zone));
      }),
      { numRuns: 8_000 },
    );
  });

  const options = { currency: "EUR", clock: localClock("UTC") };
  const start = { before: null, from: Number.NEGATIVE_INFINITY, asOf: 9 };

  test("refuse a fact that cannot be read with its place in the history", () => {
    const subject = subjectOf([
      { type: "order.placed", at: 1, properties: placed("a", 5) },
      { type: "order.placed", at: 2, properties: placed("b", "much") },
    ]);
    const totalsAt = purchaseTotals(subject, start, options);
    expect(totalsAt(1)).toEqual({ netRevenue: 5, purchases: 1, lastPurchaseAt: 1 });
    const problem = { code: "malformed_fact", path: "history[1].properties.total" };
    expect(() => totalsAt(2)).toThrow(expect.objectContaining(problem));
    const before = { netRevenue: 5, purchases: 1, lastPurchaseAt: 1 };
    expect(() => purchaseTotals(subject, { before, from: 1, asOf: 9 }, options)(2)).toThrow(expect.objectContaining(problem));
  });

  test("refuse amounts that add up to more than a safe integer, though the new facts alone do not", () => {
    const half = (Number.MAX_SAFE_INTEGER - 1) / 2;
    const subject = subjectOf([
      { type: "order.placed", at: DAY, properties: placed("a", half) },
      { type: "order.placed", at: 20 * DAY, properties: placed("b", half) },
      { type: "order.placed", at: 40 * DAY, properties: placed("c", 10) },
    ]);
    const before = { netRevenue: 2 * half, purchases: 2, lastPurchaseAt: 20 * DAY };
    expect(purchaseTotals(subject, { ...start, asOf: 30 * DAY }, options)(30 * DAY)).toEqual(before);
    expect(() => purchaseTotals(subject, { ...start, asOf: 50 * DAY }, options)(50 * DAY)).toThrow(
      expect.objectContaining({ code: "invalid_amount" }),
    );
    const known = { before, from: 30 * DAY, asOf: 50 * DAY };
    expect(() => purchaseTotals(subject, known, options)(50 * DAY)).toThrow(expect.objectContaining({ code: "invalid_amount" }));
  });
});
