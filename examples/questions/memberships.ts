import type { Topic } from "./question.js";
import { all, customer, state } from "./schema.js";

const member = (...steps: readonly (readonly [from: string, value: boolean])[]) =>
  customer({ timelines: { "segment:vip": steps.map(([from, value]) => ({ from: new Date(from), value })) } });

export const memberships: Topic = {
  en: "Recent changes",
  zh: "最近的变化",
  questions: [
    {
      en: "Who became a VIP within the last 7 days and still is one?",
      zh: "哪些客户最近 7 天内刚成为 VIP，而且现在仍是 VIP？",
      rule: all(state("segment:vip").entered({ days: 7 }), state("segment:vip").isTrue()),
      selects: member(["2026-01-01T00:00:00Z", false], ["2026-06-10T00:00:00Z", true]),
      leavesOut: member(["2026-01-01T00:00:00Z", false], ["2026-06-10T00:00:00Z", true], ["2026-06-12T00:00:00Z", false]),
    },
    {
      en: "Who lost the VIP status within the last 7 days?",
      zh: "最近 7 天内失去 VIP 身份的客户有哪些？",
      rule: state("segment:vip").left({ days: 7 }),
      selects: member(["2026-01-01T00:00:00Z", true], ["2026-06-10T00:00:00Z", false]),
      leavesOut: member(["2026-06-10T00:00:00Z", false]),
    },
    {
      en: "Who has been a VIP for at least 30 days without a break?",
      zh: "哪些客户连续做了至少 30 天的 VIP？",
      rule: state("segment:vip").for({ days: 30 }).isTrue(),
      selects: member(["2026-01-01T00:00:00Z", false], ["2026-05-16T02:00:00Z", true]),
      leavesOut: member(["2026-01-01T00:00:00Z", false], ["2026-05-17T02:00:00Z", true]),
    },
  ],
};
