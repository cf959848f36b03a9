import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { compactText, majorUnits, moneyText, numberText, shareText, tickExpression } from "../core/number-text.js";
import { primary } from "../core/palette.js";

/** Lifetime values of a population. */
export interface ClvDistributionInput {
  /** Value of each customer, in minor units: the `value` of `customerLifetimeValue`. */
  readonly value: ArrayLike<number>;
  /** ISO 4217 code. */
  readonly currency: string;
}

const texts = {
  title: { en: "Distribution of customer lifetime value", zh: "客户终身价值分布" },
  value: { en: "Lifetime value ({currency})", zh: "终身价值（{currency}）" },
  from: { en: "From ({currency})", zh: "下限（{currency}）" },
  to: { en: "To ({currency})", zh: "上限（{currency}）" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  empty: { en: "no customer has a value", zh: "没有客户价值" },
  sentence: {
    en: "The median lifetime value of {customers} {customers:customer|customers} is {median}. The top {top} {top:accounts|account} for {share} of the total of {total}.",
    zh: "{customers} 位客户的终身价值中位数为 {median}。价值最高的 {top} 位客户占总额 {total} 的 {share}。",
  },
} satisfies Record<string, LocalizedText>;

/** Number of bins; they reach up to the 95th percentile, and the last one is open. */
const BINS = 12;

/**
 * Draws the distribution of lifetime value over customers. The last bin is open, so that a few very valuable customers do not
 * compress the others into one bin.
 *
 * @param input - values in minor units and their currency; values that are not finite are left out
 * @param options - language, title, size in pixels
 * @returns the picture, the table of bins and a sentence
 * @example
 * clvDistributionChart({ value: [1000, 2000, 7000], currency: "EUR" }).sentence // => "The median lifetime value of 3 customers is €20.00. The top 1 accounts for 70.0% of the total of €100.00."
 */
export function clvDistributionChart(input: ClvDistributionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { currency } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "from", title: say(texts.from), kind: "money", unit: currency },
    { key: "to", title: say(texts.to), kind: "money", unit: currency },
    { key: "customers", title: say(texts.customers), kind: "count" },
  ];
  const values = Float64Array.from(Array.from(input.value).filter(Number.isFinite), (value) =>
    majorUnits(value, currency),
  ).sort();
  if (values.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const lowest = Math.min(0, values[0]!);
  const high = values[Math.ceil(0.95 * values.length) - 1]!;
  const width = high > lowest ? niceWidth((high - lowest) / (BINS - 1)) : 1;
  const start = Math.floor(lowest / width) * width;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value - start) / width))]!++;
  while (counts.length > 1 && counts[counts.length - 1] === 0) counts.pop();
  const rows = counts.map((customers, bin) => ({
    from: start + bin * width,
    to: bin === BINS - 1 ? null : start + (bin + 1) * width,
    customers,
  }));
  const labels = rows.map(({ from, to }) => (to === null ? `${compactText(from, locale)}+` : compactText(from, locale)));
  const total = values.reduce((sum, value) => sum + value, 0);
  const top = Math.ceil(values.length / 10);
  const best = values.slice(-top).reduce((sum, value) => sum + value, 0);
  const sentence = say(texts.sentence, {
    customers: numberText(values.length),
    top: numberText(top),
    median: moneyText(values[Math.ceil(values.length / 2) - 1]!, currency, locale),
    share: shareText(total > 0 ? best / total : 0),
    total: moneyText(total, currency, locale),
  });
  const body: JsonObject = {
    data: { values: rows.map(({ customers }, bin) => ({ label: labels[bin]!, customers })) },
    mark: { type: "bar", color: primary, cornerRadiusEnd: 2 },
    encoding: {
      x: { field: "label", type: "ordinal", title: say(texts.value), sort: labels, axis: { labelAngle: 0, labelOverlap: true } },
      y: {
        field: "customers",
        type: "quantitative",
        title: say(texts.customers),
        axis: { labelExpr: tickExpression(locale), tickCount: 6 },
      },
    },
  };
  return frame({ title: say(texts.title), height: 320, body, table: { columns, rows }, sentence }, options);
}

/** Rounds up to 1, 2, 5, 10, … */
function niceWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5, 10].find((step) => step * power >= width) ?? 10) * power;
}
