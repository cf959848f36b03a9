import { localize, type LocalizedText } from "../../../kernel/index.js";
import type { CustomerSummary, TimeUnit } from "../../../models/index.js";
import { probabilityAlive, type PurchaseModel } from "./clv-scores.js";

/** P(alive) of one customer with its explanation. */
export interface ExplainedProbabilityAlive {
  readonly probability: number;
  /** Whether the probability follows from the construction of the model and not from the customer. */
  readonly structural: boolean;
  /** Time since the last purchase, in the unit of the model. */
  readonly silence: number;
  /** Mean gap between past purchases, in the unit of the model; `null` without a repeat purchase. */
  readonly meanGap: number | null;
  readonly reason: LocalizedText;
}

/**
 * Explains P(alive) of one customer by the time since the last purchase beside the usual gap, and says whether the probability is
 * structural (BG/NBD and BG/CNBD-k give 1 without a repeat purchase; NBD always gives 1).
 *
 * @param model - a purchase model
 * @param customer - frequency, recency, age
 * @throws ClienteleError as {@link probabilityAlive} throws
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * explainProbabilityAlive(model, { frequency: 0, recency: 0, age: 38.86 }).structural // => true
 * explainProbabilityAlive(model, { frequency: 2, recency: 30, age: 39 }).reason.en // => "No purchase for 9 weeks; the usual gap is 15 weeks (2 repeat purchases)."
 */
export function explainProbabilityAlive(model: PurchaseModel, customer: CustomerSummary): ExplainedProbabilityAlive {
  const probability = probabilityAlive(model, customer);
  const { frequency, recency, age } = customer;
  const structural = model.kind === "nbd" || (frequency === 0 && (model.kind === "bg-nbd" || model.kind === "bg-cnbd"));
  const silence = age - recency;
  const meanGap = frequency > 0 ? recency / frequency : null;
  const text = structural ? STRUCTURAL : meanGap === null ? ONE_PURCHASE : REPEAT_PURCHASES;
  const say = (locale: "en" | "zh"): string => {
    const time = (value: number): string =>
      localize(TIMES[model.unit], { locale, values: { count: Math.round(value * 10) / 10 } });
    return localize(text, { locale, values: { silence: time(silence), gap: time(meanGap ?? 0), purchases: frequency } });
  };
  return { probability, structural, silence, meanGap, reason: { en: say("en"), zh: say("zh") } };
}

const STRUCTURAL: LocalizedText = {
  en: "No purchase for {silence}. The model always gives 100% here, so it cannot tell whether the customer left.",
  zh: "已 {silence}未购买。该模型在此情形下恒为 100%，无法判断客户是否已流失。",
};

const ONE_PURCHASE: LocalizedText = {
  en: "One purchase, and none for {silence} since.",
  zh: "仅购买过一次，此后 {silence}未再购买。",
};

const REPEAT_PURCHASES: LocalizedText = {
  en: "No purchase for {silence}; the usual gap is {gap} ({purchases} repeat {purchases:purchase|purchases}).",
  zh: "已 {silence}未购买，平时约每 {gap}购买一次（复购 {purchases} 次）。",
};

const TIMES: Readonly<Record<TimeUnit, LocalizedText>> = {
  hour: { en: "{count} {count:hour|hours}", zh: "{count} 小时" },
  day: { en: "{count} {count:day|days}", zh: "{count} 天" },
  week: { en: "{count} {count:week|weeks}", zh: "{count} 周" },
  month: { en: "{count} {count:month|months}", zh: "{count} 个月" },
  year: { en: "{count} {count:year|years}", zh: "{count} 年" },
};
