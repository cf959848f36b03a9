import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, majorUnits, moneyText, numberText, shareText } from "../core/number-text.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";
import { ink, primary, shadow } from "../core/palette.js";

/** Segments with what they bring. */
export interface RevenueBySegmentInput {
  /** What `contributionByGroup` gives: each group with its part of the whole. Groups may also overlap. */
  readonly groups: readonly {
    /** The segment; `null` for customers without one. */
    readonly group: string | null;
    readonly customers: number;
    /** Share of all customers. */
    readonly customerShare: number;
    /** Net revenue, minor units. */
    readonly revenue: number;
    /** Share of all revenue. */
    readonly share: number;
  }[];
  /** What the segments are called; a group without a label goes by its identifier. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
  /** ISO 4217. */
  readonly currency: string;
}

const texts = {
  title: { en: "Revenue by segment, beside the segment's size", zh: "各细分客群的销售额与人数占比" },
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
    en: "Most revenue comes from {segment}: {revenue} ({revenueShare}) from {customerShare} of the customers.",
    zh: "“{segment}”贡献最多：以 {customerShare} 的客户带来 {revenue}（占销售额 {revenueShare}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Revenue by segment: for each segment its share of revenue beside its share of customers, the largest revenue on top.
 *
 * @param input - contribution by group, the labels of the groups, the currency
 * @param options - language, title, size in pixels
 * @returns the picture, the table of segments and a sentence about the one that brings most
 * @example
 * const groups = [
 *   { group: "vip", customers: 1, customerShare: 0.25, revenue: 9000, share: 0.9 },
 *   { group: null, customers: 3, customerShare: 0.75, revenue: 1000, share: 0.1 },
 * ];
 * revenueBySegmentChart({ groups, labels: { vip: "Very important" }, currency: "GBP" }).sentence // => "Most revenue comes from Very important: £90.00 (90.0%) from 25.0% of the customers."
 */
export function revenueBySegmentChart(input: RevenueBySegmentInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
  const sentence = say(texts.sentence, {
    segment: top.segment,
    revenue: moneyText(top.revenue, currency),
    revenueShare: shareText(top.revenueShare),
    customerShare: shareText(top.customerShare),
  });

  const narrow = chartWidth(options) < 480;
  // On a narrow picture a long name takes two lines instead of half of the width.
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
  const most = rows.reduce((found, row) => Math.max(found, row.revenueShare, row.customerShare), 0);
  const least = rows.reduce((found, row) => Math.min(found, row.revenueShare), 0);
  // Module for the text behind the longest bar.
  const module = narrow ? 1.45 : 1.2;
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
        scale: { domain: [least * module, most * module], nice: false },
        axis: { format: ".0%", values: shareTicks(least, most, narrow ? 3 : 6) },
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

/** Round shares from the least to the largest: none beyond the bars, where the axis has module for their texts. */
function shareTicks(least: number, most: number, count: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((size) => (most - least) / size <= count) ?? 0.5;
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, index) => (first + index) * step);
}
