import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { numberText } from "../core/number-text.js";
import { unitNames } from "./tracking-chart.js";

/** Expected purchases for pairs of recency and frequency. */
export interface RecencyFrequencyInput {
  /** Repeat purchases, ascending. */
  readonly frequency: readonly number[];
  /** Time from the first to the last purchase, ascending. */
  readonly recency: readonly number[];
  /** `expected[i][j]` for recency i and frequency j; NaN where a pair cannot be. */
  readonly expected: readonly (readonly number[])[];
  /** How far ahead. */
  readonly horizon: number;
  readonly unit: keyof typeof unitNames;
}

const texts = {
  title: { en: "Expected purchases in the next {horizon} {unit}s", zh: "未来 {horizon} {unit}的预期购买次数" },
  frequency: { en: "Repeat purchases (count)", zh: "复购次数（次）" },
  recency: { en: "Last purchase ({unit}s after the first)", zh: "末次购买（首购后{unit}）" },
  expected: { en: "Expected purchases", zh: "预期购买次数" },
  empty: { en: "no pair of recency and frequency", zh: "没有近度与频度的组合" },
  sentence: {
    en: "Most is expected of {frequency} repeat purchases with the last after {recency} {unit}s: {expected}.",
    zh: "预期最多的是复购 {frequency} 次、末次购买在首购后 {recency} {unit}的客户：{expected} 次。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The matrix of expected purchases by recency (upwards) and frequency (to the right): many purchases long ago are worth less than few of late.
 *
 * @param input - axes and expectations, as a model gives them for a fixed age
 * @param options - language, title, size in pixels
 * @returns the picture, the table of cells and a sentence
 * @see Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis
 * @example
 * const input = { frequency: [0, 5], recency: [0, 30], expected: [[0.2, 0.01], [Number.NaN, 3]], horizon: 39, unit: "week" as const };
 * recencyFrequencyChart(input).sentence // => "Most is expected of 5 repeat purchases with the last after 30 weeks: 3.00."
 */
export function recencyFrequencyChart(input: RecencyFrequencyInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const unit = localize(unitNames[input.unit], { locale });
  const say = (text: LocalizedText, values = {}) =>
    localize(text, { locale, values: { unit, horizon: numberText(input.horizon), ...values } });
  const columns: ChartColumn[] = [
    { key: "recency", title: say(texts.recency), kind: "number" },
    { key: "frequency", title: say(texts.frequency), kind: "count" },
    { key: "expected", title: say(texts.expected), kind: "number" },
  ];
  const rows = input.recency.flatMap((recency, i) =>
    input.frequency.map((frequency, j) => ({ recency, frequency, expected: input.expected[i]?.[j] ?? Number.NaN })),
  );
  const known = rows.filter(({ expected }) => Number.isFinite(expected));
  if (known.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const best = known.reduce((most, row) => (row.expected > most.expected ? row : most));
  const sentence = say(texts.sentence, {
    frequency: numberText(best.frequency),
    recency: numberText(best.recency),
    expected: numberText(best.expected, 2),
  });
  const isWide = input.frequency.length > 8;
  const body = heatMap(
    known.map(({ recency, frequency, expected }) => ({
      x: frequency,
      y: recency,
      value: expected,
      lines: isWide ? [] : [numberText(expected, expected < 10 ? 1 : 0)],
    })),
    {
      xTitle: say(texts.frequency),
      yTitle: say(texts.recency),
      valueTitle: say(texts.expected),
      xs: input.frequency,
      ys: [...input.recency].reverse(),
      scale: "sqrt",
      ...(isWide ? { legend: { orient: "bottom", direction: "horizontal" } } : {}),
    },
  );
  return frame({ title: say(texts.title), height: 360, body, table: { columns, rows: known }, sentence }, options);
}
