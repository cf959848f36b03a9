import { localize, type LocalizedText } from "../kernel/index.js";
import type { Contribution } from "./scorer.js";

/** Why an item is recommended: the amounts of an item's reasons add up to its score. */
export interface Reason extends Omit<Contribution, "kind"> {
  readonly kind: Contribution["kind"] | "others" | "boost" | "pinned" | "explored" | "fallback";
  readonly text: LocalizedText;
}

const texts: Readonly<Record<Reason["kind"], LocalizedText>> = {
  "bought-with": { en: "Often bought by those who bought {item}", zh: "购买“{item}”的客户也常买" },
  "carted-with": { en: "Because {item} is in your cart", zh: "因为您加购了“{item}”" },
  "viewed-with": { en: "Because you viewed {item}", zh: "因为您浏览过“{item}”" },
  "bought-before": { en: "You bought it {times}, last {ago}", zh: "您买过 {count} 次，最近一次在{ago}" },
  "similar-customers": { en: "{customers} with a taste like yours took it", zh: "{count} 位口味相近的客户选择了它" },
  popular: { en: "Popular: {share} of the customers took it", zh: "热门：{share} 的客户选择" },
  "popular-in-segment": { en: "Popular in {name}: about {share} took it", zh: "在“{name}”中热门：约 {share} 选择" },
  trending: { en: "Trending: in {share} of the baskets of late", zh: "近期热销：出现在 {share} 的订单中" },
  alike: { en: "Like {item}: {name}", zh: "与“{item}”相似：{name}" },
  rule: { en: "{share} of the baskets with {items} held it too", zh: "含“{items}”的订单中有 {share} 同时购买" },
  refill: {
    en: "Time to refill: usually every {gap} days, last bought {ago}",
    zh: "该补货了：通常每 {gap} 天一次，最近一次在{ago}",
  },
  others: { en: "and other reasons", zh: "以及其他原因" },
  boost: { en: "Put forward by the shop", zh: "店铺推荐加权" },
  pinned: { en: "Placed here by the shop", zh: "店铺置顶" },
  explored: { en: "Something new, to learn what you like", zh: "新的尝试，帮助了解您的喜好" },
  fallback: { en: "Popular with all customers", zh: "深受全体客户欢迎" },
};

/** A part of a score as a sentence in both languages; names of items come from the caller. */
export function reasonOf(part: Omit<Reason, "text">, nameOf: (itemId: string) => string): Reason {
  const { kind, itemId, itemIds = [], count = 0, days = 0, gapDays = 0, share = 0, name = "" } = part;
  const values = (language: "en" | "zh"): Record<string, string | number> => ({
    item: itemId === undefined ? "" : nameOf(itemId),
    items: itemIds.map(nameOf).join(language === "en" ? " and " : "、"),
    count,
    times: count === 1 ? "once" : `${count} times`,
    customers: count === 1 ? "1 customer" : `${count} customers`,
    ago: agoIn(days, language),
    gap: Math.round(gapDays),
    share: `${share >= 0.0995 ? Math.round(share * 100) : Number((share * 100).toFixed(1))} %`,
    name: name.replace(/^([^:]+):/, (_, label: string) => `${label} `),
  });
  const text = texts[kind];
  return { ...part, text: { en: localize(text, "en", values("en")), zh: localize(text, "zh", values("zh")) } };
}

function agoIn(days: number, language: "en" | "zh"): string {
  if (days <= 0) return language === "en" ? "today" : "今天";
  if (language === "zh") return `${days} 天前`;
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

/** Reasons that are told one by one; what the rest adds is one more. */
const TOLD = 3;

/** The reasons of a score, the strongest first; their amounts add up to it. */
export function reasonsOf(parts: Contribution[], score: number, nameOf: (itemId: string) => string): Reason[] {
  const sorted = parts
    .filter(({ amount }) => amount > 0)
    .sort((left, right) => right.amount - left.amount)
    .slice(0, TOLD);
  const reasons = sorted.map((part) => reasonOf(part, nameOf));
  const rest = score - sorted.reduce((sum, { amount }) => sum + amount, 0);
  if (parts.length > sorted.length && Math.abs(rest) > 1e-12) reasons.push(reasonOf({ kind: "others", amount: rest }, nameOf));
  return reasons;
}
