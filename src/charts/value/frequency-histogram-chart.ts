import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { numberText, shareText, tickExpression } from "../core/number-text.js";
import { accent, primary } from "../core/palette.js";

/** Customers by number of repeat purchases: the result of `frequencyHistogram`. */
export interface FrequencyHistogramInput {
  /** 0, 1, …; the last bin contains its number and more. */
  readonly frequency: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
}

const texts = {
  title: { en: "Customers by repeat purchases: actual and expected", zh: "按复购次数的客户数：实际与预期" },
  frequency: { en: "Repeat purchases (count)", zh: "复购次数（次）" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  actual: { en: "Actual", zh: "实际" },
  expected: { en: "Expected", zh: "预期" },
  empty: { en: "no customer was counted", zh: "没有客户" },
  sentence: {
    en: "{share} of {customers} {customers:customer|customers} did not buy again; the model expects {expected}.",
    zh: "{customers} 位客户中有 {share} 没有复购；模型预期为 {expected}。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws customers by number of repeat purchases, actual beside expected.
 *
 * @param input - the histogram of a model
 * @param options - language, title, size in pixels
 * @returns the picture, the table of bins and a sentence
 * @see Fader, Hardie, Lee (2005), figure 2
 * @example
 * const chart = frequencyHistogramChart({ frequency: [0, 1], actual: [60, 40], expected: [58, 42] });
 * chart.sentence // => "60.0% of 100 customers did not buy again; the model expects 58.0%."
 */
export function frequencyHistogramChart(input: FrequencyHistogramInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "frequency", title: say(texts.frequency), kind: "text" },
    { key: "actual", title: say(texts.actual), kind: "count" },
    { key: "expected", title: say(texts.expected), kind: "number" },
  ];
  const bins = Array.from(input.frequency, (frequency, index) => ({
    frequency: index === input.frequency.length - 1 && index > 0 ? `${numberText(frequency)}+` : numberText(frequency),
    actual: input.actual[index] ?? 0,
    expected: input.expected[index] ?? 0,
  }));
  const customers = bins.reduce((sum, bin) => sum + bin.actual, 0);
  if (!(customers > 0)) return emptyChart(say(texts.title), columns, texts.empty, options);
  const names = { actual: say(texts.actual), expected: say(texts.expected) };
  const values: Json[] = bins.flatMap(({ frequency, actual, expected }) => [
    { frequency, name: names.actual, value: actual },
    { frequency, name: names.expected, value: expected },
  ]);
  const body: JsonObject = {
    data: { values },
    mark: { type: "bar", cornerRadiusEnd: 2 },
    encoding: {
      x: {
        field: "frequency",
        type: "ordinal",
        title: say(texts.frequency),
        sort: bins.map(({ frequency }) => frequency),
        axis: { labelAngle: 0 },
      },
      xOffset: { field: "name", type: "nominal", sort: [names.actual, names.expected] },
      y: {
        field: "value",
        type: "quantitative",
        title: say(texts.customers),
        axis: { labelExpr: tickExpression(locale), tickCount: 6 },
      },
      color: {
        field: "name",
        type: "nominal",
        title: null,
        scale: { domain: [names.actual, names.expected], range: [primary, accent] },
        legend: { orient: "bottom", direction: "horizontal" },
      },
    },
  };
  const sentence = say(texts.sentence, {
    customers: numberText(customers),
    share: shareText(bins[0]!.actual / customers),
    expected: shareText(bins[0]!.expected / customers),
  });
  return frame({ title: say(texts.title), height: 320, body, table: { columns, rows: bins }, sentence }, options);
}
