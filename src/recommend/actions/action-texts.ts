import { type LocalizedText, moneyToDecimal } from "../../kernel/index.js";
import type { ExcludedAction, NextBestAction, ScoredAction } from "./action-types.js";

/** Signs of currencies that both languages read alike; any other currency is written by its code. */
const SIGNS: Readonly<Record<string, string>> = { EUR: "€", USD: "$", GBP: "£", CNY: "¥" };

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** Returns an amount in minor units as text, rounded to a minor unit. */
function moneyText(amount: number, currency: string): string {
  const rounded = Math.round(Math.abs(amount));
  const sign = Object.hasOwn(SIGNS, currency) ? SIGNS[currency]! : `${currency} `;
  const [whole, decimals] = moneyToDecimal({ amount: rounded, currency }).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount < 0 && rounded > 0 ? "−" : ""}${sign}${grouped}${decimals === undefined ? "" : `.${decimals}`}`;
}

/** Returns why an action is chosen and what would have changed the choice, in both languages. */
export function actionTexts(
  action: ScoredAction | null,
  runnerUp: ScoredAction | null,
  excluded: readonly ExcludedAction[],
  unavailable: readonly ScoredAction[],
  currency: string,
): Pick<NextBestAction, "text" | "whatIf"> {
  const best = action?.score ?? 0;
  const whatIf: LocalizedText[] = [];
  for (const { id, label, score } of unavailable) {
    if (score <= best) continue;
    const contact = excluded.find((other) => other.id === id)?.reason === "contact";
    const value = moneyText(score, currency);
    whatIf.push({
      en: `${label.en} would have been worth more (${value}) if ${contact ? "the contact policy allowed it" : "the customer were eligible"}`,
      zh: `若${contact ? "联系策略允许" : "客户符合条件"}，“${label.zh}”的价值更高（${value}）`,
    });
  }
  if (runnerUp !== null) {
    const needed = (best + runnerUp.cost) / (runnerUp.value * runnerUp.freshness);
    if (needed > 0 && needed <= 1) {
      whatIf.push({
        en: `${runnerUp.label.en} would win with a chance of success above ${percent(needed)} instead of ${percent(runnerUp.propensityUsed)}`,
        zh: `“${runnerUp.label.zh}”的成功率若高于 ${percent(needed)}（目前为 ${percent(runnerUp.propensityUsed)}），则会胜出`,
      });
    }
  }
  return { text: choiceText(action, runnerUp, currency), whatIf };
}

function choiceText(action: ScoredAction | null, runnerUp: ScoredAction | null, currency: string): LocalizedText {
  const other = runnerUp === null ? "" : moneyText(runnerUp.score, currency);
  if (action === null) {
    return runnerUp === null
      ? { en: "Do nothing: no action is available", zh: "不行动：没有可用的行动" }
      : {
          en: `Do nothing: the best action, ${runnerUp.label.en}, is worth ${other}`,
          zh: `不行动：最佳行动“${runnerUp.label.zh}”的期望价值仅为 ${other}`,
        };
  }
  const worth = moneyText(action.score, currency);
  const product = `${percent(action.propensityUsed)} × ${moneyText(action.value, currency)}`;
  const fresh = action.freshness < 1;
  const cost = action.cost === 0 ? "" : ` − ${moneyText(action.cost, currency)}`;
  const en = `${action.label.en}: worth ${worth} (${product}${fresh ? ` × ${percent(action.freshness)} after recent actions` : ""}${cost})`;
  const zh = `“${action.label.zh}”：价值 ${worth}（${product}${fresh ? ` × ${percent(action.freshness)}（近期行动后）` : ""}${cost}）`;
  if (runnerUp === null) return { en, zh };
  return { en: `${en}; next best: ${runnerUp.label.en}, ${other}`, zh: `${zh}；其次是“${runnerUp.label.zh}”，${other}` };
}
