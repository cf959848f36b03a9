import type { Play } from "../../lifecycle/index.js";
import type { AbcClass } from "./abc-classes.js";

/**
 * What lifts the value of each tier, as plays that a strategy can hold: A is kept and served, B is brought on, C is
 * brought back cheaply. Plain data: take them as they are, or as a beginning.
 *
 * @see Zeithaml, Rust, Lemon (2001), The Customer Pyramid: Creating and Serving Profitable Customers
 */
export const VALUE_TIER_PLAYS: Readonly<Record<AbcClass, readonly Play[]>> = {
  A: [
    {
      id: "tier-a-personal-service",
      goal: { en: "Keep those who bring most", zh: "留住贡献最大的客户" },
      action: { en: "A named contact, and an answer the same day", zh: "专属客服，当日回复" },
      holdOut: 0.05,
    },
    {
      id: "tier-a-first-access",
      goal: { en: "Widen the share of their spend", zh: "提高钱包份额" },
      action: { en: "New products before everybody else, without a discount", zh: "新品优先体验，不打折" },
      holdOut: 0.1,
    },
  ],
  B: [
    {
      id: "tier-b-next-category",
      goal: { en: "A purchase in one more category", zh: "带动新品类的购买" },
      action: { en: "Recommend the category that customers alike buy next", zh: "推荐相似客户接下来购买的品类" },
      holdOut: 0.1,
    },
    {
      id: "tier-b-rhythm",
      goal: { en: "Buying more often", zh: "提升购买频率" },
      action: { en: "A reminder when the usual gap has passed", zh: "超过惯常间隔时提醒" },
      holdOut: 0.1,
    },
  ],
  C: [
    {
      id: "tier-c-second-purchase",
      goal: { en: "A second purchase", zh: "促成第二次购买" },
      action: { en: "A welcome series over cheap channels", zh: "以低成本渠道发送欢迎系列" },
      channels: ["email"],
      holdOut: 0.2,
    },
    {
      id: "tier-c-cost-to-serve",
      goal: { en: "Costs that fit the revenue", zh: "使服务成本与收入匹配" },
      action: { en: "Self-service first, and bundled delivery", zh: "优先自助服务，合并配送" },
      holdOut: 0.2,
    },
  ],
};
