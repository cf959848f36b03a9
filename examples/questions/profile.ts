import type { Topic } from "./question.js";
import { all, attribute, customer, metric } from "./schema.js";

export const profile: Topic = {
  en: "Who they are",
  zh: "客户是谁",
  questions: [
    {
      en: "Who is on the Pro plan and has at least ten seats?",
      zh: "哪些客户在用专业版，而且至少有 10 个席位？",
      rule: all(attribute("attributes.plan").equals("pro"), attribute("attributes.seats").atLeast(10)),
      selects: customer({ attributes: { attributes: { plan: "pro", seats: 10 } } }),
      leavesOut: customer({ attributes: { attributes: { plan: "pro", seats: 9 } } }),
    },
    {
      en: "Whose country do we not know?",
      zh: "哪些客户的国家还没有填写？",
      rule: attribute("address.country").isMissing(),
      selects: customer({ attributes: { address: { city: "上海" } } }),
      leavesOut: customer({ attributes: { address: { country: "CN" } } }),
    },
  ],
};

export const buying: Topic = {
  en: "What they buy",
  zh: "买了什么、买了多少",
  questions: [
    {
      en: "Who spent at least ¥5,000 in the last year?",
      zh: "最近一年消费满 5,000 元的客户有哪些？",
      rule: metric.sum("order.placed", "total", { currency: "CNY" }).last({ days: 365 }).atLeast(5_000_00),
      selects: customer({ history: [["order.placed", "2026-03-01T08:00:00Z", { total: 5_000_00, currency: "CNY" }]] }),
      leavesOut: customer({ history: [["order.placed", "2025-03-01T08:00:00Z", { total: 5_000_00, currency: "CNY" }]] }),
    },
  ],
};
