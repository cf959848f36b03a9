import type { Duration, LocalizedText } from "../../kernel/index.js";
import type { Play } from "../../lifecycle/index.js";
import type { ChurnCause } from "../policy/churn-signal.js";

/** Play that addresses one cause of churn, with its expected rates. */
export interface RetentionPlay extends Play {
  readonly cause: ChurnCause;
  /** `"offer"` costs money, `"care"` is a conversation, `"recovery"` fixes a fault, `"education"` shows how to use more. */
  readonly kind: "offer" | "care" | "recovery" | "education";
  readonly channels: readonly string[];
  readonly actWithin: Duration;
  /** Probability of saving a customer who would leave: an assumption until a trial has measured it. */
  readonly saved: number;
  /** Probability that a customer who would stay takes the offer. */
  readonly taken: number;
}

const text = (en: string, zh: string): LocalizedText => ({ en, zh });

/** One play per cause of the ready signals. Their rates are assumptions: replace them with what your hold-outs measure. */
export const standardRetentionPlays: readonly RetentionPlay[] = [
  {
    id: "recover-service",
    cause: "service",
    kind: "recovery",
    goal: text("Put right what went wrong.", "弥补服务失误。"),
    action: text("Call, apologize, solve the open case, and say what will change.", "致电道歉，解决未结问题，并说明改进措施。"),
    channels: ["phone", "wecom", "email"],
    actWithin: { hours: 24 },
    saved: 0.3,
    taken: 0.1,
  },
  {
    id: "settle-payment",
    cause: "payment",
    kind: "care",
    goal: text("Get the payment through on good terms.", "妥善完成扣款。"),
    action: text("Report the failed payment and offer another way to pay.", "告知扣款失败，并提供其他支付方式。"),
    channels: ["email", "sms", "app"],
    actWithin: { hours: 24 },
    saved: 0.5,
    taken: 0.05,
  },
  {
    id: "renew-contract",
    cause: "contract",
    kind: "offer",
    goal: text("Renew before the term ends.", "在到期前完成续约。"),
    action: text("Review the usage together and offer the next term.", "共同回顾使用情况，并提供续约方案。"),
    channels: ["phone", "wecom", "email"],
    actWithin: { days: 5 },
    saved: 0.3,
    taken: 0.6,
  },
  {
    id: "teach-use",
    cause: "usage",
    kind: "education",
    goal: text("Get the customer to use the service again.", "让客户重新用起来。"),
    action: text("Show the feature that similar customers use most.", "介绍同类客户最常用的功能。"),
    channels: ["app", "email", "wecom"],
    actWithin: { days: 3 },
    saved: 0.2,
    taken: 0.2,
  },
  {
    id: "ease-price",
    cause: "price",
    kind: "offer",
    goal: text("Keep the customer at a lower margin for a while.", "短期让利以留住客户。"),
    action: text("Offer a bundle or a long-term price instead of another discount.", "提供组合价或长期价，而非继续打折。"),
    channels: ["email", "sms", "wecom"],
    actWithin: { days: 5 },
    saved: 0.2,
    taken: 0.8,
  },
  {
    id: "widen-range",
    cause: "range",
    kind: "offer",
    goal: text("Win back the categories that the customer stopped buying.", "找回客户不再购买的品类。"),
    action: text(
      "Recommend what goes with their usual basket, with a small incentive.",
      "推荐与常购商品搭配的产品，并给予小额激励。",
    ),
    channels: ["email", "app", "wecom"],
    actWithin: { days: 7 },
    saved: 0.15,
    taken: 0.5,
  },
  {
    id: "ask-preference",
    cause: "contact",
    kind: "care",
    goal: text("Stop the messages that annoy, and keep one channel open.", "停止打扰，保留一条沟通渠道。"),
    action: text(
      "Let the customer choose topics and frequency; send nothing else until then.",
      "让客户选择内容与频率，此前不再推送。",
    ),
    channels: ["app", "phone"],
    actWithin: { days: 7 },
    saved: 0.1,
    taken: 0,
  },
  {
    id: "reach-out",
    cause: "drifting",
    kind: "care",
    goal: text("Learn why the customer is quiet, and give a reason to return.", "了解沉默原因，给出回来的理由。"),
    action: text("Ask how things are, mention what they usually buy, and offer help.", "主动问候，提醒常购商品，并提供帮助。"),
    channels: ["phone", "wecom", "email", "sms"],
    actWithin: { days: 3 },
    saved: 0.15,
    taken: 0.4,
  },
];
