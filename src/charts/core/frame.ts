import { type Locale, type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, ChartTable, JsonObject, VegaLiteSpec } from "./chart.js";
import { hairline, ink, mutedInk } from "./palette.js";

const schema = "https://vega.github.io/schema/vega-lite/v6.json";
const fonts =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** Style of all charts: dark text of at least 12 pixels on white, thin grid, no frame. */
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
  // The title is above the axis, not along it: it is easier to read, and a narrow picture keeps its width.
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

/** Parts of a chart, without size and style. */
export interface Framed {
  /** Default title of the chart. */
  readonly title: string;
  /** Default height of the picture. */
  readonly height: number;
  /** Data, marks and encoding. */
  readonly body: JsonObject;
  readonly table: ChartTable;
  readonly sentence: string;
}

/** Adds title, size, style and the sentence to the body of a chart. */
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

/** Breaks a long title into lines, because Vega cuts off a title that is wider than the picture. */
function wrapTitle(title: string, width: number): string[] {
  // At a font size of 16, a Latin letter is about 9.2 pixels wide and a Chinese one 16.
  const space = (width - 20) / 9.2;
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  for (const word of title.match(/[\u2E80-\uFFEF]|[^\s\u2E80-\uFFEF]+\s*|\s+/gu) ?? []) {
    const size = /^[\u2E80-\uFFEF]/u.test(word) ? 1.75 : word.length;
    if (taken + size > space && line !== "") {
      lines.push(line.trimEnd());
      line = "";
      taken = 0;
    }
    line += word;
    taken += size;
  }
  return [...lines, line.trimEnd()];
}

/** Returns the width of the picture in pixels. */
export function chartWidth(options: ChartOptions): number {
  return options.width ?? 640;
}

const noData: LocalizedText = { en: "No data: {reason}", zh: "暂无数据：{reason}" };

/** Returns a chart that says that there is nothing to show, and why. */
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
