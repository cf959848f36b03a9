import { type Locale, type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, ChartTable, JsonObject, VegaLiteSpec } from "./chart.js";
import { hairline, ink, mutedInk } from "./palette.js";

const schema = "https://vega.github.io/schema/vega-lite/v6.json";
const fonts =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** Calm and legible: dark text of at least 12 pixels on white, thin grid, no frame. */
const config: JsonObject = {
  background: "#ffffff",
  font: fonts,
  view: { stroke: null },
  title: { anchor: "start", fontSize: 16, fontWeight: 600, color: ink, offset: 14, frame: "bounds" },
  axis: {
    labelColor: mutedInk,
    labelFontSize: 12,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: 500,
    titlePadding: 10,
    gridColor: hairline,
    domainColor: "#9aa5b1",
    tickColor: "#9aa5b1",
    labelLimit: 220,
  },
  // Above the axis and not along it: nobody tilts the head, and a narrow picture keeps its width.
  axisY: { titleAngle: 0, titleAlign: "left", titleAnchor: "end", titleBaseline: "bottom", titleX: 0, titleY: -9 },
  legend: {
    labelColor: ink,
    labelFontSize: 12,
    labelLimit: 240,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: 500,
    symbolStrokeWidth: 0,
    symbolSize: 130,
  },
  text: { color: ink, fontSize: 12 },
};

/** What a chart hands over to be framed. */
export interface Framed {
  /** The chart's own title. */
  readonly title: string;
  /** Height of the picture unless the options say otherwise. */
  readonly height: number;
  /** Data, marks and encoding. */
  readonly body: JsonObject;
  readonly table: ChartTable;
  readonly sentence: string;
}

/** Adds title, size, typography and the sentence to a chart's body. */
export function frame({ title, height, body, table, sentence }: Framed, options: ChartOptions): Chart {
  const spec: VegaLiteSpec = {
    $schema: schema,
    description: sentence,
    title: wrapTitle(options.title ?? title, chartWidth(options)),
    width: chartWidth(options),
    height: options.height ?? height,
    autosize: { type: "fit", contains: "padding" },
    padding: 6,
    config,
    ...body,
  };
  return { spec, table, sentence };
}

/** A long title in several lines, since Vega cuts what is wider than the picture. */
function wrapTitle(title: string, width: number): string[] {
  // At 16 pixels a Latin letter takes about 9.2 of them, a Chinese one 16.
  const module = (width - 20) / 9.2;
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  for (const word of title.match(/[\u2E80-\uFFEF]|[^\s\u2E80-\uFFEF]+\s*|\s+/gu) ?? []) {
    const size = /^[\u2E80-\uFFEF]/u.test(word) ? 1.75 : word.length;
    if (taken + size > module && line !== "") {
      lines.push(line.trimEnd());
      line = "";
      taken = 0;
    }
    line += word;
    taken += size;
  }
  return [...lines, line.trimEnd()];
}

/** The width of the picture, in pixels. */
export function chartWidth(options: ChartOptions): number {
  return options.width ?? 640;
}

const noData: LocalizedText = { en: "No data: {reason}", zh: "暂无数据：{reason}" };

/** A chart that says that there is nothing to show, and why: never an empty box. */
export function emptyChart(title: string, columns: readonly ChartColumn[], reason: LocalizedText, options: ChartOptions): Chart {
  const locale: Locale = options.locale ?? "en";
  const sentence = localize(noData, { locale, values: { reason: localize(reason, { locale }) } });
  const body: JsonObject = {
    data: { values: [{ text: sentence }] },
    mark: { type: "text", fontSize: 14, color: mutedInk, aria: false, limit: chartWidth(options) - 20 },
    encoding: { text: { field: "text", type: "nominal" } },
  };
  return frame({ title, height: 120, body, table: { columns, rows: [] }, sentence }, options);
}
