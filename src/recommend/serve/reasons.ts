import type { LocalizedText } from "../../kernel/index.js";
import type { ScoreContribution } from "./scorer.js";

/** Why an item is recommended. The amounts of an item's reasons add up to its score. */
export interface Reason extends Omit<ScoreContribution, "kind"> {
  readonly kind: ScoreContribution["kind"] | "boost" | "pinned" | "explored" | "fallback";
  readonly text: LocalizedText;
}

type Part = Omit<Reason, "text">;
type NameOf = (itemId: string) => string;

/** Functions write the sentences rather than templates, because a thousand answers hold tens of thousands of sentences. */
const texts: Readonly<Record<Reason["kind"], (part: Part, nameOf: NameOf) => LocalizedText>> = {
  "bought-with": (part, nameOf) => ({
    en: `Because you bought ${itemIn(part, nameOf)}`,
    zh: `因为您购买过“${itemIn(part, nameOf)}”`,
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
    en: `You bought this ${count === 1 ? `once, ${daysAgo(days)}` : `${count} times, most recently ${daysAgo(days)}`}`,
    zh: `您已购买 ${count} 次，最近一次是${daysAgoChinese(days)}`,
  }),
  "similar-customers": ({ count = 0 }) => ({
    en: `${count === 1 ? "1 customer" : `${count} customers`} with similar taste chose this`,
    zh: `${count} 位喜好相近的客户选择了它`,
  }),
  popular: ({ share }) => ({
    en: `Popular: chosen by ${percent(share)} of customers`,
    zh: `热门：${percent(share)} 的客户选择了它`,
  }),
  "popular-in-segment": ({ share, name = "" }) => ({
    en: `Popular in ${name}: chosen by about ${percent(share)}`,
    zh: `在“${name}”中热门：约 ${percent(share)} 的客户选择了它`,
  }),
  trending: ({ share }) => ({
    en: `Trending: in ${percent(share)} of recent orders`,
    zh: `近期热销：出现在 ${percent(share)} 的近期订单中`,
  }),
  alike: (part, nameOf) => ({
    en: `Similar to ${itemIn(part, nameOf)}: ${featureIn(part).en}`,
    zh: `与“${itemIn(part, nameOf)}”相似：${featureIn(part).zh}`,
  }),
  rule: ({ itemIds = [], share }, nameOf) => ({
    en: `${percent(share)} of orders with ${itemIds.map(nameOf).join(" and ")} also include this`,
    zh: `含“${itemIds.map(nameOf).join("、")}”的订单中，${percent(share)} 同时购买了它`,
  }),
  refill: ({ gapDays = 0, days = 0 }) => ({
    en: `Usually bought every ${Math.round(gapDays) <= 1 ? "day" : `${Math.round(gapDays)} days`}, most recently ${daysAgo(days)}`,
    zh: `通常每${Math.round(gapDays) <= 1 ? "天" : ` ${Math.round(gapDays)} 天`}购买一次，最近一次是${daysAgoChinese(days)}`,
  }),
  others: () => ({ en: "Other reasons", zh: "其他原因" }),
  boost: () => ({ en: "Promoted by the shop", zh: "店铺推荐" }),
  pinned: () => ({ en: "Selected by the shop", zh: "店铺精选" }),
  explored: () => ({ en: "Something different to try", zh: "换个新选择试试" }),
  fallback: ({ count = 0 }) =>
    count > 0
      ? { en: "Other customers bought this", zh: "其他客户也购买了" }
      : { en: "From the product range", zh: "来自商品目录" },
};

function itemIn({ itemId }: Part, nameOf: NameOf): string {
  return itemId === undefined ? "" : nameOf(itemId);
}

/** Words of a feature: `category:Tea` is "same category (Tea)". */
function featureIn({ name = "" }: Part): LocalizedText {
  const colon = name.indexOf(":");
  const key = name.slice(0, colon);
  const value = name.slice(colon + 1);
  if (key === "category") return { en: `same category (${value})`, zh: `同属“${value}”类` };
  if (key === "brand") return { en: `same brand (${value})`, zh: `同为“${value}”品牌` };
  if (key === "word") return { en: `“${value}” in the name`, zh: `名称均含“${value}”` };
  return { en: `${key} ${value}`, zh: `${key} ${value}` };
}

function percent(share = 0): string {
  return `${share >= 0.0995 ? Math.round(share * 100) : Number((share * 100).toFixed(1))}%`;
}

function daysAgo(days: number): string {
  if (days <= 0) return "today";
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

function daysAgoChinese(days: number): string {
  return days <= 0 ? "今天" : ` ${days} 天前`;
}

/** Returns a part of a score with its sentence in both languages. */
export function reasonOf(part: Part, nameOf: NameOf): Reason {
  return { ...part, text: texts[part.kind](part, nameOf) };
}

/** Maximum number of reasons that are listed one by one; one more sums up the rest. */
const MAX_REASONS = 3;

/** Returns the reasons of a score, the strongest first. Their amounts add up to the score. */
export function reasonsOf(parts: readonly ScoreContribution[], score: number, nameOf: NameOf): Reason[] {
  const listed = parts
    .filter(({ kind, amount }) => kind !== "others" && amount > 0)
    .sort((left, right) => right.amount - left.amount)
    .slice(0, MAX_REASONS);
  const reasons = listed.map((part) => reasonOf(part, nameOf));
  let rest = score;
  for (const { amount } of listed) rest -= amount;
  if (parts.length > listed.length && Math.abs(rest) > 1e-12) reasons.push(reasonOf({ kind: "others", amount: rest }, nameOf));
  return reasons;
}
