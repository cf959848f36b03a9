import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { areMonths, dayField, dayFormatOf, localDays, monthText } from "../core/day-axis.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, majorUnits, tableCellText, tickExpression } from "../core/number-text.js";
import { accent, mutedInk, primary } from "../core/palette.js";

/** An indicator, and what `kpiOverTime` found. */
export interface KpiInput {
  /** The indicator: its name, and whether its values are fractions of 1, minor units of money, or counts. */
  readonly kpi: { readonly name: Label; readonly unit: "share" | "money" | "count" };
  /** Its values by calendar unit, in order of time. */
  readonly series: {
    readonly points: readonly {
      readonly window: { readonly from: number };
      /** `null` where the denominator is 0. */
      readonly value: number | null;
      /** Whether the period is over. */
      readonly complete: boolean;
      /** Where the true share lies. */
      readonly interval?: { readonly low: number; readonly high: number } | undefined;
    }[];
    /** Zone whose calendar names the periods. */
    readonly zone: string;
    /** ISO 4217, of money. */
    readonly currency?: string | undefined;
  };
  /** The value to reach, in the unit of the values. */
  readonly goal?: number | undefined;
}

const texts = {
  period: { en: "Period (start)", zh: "期间（起始日）" },
  empty: { en: "no period has a value", zh: "没有任何期间有数值" },
  count: { en: "count", zh: "个" },
  low: { en: "Interval from", zh: "区间下限" },
  high: { en: "Interval to", zh: "区间上限" },
  goal: { en: "Goal {goal}", zh: "目标 {goal}" },
  partial: { en: "Full period", zh: "是否完整" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no, still running", zh: "否，尚未结束" },
  one: { en: "{label}: {last} in {lastDay}.", zh: "{label}：{lastDay}为 {last}。" },
  sentence: {
    en: "{label}: {last} in {lastDay}, {first} in {firstDay}; the highest was {most} in {mostDay}.",
    zh: "{label}：{lastDay}为 {last}，{firstDay}为 {first}；最高为 {most}（{mostDay}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * A key indicator over time: a line with a point each period, its interval as a band, the goal as a dashed line. A
 * period that still runs is a hollow point apart from the line, and the sentence leaves it out.
 *
 * @param input - the indicator, its values by period, and the goal if there is one
 * @param options - language, title, size in pixels
 * @returns the picture, the table of periods and a sentence from the first to the last full period
 * @example
 * const points = [{ window: { from: Date.UTC(2026, 0) }, value: 0.25, complete: true }];
 * kpiChart({ kpi: { name: "Repeat rate", unit: "share" }, series: { points, zone: "UTC" } }).sentence // => "Repeat rate: 25.0% in Jan 2026."
 */
export function kpiChart(input: KpiInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
          { ...value, key: "low", title: say(texts.low) },
          { ...value, key: "high", title: say(texts.high) },
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
    ...(withInterval && { low: inUnits(point.interval?.low), high: inUnits(point.interval?.high) }),
    full: say(point.complete ? texts.yes : texts.no),
    partial: !point.complete,
  }));
  const known = rows.filter((row): row is Known => row.value !== null);
  const tableRows = rows.map(({ partial: _, ...cells }) => cells);
  if (known.length === 0) return emptyChart(label, columns, texts.empty, options);

  const complete = known.some((row) => !row.partial) ? known.filter((row) => !row.partial) : known;
  const text = (amount: number) => tableCellText(value, amount);
  const first = complete[0] as Known;
  const last = complete[complete.length - 1] as Known;
  const most = complete.reduce((found, row) => (row.value > found.value ? row : found));
  const monthly = areMonths(days);
  const period = (day: string) => (monthly ? monthText(day, locale) : day);
  const places = {
    first: text(first.value),
    firstDay: period(first.day),
    last: text(last.value),
    lastDay: period(last.day),
    most: text(most.value),
    mostDay: period(most.day),
  };
  const sentence = say(complete.length === 1 ? texts.one : texts.sentence, places);

  const goalValue = inUnits(input.goal);
  const highest = Math.max(...known.map((row) => row.high ?? row.value), goalValue ?? Number.NEGATIVE_INFINITY);
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
  // A period without a value breaks the line: the points on its two sides are in different runs.
  let run = 0;
  const values: Json[] = rows.flatMap(({ day, value: height, low, high, partial }) => {
    if (height === null) run += 1;
    return height === null ? [] : [{ day, value: height, low: low ?? height, high: high ?? height, partial, run }];
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

/** The interval of each period, behind the line. */
const band: Json = {
  transform: [{ filter: "!datum.partial" }],
  mark: { type: "area", color: primary, opacity: 0.14, aria: false },
  encoding: {
    y: { field: "low", type: "quantitative" },
    y2: { field: "high" },
    detail: { field: "run", type: "nominal" },
  },
};

interface Known {
  readonly day: string;
  readonly value: number;
  readonly high?: number | null;
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
