import type { LocalizedText } from "../../kernel/index.js";
import type { Contribution } from "./scorer.js";

/** Why an item is recommended: the amounts of an item's reasons add up to its score. */
export interface Reason extends Omit<Contribution, "kind"> {
  readonly kind: Contribution["kind"] | "boost" | "pinned" | "explored" | "fallback";
  readonly text: LocalizedText;
}

type Part = Omit<Reason, "text">;
type NameOf = (itemId: string) => string;

/** Sentences are written out by functions, not filled into templates: a thousand answers hold many thousand of them. */
const texts: Readonly<Record<Reason["kind"], (part: Part, nameOf: NameOf) => LocalizedText>> = {
  "bought-with": (part, nameOf) => ({
    en: `Often bought by those who bought ${itemIn(part, nameOf)}`,
    zh: `购买“${itemIn(part, nameOf)}”的客户也常买`,
  }),
  "carted-with": (part, nameOf) => ({
    en: `Because ${itemIn(part, nameOf)} is in your cart`,
    zh: `因为您加购了“${itemIn(part, nameOf)}”`,
  }),
  "viewed-with": (part, nameOf) => ({
    en: `Because you viewed ${itemIn(part, nameOf)}`,
    zh: `因为您浏览过“${itemIn(part, nameOf)}”`,
  }),
  "bought-before": ({ count = 0, days = 0 }) => ({
    en: `You bought it ${count === 1 ? "once" : `${count} times`}, last ${agoIn(days, "en")}`,
    zh: `您买过 ${count} 次，最近一次在${agoIn(days, "zh")}`,
  }),
  "similar-customers": ({ count = 0 }) => ({
    en: `${count === 1 ? "1 customer" : `${count} customers`} with a taste like yours took it`,
    zh: `${count} 位口味相近的客户选择了它`,
  }),
  popular: ({ share }) => ({
    en: `Popular: ${percent(share)} of the customers took it`,
    zh: `热门：${percent(share)} 的客户选择`,
  }),
  "popular-in-segment": ({ share, name = "" }) => ({
    en: `Popular in ${name}: about ${percent(share)} took it`,
    zh: `在“${name}”中热门：约 ${percent(share)} 选择`,
  }),
  trending: ({ share }) => ({
    en: `Trending: in ${percent(share)} of the baskets of late`,
    zh: `近期热销：出现在 ${percent(share)} 的订单中`,
  }),
  alike: (part, nameOf) => ({
    en: `Like ${itemIn(part, nameOf)}: ${featureIn(part)}`,
    zh: `与“${itemIn(part, nameOf)}”相似：${featureIn(part)}`,
  }),
  rule: ({ itemIds = [], share }, nameOf) => ({
    en: `${percent(share)} of the baskets with ${itemIds.map(nameOf).join(" and ")} held it too`,
    zh: `含“${itemIds.map(nameOf).join("、")}”的订单中有 ${percent(share)} 同时购买`,
  }),
  refill: ({ gapDays = 0, days = 0 }) => ({
    en: `Time to refill: usually every ${Math.round(gapDays)} days, last bought ${agoIn(days, "en")}`,
    zh: `该补货了：通常每 ${Math.round(gapDays)} 天一次，最近一次在${agoIn(days, "zh")}`,
  }),
  others: () => ({ en: "And other reasons", zh: "以及其他原因" }),
  boost: () => ({ en: "Put forward by the shop", zh: "店铺推荐加权" }),
  pinned: () => ({ en: "Placed here by the shop", zh: "店铺置顶" }),
  explored: () => ({ en: "Something new, to learn what you like", zh: "新的尝试，帮助了解您的喜好" }),
  fallback: () => ({ en: "Popular with all customers", zh: "深受全体客户欢迎" }),
};

function itemIn({ itemId }: Part, nameOf: NameOf): string {
  return itemId === undefined ? "" : nameOf(itemId);
}

/** `category:Tea` as words: `category Tea`. */
function featureIn({ name = "" }: Part): string {
  return name.replace(":", " ");
}

function percent(share = 0): string {
  return `${share >= 0.0995 ? Math.round(share * 100) : Number((share * 100).toFixed(1))} %`;
}

function agoIn(days: number, language: "en" | "zh"): string {
  if (days <= 0) return language === "en" ? "today" : "今天";
  if (language === "zh") return ` ${days} 天前`;
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

/** A part of a score with its sentence in both languages; names of items come from the caller. */
export function reasonOf(part: Part, nameOf: NameOf): Reason {
  return { ...part, text: texts[part.kind](part, nameOf) };
}

/** Reasons that are told one by one; what the rest adds is one more. */
const TOLD = 3;

/** The reasons of a score, the strongest first; their amounts add up to it. */
export function reasonsOf(parts: readonly Contribution[], score: number, nameOf: NameOf): Reason[] {
  const told = parts
    .filter(({ kind, amount }) => kind !== "others" && amount > 0)
    .sort((left, right) => right.amount - left.amount)
    .slice(0, TOLD);
  const reasons = told.map((part) => reasonOf(part, nameOf));
  let rest = score;
  for (const { amount } of told) rest -= amount;
  if (parts.length > told.length && Math.abs(rest) > 1e-12) reasons.push(reasonOf({ kind: "others", amount: rest }, nameOf));
  return reasons;
}
