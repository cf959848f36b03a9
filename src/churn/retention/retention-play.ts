import type { LocalizedText } from "../../kernel/index.js";
import type { ChurnCause } from "../policy/churn-signal.js";

/** What to do against a cause of leaving. */
export interface RetentionPlay {
  readonly id: string;
  readonly cause: ChurnCause;
  /** `"offer"` costs money, `"care"` a call, `"recovery"` mends a fault, `"education"` shows how to use more. */
  readonly kind: "offer" | "care" | "recovery" | "education";
  readonly goal: LocalizedText;
  readonly action: LocalizedText;
  /** Channels, the best first. */
  readonly channels: readonly string[];
  /** Hours within which to act. */
  readonly withinHours: number;
  /** Probability of saving somebody who would leave: a guess until a trial has measured it. */
  readonly saved: number;
  /** Probability that somebody who would stay takes what is offered. */
  readonly taken: number;
}

const play = (
  id: string,
  cause: ChurnCause,
  kind: RetentionPlay["kind"],
  goal: readonly [string, string],
  action: readonly [string, string],
  channels: readonly string[],
  withinHours: number,
  saved: number,
  taken: number,
): RetentionPlay => ({
  id,
  cause,
  kind,
  goal: { en: goal[0], zh: goal[1] },
  action: { en: action[0], zh: action[1] },
  channels,
  withinHours,
  saved,
  taken,
});

/** Plays to begin with, one a cause of the ready signals. Their rates are guesses: replace them by what your hold-outs say. */
export const defaultPlays: readonly RetentionPlay[] = [
  play(
    "recover-service",
    "service",
    "recovery",
    ["Make good what went wrong.", "弥补服务失误。"],
    ["Call, apologize, solve the open case, and say what changes.", "致电道歉，解决未结问题，并说明改进措施。"],
    ["phone", "wecom", "email"],
    24,
    0.3,
    0.1,
  ),
  play(
    "settle-payment",
    "payment",
    "care",
    ["Get the payment through without a quarrel.", "平和地促成付款。"],
    ["Tell of the failed payment and offer another way to pay.", "告知扣款失败，并提供其他支付方式。"],
    ["email", "sms", "app"],
    24,
    0.5,
    0.05,
  ),
  play(
    "renew-contract",
    "contract",
    "offer",
    ["Renew before the term ends.", "在到期前完成续约。"],
    ["Review together what was used, and offer the next term.", "共同回顾使用情况，并提供续约方案。"],
    ["phone", "wecom", "email"],
    120,
    0.3,
    0.6,
  ),
  play(
    "teach-use",
    "usage",
    "education",
    ["Bring the customer back to using it.", "让客户重新用起来。"],
    ["Show the one thing that customers like them use most.", "介绍同类客户最常用的功能。"],
    ["app", "email", "wecom"],
    72,
    0.2,
    0.2,
  ),
  play(
    "ease-price",
    "price",
    "offer",
    ["Keep the customer at a lower margin for a while.", "短期让利以留住客户。"],
    ["Offer a bundle or a term price rather than another discount.", "提供组合价或长期价，而非继续打折。"],
    ["email", "sms", "wecom"],
    120,
    0.2,
    0.8,
  ),
  play(
    "widen-range",
    "range",
    "offer",
    ["Have more of the need bought here again.", "让客户重新在此满足更多需求。"],
    ["Recommend what belongs to their usual basket, with a small incentive.", "推荐与常购商品搭配的产品，并给予小额激励。"],
    ["email", "app", "wecom"],
    168,
    0.15,
    0.5,
  ),
  play(
    "ask-preference",
    "contact",
    "care",
    ["Stop what annoys, keep one line open.", "停止打扰，保留一条沟通渠道。"],
    ["Let the customer choose topics and frequency; write nothing else until then.", "让客户选择内容与频率，此前不再推送。"],
    ["app", "phone"],
    168,
    0.1,
    0,
  ),
  play(
    "reach-out",
    "drifting",
    "care",
    ["Learn why they are quiet, and give a reason to return.", "了解沉默原因，给出回来的理由。"],
    ["Ask how things are, remind of what they usually buy, and offer help.", "主动问候，提醒常购商品，并提供帮助。"],
    ["phone", "wecom", "email", "sms"],
    72,
    0.15,
    0.4,
  ),
];
