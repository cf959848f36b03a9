import { isClienteleError, seededRandom } from "clientele/kernel";
import { shuffled } from "../../src/kernel/internal.js";
import type { Interaction } from "clientele/models";
import { fitPopularity, itemInteractionsOf, itemLog, leaveLastBasket, splitLogByTime } from "clientele/recommend";
import { basketsOf } from "../../src/recommend/log/baskets.js";
import { itemMatrix } from "../../src/recommend/log/item-matrix.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyRows } from "./random-logs.js";

const DAY = 864e5;

test("the same rows in any order give the same log", () => {
  fc.assert(
    fc.property(anyRows, fc.integer(), (rows, seed) => {
      expect(itemLog(shuffled(rows, seededRandom(seed)))).toEqual(itemLog(rows));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("every row is used, late or rejected", () => {
  const rows = [
    { customerId: "ann", itemId: "tea", at: 0 },
    { customerId: "ann", itemId: "tea", at: 10 },
    { customerId: "", itemId: "tea", at: 0 },
    { customerId: "ann", itemId: "", at: 0 },
    { customerId: "ann", itemId: "tea", at: Number.NaN },
    { customerId: "ann", itemId: "tea", at: 0, weight: -1 },
    { customerId: "ann", itemId: "tea", at: 0, weight: Number.POSITIVE_INFINITY },
    null as never,
  ];
  const { report } = itemLog(rows, { asOf: 5 });
  expect(report).toMatchObject({ rows: 8, used: 1, late: 1 });
  expect(report.rejected.map(({ row, field }) => [row, field])).toEqual([
    [2, "customerId"],
    [3, "itemId"],
    [4, "at"],
    [5, "weight"],
    [6, "weight"],
    [7, "row"],
  ]);
});

test("an invoice is one basket at its earliest line, each item once; two customers may use one number", () => {
  const log = itemLog([
    { customerId: "ann", itemId: "tea", at: 5, basketId: "o1" },
    { customerId: "ann", itemId: "cup", at: 3, basketId: "o1" },
    { customerId: "ann", itemId: "tea", at: 4, basketId: "o1" },
    { customerId: "bob", itemId: "jam", at: 9, basketId: "o1" },
    { customerId: "bob", itemId: "tea", at: 1, type: "product.viewed" },
  ]);
  expect(basketsOf(log)).toEqual([["cup", "tea"], ["jam"]]);
  expect([...log.at]).toEqual([3, 3, 1, 9]);
  expect([...log.basket]).toEqual([0, 0, -1, 1]);
});

test("two invoices of one instant stay two, in the order of their numbers", () => {
  const log = itemLog([
    { customerId: "ann", itemId: "tea", at: 0, basketId: "o2" },
    { customerId: "ann", itemId: "cup", at: 0, basketId: "o1" },
    { customerId: "ann", itemId: "jam", at: 0, basketId: "o2" },
  ]);
  expect(basketsOf(log)).toEqual([["cup"], ["jam", "tea"]]);
  expect(leaveLastBasket(itemLog([...toRows(log), { customerId: "bob", itemId: "tea", at: 0 }])).tests[0]?.items).toEqual([
    "tea",
  ]);
});

function toRows(log: ReturnType<typeof itemLog>) {
  return basketsOf(log).flatMap((items, basket) =>
    items.map((itemId) => ({ customerId: "ann", itemId, at: 0, basketId: `o${basket + 1}` })),
  );
}

test("views, carts, orders, refunds, returns and reviews are read out of standard interactions", () => {
  const at = new Date(0);
  const fact = (id: string, type: string, properties: object): Interaction => ({
    id,
    customerId: "ann",
    type,
    at,
    properties: { ...properties },
  });
  const rows = [
    ...itemInteractionsOf([
      fact("1", "product.viewed", { productId: "tea" }),
      fact("2", "cart.added", { productId: "tea", quantity: 1 }),
      fact("3", "order.placed", {
        orderId: "o1",
        total: 1000,
        currency: "EUR",
        lines: [
          { productId: "tea", quantity: 1, unitPrice: 600 },
          { productId: "cup", quantity: 1, unitPrice: 200 },
          { productId: "cup", quantity: 1, unitPrice: 200 },
        ],
      }),
      fact("4", "order.refunded", { orderId: "o1", total: 250, currency: "EUR" }),
      fact("5", "order.refunded", { orderId: "unknown", total: 250, currency: "EUR" }),
      fact("6", "return.received", { orderId: "o1", products: ["cup"] }),
      fact("7", "product.reviewed", { productId: "tea", rating: 5 }),
      fact("8", "product.reviewed", { productId: "cup", rating: 2 }),
      fact("9", "page.viewed", { url: "/" }),
    ]),
  ];
  expect(rows.map(({ type, itemId, weight }) => [type, itemId, weight])).toEqual([
    ["product.viewed", "tea", undefined],
    ["cart.added", "tea", undefined],
    ["order.placed", "tea", undefined],
    ["order.placed", "cup", undefined],
    ["order.refunded", "tea", 0.25],
    ["order.refunded", "cup", 0.25],
    ["return.received", "cup", undefined],
    ["product.reviewed", "tea", 1],
    ["product.disliked", "cup", 0.5],
  ]);
  const matrix = itemMatrix(itemLog(rows), { scale: "sum" });
  expect(matrix.items).toEqual(["tea"]);
  expect(matrix.values[0]).toBeCloseTo(0.1 + 0.4 + 1 - 0.25 + 1, 12);
});

test("a type without a weight counts nothing, and is counted", () => {
  const log = itemLog([
    { customerId: "ann", itemId: "tea", at: 0, type: "video.watched" },
    { customerId: "ann", itemId: "tea", at: 0 },
  ]);
  expect(itemMatrix(log).unweighted).toBe(1);
  expect(itemMatrix(log, { types: { "video.watched": 2 }, scale: "sum" }).values[0]).toBe(2);
});

test("a log in which nothing speaks for anything cannot be learned from", () => {
  let caught: unknown;
  try {
    itemMatrix(itemLog([]));
  } catch (error) {
    caught = error;
  }
  expect(isClienteleError(caught, "empty_log")).toBe(true);
});

test("the last basket and what comes with it or after it is in neither part", () => {
  const log = itemLog([
    { customerId: "ann", itemId: "tea", at: 0 },
    { customerId: "ann", itemId: "cup", at: DAY, type: "product.viewed" },
    { customerId: "ann", itemId: "cup", at: 2 * DAY },
    { customerId: "ann", itemId: "jam", at: 2 * DAY },
    { customerId: "ann", itemId: "tea", at: 3 * DAY, type: "product.viewed" },
    { customerId: "bob", itemId: "cup", at: 9 * DAY },
  ]);
  const { train, tests, report } = leaveLastBasket(log);
  expect(train.report.used).toBe(3);
  expect(tests).toEqual([{ customerId: "ann", asOf: 2 * DAY, items: ["cup"] }]);
  expect(report).toEqual({ customers: 1, heldOut: 2, unseen: 1, customersDropped: 0 });
});

test("a split at an instant lets nothing after it into training", () => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 12 }), (rows, day) => {
      const log = itemLog(rows);
      try {
        const { train, tests } = splitLogByTime(log, { asOf: day * DAY });
        expect(train.at.every((at) => at < day * DAY)).toBe(true);
        for (const { customerId, items } of tests) {
          const later = rows.filter(
            (row) => row.customerId === customerId && row.type === "order.placed" && Number(row.at) >= day * DAY,
          );
          expect(items.every((item) => later.some(({ itemId }) => itemId === item))).toBe(true);
        }
      } catch (error) {
        expect(isClienteleError(error, "empty_log")).toBe(true);
      }
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("trends look at the days before, a segment leans on everybody, a season on its month", () => {
  const rows = Array.from({ length: 60 }, (_, day) => ({
    customerId: `c${day % 10}`,
    itemId: day < 40 ? "old" : "new",
    at: day * DAY,
  }));
  const log = itemLog(rows);
  const trending = fitPopularity(log, { trendHalfLifeDays: 5 });
  expect(trending.series.baskets.length).toBe(60);
  expect(trending.items).toEqual(["new", "old"]);
  const seasonal = fitPopularity(log, { seasonZone: "UTC" });
  expect(seasonal.season?.baskets.slice(0, 3)).toEqual([31, 28, 1]);
});
