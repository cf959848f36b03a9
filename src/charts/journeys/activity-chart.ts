import { WEEKDAY_NAMES } from "../../kernel/internal.js";
import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type HeatCell, heatMap } from "../core/heat-map.js";
import { finite, type Label, labelText, listText, numberText, shareOf, shareText, tickExpression } from "../core/number-text.js";

/** Activity by weekday and hour: the result of `activityPattern`. */
export interface ActivityInput {
  /** Counts by weekday (1 is Monday) and local hour; a missing cell counts as 0. */
  readonly cells: readonly { readonly weekday: number; readonly hour: number; readonly count: number }[];
  /** Name of what is counted; defaults to orders. */
  readonly label?: Label | undefined;
  /** Time zone of the hours, for the title of the axis. */
  readonly zone: string;
}

const texts = {
  title: { en: "When customers are active: {label} by weekday and hour", zh: "客户活跃时段：按星期与小时统计的{label}" },
  orders: { en: "orders", zh: "订单数" },
  hour: { en: "Hour of the day ({zone})", zh: "一天中的小时（{zone}）" },
  hourColumn: { en: "Hour", zh: "小时" },
  weekday: { en: "Weekday", zh: "星期" },
  share: { en: "Share", zh: "占比" },
  legend: { en: "Number of {label}", zh: "{label}（次）" },
  empty: { en: "nothing was counted", zh: "没有任何记录" },
  sentence: {
    en: "The busiest hour is {weekday} at {hour}:00 with {count} of {total} {label} ({share}).",
    zh: "最繁忙的时段是{weekday} {hour}:00：{label} {count}，占总数 {total} 的 {share}。",
  },
  quiet: { en: " There are none on {days}.", zh: "{days}没有任何记录。" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws activity by hour and weekday, as a heat map on a square-root scale.
 *
 * @param input - an activity pattern, and the name of what it counts
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row per hour of a weekday) and a sentence about the busiest hour
 * @example
 * const cells = [{ weekday: 4, hour: 12, count: 5 }];
 * activityChart({ cells, zone: "Europe/London" }).sentence // => "The busiest hour is Thursday at 12:00 with 5 of 5 orders (100.0%)."
 */
export function activityChart(input: ActivityInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const label = labelText(input.label ?? texts.orders, locale);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { label, zone: input.zone, ...values } });
  const columns: ChartColumn[] = [
    { key: "weekday", title: say(texts.weekday), kind: "text" },
    { key: "hour", title: say(texts.hourColumn), kind: "count" },
    { key: "count", title: say(texts.legend), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
  ];
  const names = WEEKDAY_NAMES.map((weekday) => localize(weekday, { locale }));
  const given = new Map(input.cells.map(({ weekday, hour, count }) => [weekday * 24 + hour, finite(count) ?? 0]));
  const counts = names.flatMap((weekday, day) =>
    Array.from({ length: 24 }, (_, hour) => ({ weekday, hour, count: given.get((day + 1) * 24 + hour) ?? 0 })),
  );
  const total = counts.reduce((sum, cell) => sum + cell.count, 0);
  if (total === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const rows = counts.map((cell) => ({ ...cell, share: shareOf(cell.count, total) }));
  const busiest = rows.reduce((top, cell) => (cell.count > top.count ? cell : top));
  const quiet = names.filter((weekday) => rows.every((cell) => cell.weekday !== weekday || cell.count === 0));
  const sentence =
    say(texts.sentence, {
      weekday: busiest.weekday,
      hour: busiest.hour,
      count: numberText(busiest.count),
      total: numberText(total),
      share: shareText(busiest.share),
    }) + (quiet.length === 0 || quiet.length > 3 ? "" : say(texts.quiet, { days: listText(quiet, locale) }));

  const width = chartWidth(options);
  const narrow = width < 480;
  const cells: HeatCell[] = rows.map((cell) => ({ x: cell.hour, y: cell.weekday, value: cell.count, lines: [] }));
  const body = heatMap(cells, {
    xTitle: say(texts.hour),
    yTitle: say(texts.weekday),
    valueTitle: say(texts.legend),
    xs: Array.from({ length: 24 }, (_, hour) => hour),
    ys: names,
    scale: "sqrt",
    xAxis: { values: Array.from({ length: narrow ? 8 : 12 }, (_, index) => index * (narrow ? 3 : 2)) },
    legend: {
      orient: "bottom",
      direction: "horizontal",
      gradientLength: narrow ? width - 150 : 280,
      gradientThickness: 10,
      titleOrient: narrow ? "top" : "left",
      tickMinStep: 1,
      labelExpr: tickExpression(locale),
      tickCount: 4,
    },
  });
  return frame({ title: say(texts.title), height: 320, body, table: { columns, rows }, sentence }, options);
}
