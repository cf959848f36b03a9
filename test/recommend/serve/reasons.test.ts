import { describe, expect, test } from "vitest";
import { type Reason, reasonOf, reasonsOf } from "../../../src/recommend/serve/reasons.js";

const nameOf = (itemId: string) => itemId.toUpperCase();

describe("reasonOf", () => {
  const texts: readonly [part: Omit<Reason, "text">, en: string, zh: string][] = [
    [{ kind: "bought-before", amount: 1, count: 1, days: 0 }, "You bought this once, today", "您已购买 1 次，最近一次是今天"],
    [
      { kind: "bought-before", amount: 1, count: 3, days: 1 },
      "You bought this 3 times, most recently 1 day ago",
      "您已购买 3 次，最近一次是 1 天前",
    ],
    [
      { kind: "similar-customers", amount: 1, count: 1 },
      "1 customer with similar taste chose this",
      "1 位喜好相近的客户选择了它",
    ],
    [{ kind: "popular", amount: 1, share: 0.0312 }, "Popular: chosen by 3.1% of customers", "热门：3.1% 的客户选择了它"],
    [{ kind: "trending", amount: 1, share: 0.12 }, "Trending: in 12% of recent orders", "近期热销：出现在 12% 的近期订单中"],
    [
      { kind: "alike", amount: 1, itemId: "tea", name: "brand:Acme" },
      "Similar to TEA: same brand (Acme)",
      "与“TEA”相似：同为“Acme”品牌",
    ],
    [
      { kind: "alike", amount: 1, itemId: "tea", name: "word:green" },
      "Similar to TEA: “green” in the name",
      "与“TEA”相似：名称均含“green”",
    ],
    [
      { kind: "rule", amount: 1, itemIds: ["tea", "cup"], share: 0.5 },
      "50% of orders with TEA and CUP also include this",
      "含“TEA、CUP”的订单中，50% 同时购买了它",
    ],
    [
      { kind: "refill", amount: 1, gapDays: 1.2, days: 3 },
      "Usually bought every day, most recently 3 days ago",
      "通常每天购买一次，最近一次是 3 天前",
    ],
    [{ kind: "fallback", amount: 0, count: 2 }, "Other customers bought this", "其他客户也购买了"],
    [{ kind: "fallback", amount: 0 }, "From the product range", "来自商品目录"],
  ];

  test.each(texts)("writes %o in English and Chinese", (part, en, zh) => {
    expect(reasonOf(part, nameOf).text).toEqual({ en, zh });
  });
});

describe("reasonsOf", () => {
  test("lists the three strongest reasons and sums up the rest", () => {
    const parts = [1, 5, 2, 4].map((amount) => ({ kind: "bought-with", itemId: `i${amount}`, amount }) as const);
    expect(reasonsOf(parts, 12, nameOf).map(({ kind, amount }) => [kind, amount])).toEqual([
      ["bought-with", 5],
      ["bought-with", 4],
      ["bought-with", 2],
      ["others", 1],
    ]);
  });
});
