import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { TimeUnit } from "../../models/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { numberText } from "../core/number-text.js";
import { timeText, unitText } from "../core/time-unit.js";

/** Expected purchases for pairs of recency and frequency. */
export interface RecencyFrequencyInput {
  /** Numbers of repeat purchases, ascending. */
  readonly frequency: readonly number[];
  /** Times from the first to the last purchase, ascending. */
  readonly recency: readonly number[];
  /** Expected purchases: `expected[i][j]` for recency i and frequency j; NaN for an impossible pair. */
  readonly expected: readonly (readonly number[])[];
  /** Length of the forecast, in `unit`. */
  readonly horizon: number;
  readonly unit: TimeUnit;
}

const texts = {
  title: { en: "Expected purchases in the next {horizon}", zh: "未来 {horizon}的预期购买次数" },
  frequency: { en: "Repeat purchases (count)", zh: "复购次数（次）" },
  recency: { en: "Last purchase ({unit} after the first)", zh: "末次购买（距首购，{unit}）" },
  expected: { en: "Expected purchases", zh: "预期购买次数" },
  empty: { en: "no pair of recency and frequency", zh: "没有近度与频度的组合" },
  sentence: {
    en: "The expectation is highest, at {expected}, for {frequency} repeat {frequency:purchase|purchases} with the last one {recency} after the first.",
    zh: "预期购买次数最高（{expected} 次）的是复购 {frequency} 次、末次购买在首购后 {recency}的客户。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the matrix of expected purchases by recency (upwards) and frequency (to the right): many purchases long ago are worth less
 * than a few recent ones.
 *
 * @param input - axes and expectations of a model for a fixed age
 * @param options - language, title, size in pixels
 * @returns the picture, the table of cells and a sentence
 * @see Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis
 * @example
 * const input = { frequency: [0, 5], recency: [0, 30], expected: [[0.2, 0.01], [Number.NaN, 3]], horizon: 39, unit: "week" as const };
 * recencyFrequencyChart(input).sentence // => "The expectation is highest, at 3.0, for 5 repeat purchases with the last one 30 weeks after the first."
 */
export function recencyFrequencyChart(input: RecencyFrequencyInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const unit = unitText(input.unit, locale);
  const say = (text: LocalizedText, values = {}) =>
    localize(text, { locale, values: { unit, horizon: timeText(input.horizon, input.unit, locale), ...values } });
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
  const best = known.reduce((top, row) => (row.expected > top.expected ? row : top));
  const sentence = say(texts.sentence, {
    frequency: numberText(best.frequency),
    recency: timeText(best.recency, input.unit, locale),
    expected: numberText(best.expected, 1),
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
