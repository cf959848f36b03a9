import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries } from "../core/line-series.js";
import { majorUnits, moneyText, numberText } from "../core/number-text.js";
import { primary } from "../core/palette.js";

/** Profit by how far down the list one acts. */
export interface ProfitInput {
  /** What `profitCurve` gives, or `cumulative` of `retentionTargets`; minor units. */
  readonly curve: { readonly counts: ArrayLike<number>; readonly profits: ArrayLike<number> };
  /** ISO 4217. */
  readonly currency: string;
}

const texts = {
  title: { en: "Profit by length of the list", zh: "名单长度与利润" },
  count: { en: "Customers called (count)", zh: "联系的客户数（位）" },
  profit: { en: "Profit ({currency})", zh: "利润（{currency}）" },
  empty: { en: "nobody was on the list", zh: "名单为空" },
  sentence: { en: "Calling {count} customers brings the most: {profit}", zh: "联系 {count} 位客户利润最高：{profit}" },
  all: { en: "; going on to {count} would bring {profit}.", zh: "；继续联系到 {count} 位则为 {profit}。" },
  stop: { en: ".", zh: "。" },
} satisfies Record<string, LocalizedText>;

/** Points in the picture at most. */
const PLACES = 200;

/**
 * The profit curve: what acting on the first so many customers of a list brings. Its top is where to stop.
 *
 * @param input - counts and profits, their currency
 * @param options - language, title, size in pixels
 * @returns the picture, the table of its points and a sentence about the top
 * @example
 * profitChart({ curve: { counts: [0, 1, 2, 3], profits: [0, 5000, 9000, 7000] }, currency: "EUR" }).sentence // => "Calling 2 customers brings the most: €90.00; going on to 3 would bring €70.00."
 */
export function profitChart(input: ProfitInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
    say(texts.sentence, { count: numberText(best.count), profit: moneyText(best.profit, currency) }) +
    (best === last
      ? say(texts.stop)
      : say(texts.all, { count: numberText(last.count), profit: moneyText(last.profit, currency) }));
  const body = lineSeries(
    [{ name: say(texts.profit), color: primary, points: rows.map(({ count, profit }) => ({ x: count, y: profit })) }],
    { locale, xTitle: say(texts.count), yTitle: say(texts.profit), marks: [best.count] },
  );
  return frame({ title: say(texts.title), height: 340, body, table: { columns, rows }, sentence }, options);
}
