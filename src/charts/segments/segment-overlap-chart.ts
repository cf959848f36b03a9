import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type HeatCell, heatMap } from "../core/heat-map.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText } from "../core/number-text.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";

/** Overlap of segments. */
export interface SegmentOverlapInput {
  /** Result of `overlap`. */
  readonly overlap: {
    readonly segments: readonly string[];
    readonly both: readonly (readonly number[])[];
    readonly share: readonly (readonly number[])[];
    readonly jaccard: readonly (readonly number[])[];
    readonly inNone: number;
    readonly customers: number;
  };
  /** Names of the segments: `segments` of the memberships. */
  readonly segments?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Overlap of segments", zh: "客群之间的重叠" },
  row: { en: "Customers of (count)", zh: "该客群的客户中（位）" },
  rowColumn: { en: "Segment", zh: "客群" },
  column: { en: "Share also in (%)", zh: "同时属于（%）" },
  columnColumn: { en: "Other segment", zh: "另一客群" },
  both: { en: "Customers in both", zh: "同属两者的客户" },
  share: { en: "Share of the segment", zh: "占该客群的比例" },
  jaccard: { en: "Jaccard index", zh: "Jaccard 系数" },
  empty: { en: "fewer than two segments have a customer", zh: "含有客户的客群不足两个" },
  sentence: {
    en: "{left} and {right} overlap the most: {both} {both:customer is|customers are} in both. {none} of {customers} {customers:customer|customers} {none:is|are} in no segment.",
    zh: "重叠最大的是“{left}”与“{right}”：{both} 位客户同属两者。{customers} 位客户中有 {none} 位不属于任何客群。",
  },
  apart: {
    en: "No two of the {segments} segments share a customer. {none} of {customers} {customers:customer|customers} {none:is|are} in no segment.",
    zh: "{segments} 个客群两两没有共同客户。{customers} 位客户中有 {none} 位不属于任何客群。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the overlap of segments: in each cell, the share of the row's segment that is also in the column's. The two directions
 * differ: all of a small segment may be a tenth of a large one.
 *
 * @param input - the overlap, and the names of the segments; empty segments are left out
 * @param options - language, title, size in pixels
 * @returns the picture, the table of pairs that share a customer and a sentence about the pair with the highest Jaccard index
 * @example
 * const overlap = { segments: ["vip", "new"], both: [[4, 1], [1, 2]], share: [[1, 0.25], [0.5, 1]], jaccard: [[1, 0.2], [0.2, 1]], inNone: 3, customers: 8 };
 * segmentOverlapChart({ overlap }).sentence // => "vip and new overlap the most: 1 customer is in both. 3 of 8 customers are in no segment."
 */
export function segmentOverlapChart(input: SegmentOverlapInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "segment", title: say(texts.rowColumn), kind: "text" },
    { key: "other", title: say(texts.columnColumn), kind: "text" },
    { key: "both", title: say(texts.both), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
    { key: "jaccard", title: say(texts.jaccard), kind: "number" },
  ];
  const { both, share, jaccard, inNone, customers } = input.overlap;
  const nameOf = namesOf(input.segments, locale);
  const shown = input.overlap.segments
    .map((id, position) => ({ name: nameOf(id), position, size: both[position]![position]! }))
    .filter(({ size }) => size > 0);
  if (shown.length < 2) return emptyChart(say(texts.title), columns, texts.empty, options);
  const pairs = shown.flatMap((left) =>
    shown
      .filter((right) => right.position !== left.position)
      .map((right) => ({
        left,
        right,
        both: both[left.position]![right.position]!,
        share: share[left.position]![right.position]!,
        jaccard: jaccard[left.position]![right.position]!,
      })),
  );
  const closest = pairs.reduce((best, pair) => (pair.jaccard > best.jaccard ? pair : best));
  const counts = { none: numberText(inNone), customers: numberText(customers), segments: numberText(shown.length) };
  const sentence =
    closest.both === 0
      ? say(texts.apart, counts)
      : say(texts.sentence, {
          left: closest.left.name,
          right: closest.right.name,
          both: numberText(closest.both),
          ...counts,
        });
  const narrow = chartWidth(options) < 480;
  const rowName = ({ name, size }: { readonly name: string; readonly size: number }) =>
    narrow ? wrapLabel(name) : `${name} (${numberText(size)})`;
  const cells = pairs.map(
    (pair): HeatCell => ({
      x: pair.right.name,
      y: rowName(pair.left),
      value: pair.share * 100,
      lines: [pair.both === 0 ? "" : pair.share > 0 && pair.share < 0.005 ? "<1" : numberText(pair.share * 100)],
    }),
  );
  const body = heatMap(cells, {
    xTitle: say(texts.column),
    yTitle: narrow ? say(texts.rowColumn) : say(texts.row),
    valueTitle: `${say(texts.share)} (%)`,
    xs: shown.map(({ name }) => name),
    ys: shown.map(rowName),
    scale: "linear",
    fontSize: narrow ? 10 : 12,
    xAxis: { labelAngle: narrow ? -90 : -40, labelLimit: narrow ? 120 : 190 },
    yAxis: { labelLimit: narrow ? 120 : 300, ...(narrow && { labelExpr: linesExpression }) },
  });
  const rows = pairs
    .filter((pair) => pair.both > 0)
    .map((pair) => ({
      segment: pair.left.name,
      other: pair.right.name,
      both: pair.both,
      share: pair.share,
      jaccard: pair.jaccard,
    }));
  const table = {
    columns,
    // If no pair shares a customer, the table still lists the pairs.
    rows:
      rows.length > 0
        ? rows
        : pairs.map(({ left, right }) => ({ segment: left.name, other: right.name, both: 0, share: 0, jaccard: 0 })),
  };
  const height = 190 + Math.max(2, shown.length) * 32;
  return frame({ title: say(texts.title), height, body, table, sentence }, options);
}
