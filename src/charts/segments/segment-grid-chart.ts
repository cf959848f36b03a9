import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { type Label, labelText, majorUnits, moneyText, numberText, shareOf, shareText } from "../core/number-text.js";
import { textWidth } from "../core/text-width.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";

/** Cross table of two sets of segments. */
export interface SegmentGridInput {
  /** Result of `segmentGrid`. */
  readonly grid: {
    readonly rows: readonly { readonly id: string; readonly label: Label }[];
    readonly columns: readonly { readonly id: string; readonly label: Label }[];
    readonly cells: readonly (readonly { readonly customers: readonly string[]; readonly value?: number | undefined }[])[];
  };
  /** ISO 4217 code of the values of the cells, which are in minor units; without it, values are not shown. */
  readonly currency?: string | undefined;
  /** Names of the two sides, for example "Lifecycle stage" and "Value class". */
  readonly sides?: { readonly rows: Label; readonly columns: Label } | undefined;
}

const texts = {
  title: { en: "{rows} by {columns}", zh: "{rows} × {columns}" },
  rows: { en: "Segment", zh: "客群" },
  columns: { en: "Class", zh: "分类" },
  customers: { en: "Customers", zh: "客户数" },
  share: { en: "Share of all", zh: "占全部的比例" },
  value: { en: "Value ({currency})", zh: "价值（{currency}）" },
  large: { en: "{columns} (large: customers; small: {currency} each)", zh: "{columns}（大字：客户数；小字：人均 {currency}）" },
  empty: { en: "no customer is in both a row and a column", zh: "没有客户同时属于某行与某列" },
  sentence: {
    en: "The largest group is {row} and {column} with {count} of {customers} {customers:customer|customers} ({share}).",
    zh: "最大的一组是“{row}”且“{column}”：{customers} 位客户中的 {count} 位（{share}）。",
  },
  valuable: {
    en: " The highest value is in {row} and {column}: {value} of {total} ({share}).",
    zh: "价值最高的是“{row}”且“{column}”：总额 {total} 中的 {value}（{share}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws a grid of two sets of segments (lifecycle stage × value class): the number of customers in each cell, and below it their
 * average value.
 *
 * @param input - the grid, the currency of its values, and the names of the two sides
 * @param options - language, title, size in pixels
 * @returns the picture, the table of cells and a sentence about the largest cell and the most valuable one
 * @example
 * const grid = {
 *   rows: [{ id: "loyal", label: "Loyal" }], columns: [{ id: "A", label: "Class A" }, { id: "C", label: "Class C" }],
 *   cells: [[{ customers: ["a"], value: 90000 }, { customers: ["b", "c"], value: 1000 }]],
 * };
 * segmentGridChart({ grid, currency: "EUR" }).sentence // => "The largest group is Loyal and Class C with 2 of 3 customers (66.7%). The highest value is in Loyal and Class A: €900.00 of €910.00 (98.9%)."
 */
export function segmentGridChart(input: SegmentGridInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { grid, currency } = input;
  const sides = {
    rows: labelText(input.sides?.rows ?? texts.rows, locale),
    columns: labelText(input.sides?.columns ?? texts.columns, locale),
  };
  const say = (text: LocalizedText, values = {}) =>
    localize(text, { locale, values: { ...sides, currency: currency ?? "", ...values } });
  const title = say(texts.title);
  const columns: ChartColumn[] = [
    { key: "row", title: sides.rows, kind: "text" },
    { key: "column", title: sides.columns, kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
    ...(currency === undefined ? [] : [{ key: "value", title: say(texts.value), kind: "money", unit: currency } as const]),
  ];
  const all = grid.rows.flatMap((row, y) =>
    grid.columns.map((column, x) => {
      const { customers, value = 0 } = grid.cells[y]![x]!;
      const name = { row: labelText(row.label, locale), column: labelText(column.label, locale) };
      return { ...name, customers: customers.length, value: currency === undefined ? 0 : majorUnits(value, currency) };
    }),
  );
  const customers = all.reduce((sum, cell) => sum + cell.customers, 0);
  const value = all.reduce((sum, cell) => sum + cell.value, 0);
  if (customers === 0) return emptyChart(title, columns, texts.empty, options);
  const fullest = all.reduce((top, cell) => (cell.customers > top.customers ? cell : top));
  const richest = all.reduce((top, cell) => (cell.value > top.value ? cell : top));
  const sentence =
    say(texts.sentence, {
      customers: numberText(customers),
      row: fullest.row,
      column: fullest.column,
      count: numberText(fullest.customers),
      share: shareText(shareOf(fullest.customers, customers)),
    }) +
    (currency === undefined || !(richest.value > 0)
      ? ""
      : say(texts.valuable, {
          row: richest.row,
          column: richest.column,
          value: moneyText(richest.value, currency, locale),
          total: moneyText(value, currency, locale),
          share: shareText(shareOf(richest.value, value)),
        }));
  const narrow = chartWidth(options) < 480;
  const rowName = (name: string) => (narrow ? wrapLabel(name) : name);
  // Rows and columns without customers are left out.
  const isShown = (key: "row" | "column") => (name: string) => all.some((cell) => cell[key] === name && cell.customers > 0);
  const ys = grid.rows.map(({ label }) => labelText(label, locale)).filter(isShown("row"));
  const xs = grid.columns.map(({ label }) => labelText(label, locale)).filter(isShown("column"));
  // A name that is wider than its column takes two lines; if that is not enough, it is turned.
  const columnWidth = (chartWidth(options) - (narrow ? 120 : 190)) / xs.length;
  const columnName = (name: string) => (textWidth(name) > columnWidth ? wrapLabel(name) : name);
  const isTurned = xs.some((name) =>
    columnName(name)
      .split("\n")
      .some((line) => textWidth(line) > columnWidth),
  );
  const columnLabel = (name: string) => (isTurned ? name : columnName(name));
  const cells = all
    .filter(({ row, column }) => ys.includes(row) && xs.includes(column))
    .map((cell) => ({
      x: columnLabel(cell.column),
      y: rowName(cell.row),
      value: cell.customers,
      lines:
        cell.customers === 0
          ? []
          : [
              numberText(cell.customers),
              ...(currency === undefined
                ? []
                : [moneyText(Math.round(cell.value / cell.customers), currency, locale).replace(/\.\d+$/, "")]),
            ],
    }));
  const body = heatMap(cells, {
    xTitle: currency === undefined || narrow ? sides.columns : say(texts.large),
    yTitle: sides.rows,
    valueTitle: say(texts.customers),
    xs: xs.map(columnLabel),
    ys: ys.map(rowName),
    scale: "sqrt",
    fontSize: narrow ? 10 : 12,
    xAxis: isTurned ? { labelAngle: narrow ? -90 : -30, labelLimit: 150 } : { labelExpr: linesExpression },
    yAxis: { labelLimit: narrow ? 110 : 180, ...(narrow && { labelExpr: linesExpression }) },
  });
  const rows = all.map(({ row, column, customers: count, value: worth }) => ({
    row,
    column,
    customers: count,
    share: shareOf(count, customers),
    ...(currency !== undefined && { value: worth }),
  }));
  const height = (isTurned ? 190 : 130) + Math.max(2, ys.length) * 44;
  return frame({ title, height, body, table: { columns, rows }, sentence }, options);
}
