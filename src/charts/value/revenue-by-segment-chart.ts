import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, majorUnits, moneyText, numberText, shareText } from "../core/number-text.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";
import { ink, primary, shadow } from "../core/palette.js";

/** Revenue of segments. */
export interface RevenueBySegmentInput {
  /** Result of `contributionByGroup`: each group with its share of the whole. Groups may overlap. */
  readonly groups: readonly {
    /** Identifier of the segment; `null` for customers without a segment. */
    readonly group: string | null;
    readonly customers: number;
    /** Share of all customers. */
    readonly customerShare: number;
    /** Net revenue in minor units. */
    readonly revenue: number;
    /** Share of all revenue. */
    readonly share: number;
  }[];
  /** Names of the segments by identifier; defaults to the identifiers. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
  /** ISO 4217 code. */
  readonly currency: string;
}

const texts = {
  title: { en: "Revenue and size of segments", zh: "各细分客群的销售额与人数占比" },
  segment: { en: "Segment", zh: "细分客群" },
  none: { en: "(no segment)", zh: "（无客群）" },
  customers: { en: "Customers", zh: "客户数" },
  revenue: { en: "Revenue ({currency})", zh: "销售额（{currency}）" },
  shareAxis: { en: "Share of the total (%)", zh: "占全部的比例（%）" },
  customerShare: { en: "Share of customers", zh: "客户占比" },
  revenueShare: { en: "Share of revenue", zh: "销售额占比" },
  average: { en: "Revenue per customer ({currency})", zh: "人均销售额（{currency}）" },
  empty: { en: "no segment has a customer", zh: "没有任何客群含有客户" },
  sentence: {
    en: "Highest revenue: {segment} with {revenue}, or {revenueShare} of {total}, from {customerShare} of the customers.",
    zh: "销售额最高的是“{segment}”：{revenue}，占总额 {total} 的 {revenueShare}，来自 {customerShare} 的客户。",
  },
  withoutTotal: {
    en: "Highest revenue: {segment} with {revenue} from {customerShare} of the customers.",
    zh: "销售额最高的是“{segment}”：{revenue}，来自 {customerShare} 的客户。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws, for each segment, its share of revenue beside its share of customers, with the highest revenue on top.
 *
 * @param input - contribution by group, names of the groups, and the currency
 * @param options - language, title, size in pixels
 * @returns the picture, the table of segments and a sentence about the one with the highest revenue
 * @example
 * const groups = [
 *   { group: "vip", customers: 1, customerShare: 0.25, revenue: 9000, share: 0.9 },
 *   { group: null, customers: 3, customerShare: 0.75, revenue: 1000, share: 0.1 },
 * ];
 * revenueBySegmentChart({ groups, labels: { vip: "Very important" }, currency: "GBP" }).sentence // => "Highest revenue: Very important with £90.00, or 90.0% of £100.00, from 25.0% of the customers."
 */
export function revenueBySegmentChart(input: RevenueBySegmentInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { currency } = input;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "segment", title: say(texts.segment), kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "customerShare", title: say(texts.customerShare), kind: "share" },
    { key: "revenue", title: say(texts.revenue), kind: "money", unit: currency },
    { key: "revenueShare", title: say(texts.revenueShare), kind: "share" },
    { key: "average", title: say(texts.average), kind: "money", unit: currency },
  ];
  const rows = input.groups
    .filter((group) => group.customers > 0)
    .map(({ group, customers, customerShare, revenue, share }) => ({
      segment: nameOf(group, input.labels, locale) ?? say(texts.none),
      customers,
      customerShare: finite(customerShare) ?? 0,
      revenue: majorUnits(revenue, currency),
      revenueShare: finite(share) ?? 0,
      average: majorUnits(revenue, currency) / customers,
    }))
    .sort((a, b) => b.revenue - a.revenue || b.customers - a.customers);
  if (rows.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const top = rows[0] as (typeof rows)[number];
  const hasTotal = top.revenue > 0 && top.revenueShare > 0;
  const sentence = say(hasTotal ? texts.sentence : texts.withoutTotal, {
    segment: top.segment,
    // Groups may overlap, so the total follows from the share, not from the sum.
    total: moneyText(hasTotal ? top.revenue / top.revenueShare : 0, currency, locale),
    revenue: moneyText(top.revenue, currency, locale),
    revenueShare: shareText(top.revenueShare),
    customerShare: shareText(top.customerShare),
  });

  const narrow = chartWidth(options) < 480;
  // On a narrow picture, a long name takes two lines instead of half the width.
  const name = (segment: string) => (narrow ? wrapLabel(segment) : segment);
  const measures = [say(texts.revenueShare), say(texts.customerShare)];
  const values: Json[] = rows.flatMap((row) => [
    { segment: name(row.segment), measure: measures[0] as string, share: row.revenueShare, text: shareText(row.revenueShare) },
    {
      segment: name(row.segment),
      measure: measures[1] as string,
      share: row.customerShare,
      text: `${shareText(row.customerShare)} (${numberText(row.customers)})`,
    },
  ]);
  const highest = rows.reduce((found, row) => Math.max(found, row.revenueShare, row.customerShare), 0);
  const lowest = rows.reduce((found, row) => Math.min(found, row.revenueShare), 0);
  // Space for the text behind the longest bar.
  const space = narrow ? 1.45 : 1.2;
  const body: JsonObject = {
    data: { values },
    encoding: {
      y: {
        field: "segment",
        type: "nominal",
        title: say(texts.segment),
        sort: rows.map((row) => name(row.segment)),
        scale: { paddingInner: 0.3 },
        axis: {
          domain: false,
          ticks: false,
          labelPadding: 8,
          labelLimit: narrow ? 150 : 320,
          ...(narrow && { labelExpr: linesExpression }),
        },
      },
      yOffset: { field: "measure", type: "nominal", sort: measures },
      x: {
        field: "share",
        type: "quantitative",
        stack: null,
        title: say(texts.shareAxis),
        scale: { domain: [lowest * space, highest * space], nice: false },
        axis: { format: ".0%", values: shareTicks(lowest, highest, narrow ? 3 : 6) },
      },
    },
    layer: [
      {
        mark: { type: "bar", cornerRadiusEnd: 2 },
        encoding: {
          color: {
            field: "measure",
            type: "nominal",
            title: null,
            sort: measures,
            scale: { domain: measures, range: [primary, shadow] },
            legend: { orient: "bottom", direction: narrow ? "vertical" : "horizontal" },
          },
        },
      },
      {
        mark: { type: "text", align: "left", baseline: "middle", dx: 5, fontSize: 11, color: ink, aria: false },
        encoding: { text: { field: "text", type: "nominal" } },
      },
    ],
  };
  const height = 130 + Math.max(2, rows.length) * 42;
  return frame({ title: say(texts.title), height, body, table: { columns, rows }, sentence }, options);
}

function nameOf(group: string | null, labels: Readonly<Record<string, Label>> = {}, locale: string): string | undefined {
  if (group === null) return undefined;
  return Object.hasOwn(labels, group) ? labelText(labels[group] as Label, locale) : group;
}

/** Returns round shares from the lowest to the highest, none of them beyond the bars, where the texts are. */
function shareTicks(lowest: number, highest: number, count: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((size) => (highest - lowest) / size <= count) ?? 0.5;
  const first = Math.ceil(lowest / step);
  return Array.from({ length: Math.floor(highest / step) - first + 1 }, (_, index) => (first + index) * step);
}
