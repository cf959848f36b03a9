import type { Locale } from "../../kernel/index.js";

/** Plain JSON, of which a specification consists. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A Vega-Lite specification as plain JSON, data included, for Vega-Lite 5 or 6. */
export interface VegaLiteSpec {
  /** Address of the Vega-Lite schema. */
  readonly $schema: string;
  /** Message of the chart, for people who do not see it. */
  readonly description: string;
  readonly [key: string]: Json;
}

/** Options of every chart function. */
export interface ChartOptions {
  /** Language of titles, labels and the sentence; defaults to `"en"`. */
  readonly locale?: Locale | undefined;
  /** Title of the chart; defaults to a title of its own. */
  readonly title?: string | undefined;
  /** Width of the whole picture in pixels, including axes and legends; defaults to 640. */
  readonly width?: number | undefined;
  /** Height of the whole picture in pixels; the default depends on the chart. */
  readonly height?: number | undefined;
}

/** Kind of the cells of a column: `share` is a fraction of 1, `money` is in major units of `unit`, `day` is `YYYY-MM-DD`. */
export type CellKind = "text" | "count" | "number" | "share" | "money" | "day";

/** A column of a chart's table. */
export interface ChartColumn {
  /** Key of its cells. */
  readonly key: string;
  /** Heading, with the unit if there is one. */
  readonly title: string;
  /** Kind of the cells; `tableCellText` formats them. */
  readonly kind: CellKind;
  /** Currency of money. */
  readonly unit?: string | undefined;
}

/** A cell of a table; `null` means no value. */
export type Cell = string | number | null;

/** The numbers behind a chart. */
export interface ChartTable {
  /** Columns in reading order. */
  readonly columns: readonly ChartColumn[];
  /** One object per row, with the keys of the columns. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** An analysis as a picture, a table and a sentence. */
export interface Chart {
  /** Specification of the picture. */
  readonly spec: VegaLiteSpec;
  /** The same numbers as a table. */
  readonly table: ChartTable;
  /** Message of the numbers, in words. */
  readonly sentence: string;
}
