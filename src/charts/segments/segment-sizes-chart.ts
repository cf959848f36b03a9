import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, shareOf, shareText, tickExpression } from "../core/number-text.js";
import { primary } from "../core/palette.js";

/** Memberships of a population: the result of `evaluateSegmentPopulation` and similar functions. */
export interface SegmentSizesInput {
  /** Identifiers of all customers. */
  readonly ids: { readonly length: number };
  readonly segments: readonly { readonly id: string; readonly label: Label; readonly size: number }[];
}

const texts = {
  title: { en: "Segment sizes", zh: "各客群规模" },
  segment: { en: "Segment", zh: "细分客群" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  share: { en: "Share of all customers", zh: "占全部客户的比例" },
  empty: { en: "no segment has a customer", zh: "没有任何客群含有客户" },
  sentence: {
    en: "The largest segment is {segment} with {size} of {customers} {customers:customer|customers} ({share}).",
    zh: "最大的客群是“{segment}”：{customers} 位客户中的 {size} 位（{share}）。",
  },
  nobody: { en: " {segments} {segments:segment has|segments have} no customers.", zh: "另有 {segments} 个客群没有客户。" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the sizes of segments, the largest on top. Segments may overlap, so their shares need not add up to 100 %.
 *
 * @param input - memberships of a population
 * @param options - language, title, size in pixels
 * @returns the picture, the table of segments and a sentence about the largest
 * @example
 * const segments = [{ id: "vip", label: "VIP", size: 1 }, { id: "new", label: "New", size: 3 }];
 * segmentSizesChart({ ids: ["a", "b", "c", "d"], segments }).sentence // => "The largest segment is New with 3 of 4 customers (75.0%)."
 */
export function segmentSizesChart(input: SegmentSizesInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "segment", title: say(texts.segment), kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
  ];
  const customers = input.ids.length;
  const rows = input.segments
    .map(({ label, size }) => ({ segment: labelText(label, locale), customers: size, share: shareOf(size, customers) }))
    .sort((left, right) => right.customers - left.customers);
  const [largest] = rows;
  if (largest === undefined || largest.customers === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const nobody = rows.filter((row) => row.customers === 0).length;
  const sentence =
    say(texts.sentence, {
      segment: largest.segment,
      size: numberText(largest.customers),
      customers: numberText(customers),
      share: shareText(largest.share),
    }) + (nobody === 0 ? "" : say(texts.nobody, { segments: numberText(nobody) }));
  const body = barList(
    rows.map((row) => ({
      name: row.segment,
      value: row.customers,
      color: primary,
      text: `${numberText(row.customers)} (${shareText(row.share)})`,
    })),
    {
      xTitle: say(texts.customers),
      yTitle: say(texts.segment),
      width: chartWidth(options),
      xAxis: { labelExpr: tickExpression(locale), tickMinStep: 1 },
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
