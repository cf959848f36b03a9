import { ClienteleError, type Duration, type LocalizedText } from "../../kernel/index.js";
import {
  aDuration,
  anInteger,
  aText,
  durationMilliseconds,
  listOf,
  type OptionShape,
  requireOptions,
} from "../../kernel/internal.js";
import type { Expression, Rule } from "../../rules/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle, StateDefinition } from "../machine/definition.js";
import type { Play, Strategy } from "../machine/strategy.js";
import { durationSentence, silentFor } from "./ready-stage.js";

/** Stages of {@link retailLifecycle}. */
export type RetailStage = "prospect" | "first-time" | "repeat" | "loyal" | "at-risk" | "dormant" | "lost" | "won-back";

/** Thresholds of {@link retailLifecycle}; `suggestThresholds` derives them from data. */
export interface RetailParameters {
  /** Identifier of the lifecycle; defaults to `retail`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** Interactions that count as an order; defaults to `order.placed`. */
  readonly orders?: readonly string[] | undefined;
  /** Silence after the last order that puts a buyer at risk; defaults to 90 days. */
  readonly atRiskAfter?: Duration | undefined;
  /** Silence that makes a buyer dormant; defaults to 180 days. */
  readonly dormantAfter?: Duration | undefined;
  /** Silence after which a buyer counts as lost; defaults to 365 days. */
  readonly lostAfter?: Duration | undefined;
  /** Number of orders within `loyalWithin` that makes a buyer loyal, at least 2; defaults to 4. */
  readonly loyalOrders?: number | undefined;
  /** Defaults to 365 days. */
  readonly loyalWithin?: Duration | undefined;
}

const PARAMETERS: OptionShape<RetailParameters> = {
  id: aText,
  version: anInteger({ min: 1 }),
  orders: listOf(aText),
  atRiskAfter: aDuration,
  dormantAfter: aDuration,
  lostAfter: aDuration,
  loyalOrders: anInteger({ min: 2 }),
  loyalWithin: aDuration,
};

/**
 * Returns the retail lifecycle. Orders make prospects first-time, repeat and loyal buyers; silence since the last order makes
 * them at risk, dormant and lost, at the exact instant; an order after dormancy wins them back. An order of a buyer at risk
 * makes them repeat or loyal again. The highest stage is the furthest of prospect, first-time, repeat and loyal.
 *
 * @param parameters - thresholds; the defaults suit fashion and household goods, not cars
 * @throws ClienteleError `invalid_option` if the silences are not strictly increasing, `invalid_duration`, `invalid_lifecycle` for an unknown
 *   interaction
 * @example
 * retailLifecycle({ atRiskAfter: { days: 45 } }).states["at-risk"].label.zh // => "流失预警客户"
 */
export function retailLifecycle(parameters: RetailParameters = {}): Lifecycle<RetailStage> {
  requireOptions(parameters, PARAMETERS);
  const {
    id = "retail",
    version = 1,
    orders = ["order.placed"],
    atRiskAfter = { days: 90 },
    dormantAfter = { days: 180 },
    lostAfter = { days: 365 },
    loyalOrders = 4,
    loyalWithin = { days: 365 },
  } = parameters;
  const silences = [atRiskAfter, dormantAfter, lostAfter].map((silence) => durationMilliseconds(silence));
  if (!(silences[0]! < silences[1]! && silences[1]! < silences[2]!)) {
    throw new ClienteleError(
      "invalid_option",
      "`atRiskAfter`, `dormantAfter` and `lostAfter` must be strictly increasing.",
      { option: "atRiskAfter", value: [atRiskAfter, dormantAfter, lostAfter] },
      "atRiskAfter",
    );
  }
  const recentOrders = (is: "atLeast" | "lessThan"): Rule & Expression => ({
    version: 1,
    kind: "metric",
    metric: { measure: "count", types: orders, window: { kind: "last", duration: loyalWithin } },
    test: { is, value: loyalOrders },
  });
  return defineLifecycle({
    id,
    version,
    label: { en: "Retail lifecycle", zh: "零售客户生命周期" },
    initial: "prospect",
    states: retailStates,
    transitions: [
      { id: "first-order", from: "prospect", to: "first-time", on: orders, label: { en: "First order", zh: "首次下单" } },
      {
        id: "becomes-loyal",
        from: ["first-time", "repeat", "at-risk", "won-back"],
        to: "loyal",
        on: orders,
        when: recentOrders("atLeast"),
        priority: 1,
        label: durationSentence(
          loyalWithin,
          { en: "{count} orders within {length}", zh: "{length}内下单 {count} 次" },
          loyalOrders,
        ),
      },
      {
        id: "orders-again",
        from: ["first-time", "at-risk", "won-back"],
        to: "repeat",
        on: orders,
        label: { en: "Ordered again", zh: "再次下单" },
      },
      {
        id: "comes-back",
        from: ["dormant", "lost"],
        to: "won-back",
        on: orders,
        label: { en: "Ordered after dormancy", zh: "沉睡后重新下单" },
      },
      {
        id: "falls-silent",
        from: ["first-time", "repeat", "loyal", "won-back"],
        to: "at-risk",
        when: silentFor(orders, atRiskAfter),
        priority: 1,
        label: noOrderFor(atRiskAfter),
      },
      {
        id: "orders-less",
        from: "loyal",
        to: "repeat",
        when: recentOrders("lessThan"),
        label: durationSentence(
          loyalWithin,
          { en: "Fewer than {count} orders within {length}", zh: "{length}内下单少于 {count} 次" },
          loyalOrders,
        ),
      },
      {
        id: "falls-asleep",
        from: "at-risk",
        to: "dormant",
        when: silentFor(orders, dormantAfter),
        label: noOrderFor(dormantAfter),
      },
      { id: "is-lost", from: "dormant", to: "lost", when: silentFor(orders, lostAfter), label: noOrderFor(lostAfter) },
    ],
  });
}

function noOrderFor(silence: Duration): LocalizedText {
  return durationSentence(silence, { en: "No order for {length}", zh: "{length}未下单" });
}

const play = (
  id: string,
  goal: Play["goal"],
  action: Play["action"],
  more: Partial<Play> = { holdOut: 0.1 },
): Pick<Strategy, "plays"> => ({ plays: [{ id, goal, action, ...more }] });

const retailStates: Readonly<Record<RetailStage, StateDefinition>> = {
  prospect: {
    label: { en: "Prospect", zh: "潜在客户" },
    description: { en: "Known, but has not ordered yet.", zh: "已知但尚未下单的客户。" },
    rank: 0,
    strategy: {
      goal: { en: "Win the first order.", zh: "促成首单。" },
      ...play(
        "welcome-offer",
        { en: "First order within 30 days", zh: "30 天内完成首单" },
        {
          en: "Welcome them, show best sellers and offer a small benefit on the first order.",
          zh: "欢迎、推荐热销商品并给予首单优惠。",
        },
      ),
      owner: "marketing",
    },
  },
  "first-time": {
    label: { en: "First-time buyer", zh: "首购客户" },
    description: { en: "One order so far.", zh: "至今只下过一单。" },
    rank: 1,
    strategy: {
      goal: { en: "Win the second order soon after the first.", zh: "趁热促成第二单。" },
      ...play(
        "second-order",
        { en: "Second order within 90 days", zh: "90 天内复购" },
        { en: "Follow up on the delivery and recommend matching products.", zh: "回访收货体验，推荐搭配商品。" },
      ),
      owner: "marketing",
    },
  },
  repeat: {
    label: { en: "Repeat buyer", zh: "复购客户" },
    description: { en: "Ordered more than once, but not often enough to be loyal.", zh: "下单不止一次，但尚未达到忠诚标准。" },
    rank: 2,
    strategy: {
      goal: { en: "Increase how often and how broadly they buy.", zh: "提高购买频次与品类宽度。" },
      ...play(
        "cross-sell",
        { en: "First purchase in another category", zh: "购买一个新品类" },
        { en: "Recommend what similar customers buy, and remind them of refills.", zh: "按相似客户推荐，提醒补货。" },
      ),
      owner: "marketing",
    },
  },
  loyal: {
    label: { en: "Loyal customer", zh: "忠诚客户" },
    description: { en: "Orders often and recently.", zh: "近期频繁下单的客户。" },
    rank: 3,
    strategy: {
      goal: { en: "Keep them, thank them and ask for referrals.", zh: "做好维系与感谢，邀请推荐。" },
      ...play(
        "appreciate",
        { en: "Stays loyal and refers a new customer", zh: "保持忠诚并推荐他人" },
        {
          en: "Offer early access, a personal contact and a referral benefit; no needless discounts.",
          zh: "优先体验、专属联系人、推荐有礼，不做无谓折扣。",
        },
      ),
      owner: "service",
    },
  },
  "at-risk": {
    label: { en: "At risk", zh: "流失预警客户" },
    description: { en: "Silent for longer than usual.", zh: "沉默时间超过通常水平。" },
    strategy: {
      goal: { en: "Find out why, and win the next order before the habit breaks.", zh: "了解原因，在习惯中断前促成下一单。" },
      ...play(
        "retain",
        { en: "An order within 30 days", zh: "30 天内再次下单" },
        {
          en: "Ask what is missing; remind first, then make an offer. Call the most valuable customers.",
          zh: "询问原因，先提醒后优惠，高价值客户优先电话联系。",
        },
      ),
      owner: "service",
    },
  },
  dormant: {
    label: { en: "Dormant", zh: "沉睡客户" },
    description: { en: "Silent for a long time, but may still return.", zh: "长期沉默，仍可能回来。" },
    strategy: {
      goal: { en: "Reactivate those who are worth the cost.", zh: "唤醒值得唤醒的客户。" },
      ...play(
        "reactivate",
        { en: "An order within 60 days", zh: "60 天内再次下单" },
        { en: "Give one strong reason to come back, in at most two messages.", zh: "给出一个有力的回归理由，最多触达两次。" },
      ),
      owner: "marketing",
    },
  },
  lost: {
    label: { en: "Lost", zh: "流失客户" },
    description: { en: "Silent for so long that a return is unlikely.", zh: "沉默太久，已很难回来。" },
    strategy: {
      goal: { en: "Spend little, and listen to the most valuable customers.", zh: "少投入，倾听高价值客户的声音。" },
      ...play(
        "win-back",
        { en: "An order, or the reason for leaving", zh: "获得订单或流失原因" },
        {
          en: "Ask the most valuable customers why they left; send the others seasonal mailings only.",
          zh: "向高价值客户询问原因，其余仅做季节性触达。",
        },
      ),
      owner: "marketing",
    },
  },
  "won-back": {
    label: { en: "Won back", zh: "挽回客户" },
    description: { en: "Ordered again after being dormant or lost.", zh: "沉睡或流失后重新下单。" },
    strategy: {
      goal: { en: "Make the return a habit.", zh: "让客户重新养成购买习惯。" },
      ...play(
        "welcome-back",
        { en: "A second order within 60 days", zh: "60 天内再下一单" },
        {
          en: "Thank them, fix what made them leave, and recommend the next order.",
          zh: "致谢，解决当初流失的原因，推荐下一单。",
        },
      ),
      owner: "service",
    },
  },
};
