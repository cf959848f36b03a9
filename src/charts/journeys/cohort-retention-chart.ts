import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { localDays, monthText } from "../core/day-axis.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type HeatCell, heatMap } from "../core/heat-map.js";
import { numberText, shareOf, shareText } from "../core/number-text.js";

/** A retention table: the result of `cohortRetention`. */
export interface CohortRetentionInput {
  /** Cohorts in order of time. */
  readonly cohorts: readonly {
    /** Epoch milliseconds of its start. */
    readonly start: number;
    /** Number of customers. */
    readonly size: number;
    readonly cells: readonly {
      /** Number of the period; 0 is the period of the first purchase. */
      readonly period: number;
      /** Number of customers observed in the period. */
      readonly eligible: number;
      /** Number of them who were active. */
      readonly retained: number;
      /** Whether the period is over for the whole cohort. */
      readonly complete: boolean;
    }[];
  }[];
  /** Calendar unit of the cohorts. */
  readonly cohort: keyof typeof units;
  /** Periods: calendar units after the unit of the cohort, or a number of the customer's own days. */
  readonly period: "calendar" | { readonly days: number };
  readonly zone: string;
}

const texts = {
  title: { en: "Retention by cohort: share of customers who bought again (%)", zh: "同期群留存：再次购买的客户占比（%）" },
  cohort: { en: "First purchase (customers)", zh: "首购时间（客户数）" },
  cohortColumn: { en: "Cohort", zh: "同期群" },
  size: { en: "Customers", zh: "客户数" },
  active: { en: "Active customers", zh: "活跃客户数" },
  retention: { en: "Retention rate", zh: "留存率" },
  empty: { en: "no cohort has a customer", zh: "没有任何同期群含有客户" },
  sentence: {
    en: "{customers} {customers:customer|customers} in {cohorts} {cohorts:cohort|cohorts}. In {unit} 1 after the first purchase, {first} of those observed bought again",
    zh: "{cohorts} 个同期群共 {customers} 位客户。首购后第 1 {unit}，可观察客户中有 {first} 再次购买",
  },
  later: { en: ", in {unit} {period} {share}", zh: "，第 {period} {unit}为 {share}" },
  stop: { en: ".", zh: "。" },
  young: {
    en: "{customers} {customers:customer|customers} in {cohorts} {cohorts:cohort|cohorts}. No full {unit} has passed since the first purchase yet.",
    zh: "{cohorts} 个同期群共 {customers} 位客户。首购后尚未满 1 {unit}。",
  },
  days: { en: "{days}-day period", zh: "个 {days} 天周期" },
  running: { en: "* not over yet", zh: "* 尚未结束" },
  eligible: { en: "Customers observed", zh: "可观察客户数" },
  periods: { en: "Time since first purchase ({unit}s)", zh: "距首购的时间（{unit}）" },
} satisfies Record<string, LocalizedText>;

const units = {
  day: { en: "day", zh: "天" },
  week: { en: "week", zh: "周" },
  month: { en: "month", zh: "个月" },
  quarter: { en: "quarter", zh: "个季度" },
  year: { en: "year", zh: "年" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws retention by cohort: one row per cohort, one column per period since the first purchase, and in each cell the share
 * of customers who bought again. Period 0 contains all customers; it is only in the table. A period that is not over for the
 * whole cohort has an asterisk.
 *
 * @param input - a retention table
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row per cohort and period) and a sentence with the means over all cohorts
 * @example
 * const cell = { eligible: 50, complete: true };
 * const cohorts = [{ start: 0, size: 50, cells: [{ ...cell, period: 0, retained: 50 }, { ...cell, period: 1, retained: 10 }] }];
 * const chart = cohortRetentionChart({ cohorts, cohort: "month", period: "calendar", zone: "UTC" });
 * chart.sentence // => "50 customers in 1 cohort. In month 1 after the first purchase, 20.0% of those observed bought again."
 */
export function cohortRetentionChart(input: CohortRetentionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const unit =
    input.period === "calendar"
      ? localize(units[input.cohort], { locale })
      : localize(input.period.days === 1 ? units.day : texts.days, { locale, values: { days: input.period.days } });
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { unit, ...values } });
  const columns: ChartColumn[] = [
    { key: "cohort", title: say(texts.cohortColumn), kind: "day" },
    { key: "size", title: say(texts.size), kind: "count" },
    { key: "period", title: say(texts.periods), kind: "count" },
    { key: "eligible", title: say(texts.eligible), kind: "count" },
    { key: "active", title: say(texts.active), kind: "count" },
    { key: "retention", title: say(texts.retention), kind: "share" },
  ];
  const cohorts = input.cohorts.filter(({ size }) => size > 0);
  const days = localDays(
    cohorts.map((cohort) => cohort.start),
    input.zone,
  );
  const rows = cohorts.flatMap(({ size, cells }, index) =>
    cells
      .filter(({ eligible }) => eligible > 0)
      .map(({ period, eligible, retained, complete }) => {
        const retention = shareOf(retained, eligible);
        return { cohort: days[index] as string, size, period, eligible, active: retained, retention, complete };
      }),
  );
  if (rows.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const lastPeriod = rows.reduce((latest, row) => Math.max(latest, row.period), 0);
  const customers = cohorts.reduce((sum, cohort) => sum + cohort.size, 0);
  const counts = { customers: numberText(customers), cohorts: numberText(cohorts.length) };
  const lastComplete = rows.reduce((latest, row) => (row.complete ? Math.max(latest, row.period) : latest), 0);
  const sentence = lastComplete === 0 ? say(texts.young, counts) : sentenceOf(rows, lastComplete, counts, say);

  const width = chartWidth(options);
  const firstShown = lastPeriod === 0 ? 0 : 1;
  // A narrow picture shows fewer periods so that texts do not overlap; the table has them all.
  const shownPeriods = Math.min(lastPeriod, firstShown + Math.max(1, Math.floor((width - 135) / 31)) - 1);
  const narrow = width < 480;
  const name = (day: string, size: number) => {
    const start = input.cohort === "month" || input.cohort === "quarter" ? monthText(day, locale) : day;
    return `${start} (${numberText(size)})`;
  };
  const shown = rows.filter((row) => row.period >= firstShown && row.period <= shownPeriods);
  const cells: HeatCell[] = shown.map((row) => ({
    x: row.period,
    y: name(row.cohort, row.size),
    value: row.retention * 100,
    lines: [`${numberText(row.retention * 100)}${row.complete ? "" : "*"}`],
  }));
  const body = heatMap(cells, {
    xTitle: [say(texts.periods), ...(shown.every((row) => row.complete) ? [] : [say(texts.running)])],
    yTitle: say(texts.cohort),
    valueTitle: `${say(texts.retention)} (%)`,
    xs: Array.from({ length: shownPeriods - firstShown + 1 }, (_, index) => index + firstShown),
    ys: [...new Set(cells.map((cell) => cell.y))],
    scale: "linear",
    fromSmallest: true,
    fontSize: narrow ? 11 : 12,
  });
  const height = 90 + Math.max(4, cohorts.length) * 27;
  const tableRows = rows.map(({ cohort, size: customersOf, period, eligible, active, retention }) => {
    return { cohort, size: customersOf, period, eligible, active, retention };
  });
  return frame({ title: say(texts.title), height, body, table: { columns, rows: tableRows }, sentence }, options);
}

interface RetentionRow {
  readonly period: number;
  readonly eligible: number;
  readonly active: number;
  readonly complete: boolean;
}

type Say = (text: LocalizedText, values?: Record<string, string | number>) => string;

function sentenceOf(rows: readonly RetentionRow[], lastPeriod: number, counts: Record<string, string>, say: Say): string {
  const later = Math.min(6, lastPeriod);
  const first = shareText(meanRetention(rows, 1));
  const rest = later > 1 ? say(texts.later, { share: shareText(meanRetention(rows, later)), period: later }) : "";
  return say(texts.sentence, { ...counts, first }) + rest + say(texts.stop);
}

/** Returns the retention in a period over all cohorts for which it is over; each customer has weight 1. */
function meanRetention(rows: readonly RetentionRow[], period: number): number {
  let active = 0;
  let eligible = 0;
  for (const row of rows) {
    if (row.period !== period || !row.complete) continue;
    active += row.active;
    eligible += row.eligible;
  }
  return shareOf(active, eligible);
}
