import type { Topic } from "./question.js";
import { customer, metric, sequence, state } from "./schema.js";

export const businessTime: Topic = {
  en: "Business hours",
  zh: "工作时间",
  questions: [
    {
      en: "Who opened a ticket in the last 7 days that was not resolved within 8 business hours?",
      zh: "最近 7 天内提交的工单，哪些客户的没有在 8 个工作小时内解决？",
      rule: sequence("ticket.opened")
        .last({ days: 7 })
        .thenNo("ticket.resolved")
        .same("ticketId")
        .within({ businessHours: 8, calendar: "support" }),
      selects: customer({ history: [["ticket.opened", "2026-06-11T08:00:00Z", { ticketId: "T1" }]] }),
      // On Friday at 15:00: 3 hours until the evening, and 1 hour on Monday.
      leavesOut: customer({ history: [["ticket.opened", "2026-06-12T07:00:00Z", { ticketId: "T1" }]] }),
    },
    {
      en: "Who has a case that has been open for at least 2 business days of 9 hours?",
      zh: "哪些客户的工单已满 2 个工作日（每天 9 小时）仍未解决？",
      rule: metric
        .unanswered("ticket.opened", {
          by: "ticket.resolved",
          same: "ticketId",
          openFor: { businessHours: 18, calendar: "support" },
        })
        .atLeast(1),
      selects: customer({ history: [["ticket.opened", "2026-06-10T08:00:00Z", { ticketId: "T1" }]] }),
      leavesOut: customer({ history: [["ticket.opened", "2026-06-11T04:00:00Z", { ticketId: "T1" }]] }),
    },
    {
      en: "Who became at risk in the last 4 business hours?",
      zh: "哪些客户在最近 4 个工作小时内转为“有流失风险”？",
      rule: state("stage:retail").began({ businessHours: 4, calendar: "support" }).equals("at-risk"),
      // On Saturday: only 1 hour of Monday has passed since.
      selects: customer({ timelines: { "stage:retail": [{ from: new Date("2026-06-13T03:00:00Z"), value: "at-risk" }] } }),
      leavesOut: customer({ timelines: { "stage:retail": [{ from: new Date("2026-06-12T07:00:00Z"), value: "at-risk" }] } }),
    },
  ],
};
