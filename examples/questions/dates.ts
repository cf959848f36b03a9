import type { Topic } from "./question.js";
import { all, attribute, customer, metric } from "./schema.js";

export const dates: Topic = {
  en: "Dates and birthdays",
  zh: "日期与生日",
  questions: [
    {
      en: "Who signed up this month?",
      zh: "哪些客户是本月注册的？",
      rule: attribute("createdAt").inThis("month", { zone: "Asia/Shanghai" }),
      selects: customer({ attributes: { createdAt: new Date("2026-05-31T16:00:00Z") } }),
      leavesOut: customer({ attributes: { createdAt: new Date("2026-05-31T15:59:59Z") } }),
    },
    {
      en: "Whose contract renews next month?",
      zh: "哪些客户的合同下个月到期续约？",
      rule: attribute("attributes.renewsOn").inNext("month", { zone: "Asia/Shanghai" }),
      selects: customer({ attributes: { attributes: { renewsOn: "2026-07-31" } } }),
      leavesOut: customer({ attributes: { attributes: { renewsOn: "2026-08-01" } } }),
    },
    {
      en: "Whose birthday is next month?",
      zh: "哪些客户下个月过生日？",
      rule: attribute("demographics.birthDate").anniversaryInNext("month", { zone: "Asia/Shanghai" }),
      selects: customer({ attributes: { demographics: { birthDate: "1990-07-01" } } }),
      leavesOut: customer({ attributes: { demographics: { birthDate: "1990-06-30" } } }),
    },
    {
      en: "Whose birthday was a week ago, so that the voucher is about to expire?",
      zh: "哪些客户的生日正好过去一周，生日券快要过期了？",
      rule: attribute("demographics.birthDate").anniversaryAgo(7, { zone: "Asia/Shanghai" }),
      selects: customer({ attributes: { demographics: { birthDate: "1990-06-08" } } }),
      leavesOut: customer({ attributes: { demographics: { birthDate: "1990-06-07" } } }),
    },
    {
      en: "Whose sign-up anniversary is this week, one year or more after signing up?",
      zh: "哪些老客户（注册满一年）本周迎来注册周年？",
      rule: all(
        attribute("createdAt").anniversaryInThis("week", { zone: "Asia/Shanghai" }),
        metric.knownFor().atLeast({ days: 330 }),
      ),
      selects: customer({ attributes: { createdAt: new Date("2024-06-18T03:00:00Z") } }),
      leavesOut: customer({ attributes: { createdAt: new Date("2026-06-15T01:00:00Z") } }),
    },
    {
      en: "Who was born in summer?",
      zh: "哪些客户是夏天出生的？",
      rule: attribute("demographics.birthDate").month().between(6, 8),
      selects: customer({ attributes: { demographics: { birthDate: "1990-08-31" } } }),
      leavesOut: customer({ attributes: { demographics: { birthDate: "1990-09-01" } } }),
    },
    {
      en: "Who signed up on a weekend?",
      zh: "哪些客户是周末注册的？",
      rule: attribute("createdAt").weekday({ zone: "Asia/Shanghai" }).atLeast(6),
      selects: customer({ attributes: { createdAt: new Date("2026-06-12T16:00:00Z") } }),
      leavesOut: customer({ attributes: { createdAt: new Date("2026-06-12T15:59:59Z") } }),
    },
    {
      en: "Who signed up late in the evening, at 22:00 or later?",
      zh: "哪些客户是深夜（22 点以后）注册的？",
      rule: attribute("createdAt").hour({ zone: "Asia/Shanghai" }).atLeast(22),
      selects: customer({ attributes: { createdAt: new Date("2026-06-12T14:00:00Z") } }),
      leavesOut: customer({ attributes: { createdAt: new Date("2026-06-12T13:59:59Z") } }),
    },
    {
      en: "Who bought something today, where today is the customer's own day?",
      zh: "按客户所在时区，哪些客户今天下过单？",
      rule: metric.count("order.placed").this("day", { attribute: "attributes.timeZone", fallback: "Asia/Shanghai" }).atLeast(1),
      selects: customer({
        attributes: { attributes: { timeZone: "America/New_York" } },
        history: [["order.placed", "2026-06-14T12:00:00Z", { total: 99_00, currency: "USD" }]],
      }),
      leavesOut: customer({ history: [["order.placed", "2026-06-14T12:00:00Z", { total: 99_00, currency: "USD" }]] }),
    },
  ],
};
