import { type InstantInput, localize, type LocalizedText } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { localDays } from "../core/day-axis.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";
import { finite, type Label, labelText, numberText, shareOf, shareText } from "../core/number-text.js";

/** Moves of customers between classes. */
export interface RfmMigrationInput {
  /** Result of `rfmMigration`: one row and one column per class, then a row of new and a column of former customers. */
  readonly migration: {
    readonly classes: readonly string[];
    readonly counts: readonly (readonly number[])[];
  };
  /** Table of classes with their names, from the best to the worst. */
  readonly table: { readonly classes: readonly { readonly id: string; readonly label: Label }[] };
  /** Earlier instant. */
  readonly from: InstantInput;
  /** Later instant. */
  readonly to: InstantInput;
  /** Time zone of the dates; defaults to UTC. */
  readonly zone?: string | undefined;
}

const texts = {
  title: { en: "Moves between RFM classes", zh: "RFM 分类的变化" },
  before: { en: "Class on {from}", zh: "{from} 的分类" },
  after: { en: "Class on {to} (customers)", zh: "{to} 的分类（客户数）" },
  afterColumn: { en: "Class on {to}", zh: "{to} 的分类" },
  customers: { en: "Customers", zh: "客户数" },
  share: { en: "Share of the earlier class", zh: "占原分类的比例" },
  arrived: { en: "(not yet a customer)", zh: "（当时尚非客户）" },
  gone: { en: "(no longer a customer)", zh: "（已不再是客户）" },
  empty: { en: "no customer existed on either date", zh: "两个日期均没有客户" },
  sentence: {
    en: "Of {customers} {customers:customer|customers} on both dates, {stayed} stayed in their class, {up} moved up and {down} moved down.",
    zh: "两个日期均有记录的 {customers} 位客户中，{stayed} 留在原分类，{up} 上升，{down} 下降。",
  },
  newcomers: { en: " {arrived} {arrived:customer is|customers are} new.", zh: "另有 {arrived} 位新客户。" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the moves between RFM classes: one row per earlier class, one column per later class, and the number of customers in
 * each cell. Customers on the diagonal did not move; those left of it moved up, those right of it down. New and former
 * customers have a row and a column of their own if there are any.
 *
 * @param input - the migration, the table of classes from best to worst, and the two instants
 * @param options - language, title, size in pixels
 * @returns the picture, the table of moves that happened and a sentence
 * @example
 * const migration = { classes: ["best", "rest"], counts: [[3, 1, 0], [0, 4, 0], [0, 2, 0]] };
 * const table = { classes: [{ id: "best", label: "Best" }, { id: "rest", label: "Rest" }] };
 * rfmMigrationChart({ migration, table, from: 0, to: 86400000 }).sentence // => "Of 8 customers on both dates, 87.5% stayed in their class, 0.0% moved up and 12.5% moved down. 2 customers are new."
 */
export function rfmMigrationChart(input: RfmMigrationInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const [from, to] = localDays([toMilliseconds(input.from, "from"), toMilliseconds(input.to, "to")], input.zone ?? "UTC") as [
    string,
    string,
  ];
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { from, to, ...values } });
  const columns: ChartColumn[] = [
    { key: "before", title: say(texts.before), kind: "text" },
    { key: "after", title: say(texts.afterColumn), kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
  ];
  const names = new Map(input.table.classes.map(({ id, label }) => [id, labelText(label, locale)]));
  const labels = input.migration.classes.map((id) => names.get(id) ?? id);
  const absent = labels.length;
  const count = (row: number, column: number) => finite(input.migration.counts[row]?.[column]) ?? 0;
  const positions = labels.map((_, position) => position);
  const befores = positions.some((column) => count(absent, column) > 0) ? [...positions, absent] : positions;
  const afters = positions.some((row) => count(row, absent) > 0) ? [...positions, absent] : positions;
  const moves = befores.flatMap((row) => {
    const size = afters.reduce((sum, column) => sum + count(row, column), 0);
    return afters.map((column) => {
      const customers = count(row, column);
      const before = labels[row] ?? say(texts.arrived);
      const after = labels[column] ?? say(texts.gone);
      const step = row === absent || column === absent ? null : column - row;
      return { before, after, customers, share: shareOf(customers, size), step };
    });
  });
  if (sumOf(moves) === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const known = moves.filter((move) => move.step !== null);
  const part = (test: (step: number) => boolean) =>
    shareText(shareOf(sumOf(known.filter((move) => test(move.step ?? 0))), sumOf(known)));
  const arrived = sumOf(moves.filter((move) => move.before === say(texts.arrived)));
  const sentence =
    say(texts.sentence, {
      customers: numberText(sumOf(known)),
      stayed: part((step) => step === 0),
      up: part((step) => step < 0),
      down: part((step) => step > 0),
    }) + (arrived === 0 ? "" : say(texts.newcomers, { arrived: numberText(arrived) }));
  const narrow = chartWidth(options) < 480;
  const rowName = (label: string) => (narrow ? wrapLabel(label) : label);
  const body = heatMap(
    moves.map((move) => ({
      x: move.after,
      y: rowName(move.before),
      value: move.customers,
      lines: [move.customers === 0 ? "" : numberText(move.customers)],
    })),
    {
      xTitle: say(texts.after),
      yTitle: say(texts.before),
      valueTitle: say(texts.customers),
      xs: afters.map((column) => labels[column] ?? say(texts.gone)),
      ys: befores.map((row) => rowName(labels[row] ?? say(texts.arrived))),
      scale: "sqrt",
      fontSize: narrow ? 9 : 12,
      xAxis: { labelAngle: narrow ? -90 : -40, labelLimit: narrow ? 130 : 150 },
      yAxis: { labelLimit: narrow ? 110 : 180, ...(narrow && { labelExpr: linesExpression }) },
    },
  );
  const rows = moves
    .filter((move) => move.customers > 0)
    .map(({ before, after, customers, share }) => ({ before, after, customers, share }));
  const height = 170 + Math.max(2, befores.length) * 32;
  return frame({ title: say(texts.title), height, body, table: { columns, rows }, sentence }, options);
}

function sumOf(moves: readonly { readonly customers: number }[]): number {
  return moves.reduce((sum, move) => sum + move.customers, 0);
}
