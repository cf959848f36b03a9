import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { majorUnits, moneyText, numberText, shareText, tickExpression } from "../core/number-text.js";
import { accent } from "../core/palette.js";

/** Where value drains away. */
export interface StageLeaksInput {
  /** What `stageLeaks` gives, the largest first. */
  readonly leaks: readonly {
    readonly from: string;
    readonly to: string;
    readonly falls: number;
    readonly customers: readonly string[];
    readonly returned: { readonly estimate: number };
    /** Minor units. */
    readonly valueLost: number;
  }[];
  /** ISO 4217, of the values. */
  readonly currency: string;
  /** What the stages are called: `stages` of the paths. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Where value is lost", zh: "价值流失在哪里" },
  leak: { en: "Fall", zh: "跌落" },
  path: { en: "{from} → {to}", zh: "{from} → {to}" },
  value: { en: "Value of those not back ({currency})", zh: "未回归客户的价值（{currency}）" },
  falls: { en: "Falls", zh: "跌落次数" },
  customers: { en: "Not back", zh: "未回归客户" },
  returned: { en: "Came up again", zh: "之后回升" },
  empty: { en: "nobody has fallen", zh: "没有客户跌落" },
  behind: { en: "{value} · {customers} customers", zh: "{value} · {customers} 位" },
  sentence: {
    en: "Most is lost from {from} to {to}: {customers} customers who brought {value} are not back; {returned} of {falls} falls were followed by a return.",
    zh: "损失最多的是从“{from}”到“{to}”：{customers} 位客户（曾贡献 {value}）未回归；{falls} 次跌落中有 {returned} 之后回升。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Leaks by value lost: falls from one stage into a worse one, by what those customers were worth who have not come up again.
 *
 * @param input - the leaks, their currency, and what the stages are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table of leaks and a sentence about the worst
 * @example
 * const leaks = [{ from: "loyal", to: "at-risk", falls: 4, customers: ["a"], returned: { estimate: 0.75 }, valueLost: 90000 }];
 * stageLeaksChart({ leaks, currency: "EUR" }).sentence // => "Most is lost from loyal to at-risk: 1 customers who brought €900.00 are not back; 75.0% of 4 falls were followed by a return."
 */
export function stageLeaksChart(input: StageLeaksInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
    value: moneyText(first.value, currency),
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
        ? moneyText(value, currency)
        : say(texts.behind, { value: moneyText(value, currency), customers: numberText(customers) }),
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
