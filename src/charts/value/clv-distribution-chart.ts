import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, JsonObject } from "../core/chart.js";
import { emptyChart, frame } from "../core/frame.js";
import { compactText, moneyText, numberText, shareText, tickExpression } from "../core/number-text.js";
import { primary } from "../core/palette.js";

/** Lifetime values of a population. */
export interface ClvDistributionInput {
  /** Value of each customer, major units: what `customerLifetimeValue` gives. */
  readonly value: ArrayLike<number>;
  /** ISO 4217. */
  readonly currency: string;
}

const texts = {
  title: { en: "Lifetime value: how many customers are worth how much", zh: "客户终身价值分布" },
  value: { en: "Lifetime value ({currency})", zh: "终身价值（{currency}）" },
  from: { en: "From ({currency})", zh: "下限（{currency}）" },
  to: { en: "To ({currency})", zh: "上限（{currency}）" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  empty: { en: "no customer has a value", zh: "没有客户价值" },
  sentence: {
    en: "Half of {customers} customers are worth {median} or less; the best tenth hold {share} of {total}.",
    zh: "{customers} 位客户中有一半价值不超过 {median}；最高的十分之一占 {total} 的 {share}。",
  },
} satisfies Record<string, LocalizedText>;

/** Bins up to the 95th percentile; the last one holds what is above. */
const BINS = 12;

/**
 * The distribution of lifetime value over customers. The last bin is open, so that a few large customers do not press all others into one.
 *
 * @param input - values and their currency; values that are not finite are left out
 * @param options - language, title, size in pixels
 * @returns the picture, the table of bins and a sentence
 * @example
 * clvDistributionChart({ value: [10, 20, 70], currency: "EUR" }).sentence // => "Half of 3 customers are worth €20.00 or less; the best tenth hold 70.0% of €100.00."
 */
export function clvDistributionChart(input: ClvDistributionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const { currency } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "from", title: say(texts.from), kind: "money", unit: currency },
    { key: "to", title: say(texts.to), kind: "money", unit: currency },
    { key: "customers", title: say(texts.customers), kind: "count" },
  ];
  const values = Float64Array.from(Array.from(input.value).filter(Number.isFinite)).sort();
  if (values.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const least = Math.min(0, values[0]!);
  const high = values[Math.ceil(0.95 * values.length) - 1]!;
  const width = high > least ? niceWidth((high - least) / (BINS - 1)) : 1;
  const start = Math.floor(least / width) * width;
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
  const best = values.slice(-Math.ceil(values.length / 10)).reduce((sum, value) => sum + value, 0);
  const sentence = say(texts.sentence, {
    customers: numberText(values.length),
    median: moneyText(values[Math.ceil(values.length / 2) - 1]!, currency),
    share: shareText(total > 0 ? best / total : 0),
    total: moneyText(total, currency),
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

/** The next of 1, 2, 5, 10, … that is not smaller. */
function niceWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5, 10].find((step) => step * power >= width) ?? 10) * power;
}
