import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries, pointsOf } from "../core/line-series.js";
import { finite, numberText, shareText } from "../core/number-text.js";
import { accent, primary } from "../core/palette.js";

/** Survival of a contractual cohort, observed and projected. */
export interface SbgRetentionInput {
  /** Projected share still under contract after 0, 1, 2, … renewals: the result of `survival`. */
  readonly expected: ArrayLike<number>;
  /** Observed survivors or shares; the first one is the whole cohort. */
  readonly actual?: ArrayLike<number> | undefined;
}

const texts = {
  title: { en: "Retention of a cohort: observed and projected", zh: "同期群留存：实际与预测" },
  renewals: { en: "Renewals (count)", zh: "续约次数（次）" },
  survival: { en: "Still customers (%)", zh: "仍在的客户（%）" },
  expected: { en: "Projected", zh: "预测" },
  actual: { en: "Observed", zh: "实际" },
  empty: { en: "no period to show", zh: "没有可显示的期间" },
  sentence: {
    en: "After {periods} {periods:renewal|renewals}, {share} of the customers are expected to remain.",
    zh: "{periods} 次续约后，预计仍有 {share} 的客户。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the retention projection of a contractual model (sBG, BdW): survival by renewals, observed and projected.
 *
 * @param input - projected and observed survival
 * @param options - language, title, size in pixels
 * @returns the picture, the table of renewals and a sentence
 * @see Fader, Hardie (2007), How to project customer retention
 * @example
 * sbgRetentionChart({ expected: [1, 0.6, 0.45], actual: [1000, 631] }).sentence // => "After 2 renewals, 45.0% of the customers are expected to remain."
 */
export function sbgRetentionChart(input: SbgRetentionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const { expected, actual } = input;
  const columns: ChartColumn[] = [
    { key: "renewals", title: say(texts.renewals), kind: "count" },
    { key: "expected", title: say(texts.expected), kind: "share" },
    { key: "actual", title: say(texts.actual), kind: "share" },
  ];
  const size = actual?.[0];
  const seen = actual === undefined || !(size! > 0) ? [] : Array.from(actual, (count) => count / size!);
  const rows = Array.from({ length: Math.max(expected.length, seen.length) }, (_, renewals) => ({
    renewals,
    expected: finite(expected[renewals]),
    actual: finite(seen[renewals]),
  }));
  if (expected.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const periods = expected.length - 1;
  const sentence = say(texts.sentence, { periods: numberText(periods), share: shareText(expected[periods]!) });
  const xs = rows.map(({ renewals }) => renewals);
  const body = lineSeries(
    [
      ...(seen.length === 0
        ? []
        : [{ name: say(texts.actual), color: primary, points: pointsOf(xs.slice(0, seen.length), seen) }]),
      { name: say(texts.expected), color: accent, isDashed: true, points: pointsOf(xs.slice(0, expected.length), expected) },
    ],
    { locale, xTitle: say(texts.renewals), yTitle: say(texts.survival), isShare: { y: true } },
  );
  return frame({ title: say(texts.title), height: 320, body, table: { columns, rows }, sentence }, options);
}
