import type { Interaction } from "clientele/models";
import { itemInteractionsOf, itemLog } from "clientele/recommend";
import { describe, expect, test } from "vitest";
import { itemMatrix } from "../../../src/recommend/log/item-matrix.js";

describe("itemInteractionsOf", () => {
  test("reads views, carts, orders, refunds, returns and reviews from standard interactions", () => {
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
});
