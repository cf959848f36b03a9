import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { areMonths, dayField, dayFormatOf, localDays, monthText } from "../core/day-axis.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, majorUnits, tableCellText, tickExpression } from "../core/number-text.js";
import { accent, mutedInk, primary } from "../core/palette.js";

/** A KPI, and the result of `kpiOverTime`. */
export interface KpiInput {
  /** The KPI: its name and the unit of its values (fractions of 1, minor units of money, or counts). */
  readonly kpi: { readonly name: Label; readonly unit: "share" | "money" | "count" };
  /** Values by calendar unit, in order of time. */
  readonly series: {
    readonly points: readonly {
      readonly window: { readonly from: number };
      /** `null` if the denominator is 0. */
      readonly value: number | null;
      /** Whether the period is over. */
      readonly complete: boolean;
      /** Interval of the value. */
      readonly interval?: { readonly lower: number; readonly upper: number } | undefined;
    }[];
    /** Time zone of the periods. */
    readonly zone: string;
    /** ISO 4217 code of money. */
    readonly currency?: string | undefined;
  };
  /** Target value, in the unit of the values (minor units for money). */
  readonly goal?: number | undefined;
}

const texts = {
  period: { en: "Period (start)", zh: "期间（起始日）" },
  empty: { en: "no period has a value", zh: "没有任何期间有数值" },
  count: { en: "count", zh: "个" },
  lower: { en: "Lower bound", zh: "区间下限" },
  upper: { en: "Upper bound", zh: "区间上限" },
  goal: { en: "Goal {goal}", zh: "目标 {goal}" },
  partial: { en: "Full period", zh: "是否完整" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no, still running", zh: "否，尚未结束" },
  one: { en: "{label}: {last} in {lastDay}.", zh: "{label}：{lastDay}为 {last}。" },
  sentence: {
    en: "{label}: {last} in {lastDay}, {change} {first} in {firstDay}; the highest value was {highest} in {highestDay}.",
    zh: "{label}：{lastDay}为 {last}，{firstDay}为 {first}；最高为 {highest}（{highestDay}）。",
  },
  up: { en: "up from", zh: "" },
  down: { en: "down from", zh: "" },
  same: { en: "the same as", zh: "" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws a KPI over time: a line with one point per period, its interval as a band, the goal as a dashed line. A period that is
 * not over is a hollow point apart from the line, and the sentence leaves it out.
 *
 * @param input - the KPI, its values by period, and the goal if there is one
 * @param options - language, title, size in pixels
 * @returns the picture, the table of periods and a sentence from the first to the last full period
 * @example
 * const points = [{ window: { from: Date.UTC(2026, 0) }, value: 0.25, complete: true }];
 * kpiChart({ kpi: { name: "Repeat rate", unit: "share" }, series: { points, zone: "UTC" } }).sentence // => "Repeat rate: 25.0% in Jan 2026."
 */
export function kpiChart(input: KpiInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { points, zone, currency = "XXX" } = input.series;
  const kind = input.kpi.unit;
  const label = labelText(input.kpi.name, locale);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { label, ...values } });
  const unit = kind === "share" ? "%" : kind === "money" ? currency : say(texts.count);
  const title = locale.startsWith("zh") ? `${label}（${unit}）` : `${label} (${unit})`;
  const value: ChartColumn = { key: "value", title, kind, ...(kind === "money" && { unit: currency }) };
  const withInterval = points.some((point) => point.interval !== undefined);
  const columns: ChartColumn[] = [
    { key: "day", title: say(texts.period), kind: "day" },
    value,
    ...(withInterval
      ? [
          { ...value, key: "lower", title: say(texts.lower) },
          { ...value, key: "upper", title: say(texts.upper) },
        ]
      : []),
    { key: "full", title: say(texts.partial), kind: "text" },
  ];
  const days = localDays(
    points.map((point) => point.window.from),
    zone,
  );
  const inUnits = (amount: number | null | undefined) => {
    const known = finite(amount);
    return known !== null && kind === "money" ? majorUnits(known, currency) : known;
  };
  const rows = points.map((point, index) => ({
    day: days[index] as string,
    value: inUnits(point.value),
    ...(withInterval && { lower: inUnits(point.interval?.lower), upper: inUnits(point.interval?.upper) }),
    full: say(point.complete ? texts.yes : texts.no),
    partial: !point.complete,
  }));
  const known = rows.filter((row): row is Known => row.value !== null);
  const tableRows = rows.map(({ partial: _, ...cells }) => cells);
  if (known.length === 0) return emptyChart(label, columns, texts.empty, options);

  const complete = known.some((row) => !row.partial) ? known.filter((row) => !row.partial) : known;
  const text = (amount: number) => tableCellText(value, amount, { locale });
  const first = complete[0] as Known;
  const last = complete[complete.length - 1] as Known;
  const top = complete.reduce((found, row) => (row.value > found.value ? row : found));
  const monthly = areMonths(days);
  const period = (day: string) => (monthly ? monthText(day, locale) : day);
  const places = {
    first: text(first.value),
    firstDay: period(first.day),
    last: text(last.value),
    lastDay: period(last.day),
    highest: text(top.value),
    highestDay: period(top.day),
    change: say(last.value > first.value ? texts.up : last.value < first.value ? texts.down : texts.same),
  };
  const sentence = say(complete.length === 1 ? texts.one : texts.sentence, places);

  const goalValue = inUnits(input.goal);
  const highest = Math.max(...known.map((row) => row.upper ?? row.value), goalValue ?? Number.NEGATIVE_INFINITY);
  const lowest = Math.min(0, ...known.map((row) => row.value), goalValue ?? 0);
  const y: JsonObject = {
    field: "value",
    type: "quantitative",
    title,
    scale: { domain: [lowest, highest > lowest ? highest * 1.08 : lowest + 1], nice: true },
    axis:
      kind === "share"
        ? { format: "~%", tickCount: 5 }
        : { labelExpr: tickExpression(locale), tickCount: 5, ...(kind === "count" && { tickMinStep: 1 }) },
  };
  // A period without a value interrupts the line: the points on either side belong to different runs.
  let run = 0;
  const values: Json[] = rows.flatMap(({ day, value: height, lower, upper, partial }) => {
    if (height === null) run += 1;
    return height === null ? [] : [{ day, value: height, lower: lower ?? height, upper: upper ?? height, partial, run }];
  });
  const x = dayField(
    "day",
    say(texts.period),
    known.map((row) => row.day),
    locale,
    chartWidth(options),
  );
  const body: JsonObject = {
    data: { values, format: dayFormatOf("day") },
    encoding: { x, y },
    layer: [
      ...(withInterval ? [band] : []),
      {
        transform: [{ filter: "!datum.partial" }],
        mark: { type: "line", color: primary, strokeWidth: 2.5, aria: false },
        encoding: { detail: { field: "run", type: "nominal" } },
      },
      {
        mark: { type: "point", filled: true, size: 60, opacity: 1, stroke: primary, strokeWidth: 1.5 },
        encoding: { fill: { condition: { test: "datum.partial", value: "#ffffff" }, value: primary } },
      },
      ...(goalValue === null ? [] : goalLayers(goalValue, say(texts.goal, { goal: text(goalValue) }))),
    ],
  };
  return frame({ title: label, height: 260, body, table: { columns, rows: tableRows }, sentence }, options);
}

/** Interval of each period, behind the line. */
const band: Json = {
  transform: [{ filter: "!datum.partial" }],
  mark: { type: "area", color: primary, opacity: 0.14, aria: false },
  encoding: {
    y: { field: "lower", type: "quantitative" },
    y2: { field: "upper" },
    detail: { field: "run", type: "nominal" },
  },
};

interface Known {
  readonly day: string;
  readonly value: number;
  readonly upper?: number | null;
  readonly full: string;
  readonly partial: boolean;
}

function goalLayers(goal: number, text: string): Json[] {
  return [
    {
      data: { values: [{ goal }] },
      mark: { type: "rule", color: accent, strokeDash: [6, 4], strokeWidth: 1.5 },
      encoding: { y: { field: "goal", type: "quantitative" }, x: null },
    },
    {
      data: { values: [{ goal, text }] },
      mark: { type: "text", align: "left", baseline: "bottom", dx: 4, dy: -4, color: mutedInk, aria: false },
      encoding: { y: { field: "goal", type: "quantitative" }, x: { value: 0 }, text: { field: "text", type: "nominal" } },
    },
  ];
}
