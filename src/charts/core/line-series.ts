import type { Locale } from "../../kernel/index.js";
import type { Json, JsonObject } from "./chart.js";
import { tickExpression } from "./number-text.js";

/** A line of a chart. */
export interface LineSeries {
  readonly name: string;
  readonly color: string;
  readonly isDashed?: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Options of {@link lineSeries}. */
export interface LineOptions {
  readonly locale: Locale;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Axes whose values are shares from 0 to 1, written as percentages. */
  readonly isShare?: { readonly x?: boolean | undefined; readonly y?: boolean | undefined } | undefined;
  /** Positions of vertical lines. */
  readonly marks?: readonly number[] | undefined;
}

/** Returns lines with a legend below them. If there are few points, each is marked, so that a single one is visible. */
export function lineSeries(series: readonly LineSeries[], options: LineOptions): JsonObject {
  const { locale, isShare = {}, marks = [] } = options;
  const values: Json[] = series.flatMap(({ name, points }) => points.map(({ x, y }) => ({ name, x, y })));
  const longest = series.reduce((count, { points }) => Math.max(count, points.length), 0);
  const axis = (share: boolean | undefined): JsonObject =>
    share === true ? { format: ".0%", tickCount: 6 } : { labelExpr: tickExpression(locale), tickCount: 6 };
  const scale = (share: boolean | undefined): JsonObject => (share === true ? { domain: [0, 1] } : { zero: true });
  return {
    data: { values },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: options.xTitle,
        scale: { ...scale(isShare.x), nice: false },
        axis: { ...axis(isShare.x), grid: false },
      },
      y: { field: "y", type: "quantitative", title: options.yTitle, scale: scale(isShare.y), axis: axis(isShare.y) },
    },
    layer: [
      ...(marks.length === 0
        ? []
        : [
            {
              data: { values: marks.map((x) => ({ x })) },
              mark: { type: "rule", color: "#9aa5b1", strokeDash: [2, 3] },
              encoding: { x: { field: "x", type: "quantitative" }, y: { value: 0 }, y2: { value: "height" } },
            },
          ]),
      {
        mark: { type: "line", strokeWidth: 2.2, point: longest <= 20 ? { filled: true, size: 40 } : false },
        encoding: {
          color: {
            field: "name",
            type: "nominal",
            title: null,
            scale: { domain: series.map(({ name }) => name), range: series.map(({ color }) => color) },
            // The title of the vertical axis is above the picture, so the legend is below.
            legend:
              series.length < 2
                ? null
                : { orient: "bottom", direction: "horizontal", columns: 2, symbolType: "stroke", symbolStrokeWidth: 2.2 },
          },
          strokeDash: {
            field: "name",
            type: "nominal",
            title: null,
            ...(series.length < 2 ? { legend: null } : {}),
            scale: {
              domain: series.map(({ name }) => name),
              range: series.map(({ isDashed }) => (isDashed === true ? [6, 4] : [1, 0])),
            },
          },
        },
      },
    ],
  };
}

/** Returns the points of two columns, without those that are not finite. */
export function pointsOf(xs: ArrayLike<number>, ys: ArrayLike<number>): { x: number; y: number }[] {
  return Array.from(xs, (x, index) => ({ x, y: ys[index] as number })).filter(
    ({ x, y }) => Number.isFinite(x) && Number.isFinite(y),
  );
}
