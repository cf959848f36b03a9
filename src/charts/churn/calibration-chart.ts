import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { numberText, shareText } from "../core/number-text.js";
import { primary, shadow } from "../core/palette.js";

/** Predicted probabilities and observed shares. */
export interface CalibrationInput {
  /** Result of `calibrationCurve`. */
  readonly curve: readonly {
    readonly rows: number;
    readonly predicted: number;
    readonly observed: { readonly estimate: number; readonly lower: number; readonly upper: number };
  }[];
}

const texts = {
  title: { en: "Calibration: do predicted probabilities come true?", zh: "校准曲线：预测概率是否与实际相符" },
  predicted: { en: "Predicted probability (%)", zh: "预测概率（%）" },
  observed: { en: "Observed share that left (%)", zh: "实际流失占比（%）" },
  lower: { en: "Lower bound", zh: "下限" },
  upper: { en: "Upper bound", zh: "上限" },
  customers: { en: "Customers", zh: "客户数" },
  empty: { en: "nothing was predicted", zh: "没有预测" },
  sentence: {
    en: "In {inside} of {bins} {bins:group|groups}, the prediction is within the interval of the observed share. In the largest group ({customers} {customers:customer|customers}), {said} were predicted to leave and {seen} left.",
    zh: "{bins} 组中有 {inside} 组的预测落在实际区间内。最大的一组（{customers} 位）预测流失 {said}，实际 {seen}。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the calibration curve (reliability diagram): the observed share of groups of similar predicted probability, with
 * intervals. On the dashed line, prediction and observation agree.
 *
 * @param input - the groups of customers
 * @param options - language, title, size in pixels
 * @returns the picture, the table of groups and a sentence
 * @example
 * const curve = [{ rows: 100, predicted: 0.2, observed: { estimate: 0.25, lower: 0.18, upper: 0.34 } }];
 * calibrationChart({ curve }).sentence // => "In 1 of 1 group, the prediction is within the interval of the observed share. In the largest group (100 customers), 20.0% were predicted to leave and 25.0% left."
 */
export function calibrationChart(input: CalibrationInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "predicted", title: say(texts.predicted), kind: "share" },
    { key: "observed", title: say(texts.observed), kind: "share" },
    { key: "lower", title: say(texts.lower), kind: "share" },
    { key: "upper", title: say(texts.upper), kind: "share" },
    { key: "customers", title: say(texts.customers), kind: "count" },
  ];
  const rows = input.curve.map(({ rows: customers, predicted, observed }) => ({
    predicted,
    observed: observed.estimate,
    lower: observed.lower,
    upper: observed.upper,
    customers,
  }));
  if (rows.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const largest = rows.reduce((top, row) => (row.customers > top.customers ? row : top));
  const sentence = say(texts.sentence, {
    inside: numberText(rows.filter(({ predicted, lower, upper }) => predicted >= lower && predicted <= upper).length),
    bins: numberText(rows.length),
    customers: numberText(largest.customers),
    said: shareText(largest.predicted),
    seen: shareText(largest.observed),
  });
  const highest = Math.min(1, Math.ceil(10 * Math.max(...rows.map(({ predicted, upper }) => Math.max(predicted, upper)))) / 10);
  const share = (field: string, title: string): JsonObject => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [0, highest], nice: false },
    axis: { format: ".0%", tickCount: 6 },
  });
  const body: JsonObject = {
    layer: [
      {
        data: {
          values: [
            { from: 0, to: 0 },
            { from: highest, to: highest },
          ],
        },
        mark: { type: "line", color: shadow, strokeDash: [6, 4] },
        encoding: { x: share("from", say(texts.predicted)), y: share("to", say(texts.observed)) },
      },
      {
        data: { values: rows },
        mark: { type: "rule", color: primary, strokeWidth: 1.6 },
        encoding: {
          x: share("predicted", say(texts.predicted)),
          y: share("lower", say(texts.observed)),
          y2: { field: "upper" },
        },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, color: primary, opacity: 1 },
        encoding: {
          x: share("predicted", say(texts.predicted)),
          y: share("observed", say(texts.observed)),
          size: { field: "customers", type: "quantitative", scale: { range: [40, 260] }, legend: null },
        },
      },
    ],
  };
  return frame({ title: say(texts.title), height: 380, body, table: { columns, rows }, sentence }, options);
}
