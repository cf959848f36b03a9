import { type Duration, type LocalizedText, localize, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText, tickExpression } from "../core/number-text.js";
import { primary, stageColors } from "../core/palette.js";

/** Forecast of the sizes of stages. */
export interface StageForecastInput {
  /** Result of `stageForecast`. */
  readonly forecast: {
    readonly stages: readonly string[];
    readonly every: Duration;
    readonly estimate: readonly (readonly number[])[];
    readonly lower: readonly (readonly number[])[];
    readonly upper: readonly (readonly number[])[];
  };
  /** Current sizes, in the order of the stages: `now` of the chain. */
  readonly now: readonly number[];
  /** Names of the stages: `stages` of the paths. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Forecast of stage sizes, if nothing changes", zh: "各阶段人数预测（假设规律不变）" },
  ahead: { en: "Days from now", zh: "距今（天）" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  stage: { en: "Stage", zh: "阶段" },
  expected: { en: "Expected customers", zh: "预期客户数" },
  lower: { en: "Lower bound", zh: "下限" },
  upper: { en: "Upper bound", zh: "上限" },
  empty: { en: "no customer is in a stage", zh: "没有客户处于任何阶段" },
  sentence: {
    en: "In {days} {days:day|days}, {stage} is expected to change the most: from {now} to {expected} {expected:customer|customers} ({lower} to {upper}).",
    zh: "预计 {days} 天后“{stage}”变化最大：由 {now} 位变为 {expected} 位（{lower} 至 {upper}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the forecast of stage sizes: one line per stage from its current size, within its bounds.
 *
 * @param input - the forecast, current sizes, and the names of the stages
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row per step and stage) and a sentence about the largest change
 * @example
 * const forecast = { stages: ["active", "lost"], every: { days: 30 }, estimate: [[8, 2]], lower: [[6, 0]], upper: [[10, 4]] };
 * stageForecastChart({ forecast, now: [10, 0] }).sentence // => "In 30 days, active is expected to change the most: from 10 to 8 customers (6 to 10)."
 */
export function stageForecastChart(input: StageForecastInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "days", title: say(texts.ahead), kind: "number" },
    { key: "stage", title: say(texts.stage), kind: "text" },
    { key: "expected", title: say(texts.expected), kind: "number" },
    { key: "lower", title: say(texts.lower), kind: "number" },
    { key: "upper", title: say(texts.upper), kind: "number" },
  ];
  const { forecast, now } = input;
  const days = durationMilliseconds(forecast.every, "forecast.every") / MILLISECONDS_PER.days;
  const nameOf = namesOf(input.stages, locale);
  const shown = forecast.stages
    .map((id, position) => ({ name: nameOf(id), position, color: stageColors[position % stageColors.length] as string }))
    .filter(({ position }) => now[position]! >= 0.5 || forecast.estimate.some((row) => row[position]! >= 0.5));
  if (shown.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const rows = [now, ...forecast.estimate].flatMap((expected, step) =>
    shown.map(({ name, position }) => ({
      days: step * days,
      stage: name,
      expected: expected[position]!,
      lower: step === 0 ? expected[position]! : forecast.lower[step - 1]![position]!,
      upper: step === 0 ? expected[position]! : forecast.upper[step - 1]![position]!,
    })),
  );
  const last = rows.slice(-shown.length);
  const changeOf = (index: number) => Math.abs(last[index]!.expected - now[shown[index]!.position]!);
  const top = shown.reduce((best, _, index) => (changeOf(index) > changeOf(best) ? index : best), 0);
  const sentence = say(texts.sentence, {
    days: numberText(last[top]!.days, Number.isInteger(days) ? 0 : 1),
    stage: last[top]!.stage,
    now: numberText(now[shown[top]!.position]!),
    expected: numberText(last[top]!.expected),
    lower: numberText(last[top]!.lower),
    upper: numberText(last[top]!.upper),
  });
  const narrow = chartWidth(options) < 480;
  const color: JsonObject = {
    field: "stage",
    type: "nominal",
    title: null,
    sort: shown.map(({ name }) => name),
    scale: { domain: shown.map(({ name }) => name), range: shown.length === 1 ? [primary] : shown.map((stage) => stage.color) },
    legend: { symbolOpacity: 1, ...(narrow ? { orient: "bottom", columns: 2 } : { orient: "right" }) },
  };
  const y = { type: "quantitative", scale: { zero: true } };
  const body: JsonObject = {
    data: { values: rows as unknown as Json[] },
    encoding: {
      x: {
        field: "days",
        type: "quantitative",
        title: say(texts.ahead),
        scale: { nice: false },
        axis: { values: ticksOf(forecast.estimate.length, days, narrow ? 4 : 8), grid: false },
      },
      color,
    },
    layer: [
      {
        mark: { type: "area", opacity: 0.18 },
        encoding: {
          y: { ...y, field: "lower", title: say(texts.customers), axis: { labelExpr: tickExpression(locale), tickCount: 6 } },
          y2: { field: "upper" },
        },
      },
      {
        mark: { type: "line", strokeWidth: 2.2, point: { filled: true, size: 40 } },
        encoding: { y: { ...y, field: "expected", title: say(texts.customers) } },
      },
    ],
  };
  return frame({ title: say(texts.title), height: 380, body, table: { columns, rows }, sentence }, options);
}

/** Returns evenly spaced steps, at most `max` of them. */
function ticksOf(steps: number, days: number, max: number): number[] {
  const every = Math.max(1, Math.ceil(steps / max));
  return Array.from({ length: Math.floor(steps / every) + 1 }, (_, index) => index * every * days);
}
