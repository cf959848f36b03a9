import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, JsonObject } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { majorUnits, moneyText, numberText, tickExpression } from "../core/number-text.js";
import { accent, shadow } from "../core/palette.js";

/** Customers by risk and value, and who is worth saving. */
export interface RetentionTargetsInput {
  /** Probability of leaving and value (minor units) of each customer. */
  readonly customers: {
    readonly ids: readonly string[];
    readonly probability: ArrayLike<number>;
    readonly value: ArrayLike<number>;
  };
  /** What `retentionTargets` gives: who is on the list. */
  readonly targets: { readonly rows: ArrayLike<number>; readonly profit: ArrayLike<number> };
  /** ISO 4217. */
  readonly currency: string;
}

const texts = {
  title: { en: "Whom to save first: by risk and by value", zh: "先挽留谁：按风险与价值" },
  probability: { en: "Probability of leaving (%)", zh: "流失概率（%）" },
  value: { en: "Value if they stay ({currency}, root scale)", zh: "留住后的价值（{currency}，平方根刻度）" },
  valueColumn: { en: "Value ({currency})", zh: "价值（{currency}）" },
  customer: { en: "Customer", zh: "客户" },
  profit: { en: "Expected profit ({currency})", zh: "预期利润（{currency}）" },
  chosen: { en: "On the list", zh: "名单内" },
  others: { en: "Not worth it, or beyond capacity", zh: "不划算或超出名额" },
  empty: { en: "no customer has a risk and a value", zh: "没有同时具备风险与价值的客户" },
  sentence: {
    en: "{count} of {all} customers are on the list, worth {profit} in all; the first is {first}, at {probability} of leaving and worth {value}.",
    zh: "{all} 位客户中 {count} 位在名单内，预期利润合计 {profit}；第一位是 {first}，流失概率 {probability}，价值 {value}。",
  },
  none: {
    en: "Of {all} customers none is worth a call: acting costs more than it saves.",
    zh: "{all} 位客户中没有值得联系的：行动成本高于所得。",
  },
} satisfies Record<string, LocalizedText>;

/** Points in the picture at most, the most valuable first. */
const POINTS = 2_000;

/**
 * Retention targets: each customer by probability of leaving and value; orange are on the list. It is not the rightmost who are
 * worth saving, but those for whom risk times value pays for the attempt.
 *
 * @param input - customers, the list, the currency
 * @param options - language, title, size in pixels
 * @returns the picture, the table of the list and a sentence about its first
 * @example
 * const customers = { ids: ["a", "b"], probability: [0.3, 0.9], value: [80000, 300] };
 * retentionTargetsChart({ customers, targets: { rows: [0], profit: [5200] }, currency: "GBP" }).sentence // => "1 of 2 customers are on the list, worth £52.00 in all; the first is a, at 30.0% of leaving and worth £800.00."
 */
export function retentionTargetsChart(input: RetentionTargetsInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
          ),
          first: first.customer,
          probability: `${numberText(first.probability * 100, 1)}%`,
          value: moneyText(first.value, currency),
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
