import type { Play } from "../../lifecycle/index.js";
import type { AbcClass } from "./abc-classes.js";

/**
 * Ready-made plays for each ABC class: keep and serve A, develop B, activate C at low cost. Plain data: use them as they are, or
 * as a starting point.
 *
 * @see Zeithaml, Rust, Lemon (2001), The Customer Pyramid: Creating and Serving Profitable Customers
 */
export const standardTierPlays: Readonly<Record<AbcClass, readonly Play[]>> = {
  A: [
    {
      id: "tier-a-personal-service",
      goal: { en: "Keep the customers who bring the most revenue", zh: "留住贡献最大的客户" },
      action: { en: "A personal contact who answers the same day", zh: "专属客服，当日回复" },
      holdOut: 0.05,
    },
    {
      id: "tier-a-first-access",
      goal: { en: "Raise the share of their spending", zh: "提高钱包份额" },
      action: { en: "Early access to new products, without a discount", zh: "新品优先体验，不打折" },
      holdOut: 0.1,
    },
  ],
  B: [
    {
      id: "tier-b-next-category",
      goal: { en: "Win a purchase in one more category", zh: "带动新品类的购买" },
      action: { en: "Recommend the category that similar customers buy next", zh: "推荐相似客户接下来购买的品类" },
      holdOut: 0.1,
    },
    {
      id: "tier-b-rhythm",
      goal: { en: "Raise the purchase frequency", zh: "提升购买频率" },
      action: { en: "A reminder when the usual time between orders has passed", zh: "超过平常购买间隔时提醒" },
      holdOut: 0.1,
    },
  ],
  C: [
    {
      id: "tier-c-second-purchase",
      goal: { en: "Win a second purchase", zh: "促成第二次购买" },
      action: { en: "A welcome series through low-cost channels", zh: "通过低成本渠道发送新客欢迎系列" },
      channels: ["email"],
      holdOut: 0.2,
    },
    {
      id: "tier-c-cost-to-serve",
      goal: { en: "Match the cost of service to the revenue", zh: "使服务成本与收入匹配" },
      action: { en: "Self-service first and combined deliveries", zh: "优先自助服务，合并配送" },
      holdOut: 0.2,
    },
  ],
};
