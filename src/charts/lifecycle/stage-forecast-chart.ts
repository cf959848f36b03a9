import { type Duration, type LocalizedText, localize, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText, tickExpression } from "../core/number-text.js";
import { primary, stageColors } from "../core/palette.js";

/** The stages of tomorrow. */
export interface StageForecastInput {
  /** What `stageForecast` gives. */
  readonly forecast: {
    readonly stages: readonly string[];
    readonly every: Duration;
    readonly expected: readonly (readonly number[])[];
    readonly lower: readonly (readonly number[])[];
    readonly upper: readonly (readonly number[])[];
  };
  /** The sizes of today, in the order of the stages: `now` of the chain. */
  readonly now: readonly number[];
  /** What the stages are called: `stages` of the paths. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "The stages ahead, if all goes on as it went", zh: "各阶段人数预测（假设规律不变）" },
  ahead: { en: "From today (days)", zh: "距今（天）" },
  customers: { en: "Customers (count)", zh: "客户数（位）" },
  stage: { en: "Stage", zh: "阶段" },
  expected: { en: "Expected customers", zh: "预期客户数" },
  low: { en: "At least", zh: "下限" },
  high: { en: "At most", zh: "上限" },
  empty: { en: "nobody is in a stage", zh: "没有客户处于任何阶段" },
  sentence: {
    en: "In {days} days {stage} is expected to change most: from {now} to {expected} ({low} to {high}).",
    zh: "预计 {days} 天后“{stage}”变化最大：由 {now} 位变为 {expected} 位（{low} 至 {high}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The forecast of stage sizes: a line a stage from today's size, in its band of chance.
 *
 * @param input - the forecast, today's sizes, and what the stages are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row a step and stage) and a sentence about the largest change
 * @example
 * const forecast = { stages: ["active", "lost"], every: { days: 30 }, expected: [[8, 2]], lower: [[6, 0]], upper: [[10, 4]] };
 * stageForecastChart({ forecast, now: [10, 0] }).sentence // => "In 30 days active is expected to change most: from 10 to 8 (6 to 10)."
 */
export function stageForecastChart(input: StageForecastInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "days", title: say(texts.ahead), kind: "number" },
    { key: "stage", title: say(texts.stage), kind: "text" },
    { key: "expected", title: say(texts.expected), kind: "number" },
    { key: "low", title: say(texts.low), kind: "number" },
    { key: "high", title: say(texts.high), kind: "number" },
  ];
  const { forecast, now } = input;
  const days = durationMilliseconds(forecast.every) / MILLISECONDS_PER.days;
  const nameOf = namesOf(input.stages, locale);
  const shown = forecast.stages
    .map((id, position) => ({ name: nameOf(id), position, color: stageColors[position % stageColors.length] as string }))
    .filter(({ position }) => now[position]! >= 0.5 || forecast.expected.some((row) => row[position]! >= 0.5));
  if (shown.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const rows = [now, ...forecast.expected].flatMap((expected, step) =>
    shown.map(({ name, position }) => ({
      days: step * days,
      stage: name,
      expected: expected[position]!,
      low: step === 0 ? expected[position]! : forecast.lower[step - 1]![position]!,
      high: step === 0 ? expected[position]! : forecast.upper[step - 1]![position]!,
    })),
  );
  const last = rows.slice(-shown.length);
  const changeOf = (index: number) => Math.abs(last[index]!.expected - now[shown[index]!.position]!);
  const most = shown.reduce((best, _, index) => (changeOf(index) > changeOf(best) ? index : best), 0);
  const sentence = say(texts.sentence, {
    days: numberText(last[most]!.days, Number.isInteger(days) ? 0 : 1),
    stage: last[most]!.stage,
    now: numberText(now[shown[most]!.position]!),
    expected: numberText(last[most]!.expected),
    low: numberText(last[most]!.low),
    high: numberText(last[most]!.high),
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
        axis: { values: ticksOf(forecast.expected.length, days, narrow ? 4 : 8), grid: false },
      },
      color,
    },
    layer: [
      {
        mark: { type: "area", opacity: 0.18 },
        encoding: {
          y: { ...y, field: "low", title: say(texts.customers), axis: { labelExpr: tickExpression(locale), tickCount: 6 } },
          y2: { field: "high" },
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

/** Every so many steps, as many as there is module for. */
function ticksOf(steps: number, days: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(steps / most));
  return Array.from({ length: Math.floor(steps / every) + 1 }, (_, index) => index * every * days);
}
