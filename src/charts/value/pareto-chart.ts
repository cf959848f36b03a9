import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { finite, shareText } from "../core/number-text.js";
import { accent, mutedInk, primary, shadow } from "../core/palette.js";

/** Distribution of revenue over customers. */
export interface ParetoInput {
  /** Result of `paretoCurve`: shares of the customers, the best first, and of their revenue. */
  readonly curve: { readonly customerShare: ArrayLike<number>; readonly revenueShare: ArrayLike<number> };
  /** Gini coefficient of the revenue, from 0 (all equal) to 1. */
  readonly gini?: number | undefined;
}

const texts = {
  title: { en: "Pareto curve: share of revenue of the best customers", zh: "帕累托曲线：头部客户贡献多少销售额" },
  customers: { en: "Share of customers, best first (%)", zh: "客户占比，从高到低累计（%）" },
  value: { en: "Share of revenue (%)", zh: "销售额占比（%）" },
  mark: { en: "top {share} bring {value}", zh: "前 {share} 贡献 {value}" },
  equal: { en: "equal distribution", zh: "完全均等" },
  empty: { en: "no customer has brought revenue", zh: "没有产生销售额的客户" },
  sentence: {
    en: "The top 20% of customers bring {value} of the revenue; the top {half} bring half of it.",
    zh: "前 20% 的客户贡献了 {value} 的销售额；前 {half} 的客户贡献了一半。",
  },
  gini: { en: " The Gini coefficient is {gini}.", zh: "基尼系数为 {gini}。" },
} satisfies Record<string, LocalizedText>;

/** Maximum number of points: one per percent. */
const MAX_POINTS = 101;

/**
 * Draws the Pareto curve: the share of revenue by share of customers, with the top 20% marked, beside the line of equal
 * distribution.
 *
 * @param input - cumulative shares; points that are not finite are left out
 * @param options - language, title, size in pixels
 * @returns the picture, the table of the curve (at most one row per percent) and a sentence
 * @see Lorenz (1905), Methods of Measuring the Concentration of Wealth (the same curve from the other end)
 * @example
 * const curve = { customerShare: [0, 0.2, 1], revenueShare: [0, 0.8, 1] };
 * paretoChart({ curve }).sentence // => "The top 20% of customers bring 80.0% of the revenue; the top 12.5% bring half of it."
 */
export function paretoChart(input: ParetoInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "customers", title: say(texts.customers), kind: "share" },
    { key: "value", title: say(texts.value), kind: "share" },
  ];
  const { customerShare, revenueShare } = input.curve;
  const points = Array.from(customerShare, (customers, index) => ({ customers, value: revenueShare[index] as number }))
    .filter((point) => finite(point.customers) !== null && finite(point.value) !== null)
    .sort((a, b) => a.customers - b.customers || a.value - b.value);
  if (points.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const curve = (points[0] as CurvePoint).customers > 0 ? [{ customers: 0, value: 0 }, ...points] : points;
  const rows = thin(curve);
  const atFifth = valueAt(curve, 0.2);
  const half = customersFor(curve, 0.5);
  const gini = finite(input.gini);
  const sentence =
    say(texts.sentence, { value: shareText(atFifth), half: shareText(half) }) +
    (gini === null ? "" : say(texts.gini, { gini: shareText(gini) }));
  const label = say(texts.mark, { share: "20%", value: shareText(atFifth) });
  const x: Json = {
    field: "customers",
    type: "quantitative",
    title: say(texts.customers),
    scale: { domain: [0, 1] },
    axis: { format: ".0%", tickCount: 6, grid: false },
  };
  const y: Json = {
    field: "value",
    type: "quantitative",
    title: say(texts.value),
    scale: { domain: [0, Math.max(1, ...rows.map((row) => row.value))], nice: false },
    axis: { format: ".0%", tickCount: 6 },
  };
  const body: JsonObject = {
    encoding: { x, y },
    layer: [
      {
        data: {
          values: [
            { customers: 0, value: 0 },
            { customers: 1, value: 1 },
          ],
        },
        mark: { type: "line", color: shadow, strokeDash: [5, 4], strokeWidth: 1.5 },
      },
      {
        data: { values: [{ customers: 0.5, value: 0.5, text: say(texts.equal) }] },
        mark: { type: "text", color: mutedInk, align: "left", baseline: "top", dx: 8, dy: 4, aria: false },
        encoding: { text: { field: "text", type: "nominal" } },
      },
      {
        data: { values: rows },
        mark: {
          type: "area",
          color: primary,
          opacity: 0.12,
          line: { color: primary, strokeWidth: 2.5, opacity: 1 },
          aria: false,
        },
      },
      {
        data: { values: [{ customers: 0.2, value: atFifth, text: label }] },
        layer: [
          { mark: { type: "point", filled: true, size: 90, color: accent, opacity: 1 } },
          {
            mark: { type: "text", align: "left", baseline: "top", dx: 10, dy: 6, fontSize: 13, fontWeight: 600, aria: false },
            encoding: { text: { field: "text", type: "nominal" } },
          },
        ],
      },
    ],
  };
  return frame({ title: say(texts.title), height: 340, body, table: { columns, rows }, sentence }, options);
}

type CurvePoint = {
  readonly customers: number;
  readonly value: number;
};

/** Returns the curve, or its interpolation at every percent if it has too many points. */
function thin(curve: readonly CurvePoint[]): CurvePoint[] {
  if (curve.length <= MAX_POINTS) return [...curve];
  return Array.from({ length: MAX_POINTS }, (_, index) => {
    const customers = index / (MAX_POINTS - 1);
    return { customers, value: valueAt(curve, customers) };
  });
}

/** Returns the share of revenue of a share of customers, by linear interpolation. */
function valueAt(curve: readonly CurvePoint[], customers: number): number {
  return between(
    curve,
    customers,
    (point) => point.customers,
    (point) => point.value,
  );
}

/** Returns the smallest share of customers that brings a share of the revenue. */
function customersFor(curve: readonly CurvePoint[], value: number): number {
  return between(
    curve,
    value,
    (point) => point.value,
    (point) => point.customers,
  );
}

function between(
  curve: readonly CurvePoint[],
  at: number,
  from: (point: CurvePoint) => number,
  to: (point: CurvePoint) => number,
): number {
  const next = curve.findIndex((point) => from(point) >= at);
  if (next === -1) return to(curve[curve.length - 1] as CurvePoint);
  const right = curve[next] as CurvePoint;
  const left = curve[next - 1];
  if (left === undefined || from(right) === at) return to(right);
  return to(left) + ((to(right) - to(left)) * (at - from(left))) / (from(right) - from(left));
}
