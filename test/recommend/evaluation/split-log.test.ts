import { isClienteleError } from "clientele/kernel";
import { itemLog, leaveLastBasket, splitLogByTime } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRows } from "../../fixtures/random-logs.js";

const DAY = 864e5;

describe("leaveLastBasket", () => {
  test("keeps the last basket and later rows out of the training part", () => {
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
});

describe("splitLogByTime", () => {
  test("keeps rows after the instant out of the training part", () => {
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
});
