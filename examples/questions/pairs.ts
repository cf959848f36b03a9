import type { Topic } from "./question.js";
import { customer, metric, sequence } from "./schema.js";

export const pairs: Topic = {
  en: "What is still open",
  zh: "还没有了结的事",
  questions: [
    {
      en: "Who has a ticket that was not resolved within 3 days?",
      zh: "哪些客户有工单 3 天内没有解决？",
      rule: sequence("ticket.opened").thenNo("ticket.resolved").same("ticketId").within({ days: 3 }),
      selects: customer({
        history: [
          ["ticket.opened", "2026-06-01T02:00:00Z", { ticketId: "T1" }],
          ["ticket.opened", "2026-06-02T02:00:00Z", { ticketId: "T2" }],
          ["ticket.resolved", "2026-06-02T09:00:00Z", { ticketId: "T2" }],
        ],
      }),
      leavesOut: customer({
        history: [
          ["ticket.opened", "2026-06-01T02:00:00Z", { ticketId: "T1" }],
          ["ticket.resolved", "2026-06-03T02:00:00Z", { ticketId: "T1" }],
        ],
      }),
    },
    {
      en: "Who has at least two tickets open right now, from the last 90 days?",
      zh: "最近 90 天提交的工单里，哪些客户现在还有至少 2 张没有解决？",
      rule: metric.unanswered("ticket.opened", { by: "ticket.resolved", same: "ticketId" }).last({ days: 90 }).atLeast(2),
      selects: customer({
        history: [
          ["ticket.opened", "2026-06-01T02:00:00Z", { ticketId: "T1" }],
          ["ticket.opened", "2026-06-12T02:00:00Z", { ticketId: "T2" }],
        ],
      }),
      leavesOut: customer({
        history: [
          ["ticket.opened", "2026-06-01T02:00:00Z", { ticketId: "T1" }],
          ["ticket.opened", "2026-06-12T02:00:00Z", { ticketId: "T2" }],
          ["ticket.resolved", "2026-06-13T02:00:00Z", { ticketId: "T1" }],
        ],
      }),
    },
    {
      en: "Who has a ticket that has been open for more than a week?",
      zh: "哪些客户有挂了一周以上还没解决的工单？",
      rule: metric.unanswered("ticket.opened", { by: "ticket.resolved", same: "ticketId", openFor: { days: 7 } }).atLeast(1),
      selects: customer({ history: [["ticket.opened", "2026-06-08T02:00:00Z", { ticketId: "T1" }]] }),
      leavesOut: customer({ history: [["ticket.opened", "2026-06-09T02:00:00Z", { ticketId: "T1" }]] }),
    },
    {
      en: "Who put a product in the cart within a week of viewing it?",
      zh: "哪些客户浏览某件商品后，一周内就把同一件商品加进了购物车？",
      rule: sequence("product.viewed").last({ days: 30 }).then("cart.added").same("productId").within({ days: 7 }),
      selects: customer({
        history: [
          ["product.viewed", "2026-06-10T02:00:00Z", { productId: "tea" }],
          ["cart.added", "2026-06-11T02:00:00Z", { productId: "tea" }],
        ],
      }),
      leavesOut: customer({
        history: [
          ["product.viewed", "2026-06-10T02:00:00Z", { productId: "tea" }],
          ["cart.added", "2026-06-11T02:00:00Z", { productId: "cup" }],
        ],
      }),
    },
    {
      en: "Who has an order that was shipped more than 10 days ago and has not arrived?",
      zh: "哪些客户的订单发货超过 10 天还没有签收？",
      rule: metric.unanswered("order.shipped", { by: "order.delivered", same: "orderId", openFor: { days: 10 } }).atLeast(1),
      selects: customer({ history: [["order.shipped", "2026-06-04T02:00:00Z", { orderId: "O1" }]] }),
      leavesOut: customer({
        history: [
          ["order.shipped", "2026-06-04T02:00:00Z", { orderId: "O1" }],
          ["order.delivered", "2026-06-09T02:00:00Z", { orderId: "O1" }],
        ],
      }),
    },
  ],
};
