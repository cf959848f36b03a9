import type { LocalizedText } from "../../kernel/index.js";
import type { ExcludedAction, JudgedAction, NextBestAction } from "./next-best-action.js";

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
const amount = (value: number): string => String(Math.round(value));

/** Why this one, and what would have changed it, in both languages; amounts are minor units. */
export function actionWords(
  action: JudgedAction | null,
  runnerUp: JudgedAction | null,
  excluded: readonly ExcludedAction[],
  shut: readonly JudgedAction[],
): Pick<NextBestAction, "text" | "whatIf"> {
  const best = action?.score ?? 0;
  const whatIf: LocalizedText[] = [];
  for (const judged of shut) {
    if (judged.score <= best) continue;
    const contact = excluded.find(({ id }) => id === judged.id)?.reason === "contact";
    const value = amount(judged.score);
    whatIf.push({
      en: `${judged.label.en} would have been worth more (${value}) if ${contact ? "the contact policy allowed it" : "the customer were eligible"}`,
      zh: `若${contact ? "联系策略允许" : "客户符合条件"}，“${judged.label.zh}”价值更高（${value}）`,
    });
  }
  if (runnerUp !== null) {
    const needed = (best + runnerUp.cost) / (runnerUp.value * runnerUp.freshness);
    if (needed > 0 && needed <= 1) {
      whatIf.push({
        en: `${runnerUp.label.en} would win with a propensity above ${percent(needed)} instead of ${percent(runnerUp.used)}`,
        zh: `“${runnerUp.label.zh}”的成功率若高于 ${percent(needed)}（现为 ${percent(runnerUp.used)}）则会胜出`,
      });
    }
  }
  return { text: choiceText(action, runnerUp), whatIf };
}

function choiceText(action: JudgedAction | null, runnerUp: JudgedAction | null): LocalizedText {
  if (action === null) {
    return runnerUp === null
      ? { en: "Nothing: no action is open", zh: "不行动：没有可用的行动" }
      : {
          en: `Nothing: the best action, ${runnerUp.label.en}, is worth ${amount(runnerUp.score)}`,
          zh: `不行动：最佳行动“${runnerUp.label.zh}”的期望价值仅为 ${amount(runnerUp.score)}`,
        };
  }
  const en = `${action.label.en}: ${percent(action.used)} × ${amount(action.value)}${action.freshness < 1 ? ` × ${action.freshness.toFixed(2)} (fatigue)` : ""} − ${amount(action.cost)} = ${amount(action.score)}`;
  const zh = `${action.label.zh}：${percent(action.used)} × ${amount(action.value)}${action.freshness < 1 ? ` × ${action.freshness.toFixed(2)}（疲劳）` : ""} − ${amount(action.cost)} = ${amount(action.score)}`;
  if (runnerUp === null) return { en, zh };
  return {
    en: `${en}; second ${runnerUp.label.en} with ${amount(runnerUp.score)}`,
    zh: `${zh}；其次是“${runnerUp.label.zh}”，${amount(runnerUp.score)}`,
  };
}
