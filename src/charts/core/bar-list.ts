import type { Json, JsonObject } from "./chart.js";
import { hairline, ink } from "./palette.js";
import { textWidth } from "./text-width.js";
import { wrapLabel, linesExpression } from "./wrap-label.js";

/** One line of a list of bars. */
export interface BarLine {
  readonly name: string;
  /** End of the bar, or position of the point. */
  readonly value: number;
  /** Text behind the bar. */
  readonly text: string;
  readonly color: string;
  /** Interval around the value; with it, the line is drawn as a point between its bounds. */
  readonly lower?: number | undefined;
  readonly upper?: number | undefined;
}

/** Options of {@link barList}. */
export interface BarListOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** Width of the whole picture, in pixels. */
  readonly width: number;
  /** Additional properties of the horizontal axis. */
  readonly xAxis: JsonObject;
  /** Range that the axis spans at least. */
  readonly minRange?: readonly [number, number] | undefined;
}

/** Returns the height of the picture in pixels for a number of lines; names take two lines on a narrow picture. */
export function barListHeight(lines: number, width: number): number {
  return 100 + Math.max(2, lines) * (width < 480 ? 40 : 30);
}

/** Returns horizontal bars from 0, or points with intervals, each followed by its text. */
export function barList(lines: readonly BarLine[], options: BarListOptions): JsonObject {
  const narrow = options.width < 480;
  // On a narrow picture, a long name takes two lines instead of half the width.
  const name = (text: string) => (narrow ? wrapLabel(text) : text);
  const labelLimit = narrow ? 130 : 260;
  const isPoint = lines.some(({ lower }) => lower !== undefined);
  const labelWidth = lines.reduce(
    (widest, line) =>
      Math.max(
        widest,
        ...name(line.name)
          .split("\n")
          .map((part) => Math.min(labelLimit, textWidth(part))),
      ),
    0,
  );
  const plot = Math.max(120, options.width - labelWidth - 40);
  const [low, high] = lines.reduce(
    ([from, to], line) => [Math.min(from, line.lower ?? line.value), Math.max(to, line.upper ?? line.value)],
    options.minRange ?? [0, 0],
  );
  const space = (side: "left" | "right") =>
    lines
      .filter(({ value }) => (isPoint ? side === "right" : value < 0 === (side === "left")))
      .reduce((widest, { text }) => Math.max(widest, textWidth(text, 11) + 12), 0);
  const span = high > low ? high - low : 1;
  const scale = span / Math.max(60, plot - space("left") - space("right"));
  const values: Json[] = lines.map((line) => ({ ...line, name: name(line.name), textAt: line.upper ?? line.value }));
  const text = (test: string, align: "left" | "right"): JsonObject => ({
    transform: [{ filter: test }],
    mark: { type: "text", align, baseline: "middle", dx: align === "left" ? 6 : -6, fontSize: 11, color: ink, aria: false },
    encoding: { x: { field: "textAt", type: "quantitative" }, text: { field: "text", type: "nominal" } },
  });
  const color = { field: "color", type: "nominal", scale: null };
  const marks: JsonObject[] = isPoint
    ? [
        {
          mark: { type: "rule", strokeWidth: 2 },
          encoding: { x: { field: "lower", type: "quantitative" }, x2: { field: "upper" }, color },
        },
        { mark: { type: "point", filled: true, size: 80, opacity: 1 }, encoding: { color } },
      ]
    : [{ mark: { type: "bar", cornerRadiusEnd: 2 }, encoding: { color } }];
  return {
    data: { values },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        title: options.yTitle,
        sort: lines.map((line) => name(line.name)),
        scale: { paddingInner: 0.35 },
        axis: { domain: false, ticks: false, labelPadding: 8, labelLimit, ...(narrow && { labelExpr: linesExpression }) },
      },
      x: {
        field: "value",
        type: "quantitative",
        stack: null,
        title: options.xTitle,
        scale: { domain: [low - space("left") * scale, high + space("right") * scale], nice: false },
        axis: { tickCount: narrow ? 3 : 6, gridColor: hairline, ...options.xAxis },
      },
    },
    layer: [
      ...(low < 0
        ? [
            {
              mark: { type: "rule", color: "#9aa5b1" },
              data: { values: [{ zero: 0 }] },
              encoding: { x: { field: "zero", type: "quantitative" }, y: { value: 0 }, y2: { value: "height" } },
            },
          ]
        : []),
      ...marks,
      text(isPoint ? "true" : "datum.value >= 0", "left"),
      ...(isPoint ? [] : [text("datum.value < 0", "right")]),
    ],
  };
}
