import type { Json, JsonObject } from "./chart.js";
import { ink, sequential, whiteTextFrom } from "./palette.js";

/** A cell of a heat map. */
export interface HeatCell {
  readonly x: string | number;
  readonly y: string | number;
  /** Value that the color shows. */
  readonly value: number;
  /** Lines of text in the cell. */
  readonly lines: readonly string[];
}

/** Options of {@link heatMap}. */
export interface HeatMapOptions {
  /** One text per line. */
  readonly xTitle: string | readonly string[];
  readonly yTitle: string;
  readonly valueTitle: string;
  /** Categories of the axes, in order. */
  readonly xs: readonly (string | number)[];
  readonly ys: readonly (string | number)[];
  /** `sqrt` keeps small values distinguishable if a few are very large. */
  readonly scale: "linear" | "sqrt";
  /** Whether the lightest color shows the smallest value instead of 0, for rates that are close together. */
  readonly fromSmallest?: boolean | undefined;
  /** Additional properties of the axes. */
  readonly xAxis?: JsonObject | undefined;
  readonly yAxis?: JsonObject | undefined;
  readonly fontSize?: number | undefined;
  /** Legend, for cells without a text. */
  readonly legend?: JsonObject | undefined;
}

/** Returns cells colored by value, with texts in a readable color. */
export function heatMap(cells: readonly HeatCell[], options: HeatMapOptions): JsonObject {
  const { scale, fontSize = 12 } = options;
  const largest = cells.reduce((highest, cell) => Math.max(highest, cell.value), 0);
  const smallest = options.fromSmallest === true ? cells.reduce((lowest, cell) => Math.min(lowest, cell.value), largest) : 0;
  const domain = [smallest, largest > smallest ? largest : smallest + 1] as const;
  const place = (value: number) => {
    const share = (value - domain[0]) / (domain[1] - domain[0]);
    return scale === "sqrt" ? Math.sqrt(share) : share;
  };
  const lineCount = cells.reduce((count, cell) => Math.max(count, cell.lines.length), 0);
  const values: Json[] = cells.map(({ x, y, value, lines }) => ({
    x,
    y,
    value,
    white: place(value) >= whiteTextFrom,
    lines: Math.max(1, lines.length),
    ...Object.fromEntries(Array.from({ length: lineCount }, (_, index) => [`line${index}`, lines[index] ?? ""])),
  }));
  const textLayers: Json[] = Array.from({ length: lineCount }, (_, index) => ({
    mark: {
      type: "text",
      aria: false,
      fontSize: index === 0 ? fontSize + (lineCount > 1 ? 1 : 0) : fontSize - 1,
      fontWeight: index === 0 && lineCount > 1 ? 600 : 400,
      // Centered in the cell, for any number of lines.
      dy: { expr: `(${index} - (datum.lines - 1) / 2) * ${fontSize + 4}` },
    },
    encoding: {
      text: { field: `line${index}`, type: "nominal" },
      color: { condition: { test: "datum.white", value: "#ffffff" }, value: ink },
    },
  }));
  return {
    data: { values },
    encoding: {
      x: {
        field: "x",
        type: "ordinal",
        title: options.xTitle,
        scale: { domain: options.xs, padding: 0.04 },
        axis: axis(options.xAxis),
      },
      y: {
        field: "y",
        type: "ordinal",
        title: options.yTitle,
        scale: { domain: options.ys, padding: 0.04 },
        axis: axis(options.yAxis),
      },
    },
    layer: [
      {
        mark: { type: "rect", cornerRadius: 3 },
        encoding: {
          color: {
            field: "value",
            type: "quantitative",
            title: options.valueTitle,
            scale: { type: scale, domain, range: sequential, interpolate: "rgb" },
            legend: options.legend ?? null,
          },
        },
      },
      ...textLayers,
    ],
  };
}

function axis(more: JsonObject = {}): JsonObject {
  return { domain: false, ticks: false, labelAngle: 0, labelPadding: 6, ...more };
}
