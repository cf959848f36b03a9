import type { Topic } from "./question.js";
import { all, customer, metric, sequence } from "./schema.js";

export const behavior: Topic = {
  en: "When they were active, and how regularly",
  zh: "何时活跃、是否规律",
  questions: [
    {
      en: "Who did nothing at all in the last 30 days?",
      zh: "最近 30 天没有任何动静的客户有哪些？",
      rule: metric.count("*").last({ days: 30 }).equals(0),
      selects: customer({ history: [["order.placed", "2026-05-01T08:00:00Z"]] }),
      leavesOut: customer({ history: [["message.opened", "2026-06-10T08:00:00Z"]] }),
    },
    {
      en: "Who had at least three events around orders this month, of whatever kind?",
      zh: "本月与订单相关的动态（下单、发货、退款等）满 3 次的客户有哪些？",
      rule: metric.count("order.*").this("month", "Asia/Shanghai").atLeast(3),
      selects: customer({
        history: [
          ["order.placed", "2026-06-02T08:00:00Z"],
          ["order.shipped", "2026-06-03T08:00:00Z"],
          ["order.delivered", "2026-06-05T08:00:00Z"],
        ],
      }),
      leavesOut: customer({
        history: [
          ["order.placed", "2026-06-02T08:00:00Z"],
          ["order.shipped", "2026-06-03T08:00:00Z"],
          ["page.viewed", "2026-06-05T08:00:00Z"],
        ],
      }),
    },
    {
      en: "Who was active between 60 and 30 days ago, and has been silent since?",
      zh: "60 天前到 30 天前还活跃、此后再无动静的客户有哪些？",
      rule: all(metric.count("*").ago({ days: 60 }, { days: 30 }).atLeast(1), metric.count("*").last({ days: 30 }).equals(0)),
      selects: customer({ history: [["page.viewed", "2026-05-01T08:00:00Z"]] }),
      leavesOut: customer({
        history: [
          ["page.viewed", "2026-05-01T08:00:00Z"],
          ["page.viewed", "2026-06-01T08:00:00Z"],
        ],
      }),
    },
    {
      en: "Who came back in their second week?",
      zh: "注册后第二周又回来访问的客户有哪些？",
      rule: metric
        .count(["page.viewed", "account.logged-in"])
        .within({ from: { days: 7 }, to: { days: 14 } }, { first: "account.created" })
        .atLeast(1),
      selects: customer({
        history: [
          ["account.created", "2026-05-01T08:00:00Z"],
          ["account.logged-in", "2026-05-08T08:00:00Z"],
        ],
      }),
      leavesOut: customer({
        history: [
          ["account.created", "2026-05-01T08:00:00Z"],
          ["account.logged-in", "2026-05-08T07:59:59Z"],
        ],
      }),
    },
    {
      en: "Who bought again in the last 7 days after a break of at least 90 days?",
      zh: "至少 90 天没买、最近 7 天又回来下单的客户有哪些？",
      rule: metric.longestBreak("order.placed").last({ days: 7 }).atLeast({ days: 90 }),
      selects: customer({
        history: [
          ["order.placed", "2026-01-10T08:00:00Z"],
          ["order.placed", "2026-06-12T08:00:00Z"],
        ],
      }),
      leavesOut: customer({ history: [["order.placed", "2026-06-12T08:00:00Z"]] }),
    },
    {
      en: "Who ordered at least once in each of the last three months?",
      zh: "最近 3 个自然月，每个月都至少下过一单的客户有哪些？",
      rule: metric.fewestPerPeriod("order.placed", { count: 3, unit: "month", zone: "Asia/Shanghai" }).atLeast(1),
      selects: customer({
        history: [
          ["order.placed", "2026-03-31T08:00:00Z"],
          ["order.placed", "2026-04-01T08:00:00Z"],
          ["order.placed", "2026-05-20T08:00:00Z"],
        ],
      }),
      leavesOut: customer({
        history: [
          ["order.placed", "2026-03-31T08:00:00Z"],
          ["order.placed", "2026-05-20T08:00:00Z"],
          ["order.placed", "2026-06-02T08:00:00Z"],
        ],
      }),
    },
    {
      en: "Who signed in at least twice in each of the last four weeks, counted back from now?",
      zh: "从现在往前数 4 周，每周都至少登录 2 次的客户有哪些？",
      rule: metric.fewestPerPeriod("account.logged-in", { count: 4, duration: { weeks: 1 } }).atLeast(2),
      selects: customer({
        history: [
          "2026-06-14",
          "2026-06-13",
          "2026-06-07",
          "2026-06-06",
          "2026-05-31",
          "2026-05-30",
          "2026-05-24",
          "2026-05-23",
        ].map((day) => ["account.logged-in", `${day}T02:00:00Z`] as const),
      }),
      leavesOut: customer({
        history: [
          "2026-06-14",
          "2026-06-13",
          "2026-06-12",
          "2026-06-11",
          "2026-05-31",
          "2026-05-30",
          "2026-05-24",
          "2026-05-23",
        ].map((day) => ["account.logged-in", `${day}T02:00:00Z`] as const),
      }),
    },
    {
      en: "Whose parcel is promised for the next 2 days?",
      zh: "哪些客户的包裹承诺在 2 天内送达？",
      rule: metric
        .count("order.shipped")
        .where((shipped) => shipped("promisedAt").withinNext({ days: 2 }))
        .atLeast(1),
      selects: customer({
        history: [["order.shipped", "2026-06-10T08:00:00Z", { promisedAt: new Date("2026-06-17T02:00:00Z") }]],
      }),
      leavesOut: customer({
        history: [["order.shipped", "2026-06-10T08:00:00Z", { promisedAt: new Date("2026-06-17T02:00:01Z") }]],
      }),
    },
    {
      en: "Who added to the cart between 30 and 7 days ago, and placed no order within a week?",
      zh: "30 天前到 7 天前加过购物车、之后一周内没有下单的客户有哪些？",
      rule: sequence("cart.added").ago({ days: 30 }, { days: 7 }).thenNo("order.placed").within({ days: 7 }),
      selects: customer({ history: [["cart.added", "2026-06-01T08:00:00Z"]] }),
      leavesOut: customer({
        history: [
          ["cart.added", "2026-06-01T08:00:00Z"],
          ["order.placed", "2026-06-05T08:00:00Z"],
        ],
      }),
    },
  ],
};
