import type { Locale } from "../../kernel/index.js";

/** Plain JSON: what a specification consists of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A Vega-Lite specification as plain JSON, data included; hand it to any Vega-Lite of version 5 or 6. */
export interface VegaLiteSpec {
  /** The grammar that it is written in. */
  readonly $schema: string;
  /** What the chart says, for those who do not see it. */
  readonly description: string;
  readonly [key: string]: Json;
}

/** How a chart is drawn. */
export interface ChartOptions {
  /** Language of titles, labels and the sentence; `"en"` unless told. */
  readonly locale?: Locale | undefined;
  /** Replaces the chart's own title. */
  readonly title?: string | undefined;
  /** Width of the whole picture in pixels, axes and legends included; 640 unless told. */
  readonly width?: number | undefined;
  /** Height of the whole picture in pixels; each chart has its own default. */
  readonly height?: number | undefined;
}

/** What the cells of a column hold: `share` is a fraction of 1, `money` major units of `unit`, `day` a `YYYY-MM-DD`. */
export type CellKind = "text" | "count" | "number" | "share" | "money" | "day";

/** A column of a chart's table. */
export interface ChartColumn {
  /** The key of its cells. */
  readonly key: string;
  /** Its heading, with the unit where there is one. */
  readonly title: string;
  /** What the cells hold; `tableCellText` writes them. */
  readonly kind: CellKind;
  /** The currency of money. */
  readonly unit?: string;
}

/** A cell: `null` where there is no value. */
export type Cell = string | number | null;

/** The numbers behind a chart, row by row. */
export interface ChartTable {
  /** The columns, in reading order. */
  readonly columns: readonly ChartColumn[];
  /** One object a row, keyed by the columns' keys. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** An analysis as a picture, as a table and as one sentence. */
export interface Chart {
  /** The picture. */
  readonly spec: VegaLiteSpec;
  /** The same numbers as a table. */
  readonly table: ChartTable;
  /** What the numbers say. */
  readonly sentence: string;
}
