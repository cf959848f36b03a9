import type { Topic } from "./question.js";
import { all, atLeast, customer, metric, not, sequence } from "./schema.js";

const order = (at: string, properties: Readonly<Record<string, unknown>> = {}) => ["order.placed", at, properties] as const;

export const buying: Topic = {
  en: "What they buy",
  zh: "买了什么、买了多少",
  questions: [
    {
      en: "Who spent at least ¥5,000 in the last year?",
      zh: "最近一年消费满 5,000 元的客户有哪些？",
      rule: metric.sum("order.placed", "total", { currency: "CNY" }).last({ days: 365 }).atLeast(5_000_00),
      selects: customer({ history: [order("2026-03-01T08:00:00Z", { total: 5_000_00, currency: "CNY" })] }),
      leavesOut: customer({ history: [order("2025-03-01T08:00:00Z", { total: 5_000_00, currency: "CNY" })] }),
    },
    {
      en: "Who has bought exactly once?",
      zh: "只买过一次的客户有哪些？",
      rule: metric.count("order.placed").equals(1),
      selects: customer({ history: [order("2026-03-01T08:00:00Z")] }),
      leavesOut: customer({ history: [order("2026-03-01T08:00:00Z"), order("2026-04-01T08:00:00Z")] }),
    },
    {
      en: "Whose average order is above ¥300?",
      zh: "客单价超过 300 元的客户有哪些？",
      rule: metric.average("order.placed", "total", { currency: "CNY" }).moreThan(300_00),
      selects: customer({
        history: [
          order("2026-03-01T08:00:00Z", { total: 200_00, currency: "CNY" }),
          order("2026-04-01T08:00:00Z", { total: 401_00, currency: "CNY" }),
        ],
      }),
      leavesOut: customer({ history: [order("2026-03-01T08:00:00Z", { total: 300_00, currency: "CNY" })] }),
    },
    {
      en: "Who bought coffee machines more than once this year?",
      zh: "今年买过一次以上咖啡机的客户有哪些？",
      rule: metric
        .count("order.placed")
        .where((property) => property("products").has("coffee-machine"))
        .this("year", "Asia/Shanghai")
        .moreThan(1),
      selects: customer({
        history: [
          order("2026-01-02T08:00:00Z", { products: ["coffee-machine"] }),
          order("2026-05-02T08:00:00Z", { products: ["coffee-machine", "beans"] }),
        ],
      }),
      leavesOut: customer({
        history: [
          order("2025-12-02T08:00:00Z", { products: ["coffee-machine"] }),
          order("2026-05-02T08:00:00Z", { products: ["coffee-machine"] }),
        ],
      }),
    },
    {
      en: "Who ordered within a week of the first visit?",
      zh: "首次访问后一周内下单的客户有哪些？",
      rule: metric.count("order.placed").within({ days: 7 }, { first: "page.viewed" }).atLeast(1),
      selects: customer({ history: [["page.viewed", "2026-05-01T08:00:00Z"], order("2026-05-07T08:00:00Z")] }),
      leavesOut: customer({ history: [["page.viewed", "2026-05-01T08:00:00Z"], order("2026-05-08T08:00:00Z")] }),
    },
    {
      en: "Who left something in the cart in the last two days and did not order within a day?",
      zh: "最近两天加购、24 小时内没有下单的客户有哪些？",
      rule: sequence("cart.added").last({ days: 2 }).thenNoAtOrAfter("order.placed").within({ days: 1 }),
      selects: customer({ history: [["cart.added", "2026-06-13T12:00:00Z"]] }),
      leavesOut: customer({ history: [["cart.added", "2026-06-13T12:00:00Z"], order("2026-06-13T12:00:00Z")] }),
    },
    {
      en: "Who buys less than half as often as in the quarter before?",
      zh: "最近 90 天的下单次数不到前 90 天一半的客户有哪些？",
      rule: metric.trend("order.placed").last({ days: 90 }).lessThan(0.5),
      selects: customer({
        history: [
          order("2026-01-10T08:00:00Z"),
          order("2026-02-10T08:00:00Z"),
          order("2026-02-20T08:00:00Z"),
          order("2026-05-10T08:00:00Z"),
        ],
      }),
      leavesOut: customer({
        history: [order("2026-02-10T08:00:00Z"), order("2026-02-20T08:00:00Z"), order("2026-05-10T08:00:00Z")],
      }),
    },
    {
      en: "Who bought at least twice before and has been silent for 90 days?",
      zh: "买过至少两次、但已经 90 天没有下单的客户有哪些？",
      rule: all(metric.count("order.placed").atLeast(2), metric.timeSinceLast("order.placed").atLeast({ days: 90 })),
      selects: customer({ history: [order("2025-10-01T08:00:00Z"), order("2026-03-01T08:00:00Z")] }),
      leavesOut: customer({ history: [order("2025-10-01T08:00:00Z"), order("2026-06-01T08:00:00Z")] }),
    },
    {
      en: "Who has not bought in 60 days, among those that we have known for at least 60?",
      zh: "建档至少 60 天、最近 60 天没有下单的客户有哪些？",
      rule: all(metric.knownFor().atLeast({ days: 60 }), metric.count("order.placed").last({ days: 60 }).equals(0)),
      selects: customer({ history: [["page.viewed", "2026-01-05T08:00:00Z"]] }),
      leavesOut: customer({ history: [["page.viewed", "2026-06-05T08:00:00Z"]] }),
    },
    {
      en: "Who meets at least two of three signs of loyalty: three orders, a review, a referral?",
      zh: "三个忠诚信号（下单三次、写过评价、推荐过朋友）中至少满足两个的客户有哪些？",
      rule: atLeast(
        2,
        metric.count("order.placed").atLeast(3),
        metric.count("product.reviewed").atLeast(1),
        metric.count("referral.made").atLeast(1),
      ),
      selects: customer({
        history: [
          ["product.reviewed", "2026-05-01T08:00:00Z"],
          ["referral.made", "2026-05-02T08:00:00Z"],
        ],
      }),
      leavesOut: customer({ history: [["product.reviewed", "2026-05-01T08:00:00Z"], order("2026-05-02T08:00:00Z")] }),
    },
    {
      en: "Who viewed products on at least three days this month and did not order?",
      zh: "本月至少有 3 天浏览商品、但没有下单的客户有哪些？",
      rule: all(
        metric.daysActive("product.viewed", "Asia/Shanghai").this("month", "Asia/Shanghai").atLeast(3),
        not(metric.count("order.placed").this("month", "Asia/Shanghai").atLeast(1)),
      ),
      selects: customer({
        history: [
          ["product.viewed", "2026-06-02T08:00:00Z"],
          ["product.viewed", "2026-06-03T08:00:00Z"],
          ["product.viewed", "2026-06-04T08:00:00Z"],
        ],
      }),
      leavesOut: customer({
        history: [
          ["product.viewed", "2026-06-02T08:00:00Z"],
          ["product.viewed", "2026-06-02T09:00:00Z"],
          ["product.viewed", "2026-06-04T08:00:00Z"],
        ],
      }),
    },
  ],
};
