import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, shareText } from "../core/number-text.js";
import { accent, primary, shadow } from "../core/palette.js";

/** Factors that make customers leave sooner or later. */
export interface HazardRatioInput {
  /** Result of `hazardRatios`. */
  readonly ratios: readonly {
    readonly covariate: string;
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    readonly pValue: number;
  }[];
  /** Names of the covariates, with their units. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
}

const texts = {
  title: { en: "Factors that make customers leave sooner or later", zh: "哪些因素让客户更早或更晚离开" },
  covariate: { en: "One more unit of", zh: "每增加一个单位" },
  axis: { en: "Hazard ratio (1 = no difference)", zh: "风险比（1 = 无差异）" },
  ratio: { en: "Hazard ratio", zh: "风险比" },
  lower: { en: "Lower bound", zh: "下限" },
  upper: { en: "Upper bound", zh: "上限" },
  pValue: { en: "p-value", zh: "p 值" },
  empty: { en: "no covariate was fitted", zh: "没有协变量" },
  behind: { en: "{ratio} ({lower}–{upper})", zh: "{ratio}（{lower}–{upper}）" },
  sentence: {
    en: "The strongest significant factor is {covariate}: one more unit raises the rate of leaving by {change} ({lower} to {upper}).",
    zh: "影响最大的显著因素是{covariate}：每增加一个单位，流失速率上升 {change}（{lower} 至 {upper}）。",
  },
  fall: {
    en: "The strongest significant factor is {covariate}: one more unit lowers the rate of leaving by {change} ({lower} to {upper}).",
    zh: "影响最大的显著因素是{covariate}：每增加一个单位，流失速率下降 {change}（{lower} 至 {upper}）。",
  },
  none: { en: "No factor changes the rate of leaving significantly.", zh: "没有因素显著影响流失速率。" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws hazard ratios with their intervals on a logarithmic axis: orange for leaving sooner, blue for staying longer, gray if not
 * significant.
 *
 * @param input - ratios, and the names of the covariates
 * @param options - language, title, size in pixels
 * @returns the picture, the table of ratios and a sentence about the strongest
 * @example
 * const ratios = [{ covariate: "complaints", estimate: 1.6, lower: 1.2, upper: 2.1, pValue: 0.001 }];
 * hazardRatioChart({ ratios }).sentence // => "The strongest significant factor is complaints: one more unit raises the rate of leaving by 60.0% (20.0% to 110.0%)."
 */
export function hazardRatioChart(input: HazardRatioInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
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
    .filter(({ estimate, lower, upper }) => estimate > 0 && lower > 0 && Number.isFinite(upper))
    .map(({ covariate, estimate, lower, upper, pValue }) => ({
      covariate: Object.hasOwn(labels, covariate) ? labelText(labels[covariate] as Label, locale) : covariate,
      ratio: estimate,
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
  const changeSentence = ({ covariate, ratio, lower, upper }: (typeof rows)[number]): string => {
    const [near, far] = ratio > 1 ? [lower, upper] : [upper, lower];
    const change = (value: number) => shareText(Math.abs(value - 1));
    return say(ratio > 1 ? texts.sentence : texts.fall, {
      covariate,
      change: change(ratio),
      lower: change(near),
      upper: change(far),
    });
  };
  const sentence = strongest === undefined ? say(texts.none) : changeSentence(strongest);
  const narrow = chartWidth(options) < 480;
  const body = barList(
    rows.map((row) => ({
      name: row.covariate,
      value: Math.log(row.ratio),
      lower: Math.log(row.lower),
      upper: Math.log(row.upper),
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
      minRange: [Math.log(0.5), Math.log(2)],
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
