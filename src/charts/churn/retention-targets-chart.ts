import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { majorUnits, moneyText, numberText, tickExpression } from "../core/number-text.js";
import { accent, shadow } from "../core/palette.js";

/** Customers by risk and value, and the list of targets. */
export interface RetentionTargetsInput {
  /** Probability of leaving and value (minor units) of each customer. */
  readonly customers: {
    readonly ids: readonly string[];
    readonly probability: ArrayLike<number>;
    readonly value: ArrayLike<number>;
  };
  /** Result of `retentionTargets`: the customers on the list. */
  readonly targets: { readonly rows: ArrayLike<number>; readonly profit: ArrayLike<number> };
  /** ISO 4217 code. */
  readonly currency: string;
}

const texts = {
  title: { en: "Retention targets by risk and value", zh: "先挽留谁：按风险与价值" },
  probability: { en: "Probability of leaving (%)", zh: "流失概率（%）" },
  value: { en: "Value if they stay ({currency}, square-root scale)", zh: "留住后的价值（{currency}，平方根刻度）" },
  valueColumn: { en: "Value ({currency})", zh: "价值（{currency}）" },
  customer: { en: "Customer", zh: "客户" },
  profit: { en: "Expected profit ({currency})", zh: "预期利润（{currency}）" },
  chosen: { en: "On the list", zh: "名单内" },
  others: { en: "Not profitable, or beyond capacity", zh: "不划算或超出名额" },
  empty: { en: "no customer has a risk and a value", zh: "没有同时具备风险与价值的客户" },
  sentence: {
    en: "{count} of {all} {all:customer|customers} {count:is|are} on the list, with an expected profit of {profit}. The first is {first}, with a {probability} probability of leaving and a value of {value}.",
    zh: "{all} 位客户中有 {count} 位在名单内，预期利润合计 {profit}。第一位是 {first}，流失概率 {probability}，价值 {value}。",
  },
  none: {
    en: "None of {all} {all:customer|customers} is worth contacting: acting costs more than it saves.",
    zh: "{all} 位客户中没有值得联系的：行动成本高于收益。",
  },
} satisfies Record<string, LocalizedText>;

/** Maximum number of points in the picture, the most valuable first. */
const POINTS = 2_000;

/**
 * Draws retention targets: each customer by probability of leaving and value, orange if on the list. The customers worth saving
 * are not those with the highest risk, but those whose risk times value pays for the attempt.
 *
 * @param input - customers, the list, and the currency
 * @param options - language, title, size in pixels
 * @returns the picture, the table of the list and a sentence about it
 * @example
 * const customers = { ids: ["a", "b"], probability: [0.3, 0.9], value: [80000, 300] };
 * retentionTargetsChart({ customers, targets: { rows: [0], profit: [5200] }, currency: "GBP" }).sentence // => "1 of 2 customers is on the list, with an expected profit of £52.00. The first is a, with a 30.0% probability of leaving and a value of £800.00."
 */
export function retentionTargetsChart(input: RetentionTargetsInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { customers, targets, currency } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "customer", title: say(texts.customer), kind: "text" },
    { key: "probability", title: say(texts.probability), kind: "share" },
    { key: "value", title: say(texts.valueColumn), kind: "money", unit: currency },
    { key: "profit", title: say(texts.profit), kind: "money", unit: currency },
  ];
  const listed = new Set(Array.from(targets.rows));
  const points = customers.ids
    .map((_, row) => ({ row, probability: customers.probability[row]!, value: majorUnits(customers.value[row]!, currency) }))
    .filter(({ probability, value }) => Number.isFinite(probability) && Number.isFinite(value));
  if (points.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const rows = Array.from(targets.rows, (row, place) => ({
    customer: customers.ids[row]!,
    probability: customers.probability[row]!,
    value: majorUnits(customers.value[row]!, currency),
    profit: majorUnits(targets.profit[place]!, currency),
  }));
  const [first] = rows;
  const sentence =
    first === undefined
      ? say(texts.none, { all: numberText(points.length) })
      : say(texts.sentence, {
          count: numberText(rows.length),
          all: numberText(points.length),
          profit: moneyText(
            rows.reduce((sum, { profit }) => sum + profit, 0),
            currency,
            locale,
          ),
          first: first.customer,
          probability: `${numberText(first.probability * 100, 1)}%`,
          value: moneyText(first.value, currency, locale),
        });
  const shown = [...points].sort((left, right) => right.value - left.value).slice(0, POINTS);
  const [inside, outside] = [say(texts.chosen), say(texts.others)];
  const body: JsonObject = {
    data: {
      values: shown.map(({ row, probability, value }) => ({
        probability,
        value: Math.max(0, value),
        group: listed.has(row) ? inside : outside,
      })),
    },
    mark: { type: "point", filled: true, size: 34, opacity: 0.7 },
    encoding: {
      x: {
        field: "probability",
        type: "quantitative",
        title: say(texts.probability),
        scale: { domain: [0, 1], nice: false },
        axis: { format: ".0%", tickCount: 6, grid: false },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: say(texts.value),
        scale: { type: "sqrt", zero: true },
        axis: { labelExpr: tickExpression(locale), tickCount: 6 },
      },
      color: {
        field: "group",
        type: "nominal",
        title: null,
        scale: { domain: [inside, outside], range: [accent, shadow] },
        legend: { orient: "bottom", direction: "horizontal", columns: chartWidth(options) < 480 ? 1 : 2 },
      },
    },
  };
  return frame({ title: say(texts.title), height: 400, body, table: { columns, rows }, sentence }, options);
}
