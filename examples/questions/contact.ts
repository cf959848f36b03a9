import type { Topic } from "./question.js";
import { all, customer, metric, not, sequence, state } from "./schema.js";

export const contact: Topic = {
  en: "Messages, service and stages",
  zh: "沟通、服务与阶段",
  questions: [
    {
      en: "Who opened none of the messages that we sent in the last 30 days?",
      zh: "最近 30 天收到过消息、却一条都没打开的客户有哪些？",
      rule: all(
        metric.count("message.delivered").last({ days: 30 }).atLeast(1),
        metric.count("message.opened").last({ days: 30 }).equals(0),
      ),
      selects: customer({ history: [["message.delivered", "2026-06-01T08:00:00Z"]] }),
      leavesOut: customer({
        history: [
          ["message.delivered", "2026-06-01T08:00:00Z"],
          ["message.opened", "2026-06-01T09:00:00Z"],
        ],
      }),
    },
    {
      en: "Who has been contacted on WeChat at least twice this week?",
      zh: "本周通过微信联系过至少两次的客户有哪些？",
      rule: metric
        .count(["message.sent", "call.logged"])
        .where((property) => property.channel().equals("wechat"))
        .this("week", "Asia/Shanghai")
        .atLeast(2),
      selects: customer({
        history: [
          ["message.sent", "2026-06-15T01:00:00Z", {}, "wechat"],
          ["message.sent", "2026-06-15T01:30:00Z", {}, "wechat"],
        ],
      }),
      leavesOut: customer({
        history: [
          ["message.sent", "2026-06-15T01:00:00Z", {}, "wechat"],
          ["message.sent", "2026-06-15T01:30:00Z", {}, "email"],
        ],
      }),
    },
    {
      en: "Who complained in the last 14 days?",
      zh: "最近 14 天投诉过的客户有哪些？",
      rule: metric.count("complaint.raised").last({ days: 14 }).atLeast(1),
      selects: customer({ history: [["complaint.raised", "2026-06-02T08:00:00Z"]] }),
      leavesOut: customer({ history: [["complaint.raised", "2026-05-31T08:00:00Z"]] }),
    },
    {
      en: "Whose last answer to “would you recommend us?” was six or less?",
      zh: "最近一次 NPS 打分不高于 6 分的客户有哪些？",
      rule: metric.last("survey.answered", "nps").atMost(6),
      selects: customer({
        history: [
          ["survey.answered", "2026-04-02T08:00:00Z", { nps: 9 }],
          ["survey.answered", "2026-05-02T08:00:00Z", { nps: 6 }],
        ],
      }),
      leavesOut: customer({ history: [["survey.answered", "2026-04-02T08:00:00Z", { nps: 7 }]] }),
    },
    {
      en: "Who went from a trial to a subscription within 14 days?",
      zh: "试用后 14 天内转为付费的客户有哪些？",
      rule: sequence("trial.started").then("subscription.started").within({ days: 14 }),
      selects: customer({
        history: [
          ["trial.started", "2026-05-01T08:00:00Z"],
          ["subscription.started", "2026-05-10T08:00:00Z"],
        ],
      }),
      leavesOut: customer({
        history: [
          ["trial.started", "2026-05-01T08:00:00Z"],
          ["subscription.started", "2026-05-20T08:00:00Z"],
        ],
      }),
    },
    {
      en: "Who has been a loyal customer for at least 30 days?",
      zh: "成为忠诚客户已满 30 天的有哪些？",
      rule: state("stage:retail").for({ days: 30 }).equals("loyal"),
      selects: customer({ timelines: { "stage:retail": [{ from: new Date("2026-05-01T00:00:00Z"), value: "loyal" }] } }),
      leavesOut: customer({ timelines: { "stage:retail": [{ from: new Date("2026-06-01T00:00:00Z"), value: "loyal" }] } }),
    },
    {
      en: "Who is at high risk of leaving and has no contact in the last week?",
      zh: "流失风险高、最近一周又没有人联系过的客户有哪些？",
      rule: all(
        state("score:churn").atLeast(0.7),
        not(metric.count(["call.logged", "meeting.held", "visit.logged"]).last({ days: 7 }).atLeast(1)),
      ),
      selects: customer({ timelines: { "score:churn": [{ from: new Date("2026-06-01T00:00:00Z"), value: 0.8 }] } }),
      leavesOut: customer({
        timelines: { "score:churn": [{ from: new Date("2026-06-01T00:00:00Z"), value: 0.8 }] },
        history: [["call.logged", "2026-06-12T08:00:00Z"]],
      }),
    },
  ],
};
