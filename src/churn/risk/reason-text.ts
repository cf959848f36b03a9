import { localize, type LocalizedText } from "../../kernel/index.js";

/** Text of a signal that is unknown. */
export const UNKNOWN_TEXT: LocalizedText = { en: "Not enough data.", zh: "数据不足。" };

/** Fills the figure into the sentence of a signal, in each of its languages. */
export function reasonText(reason: LocalizedText, figure: number): LocalizedText {
  const value = shortFigure(figure);
  const filled = (locale: string): string =>
    localize(reason, { locale, values: { value, percent: percentText(figure, locale) } });
  const { en: _en, zh: _zh, ...others } = reason;
  return {
    ...Object.fromEntries(Object.keys(others).map((locale) => [locale, filled(locale)])),
    en: filled("en"),
    zh: filled("zh"),
  };
}

/** At most one decimal. */
function shortFigure(figure: number): number {
  return Math.abs(figure) >= 10 ? Math.round(figure) : Math.round(figure * 10) / 10;
}

/** A percentage with one decimal below 10 %, and none above. */
function percentText(share: number, locale: string): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return locale.startsWith("zh") ? "不到 0.1%" : "less than 0.1%";
  return `${shortFigure(percent)}%`;
}
