import type { Topic } from "./question.js";
import { all, any, attribute, customer, metric, not, share } from "./schema.js";

export const randomShares: Topic = {
  en: "Holdouts, tests and rollouts",
  zh: "对照组、A/B 测试与灰度",
  questions: [
    {
      en: "Who gets the spring campaign, apart from a 10% holdout group?",
      zh: "春季活动要发给谁（留出 10% 作为对照组）？",
      rule: all(metric.count("order.placed").last({ days: 365 }).atLeast(1), not(share(0.1, { salt: "spring campaign" }))),
      selects: customer({ id: "c1", history: [["order.placed", "2026-03-01T08:00:00Z", { total: 100_00, currency: "CNY" }]] }),
      leavesOut: customer({ id: "c4", history: [["order.placed", "2026-03-01T08:00:00Z", { total: 100_00, currency: "CNY" }]] }),
    },
    {
      en: "Who sees the new checkout in the first wave: our testers, and a fifth of everyone else?",
      zh: "新版结账页第一批开放给谁：内测客户，以及其余客户的 20%？",
      rule: any(attribute("attributes.tags").has("tester"), share(0.2, { salt: "new checkout" })),
      selects: customer({ id: "c12" }),
      leavesOut: customer({ id: "c2" }),
    },
    {
      en: "Who is in the middle third of the price test?",
      zh: "价格测试中，哪些客户分在中间那三分之一？",
      rule: all(share(2 / 3, { salt: "price test" }), not(share(1 / 3, { salt: "price test" }))),
      selects: customer({ id: "c4" }),
      leavesOut: customer({ id: "c2" }),
    },
  ],
};
