import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries, pointsOf } from "../core/line-series.js";
import { numberText, shareText } from "../core/number-text.js";
import { primary } from "../core/palette.js";
import { unitNames } from "./tracking-chart.js";

/** How P(alive) of one customer went. */
export interface ProbabilityAliveInput {
  /** Time since the first purchase. */
  readonly time: ArrayLike<number>;
  /** P(alive) at each time. */
  readonly probability: ArrayLike<number>;
  /** When the customer bought, the first purchase (0) included. */
  readonly purchases: readonly number[];
  readonly unit: keyof typeof unitNames;
}

const texts = {
  title: { en: "P(alive): is this customer still there?", zh: "存活概率：该客户是否仍在？" },
  time: { en: "Time since first purchase ({unit}s)", zh: "距首购的时间（{unit}）" },
  probability: { en: "P(alive) (%)", zh: "存活概率（%）" },
  empty: { en: "no time was observed", zh: "没有观察时间" },
  sentence: {
    en: "After {purchases} purchases and {time} {unit}s the customer is still there with a probability of {probability}.",
    zh: "{purchases} 次购买、{time} {unit}之后，该客户仍在的概率为 {probability}。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The history of one customer's P(alive), with the purchases as upright lines: it falls in silence and jumps at a purchase.
 *
 * @param input - times, probabilities, and when the customer bought
 * @param options - language, title, size in pixels
 * @returns the picture, the table of times and a sentence
 * @example
 * const input = { time: [0, 10], probability: [1, 0.5], purchases: [0], unit: "week" as const };
 * probabilityAliveChart(input).sentence // => "After 1 purchases and 10 weeks the customer is still there with a probability of 50.0%."
 */
export function probabilityAliveChart(input: ProbabilityAliveInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
    time: numberText(last.x, Number.isInteger(last.x) ? 0 : 1),
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

function unitText(unit: keyof typeof unitNames, locale: NonNullable<ChartOptions["locale"]>): string {
  return localize(unitNames[unit], { locale });
}
