import { ClienteleError, type Duration } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Expression, Rule } from "../../rules/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle, StateDefinition } from "../machine/definition.js";
import { inWords } from "./ready-stage.js";
import type { Play, Strategy } from "../machine/strategy.js";

/** Stages of {@link retailLifecycle}. */
export type RetailStage = "prospect" | "first-time" | "repeat" | "loyal" | "at-risk" | "dormant" | "lost" | "won-back";

/** Thresholds of {@link retailLifecycle}; `suggestThresholds` derives the silences from data. */
export interface RetailParameters {
  /** Identifier of the lifecycle, `retail` unless told. */
  readonly id?: string;
  /** Version of the definition; raise it when a threshold changes. */
  readonly version?: number;
  /** Interactions that count as an order; `order.placed` unless told. */
  readonly orders?: readonly string[];
  /** Silence after the last order from which a buyer is at risk; 90 days. */
  readonly atRiskAfter?: Duration;
  /** Silence from which a buyer is dormant; 180 days. */
  readonly dormantAfter?: Duration;
  /** Silence from which a buyer is lost; 365 days. */
  readonly lostAfter?: Duration;
  /** Orders within `loyalWithin` that make a buyer loyal; 4. */
  readonly loyalOrders?: number;
  /** 365 days. */
  readonly loyalWithin?: Duration;
}

/**
 * The retail lifecycle: prospect, first-time, repeat and loyal buyers by their orders; at risk, dormant and lost by the
 * silence since the last order, at the exact instant; won back by an order after dormancy. An order of a buyer at risk
 * makes them repeat or loyal again. The highest stage kept is the furthest of prospect, first-time, repeat, loyal.
 *
 * @param parameters - thresholds; each default is a decision for fashion and household goods, not for cars
 * @throws ClienteleError `invalid_option` when the silences do not grow from stage to stage or a count is below 2, `invalid_duration`
 * @example
 * retailLifecycle({ atRiskAfter: { days: 45 } }).states["at-risk"].label.zh // => "流失预警客户"
 */
export function retailLifecycle(parameters: RetailParameters = {}): Lifecycle<RetailStage> {
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
    throw new ClienteleError("invalid_option", "Let atRiskAfter, dormantAfter and lostAfter grow.", {
      option: "atRiskAfter",
      value: [atRiskAfter, dormantAfter, lostAfter],
    });
  }
  if (!Number.isInteger(loyalOrders) || loyalOrders < 2) {
    throw new ClienteleError("invalid_option", "Loyal is who ordered at least twice.", {
      option: "loyalOrders",
      value: loyalOrders,
    });
  }
  const silentFor = (silence: Duration): Rule => ({
    version: 1,
    kind: "metric",
    metric: { measure: "timeSinceLast", types: orders },
    test: { is: "atLeast", value: silence },
  });
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
        label: {
          en: `${loyalOrders} orders within ${inWords(loyalWithin).en}`,
          zh: `${inWords(loyalWithin).zh}内下单 ${loyalOrders} 次`,
        },
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
        when: silentFor(atRiskAfter),
        priority: 1,
        label: noOrderFor(atRiskAfter),
      },
      {
        id: "orders-less",
        from: "loyal",
        to: "repeat",
        when: recentOrders("lessThan"),
        label: {
          en: `Fewer than ${loyalOrders} orders within ${inWords(loyalWithin).en}`,
          zh: `${inWords(loyalWithin).zh}内下单少于 ${loyalOrders} 次`,
        },
      },
      { id: "falls-asleep", from: "at-risk", to: "dormant", when: silentFor(dormantAfter), label: noOrderFor(dormantAfter) },
      { id: "is-lost", from: "dormant", to: "lost", when: silentFor(lostAfter), label: noOrderFor(lostAfter) },
    ],
  });
}

function noOrderFor(silence: Duration): { readonly en: string; readonly zh: string } {
  const { en, zh } = inWords(silence);
  return { en: `No order for ${en}`, zh: `${zh}未下单` };
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
    description: { en: "Known, and has not ordered yet.", zh: "已知但尚未下单的客户。" },
    rank: 0,
    strategy: {
      goal: { en: "Win the first order.", zh: "促成首单。" },
      ...play(
        "welcome-offer",
        { en: "First order within 30 days", zh: "30 天内完成首单" },
        { en: "Greet, show best sellers, offer a small first-order benefit.", zh: "欢迎、推荐热销商品并给予首单优惠。" },
      ),
      owner: "marketing",
    },
  },
  "first-time": {
    label: { en: "First-time buyer", zh: "首购客户" },
    description: { en: "One order so far.", zh: "至今只下过一单。" },
    rank: 1,
    strategy: {
      goal: { en: "Win the second order while the first is remembered.", zh: "趁热促成第二单。" },
      ...play(
        "second-order",
        { en: "Second order within 90 days", zh: "90 天内复购" },
        { en: "Follow up on the delivery, recommend what goes with it.", zh: "回访收货体验，推荐搭配商品。" },
      ),
      owner: "marketing",
    },
  },
  repeat: {
    label: { en: "Repeat buyer", zh: "老客" },
    description: { en: "Ordered more than once, not often enough to be loyal.", zh: "下单不止一次，但尚未达到忠诚标准。" },
    rank: 2,
    strategy: {
      goal: { en: "Raise the rhythm and the breadth of buying.", zh: "提高购买频次与品类宽度。" },
      ...play(
        "cross-sell",
        { en: "A category not bought before", zh: "购买一个新品类" },
        { en: "Recommend by what similar customers buy; remind of refills.", zh: "按相似客户推荐，提醒补货。" },
      ),
      owner: "marketing",
    },
  },
  loyal: {
    label: { en: "Loyal customer", zh: "忠诚客户" },
    description: { en: "Orders often, and lately.", zh: "近期频繁下单的客户。" },
    rank: 3,
    strategy: {
      goal: { en: "Keep, thank, and be recommended.", zh: "维系、感谢并促成推荐。" },
      ...play(
        "appreciate",
        { en: "Stays loyal; refers somebody", zh: "保持忠诚并推荐他人" },
        {
          en: "Early access, a personal contact, a referral benefit; no needless discount.",
          zh: "优先体验、专属联系人、推荐有礼，不做无谓折扣。",
        },
      ),
      owner: "service",
    },
  },
  "at-risk": {
    label: { en: "At risk", zh: "流失预警客户" },
    description: { en: "Silent for longer than is usual.", zh: "沉默时间超过通常水平。" },
    strategy: {
      goal: { en: "Learn why, and bring the next order before the habit breaks.", zh: "了解原因，在习惯中断前促成下一单。" },
      ...play(
        "retain",
        { en: "An order within 30 days", zh: "30 天内再次下单" },
        {
          en: "Ask what is missing; remind, then offer, the most valuable first by phone.",
          zh: "询问原因，先提醒后优惠，高价值客户优先电话联系。",
        },
      ),
      owner: "service",
    },
  },
  dormant: {
    label: { en: "Dormant", zh: "沉睡客户" },
    description: { en: "Silent for long, and may still return.", zh: "长期沉默，仍可能回来。" },
    strategy: {
      goal: { en: "Wake those who are worth it.", zh: "唤醒值得唤醒的客户。" },
      ...play(
        "reactivate",
        { en: "An order within 60 days", zh: "60 天内再次下单" },
        { en: "One strong reason to come back, twice at most.", zh: "给出一个有力的回归理由，最多触达两次。" },
      ),
      owner: "marketing",
    },
  },
  lost: {
    label: { en: "Lost", zh: "流失客户" },
    description: { en: "Silent for so long that a return is an exception.", zh: "沉默太久，回归已属例外。" },
    strategy: {
      goal: { en: "Spend little; listen to the most valuable.", zh: "少投入，倾听高价值客户的声音。" },
      ...play(
        "win-back",
        { en: "An order, or a reason", zh: "获得订单或流失原因" },
        {
          en: "Ask the most valuable for the reason; leave the rest to seasonal mailings.",
          zh: "向高价值客户询问原因，其余仅做季节性触达。",
        },
      ),
      owner: "marketing",
    },
  },
  "won-back": {
    label: { en: "Won back", zh: "挽回客户" },
    description: { en: "Ordered again after having been dormant or lost.", zh: "沉睡或流失后重新下单。" },
    strategy: {
      goal: { en: "Make the return a habit.", zh: "让回归成为习惯。" },
      ...play(
        "welcome-back",
        { en: "A second order within 60 days", zh: "60 天内再下一单" },
        { en: "Thank, mend what had driven them away, recommend the next order.", zh: "致谢，解决当初流失的原因，推荐下一单。" },
      ),
      owner: "service",
    },
  },
};
