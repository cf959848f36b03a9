import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { TimeUnit } from "../../models/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries, pointsOf } from "../core/line-series.js";
import { numberText, shareText } from "../core/number-text.js";
import { primary } from "../core/palette.js";
import { timeText, unitText } from "../core/time-unit.js";

/** P(alive) of one customer over time. */
export interface ProbabilityAliveInput {
  /** Time since the first purchase. */
  readonly time: ArrayLike<number>;
  /** P(alive) at each time. */
  readonly probability: ArrayLike<number>;
  /** Times of the purchases, including the first one (0). */
  readonly purchases: readonly number[];
  readonly unit: TimeUnit;
}

const texts = {
  title: { en: "Probability that this customer is still active", zh: "该客户仍活跃的概率" },
  time: { en: "Time since first purchase ({unit})", zh: "距首购的时间（{unit}）" },
  probability: { en: "P(alive) (%)", zh: "存活概率（%）" },
  empty: { en: "no time was observed", zh: "没有观察时间" },
  sentence: {
    en: "After {purchases} {purchases:purchase|purchases} and {time}, the customer is still active with a probability of {probability}.",
    zh: "购买 {purchases} 次、经过 {time}后，该客户仍活跃的概率为 {probability}。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws P(alive) of one customer over time, with purchases as vertical lines: it falls in silence and rises with a purchase.
 *
 * @param input - times, probabilities and purchases
 * @param options - language, title, size in pixels
 * @returns the picture, the table of times and a sentence
 * @example
 * const input = { time: [0, 10], probability: [1, 0.5], purchases: [0], unit: "week" as const };
 * probabilityAliveChart(input).sentence // => "After 1 purchase and 10 weeks, the customer is still active with a probability of 50.0%."
 */
export function probabilityAliveChart(input: ProbabilityAliveInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) =>
    localize(text, { locale, values: { unit: unitText(input.unit, locale), ...values } });
  const columns: ChartColumn[] = [
    { key: "time", title: say(texts.time), kind: "number" },
    { key: "probability", title: say(texts.probability), kind: "share" },
  ];
  const points = pointsOf(input.time, input.probability);
  const last = points[points.length - 1];
  if (last === undefined) return emptyChart(say(texts.title), columns, texts.empty, options);
  const sentence = say(texts.sentence, {
    purchases: numberText(input.purchases.length),
    time: timeText(last.x, input.unit, locale),
    probability: shareText(last.y),
  });
  const body = lineSeries([{ name: say(texts.probability), color: primary, points }], {
    locale,
    xTitle: say(texts.time),
    yTitle: say(texts.probability),
    isShare: { y: true },
    marks: input.purchases,
  });
  const rows = points.map(({ x, y }) => ({ time: x, probability: y }));
  return frame({ title: say(texts.title), height: 300, body, table: { columns, rows }, sentence }, options);
}
