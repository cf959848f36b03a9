import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries, pointsOf } from "../core/line-series.js";
import { finite, numberText, shareText } from "../core/number-text.js";
import { accent, primary } from "../core/palette.js";

/** Repeat purchases over time, expected and actual. */
export interface TrackingInput {
  /** What `trackingSeries` gives. */
  readonly series: {
    readonly time: ArrayLike<number>;
    readonly expectedCumulative: ArrayLike<number>;
    readonly expectedIncremental: ArrayLike<number>;
    readonly actualCumulative?: ArrayLike<number> | undefined;
    readonly actualIncremental?: ArrayLike<number> | undefined;
  };
  /** The sum so far, or each period of its own; `"cumulative"` unless told. */
  readonly show?: "cumulative" | "incremental" | undefined;
  /** The unit of time. */
  readonly unit: "hour" | "day" | "week" | "month" | "year";
  /** Where the calibration ends: an upright line. */
  readonly calibrationEnd?: number | undefined;
}

const texts = {
  cumulative: { en: "Repeat purchases so far: expected and actual", zh: "累计复购：预期与实际" },
  incremental: { en: "Repeat purchases by period: expected and actual", zh: "各期复购：预期与实际" },
  time: { en: "Time ({unit}s)", zh: "时间（{unit}）" },
  purchases: { en: "Repeat purchases (count)", zh: "复购次数（次）" },
  expected: { en: "Expected", zh: "预期" },
  actual: { en: "Actual", zh: "实际" },
  empty: { en: "no period to show", zh: "没有可显示的期间" },
  sentence: { en: "The model expects {expected} repeat purchases by the end", zh: "到期末，模型预期复购 {expected} 次" },
  judged: { en: "; there were {actual}, so it is off by {error}.", zh: "；实际 {actual} 次，偏差 {error}。" },
  stop: { en: ".", zh: "。" },
} satisfies Record<string, LocalizedText>;

export const unitNames = {
  hour: { en: "hour", zh: "小时" },
  day: { en: "day", zh: "天" },
  week: { en: "week", zh: "周" },
  month: { en: "month", zh: "个月" },
  year: { en: "year", zh: "年" },
} satisfies Record<string, LocalizedText>;

/**
 * The tracking chart of a model: repeat purchases over time, expected beside actual, cumulated or by period.
 *
 * @param input - the series, what of it to show, the unit of time
 * @param options - language, title, size in pixels
 * @returns the picture, the table of periods and a sentence
 * @see Fader, Hardie, Lee (2005), figures 3 and 4
 * @example
 * const series = { time: [1, 2], expectedCumulative: [9, 20], expectedIncremental: [9, 11], actualCumulative: [10, 25] };
 * trackingChart({ series, unit: "week" }).sentence // => "The model expects 20 repeat purchases by the end; there were 25, so it is off by −20.0%."
 */
export function trackingChart(input: TrackingInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const { series, show = "cumulative", unit, calibrationEnd } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const [expected, actual] =
    show === "cumulative"
      ? [series.expectedCumulative, series.actualCumulative]
      : [series.expectedIncremental, series.actualIncremental];
  const columns: ChartColumn[] = [
    { key: "time", title: say(texts.time, { unit: say(unitNames[unit]) }), kind: "number" },
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
      ? say(texts.judged, { actual: numberText(seen), error: `${all > seen ? "+" : ""}${shareText(all / seen - 1)}` })
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
