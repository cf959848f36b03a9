import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText, shareOf, shareText, tickExpression } from "../core/number-text.js";
import { shadow } from "../core/palette.js";

/** Risk scores of a population. */
export interface RiskDistributionInput {
  /** Result of `churnRisks`. */
  readonly risks: {
    /** Score from 0 to 100; NaN if it is unknown. */
    readonly score: ArrayLike<number>;
    /** Position of each customer's band in `bands`. */
    readonly band: ArrayLike<number>;
    /** Identifiers of the bands; the last one is "unknown". */
    readonly bands: readonly string[];
  };
  /** Names of the bands: `bands` of the policy. */
  readonly bands?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Distribution of churn risk", zh: "流失风险分布" },
  score: { en: "Risk score (points), from", zh: "风险分（分），起" },
  range: { en: "Score", zh: "风险分" },
  band: { en: "Band", zh: "风险等级" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  unknown: { en: "unknown", zh: "未知" },
  empty: { en: "no customer was scored", zh: "没有客户评分" },
  sentence: {
    en: "{count} of {customers} {customers:customer|customers} ({share}) {count:is|are} in the highest risk band, “{band}”.",
    zh: "{customers} 位客户中，{count} 位（{share}）处于最高风险等级“{band}”。",
  },
  tooLittle: { en: " Too little is known about {unknown}.", zh: "另有 {unknown} 位信息不足。" },
} satisfies Record<string, LocalizedText>;

/** Colors from low to high risk. */
const bandColors = ["#56b4e9", "#0072b2", "#e69f00", "#d55e00"];
const WIDTH = 10;

/**
 * Draws the distribution of churn risk: customers by ten points of the score, colored by band, and customers with an unknown
 * score.
 *
 * @param input - scores and bands, and the names of the bands
 * @param options - language, title, size in pixels
 * @returns the picture, the table of bars and a sentence
 * @example
 * const risks = { score: [5, 80, 90, Number.NaN], band: [0, 1, 1, 2], bands: ["low", "high", "unknown"] };
 * riskDistributionChart({ risks }).sentence // => "2 of 4 customers (50.0%) are in the highest risk band, “high”. Too little is known about 1."
 */
export function riskDistributionChart(input: RiskDistributionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { score, band, bands } = input.risks;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "range", title: say(texts.range), kind: "text" },
    { key: "band", title: say(texts.band), kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
  ];
  const customers = score.length;
  if (customers === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const nameOf = namesOf(input.bands, locale);
  const known = Math.max(1, bands.length - 1);
  const counts = new Map<string, { bin: number; band: number; customers: number }>();
  let unknown = 0;
  for (let row = 0; row < customers; row++) {
    if (!Number.isFinite(score[row])) {
      unknown++;
      continue;
    }
    const bin = Math.min(100 / WIDTH - 1, Math.floor(score[row]! / WIDTH));
    const key = `${bin} ${band[row]!}`;
    const bar = counts.get(key) ?? { bin, band: band[row]!, customers: 0 };
    bar.customers++;
    counts.set(key, bar);
  }
  const rangeOf = (bin: number): string => `${bin * WIDTH}–${(bin + 1) * WIDTH}`;
  const rows = [...counts.values()]
    .sort((left, right) => left.bin - right.bin || left.band - right.band)
    .map((bar) => ({ range: rangeOf(bar.bin), band: nameOf(bands[bar.band] ?? ""), customers: bar.customers, place: bar.band }));
  if (unknown > 0) rows.push({ range: say(texts.unknown), band: say(texts.unknown), customers: unknown, place: known });
  const highest = Array.from({ length: customers }, (_, row) => row).filter(
    (row) => band[row] === known - 1 && Number.isFinite(score[row]),
  ).length;
  const sentence =
    say(texts.sentence, {
      customers: numberText(customers),
      count: numberText(highest),
      share: shareText(shareOf(highest, customers)),
      band: nameOf(bands[known - 1] ?? ""),
    }) + (unknown === 0 ? "" : say(texts.tooLittle, { unknown: numberText(unknown) }));
  const order = [...Array.from({ length: 100 / WIDTH }, (_, bin) => rangeOf(bin)), ...(unknown > 0 ? [say(texts.unknown)] : [])];
  const color = (place: number): string =>
    place >= known ? shadow : bandColors[Math.min(bandColors.length - 1, place + Math.max(0, bandColors.length - known))]!;
  const shown = [...new Set(rows.map(({ place }) => place))].sort((left, right) => left - right);
  const body: JsonObject = {
    data: { values: rows.map(({ range, customers: count, place }) => ({ range, customers: count, band: place })) },
    mark: { type: "bar" },
    encoding: {
      x: {
        field: "range",
        type: "ordinal",
        title: say(texts.score),
        sort: order,
        scale: { domain: order },
        axis: {
          labelAngle: 0,
          // Each bar has the label of its lower end; on a narrow picture, every other one.
          labelExpr: "split(datum.label, '–')[0]",
          values: order.filter((_, place) => chartWidth(options) >= 480 || place % 2 === 0 || place >= 100 / WIDTH),
        },
      },
      y: {
        field: "customers",
        type: "quantitative",
        title: say(texts.customers),
        axis: { labelExpr: tickExpression(locale), tickCount: 6 },
      },
      color: {
        field: "band",
        type: "nominal",
        title: null,
        scale: { domain: shown, range: shown.map(color) },
        legend: {
          orient: "bottom",
          direction: "horizontal",
          columns: chartWidth(options) < 480 ? 2 : 5,
          labelExpr: `[${Array.from({ length: known + 1 }, (_, place) => JSON.stringify(place === known ? say(texts.unknown) : nameOf(bands[place] ?? ""))).join(",")}][datum.value]`,
        },
      },
      order: { field: "band", type: "quantitative" },
    },
  };
  const table = {
    columns,
    rows: rows.map(({ range, band: name, customers: count }) => ({ range, band: name, customers: count })),
  };
  return frame({ title: say(texts.title), height: 340, body, table, sentence }, options);
}
