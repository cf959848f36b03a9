import type { Topic } from "./question.js";
import { attribute, customer, figure, metric } from "./schema.js";

const PLACED = "2026-05-01T08:00:00Z";
const LATER = "2026-05-11T08:00:00Z";

export const figures: Topic = {
  en: "One figure against another",
  zh: "两个指标相比",
  questions: [
    {
      en: "Who signs in more often than they look at a product?",
      zh: "哪些客户登录次数比看商品的次数还多？",
      rule: metric.count("account.logged-in").moreThan(metric.count("product.viewed")),
      selects: customer({
        history: [
          ["account.logged-in", PLACED],
          ["account.logged-in", LATER],
          ["product.viewed", LATER],
        ],
      }),
      leavesOut: customer({
        history: [
          ["account.logged-in", PLACED],
          ["product.viewed", LATER],
        ],
      }),
    },
    {
      en: "Who spent at least ¥1,000 net of refunds?",
      zh: "扣除退款后，净消费满 1,000 元的客户有哪些？",
      rule: figure
        .difference(
          metric.sum("order.placed", "total", { currency: "CNY" }),
          metric.sum("order.refunded", "total", { currency: "CNY" }),
        )
        .atLeast({ value: 1_000_00, currency: "CNY" }),
      selects: customer({ history: [["order.placed", PLACED, { total: 1_000_00, currency: "CNY" }]] }),
      leavesOut: customer({
        history: [
          ["order.placed", PLACED, { total: 1_000_00, currency: "CNY" }],
          ["order.refunded", LATER, { total: 100, currency: "CNY" }],
        ],
      }),
    },
    {
      en: "Who buys more than half of the time with a discount?",
      zh: "哪些客户一半以上的订单都用了优惠？",
      rule: figure
        .ratio(
          metric.count("order.placed").where((property) => property("discount").moreThan(0)),
          metric.count("order.placed"),
        )
        .moreThan(0.5),
      selects: customer({ history: [["order.placed", PLACED, { discount: 500 }]] }),
      leavesOut: customer({
        history: [
          ["order.placed", PLACED, { discount: 500 }],
          ["order.placed", LATER, { discount: 0 }],
        ],
      }),
    },
    {
      en: "Who has been silent for longer than twice their usual gap between orders?",
      zh: "哪些客户的沉默时间已经超过平时购买间隔的两倍？",
      rule: figure.ratio(metric.timeSinceLast("order.placed"), metric.meanGap("order.placed")).moreThan(2),
      selects: customer({
        history: [
          ["order.placed", PLACED],
          ["order.placed", LATER],
        ],
      }),
      leavesOut: customer({
        history: [
          ["order.placed", "2026-04-11T08:00:00Z"],
          ["order.placed", LATER],
        ],
      }),
    },
    {
      en: "Who has changed their profile since they signed up?",
      zh: "哪些客户注册之后更新过资料？",
      rule: attribute("updatedAt").after({ attribute: "createdAt" }),
      selects: customer({ attributes: { createdAt: new Date(PLACED), updatedAt: new Date(LATER) } }),
      leavesOut: customer({ attributes: { createdAt: new Date(PLACED), updatedAt: new Date(PLACED) } }),
    },
  ],
};
