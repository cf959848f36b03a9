import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { lineSeries, pointsOf } from "../core/line-series.js";
import { finite, shareText } from "../core/number-text.js";
import { primary, shadow } from "../core/palette.js";

/** Distribution of value over customers. */
export interface LorenzInput {
  /** Result of `paretoCurve`: shares of the customers, the best first, and of their revenue. */
  readonly curve: { readonly customerShare: ArrayLike<number>; readonly revenueShare: ArrayLike<number> };
  /** Gini coefficient, from 0 (all equal) to 1. */
  readonly gini?: number | undefined;
}

const texts = {
  title: { en: "Lorenz curve: how evenly value is spread", zh: "洛伦兹曲线：价值分布是否均匀" },
  customers: { en: "Share of customers, lowest value first (%)", zh: "客户占比，从低到高累计（%）" },
  value: { en: "Share of value (%)", zh: "价值占比（%）" },
  lorenz: { en: "Actual distribution", zh: "实际分布" },
  equal: { en: "Equal distribution", zh: "完全均等" },
  empty: { en: "no customer has brought value", zh: "没有产生价值的客户" },
  sentence: {
    en: "The half of the customers with the lowest value brings {share} of all value.",
    zh: "价值较低的一半客户贡献了全部价值的 {share}。",
  },
  gini: { en: " The Gini coefficient is {gini}.", zh: "基尼系数为 {gini}。" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the Lorenz curve: the share of value that the least valuable customers bring, beside the line of equality.
 *
 * @param input - the Pareto curve (best first); it is read from the other end
 * @param options - language, title, size in pixels
 * @returns the picture, the table of the curve (at most one row per percent) and a sentence
 * @see Lorenz (1905), Methods of Measuring the Concentration of Wealth
 * @example
 * const curve = { customerShare: [0, 0.5, 1], revenueShare: [0, 0.9, 1] };
 * lorenzChart({ curve }).sentence // => "The half of the customers with the lowest value brings 10.0% of all value."
 */
export function lorenzChart(input: LorenzInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "customers", title: say(texts.customers), kind: "share" },
    { key: "value", title: say(texts.value), kind: "share" },
  ];
  const curve = pointsOf(input.curve.customerShare, input.curve.revenueShare)
    .map(({ x, y }) => ({ x: 1 - x, y: 1 - y }))
    .sort((left, right) => left.x - right.x || left.y - right.y);
  if (curve.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const step = Math.max(1, Math.ceil(curve.length / 100));
  const points = curve.filter((_, index) => index % step === 0 || index === curve.length - 1);
  const gini = finite(input.gini);
  const sentence =
    say(texts.sentence, { share: shareText(valueAt(curve, 0.5)) }) +
    (gini === null ? "" : say(texts.gini, { gini: shareText(gini) }));
  const diagonal = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const body = lineSeries(
    [
      { name: say(texts.lorenz), color: primary, points },
      { name: say(texts.equal), color: shadow, isDashed: true, points: diagonal },
    ],
    { locale, xTitle: say(texts.customers), yTitle: say(texts.value), isShare: { x: true, y: true } },
  );
  const rows = points.map(({ x, y }) => ({ customers: x, value: y }));
  return frame({ title: say(texts.title), height: 340, body, table: { columns, rows }, sentence }, options);
}

/** Returns the value of the curve at a share of customers, by linear interpolation. */
function valueAt(curve: readonly { readonly x: number; readonly y: number }[], x: number): number {
  const next = curve.findIndex((point) => point.x >= x);
  const right = curve[next === -1 ? curve.length - 1 : next]!;
  const left = curve[next - 1];
  if (left === undefined || right.x === left.x) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}
