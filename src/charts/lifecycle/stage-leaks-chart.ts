import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { majorUnits, moneyText, numberText, shareText, tickExpression } from "../core/number-text.js";
import { accent } from "../core/palette.js";

/** Transitions by which value is lost. */
export interface StageLeaksInput {
  /** Result of `stageLeaks`, the largest loss first. */
  readonly leaks: readonly {
    readonly from: string;
    readonly to: string;
    readonly falls: number;
    readonly customers: readonly string[];
    readonly returned: { readonly estimate: number };
    /** Value in minor units. */
    readonly valueLost: number;
  }[];
  /** ISO 4217 code of the values. */
  readonly currency: string;
  /** Names of the stages: `stages` of the paths. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Where value is lost", zh: "价值流失在哪里" },
  leak: { en: "From → to", zh: "流失路径" },
  path: { en: "{from} → {to}", zh: "{from} → {to}" },
  value: { en: "Value not returned ({currency})", zh: "未回归客户的价值（{currency}）" },
  falls: { en: "Falls", zh: "流失次数" },
  customers: { en: "Not returned", zh: "未回归客户" },
  returned: { en: "Share returned", zh: "之后回归的比例" },
  empty: { en: "no customer has fallen into these stages", zh: "没有客户流失" },
  behind: { en: "{value} · {customers} {customers:customer|customers}", zh: "{value} · {customers} 位" },
  sentence: {
    en: "The largest loss is from {from} to {to}: {customers} {customers:customer|customers} worth {value} (of {total} lost in all) {customers:has|have} not returned; {returned} of {falls} {falls:fall was|falls were} followed by a return.",
    zh: "损失最大的是从“{from}”到“{to}”：{customers} 位客户未回归，价值 {value}（全部损失 {total}）；{falls} 次流失中有 {returned} 之后回归。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the transitions into worse stages by the value of the customers who have not returned.
 *
 * @param input - the leaks, their currency, and the names of the stages
 * @param options - language, title, size in pixels
 * @returns the picture, the table of leaks and a sentence about the largest
 * @example
 * const leaks = [{ from: "loyal", to: "at-risk", falls: 4, customers: ["a"], returned: { estimate: 0.75 }, valueLost: 90000 }];
 * stageLeaksChart({ leaks, currency: "EUR" }).sentence // => "The largest loss is from loyal to at-risk: 1 customer worth €900.00 (of €900.00 lost in all) has not returned; 75.0% of 4 falls were followed by a return."
 */
export function stageLeaksChart(input: StageLeaksInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { currency } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "leak", title: say(texts.leak), kind: "text" },
    { key: "value", title: say(texts.value), kind: "money", unit: currency },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "falls", title: say(texts.falls), kind: "count" },
    { key: "returned", title: say(texts.returned), kind: "share" },
  ];
  const nameOf = namesOf(input.stages, locale);
  const rows = input.leaks.map(({ from, to, falls, customers, returned, valueLost }) => ({
    leak: say(texts.path, { from: nameOf(from), to: nameOf(to) }),
    value: majorUnits(valueLost, currency),
    customers: customers.length,
    falls,
    returned: returned.estimate,
  }));
  const [worst] = input.leaks;
  if (worst === undefined) return emptyChart(say(texts.title), columns, texts.empty, options);
  const first = rows[0]!;
  const sentence = say(texts.sentence, {
    from: nameOf(worst.from),
    to: nameOf(worst.to),
    customers: numberText(first.customers),
    value: moneyText(first.value, currency, locale),
    total: moneyText(
      rows.reduce((sum, row) => sum + row.value, 0),
      currency,
      locale,
    ),
    returned: shareText(first.returned),
    falls: numberText(first.falls),
  });
  const narrow = chartWidth(options) < 480;
  const body = barList(
    rows.map(({ leak, value, customers }) => ({
      name: leak,
      value,
      color: accent,
      text: narrow
        ? moneyText(value, currency, locale)
        : say(texts.behind, { value: moneyText(value, currency, locale), customers: numberText(customers) }),
    })),
    {
      xTitle: say(texts.value),
      yTitle: say(texts.leak),
      width: chartWidth(options),
      xAxis: { labelExpr: tickExpression(locale) },
    },
  );
  return frame(
    {
      title: say(texts.title),
      height: barListHeight(rows.length, chartWidth(options)),
      body,
      table: { columns, rows },
      sentence,
    },
    options,
  );
}
