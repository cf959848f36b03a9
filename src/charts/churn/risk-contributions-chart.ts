import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, tickExpression } from "../core/number-text.js";
import { accent, primary } from "../core/palette.js";

/** Risk of one customer, with its signals. */
export interface RiskContributionsInput {
  /** Result of `churnRisk`. */
  readonly risk: {
    readonly customerId: string;
    readonly score: number | null;
    readonly label: Label;
    readonly signals: readonly {
      readonly label: Label;
      readonly contribution: number;
      readonly text: Label;
      readonly status: string;
    }[];
  };
}

const texts = {
  title: { en: "Why customer {id} is at risk", zh: "客户 {id} 为何有风险" },
  signal: { en: "Signal", zh: "信号" },
  points: { en: "Points of the score", zh: "风险分（分）" },
  seen: { en: "Observation", zh: "观察到的情况" },
  empty: { en: "no signal is raised", zh: "没有触发的信号" },
  unknown: { en: "too little is known", zh: "信息不足" },
  sentence: {
    en: "Risk score {score} ({band}). The strongest signal is “{signal}” with {points} {points:point|points}: {text}",
    zh: "风险分 {score}（{band}）。影响最大的信号是“{signal}”（{points} 分）：{text}",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the contributions of one customer's signals, which add up to the score. Signals that are quiet or unknown are left out.
 *
 * @param input - the customer's risk
 * @param options - language, title, size in pixels
 * @returns the picture, the table with the observations and a sentence about the strongest signal
 * @example
 * const signals = [{ label: "Complained", contribution: 36, text: "1 complaint in the last 30 days.", status: "raised" }];
 * riskContributionsChart({ risk: { customerId: "c1", score: 36, label: "Watch", signals } }).sentence // => "Risk score 36 (Watch). The strongest signal is “Complained” with 36 points: 1 complaint in the last 30 days."
 */
export function riskContributionsChart(input: RiskContributionsInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { customerId: id, score, label, signals } = input.risk;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { id, ...values } });
  const columns: ChartColumn[] = [
    { key: "signal", title: say(texts.signal), kind: "text" },
    { key: "points", title: say(texts.points), kind: "number" },
    { key: "seen", title: say(texts.seen), kind: "text" },
  ];
  const rows = signals
    .filter(({ contribution }) => contribution !== 0)
    .map((signal) => ({
      signal: labelText(signal.label, locale),
      points: signal.contribution,
      seen: labelText(signal.text, locale),
    }))
    .sort((left, right) => Math.abs(right.points) - Math.abs(left.points));
  const [first] = rows;
  if (first === undefined || score === null)
    return emptyChart(say(texts.title), columns, score === null ? texts.unknown : texts.empty, options);
  const sentence = say(texts.sentence, {
    score: numberText(score),
    band: labelText(label, locale),
    signal: first.signal,
    points: numberText(first.points),
    text: first.seen,
  });
  const body = barList(
    rows.map(({ signal, points }) => ({
      name: signal,
      value: points,
      color: points >= 0 ? accent : primary,
      text: numberText(points, 1),
    })),
    {
      xTitle: say(texts.points),
      yTitle: say(texts.signal),
      width: chartWidth(options),
      xAxis: { labelExpr: tickExpression(locale) },
      minRange: [0, 10],
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
