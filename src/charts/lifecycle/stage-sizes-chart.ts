import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { dayField, dayFormatOf, localDays } from "../core/day-axis.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, numberText, shareOf, shareText, tickExpression } from "../core/number-text.js";
import { stageColors } from "../core/palette.js";

/** Sizes of the stages of a lifecycle at several instants: the result of `stageSizes`. */
export interface StageSizesInput {
  /** Stages of the lifecycle in order. */
  readonly stages: readonly { readonly id: string; readonly label?: Label | undefined }[];
  /** Instants in ascending order, in epoch milliseconds. */
  readonly at: readonly number[];
  /** Number of customers by stage, one per instant. */
  readonly sizes: Readonly<Record<string, ArrayLike<number>>>;
  /** Time zone of the dates; defaults to UTC. */
  readonly zone?: string | undefined;
}

const texts = {
  title: { en: "Customers by lifecycle stage", zh: "各生命周期阶段的客户数" },
  date: { en: "Date", zh: "日期" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  stage: { en: "Stage", zh: "阶段" },
  share: { en: "Share of customers", zh: "客户占比" },
  empty: { en: "no customer has a stage yet", zh: "尚无客户进入任何阶段" },
  sentence: {
    en: "On {day}, the largest stage is {stage} with {size} of {customers} {customers:customer|customers} ({share}).",
    zh: "{day} 共有 {customers} 位客户，其中“{stage}”阶段最多，为 {size} 位（{share}）。",
  },
  change: {
    en: " Since {day}, {stage} has changed the most ({change}).",
    zh: "自 {day} 以来，“{stage}”变化最大（{change} 位）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws stage sizes over time as stacked areas, with the first stage on top as in the legend; as bars if there is only one
 * instant.
 *
 * @param input - stages, instants and sizes; stages that were always empty are left out
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row per instant and stage) and a sentence about the last instant
 * @example
 * const stages = [{ id: "first-time" }, { id: "repeat" }];
 * const sizes = { "first-time": [3], repeat: [1] };
 * stageSizesChart({ stages, at: [0], sizes }).sentence // => "On 1970-01-01, the largest stage is first-time with 3 of 4 customers (75.0%)."
 */
export function stageSizesChart(input: StageSizesInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "day", title: say(texts.date), kind: "day" },
    { key: "stage", title: say(texts.stage), kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
  ];
  const days = localDays(input.at, input.zone ?? "UTC");
  const size = (stage: string, index: number) =>
    Object.hasOwn(input.sizes, stage) ? (finite(input.sizes[stage]?.[index]) ?? 0) : 0;
  // A stage that was always empty is left out, but the other stages keep their colors.
  const stages = input.stages
    .map(({ id, label = id }, order) => ({ id, label: labelText(label, locale), color: colorOf(order) }))
    .filter(({ id }) => days.some((_, index) => size(id, index) > 0));
  const totals = days.map((_, index) => stages.reduce((sum, stage) => sum + size(stage.id, index), 0));
  if (totals.every((total) => total === 0)) return emptyChart(say(texts.title), columns, texts.empty, options);

  const rows = days.flatMap((day, index) =>
    stages.map((stage) => {
      const customers = size(stage.id, index);
      return { day, stage: stage.label, customers, share: shareOf(customers, totals[index] as number) };
    }),
  );
  const last = days.length - 1;
  const lastTotal = totals[last] as number;
  const largest = largestBy(stages, (stage) => size(stage.id, last));
  const moved = largestBy(stages, (stage) => Math.abs(size(stage.id, last) - size(stage.id, 0)));
  const change = size(moved.id, last) - size(moved.id, 0);
  const sentence =
    say(texts.sentence, {
      day: days[last] as string,
      customers: numberText(lastTotal),
      stage: largest.label,
      size: numberText(size(largest.id, last)),
      share: shareText(shareOf(size(largest.id, last), lastTotal)),
    }) +
    (change === 0
      ? ""
      : say(texts.change, {
          day: days[0] as string,
          stage: moved.label,
          change: `${change > 0 ? "+" : ""}${numberText(change)}`,
        }));

  const labels = stages.map((stage) => stage.label);
  const scale = { domain: labels, range: stages.map((stage) => stage.color) };
  const values: Json[] = rows.map((row) => ({ ...row, order: labels.indexOf(row.stage) }));
  const body =
    new Set(days).size === 1
      ? bars(values, labels, scale, say(texts.stage), say(texts.customers), locale)
      : areas(values, labels, scale, days, say(texts.date), say(texts.customers), locale, chartWidth(options));
  return frame({ title: say(texts.title), height: 360, body, table: { columns, rows }, sentence }, options);
}

function areas(
  values: readonly Json[],
  labels: readonly string[],
  scale: JsonObject,
  days: readonly string[],
  dateTitle: string,
  customersTitle: string,
  locale: string,
  width: number,
): JsonObject {
  return {
    data: { values, format: dayFormatOf("day") },
    mark: { type: "area", stroke: "#ffffff", strokeWidth: 0.8, opacity: 1 },
    encoding: {
      x: dayField("day", dateTitle, days, locale, width),
      y: { ...customersAxis(customersTitle, locale), stack: "zero" },
      // Legend and areas in one order, from top to bottom.
      color: {
        field: "stage",
        type: "nominal",
        title: null,
        sort: labels,
        scale,
        legend: width < 480 ? { orient: "bottom", columns: 2 } : { orient: "right" },
      },
      order: { field: "order", type: "quantitative", sort: "descending" },
    },
  };
}

function bars(
  values: readonly Json[],
  labels: readonly string[],
  scale: JsonObject,
  stageTitle: string,
  customersTitle: string,
  locale: string,
): JsonObject {
  return {
    data: { values },
    mark: { type: "bar", cornerRadiusEnd: 3 },
    encoding: {
      y: { field: "stage", type: "nominal", title: stageTitle, sort: labels, axis: { domain: false, ticks: false } },
      x: customersAxis(customersTitle, locale),
      color: { field: "stage", type: "nominal", scale, legend: null },
    },
  };
}

function customersAxis(title: string, locale: string): JsonObject {
  return {
    field: "customers",
    type: "quantitative",
    title,
    axis: { labelExpr: tickExpression(locale), tickMinStep: 1 },
  };
}

function colorOf(order: number): string {
  return stageColors[order % stageColors.length] as string;
}

function largestBy<T>(items: readonly T[], measure: (item: T) => number): T {
  return items.reduce((top, item) => (measure(item) > measure(top) ? item : top));
}
