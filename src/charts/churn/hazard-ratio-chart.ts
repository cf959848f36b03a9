import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText } from "../core/number-text.js";
import { accent, primary, shadow } from "../core/palette.js";

/** What makes customers leave sooner or later. */
export interface HazardRatioInput {
  /** What `hazardRatios` gives. */
  readonly ratios: readonly {
    readonly covariate: string;
    readonly ratio: number;
    readonly lower: number;
    readonly upper: number;
    readonly pValue: number;
  }[];
  /** What the covariates are called, with what one unit of them is. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
}

const texts = {
  title: { en: "What makes customers leave sooner or later", zh: "哪些因素让客户更早或更晚离开" },
  covariate: { en: "One unit more of", zh: "每增加一个单位" },
  axis: { en: "Hazard ratio (1 = no difference)", zh: "风险比（1 = 无差异）" },
  ratio: { en: "Hazard ratio", zh: "风险比" },
  lower: { en: "At least", zh: "下限" },
  upper: { en: "At most", zh: "上限" },
  pValue: { en: "p-value", zh: "p 值" },
  empty: { en: "no covariate was fitted", zh: "没有协变量" },
  behind: { en: "{ratio} ({lower}–{upper})", zh: "{ratio}（{lower}–{upper}）" },
  sentence: {
    en: "Furthest from 1 of those beyond chance is {covariate}: at any time {ratio} times the rate of leaving ({lower} to {upper}).",
    zh: "在超出偶然的因素中，{covariate}偏离 1 最远：任一时刻离开的速率为 {ratio} 倍（{lower} 至 {upper}）。",
  },
  none: { en: "No covariate changes the rate of leaving beyond chance.", zh: "没有协变量对离开速率的影响超出偶然。" },
} satisfies Record<string, LocalizedText>;

/**
 * Hazard ratios with their intervals on a logarithmic axis: orange leaves sooner, blue stays longer, gray is within chance.
 *
 * @param input - ratios, and what the covariates are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table of ratios and a sentence about the strongest
 * @example
 * const ratios = [{ covariate: "complaints", ratio: 1.6, lower: 1.2, upper: 2.1, pValue: 0.001 }];
 * hazardRatioChart({ ratios }).sentence // => "Furthest from 1 of those beyond chance is complaints: at any time 1.60 times the rate of leaving (1.20 to 2.10)."
 */
export function hazardRatioChart(input: HazardRatioInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "covariate", title: say(texts.covariate), kind: "text" },
    { key: "ratio", title: say(texts.ratio), kind: "number" },
    { key: "lower", title: say(texts.lower), kind: "number" },
    { key: "upper", title: say(texts.upper), kind: "number" },
    { key: "pValue", title: say(texts.pValue), kind: "number" },
  ];
  const { labels = {} } = input;
  const rows = input.ratios
    .filter(({ ratio, lower, upper }) => ratio > 0 && lower > 0 && Number.isFinite(upper))
    .map(({ covariate, ratio, lower, upper, pValue }) => ({
      covariate: Object.hasOwn(labels, covariate) ? labelText(labels[covariate] as Label, locale) : covariate,
      ratio,
      lower,
      upper,
      pValue,
    }));
  if (rows.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const isBeyond = ({ lower, upper }: { lower: number; upper: number }): boolean => lower > 1 || upper < 1;
  const strongest = rows
    .filter(isBeyond)
    .sort((left, right) => Math.abs(Math.log(right.ratio)) - Math.abs(Math.log(left.ratio)))[0];
  const text = (value: number): string => numberText(value, 2);
  const sentence =
    strongest === undefined
      ? say(texts.none)
      : say(texts.sentence, {
          covariate: strongest.covariate,
          ratio: text(strongest.ratio),
          lower: text(strongest.lower),
          upper: text(strongest.upper),
        });
  const narrow = chartWidth(options) < 480;
  const body = barList(
    rows.map((row) => ({
      name: row.covariate,
      value: Math.log(row.ratio),
      low: Math.log(row.lower),
      high: Math.log(row.upper),
      color: isBeyond(row) ? (row.ratio > 1 ? accent : primary) : shadow,
      text: narrow
        ? text(row.ratio)
        : say(texts.behind, { ratio: text(row.ratio), lower: text(row.lower), upper: text(row.upper) }),
    })),
    {
      xTitle: say(texts.axis),
      yTitle: say(texts.covariate),
      width: chartWidth(options),
      xAxis: { values: [0.125, 0.25, 0.5, 1, 2, 4, 8].map(Math.log), labelExpr: "format(exp(datum.value), '~r')" },
      least: [Math.log(0.5), Math.log(2)],
    },
  );
  return frame(
    {
      title: say(texts.title),
      height: barListHeight(rows.length, chartWidth(options)),
      body,
      table: { columns, rows },
      sentence,
    },
    options,
  );
}
