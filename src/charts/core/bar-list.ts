import type { Json, JsonObject } from "./chart.js";
import { hairline, ink } from "./palette.js";
import { textWidth } from "./text-width.js";
import { wrapLabel, linesExpression } from "./wrap-label.js";

/** A line of a list of bars. */
export interface BarLine {
  readonly name: string;
  /** Where the bar ends, or the point stands. */
  readonly value: number;
  /** What stands behind it. */
  readonly text: string;
  readonly color: string;
  /** An interval around the value: then it is drawn as a point between its bounds. */
  readonly low?: number;
  readonly high?: number;
}

/** How a list of bars is read. */
export interface BarListOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** Width of the whole picture, in pixels. */
  readonly width: number;
  /** Adds to the horizontal axis. */
  readonly xAxis: JsonObject;
  /** The axis spans at least this. */
  readonly least?: readonly [number, number] | undefined;
}

/** Height of the picture for so many lines, in pixels; names take two lines on a narrow one. */
export function barListHeight(lines: number, width: number): number {
  return 100 + Math.max(2, lines) * (width < 480 ? 40 : 30);
}

/** Horizontal bars from 0, or points with intervals, each with a text behind it and module for that text. */
export function barList(lines: readonly BarLine[], options: BarListOptions): JsonObject {
  const narrow = options.width < 480;
  // On a narrow picture a long name takes two lines instead of half of the width.
  const name = (text: string) => (narrow ? wrapLabel(text) : text);
  const labelLimit = narrow ? 130 : 260;
  const isPoint = lines.some(({ low }) => low !== undefined);
  const labelPlugin = lines.reduce(
    (most, line) =>
      Math.max(
        most,
        ...name(line.name)
          .split("\n")
          .map((part) => Math.min(labelLimit, textWidth(part))),
      ),
    0,
  );
  const plot = Math.max(120, options.width - labelPlugin - 40);
  const [low, high] = lines.reduce(
    ([from, to], line) => [Math.min(from, line.low ?? line.value), Math.max(to, line.high ?? line.value)],
    options.least ?? [0, 0],
  );
  const module = (side: "left" | "right") =>
    lines
      .filter(({ value }) => (isPoint ? side === "right" : value < 0 === (side === "left")))
      .reduce((most, { text }) => Math.max(most, textWidth(text, 11) + 12), 0);
  const span = high > low ? high - low : 1;
  const scale = span / Math.max(60, plot - module("left") - module("right"));
  const values: Json[] = lines.map((line) => ({ ...line, name: name(line.name), textAt: line.high ?? line.value }));
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
          encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" }, color },
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
        scale: { domain: [low - module("left") * scale, high + module("right") * scale], nice: false },
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
