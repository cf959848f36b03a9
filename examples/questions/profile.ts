import type { Topic } from "./question.js";
import { all, attribute, customer, not } from "./schema.js";

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
      en: "Who lives in Shanghai or Hangzhou?",
      zh: "住在上海或杭州的客户有哪些？",
      rule: attribute("address.city").isOneOf(["上海", "杭州"]),
      selects: customer({ attributes: { address: { city: "杭州" } } }),
      leavesOut: customer({ attributes: { address: { city: "苏州" } } }),
    },
    {
      en: "Whose country do we not know?",
      zh: "哪些客户的国家还没有填写？",
      rule: attribute("address.country").isMissing(),
      selects: customer({ attributes: { address: { city: "上海" } } }),
      leavesOut: customer({ attributes: { address: { country: "CN" } } }),
    },
    {
      en: "Who is between 25 and 34 years old?",
      zh: "年龄在 25 到 34 岁之间的客户有哪些？",
      rule: attribute("demographics.birthDate").age({ zone: "Asia/Shanghai" }).between(25, 34),
      selects: customer({ attributes: { demographics: { birthDate: "2001-06-15" } } }),
      leavesOut: customer({ attributes: { demographics: { birthDate: "2001-06-16" } } }),
    },
    {
      en: "Whose birthday is within the next seven days?",
      zh: "未来 7 天内过生日的客户有哪些？",
      rule: attribute("demographics.birthDate").anniversaryWithin(7, { zone: "Asia/Shanghai" }),
      selects: customer({ attributes: { demographics: { birthDate: "1990-06-22" } } }),
      leavesOut: customer({ attributes: { demographics: { birthDate: "1990-06-23" } } }),
    },
    {
      en: "Who is tagged as a VIP or a wholesaler, but not as staff?",
      zh: "有“VIP”或“批发”标签、又不是员工的客户有哪些？",
      rule: all(attribute("attributes.tags").hasAny(["vip", "wholesale"]), not(attribute("attributes.tags").has("staff"))),
      selects: customer({ attributes: { attributes: { tags: ["wholesale"] } } }),
      leavesOut: customer({ attributes: { attributes: { tags: ["vip", "staff"] } } }),
    },
    {
      en: "Whose contract renews within the next 30 days?",
      zh: "未来 30 天内合同到期续约的客户有哪些？",
      rule: attribute("attributes.renewsOn").withinNext({ days: 30 }, { zone: "Asia/Shanghai" }),
      selects: customer({ attributes: { attributes: { renewsOn: "2026-07-15" } } }),
      leavesOut: customer({ attributes: { attributes: { renewsOn: "2026-07-16" } } }),
    },
  ],
};
