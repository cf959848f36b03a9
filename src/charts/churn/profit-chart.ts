import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries } from "../core/line-series.js";
import { majorUnits, moneyText, numberText } from "../core/number-text.js";
import { primary } from "../core/palette.js";

/** Profit by length of the list. */
export interface ProfitInput {
  /** Result of `profitCurve`, or `cumulative` of `retentionTargets`, in minor units. */
  readonly curve: { readonly counts: ArrayLike<number>; readonly profits: ArrayLike<number> };
  /** ISO 4217 code. */
  readonly currency: string;
}

const texts = {
  title: { en: "Profit by length of the list", zh: "名单长度与利润" },
  count: { en: "Customers contacted (count)", zh: "联系的客户数（位）" },
  profit: { en: "Profit ({currency})", zh: "利润（{currency}）" },
  empty: { en: "the list is empty", zh: "名单为空" },
  sentence: {
    en: "Profit is highest, at {profit}, when contacting the first {count} {count:customer|customers}",
    zh: "联系前 {count} 位客户利润最高：{profit}",
  },
  none: { en: "Contacting no customer is best", zh: "不联系任何客户最划算" },
  all: { en: "; contacting all {count} would bring {profit}.", zh: "；联系全部 {count} 位则为 {profit}。" },
  stop: { en: ".", zh: "。" },
} satisfies Record<string, LocalizedText>;

/** Maximum number of points in the picture. */
const PLACES = 200;

/**
 * Draws the profit curve: the profit of contacting the first customers of a list, by their number. Its maximum is where to stop.
 *
 * @param input - counts and profits, and their currency
 * @param options - language, title, size in pixels
 * @returns the picture, the table of its points and a sentence about the maximum
 * @example
 * profitChart({ curve: { counts: [0, 1, 2, 3], profits: [0, 5000, 9000, 7000] }, currency: "EUR" }).sentence // => "Profit is highest, at €90.00, when contacting the first 2 customers; contacting all 3 would bring €70.00."
 */
export function profitChart(input: ProfitInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { curve, currency } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "count", title: say(texts.count), kind: "count" },
    { key: "profit", title: say(texts.profit), kind: "money", unit: currency },
  ];
  const all = Array.from(curve.counts, (count, point) => ({ count, profit: majorUnits(curve.profits[point]!, currency) })).filter(
    ({ count, profit }) => Number.isFinite(count) && Number.isFinite(profit),
  );
  const last = all.at(-1);
  if (last === undefined || last.count === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const best = all.reduce((top, point) => (point.profit > top.profit ? point : top));
  const step = Math.max(1, Math.ceil(all.length / PLACES));
  const rows = all.filter((point, index) => index % step === 0 || point === best || point === last);
  const sentence =
    say(best.count === 0 ? texts.none : texts.sentence, {
      count: numberText(best.count),
      profit: moneyText(best.profit, currency, locale),
    }) +
    (best === last
      ? say(texts.stop)
      : say(texts.all, { count: numberText(last.count), profit: moneyText(last.profit, currency, locale) }));
  const body = lineSeries(
    [{ name: say(texts.profit), color: primary, points: rows.map(({ count, profit }) => ({ x: count, y: profit })) }],
    { locale, xTitle: say(texts.count), yTitle: say(texts.profit), marks: [best.count] },
  );
  return frame({ title: say(texts.title), height: 340, body, table: { columns, rows }, sentence }, options);
}
