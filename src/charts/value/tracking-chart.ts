import { localize, type LocalizedText } from "../../kernel/index.js";
import { requireOneOf } from "../../kernel/internal.js";
import type { TimeUnit } from "../../models/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries, pointsOf } from "../core/line-series.js";
import { finite, numberText, shareText } from "../core/number-text.js";
import { accent, primary } from "../core/palette.js";
import { unitText } from "../core/time-unit.js";

/** Repeat purchases over time, expected and actual. */
export interface TrackingInput {
  /** Result of `trackingSeries`. */
  readonly series: {
    readonly time: ArrayLike<number>;
    readonly expectedCumulative: ArrayLike<number>;
    readonly expectedIncremental: ArrayLike<number>;
    readonly actualCumulative?: ArrayLike<number> | undefined;
    readonly actualIncremental?: ArrayLike<number> | undefined;
  };
  /** Cumulative sums or single periods; defaults to `"cumulative"`. */
  readonly show?: "cumulative" | "incremental" | undefined;
  /** Unit of time. */
  readonly unit: TimeUnit;
  /** End of the calibration period, drawn as a vertical line. */
  readonly calibrationEnd?: number | undefined;
}

const texts = {
  cumulative: { en: "Cumulative repeat purchases: expected and actual", zh: "累计复购：预期与实际" },
  incremental: { en: "Repeat purchases by period: expected and actual", zh: "各期复购：预期与实际" },
  time: { en: "Time ({unit})", zh: "时间（{unit}）" },
  purchases: { en: "Repeat purchases (count)", zh: "复购次数（次）" },
  expected: { en: "Expected", zh: "预期" },
  actual: { en: "Actual", zh: "实际" },
  empty: { en: "no period to show", zh: "没有可显示的期间" },
  sentence: {
    en: "The model expects {expected} repeat {expected:purchase|purchases} by the end",
    zh: "到期末，模型预期复购 {expected} 次",
  },
  high: { en: "; {actual} were observed, so it is {error} too high.", zh: "；实际 {actual} 次，模型偏高 {error}。" },
  low: { en: "; {actual} were observed, so it is {error} too low.", zh: "；实际 {actual} 次，模型偏低 {error}。" },
  stop: { en: ".", zh: "。" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the tracking chart of a model: repeat purchases over time, expected beside actual, cumulative or by period.
 *
 * @param input - the series, the part of it to show, and the unit of time
 * @param options - language, title, size in pixels
 * @returns the picture, the table of periods and a sentence
 * @see Fader, Hardie, Lee (2005), figures 3 and 4
 * @example
 * const series = { time: [1, 2], expectedCumulative: [9, 20], expectedIncremental: [9, 11], actualCumulative: [10, 25] };
 * trackingChart({ series, unit: "week" }).sentence // => "The model expects 20 repeat purchases by the end; 25 were observed, so it is 20.0% too low."
 */
export function trackingChart(input: TrackingInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { series, unit, calibrationEnd } = input;
  const show = requireOneOf("show", input.show ?? "cumulative", ["cumulative", "incremental"]);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const [expected, actual] =
    show === "cumulative"
      ? [series.expectedCumulative, series.actualCumulative]
      : [series.expectedIncremental, series.actualIncremental];
  const columns: ChartColumn[] = [
    { key: "time", title: say(texts.time, { unit: unitText(unit, locale) }), kind: "number" },
    { key: "expected", title: say(texts.expected), kind: "number" },
    { key: "actual", title: say(texts.actual), kind: "number" },
  ];
  const rows = Array.from(series.time, (time, index) => ({
    time,
    expected: finite(expected[index]),
    actual: finite(actual?.[index]),
  })).filter((row) => Number.isFinite(row.time));
  if (rows.length === 0) return emptyChart(say(texts[show]), columns, texts.empty, options);
  const total = (from: ArrayLike<number>): number =>
    show === "cumulative" ? (from[from.length - 1] ?? 0) : Array.from(from).reduce((sum, value) => sum + value, 0);
  const all = total(expected);
  const seen = actual === undefined ? 0 : total(actual);
  const sentence =
    say(texts.sentence, { expected: numberText(all) }) +
    (seen > 0
      ? say(all < seen ? texts.low : texts.high, { actual: numberText(seen), error: shareText(Math.abs(all / seen - 1)) })
      : say(texts.stop));
  const body = lineSeries(
    [
      ...(actual === undefined ? [] : [{ name: say(texts.actual), color: primary, points: pointsOf(series.time, actual) }]),
      { name: say(texts.expected), color: accent, isDashed: true, points: pointsOf(series.time, expected) },
    ],
    {
      locale,
      xTitle: columns[0]!.title,
      yTitle: say(texts.purchases),
      ...(calibrationEnd === undefined ? {} : { marks: [calibrationEnd] }),
    },
  );
  return frame({ title: say(texts[show]), height: 340, body, table: { columns, rows }, sentence }, options);
}
