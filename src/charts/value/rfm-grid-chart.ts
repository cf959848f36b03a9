import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { RfmColumns } from "../../models/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { compactText, finite, majorUnits, moneyText, numberText, shareOf, shareText } from "../core/number-text.js";

/** RFM scores and revenue of a population. */
export interface RfmGridInput {
  /** Result of `rfmScores`: scores from 1 (lowest) to `bins` (highest). */
  readonly scores: Pick<RfmColumns, "recency" | "frequency" | "bins">;
  /** Net revenue of each customer in minor units, in the order of the scores: the `revenue` of a transaction summary. */
  readonly revenue: ArrayLike<number>;
  /** ISO 4217 code. */
  readonly currency: string;
}

const texts = {
  title: { en: "RFM grid: how recently and how often customers buy", zh: "RFM 网格：最近购买时间与购买频率" },
  recency: { en: "Recency score (1 = long ago, {bins} = just now)", zh: "近度得分（1 = 很久以前，{bins} = 最近）" },
  frequency: { en: "Frequency score (1 = rarely, {bins} = often)", zh: "频度得分（1 = 很少，{bins} = 经常）" },
  recencyColumn: { en: "Recency score", zh: "近度得分" },
  frequencyColumn: { en: "Frequency score", zh: "频度得分" },
  customers: { en: "Customers", zh: "客户数" },
  average: { en: "Revenue per customer ({currency})", zh: "人均销售额（{currency}）" },
  empty: { en: "no customer has a score", zh: "没有客户得分" },
  sentence: {
    en: "{best} of {customers} {customers:customer|customers} bought recently and often, bringing {share} of the revenue of {revenue}.",
    zh: "{customers} 位客户中有 {best} 位近期且经常购买，占总销售额 {revenue} 的 {share}。",
  },
  fading: {
    en: " {fading} used to buy often but {fading:has|have} not returned for a long time.",
    zh: "另有 {fading} 位过去经常购买，但已很久没有再来。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the RFM grid: the number of customers by recency score (upwards) and frequency score (to the right), with their average
 * revenue in each cell. The color shows the number on a square-root scale.
 *
 * @param input - scores and revenue as columns in the same order
 * @param options - language, title, size in pixels
 * @returns the picture, the table of cells and a sentence
 * @see Hughes (1994), Strategic Database Marketing, on recency, frequency and monetary quintiles
 * @example
 * const scores = { recency: Uint8Array.of(5, 5, 1), frequency: Uint8Array.of(5, 5, 1), bins: 5 };
 * const { table } = rfmGridChart({ scores, revenue: [90000, 50000, 2000], currency: "GBP" });
 * table.rows[4] // => { recency: 5, frequency: 5, customers: 2, average: 700 }
 */
export function rfmGridChart(input: RfmGridInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { currency } = input;
  const { bins } = input.scores;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { bins, currency, ...values } });
  const columns: ChartColumn[] = [
    { key: "recency", title: say(texts.recencyColumn), kind: "count" },
    { key: "frequency", title: say(texts.frequencyColumn), kind: "count" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    { key: "average", title: say(texts.average), kind: "money", unit: currency },
  ];
  const cells = countCells(input);
  const customers = cells.reduce((sum, cell) => sum + cell.customers, 0);
  if (customers === 0) return emptyChart(say(texts.title), columns, texts.empty, options);

  const high = Math.ceil(bins * 0.7);
  const best = sumWhere(cells, (cell) => cell.recency >= high && cell.frequency >= high);
  const fading = sumWhere(cells, (cell) => cell.recency <= bins - high + 1 && cell.frequency >= high);
  const all = sumWhere(cells, () => true);
  const sentence =
    say(texts.sentence, {
      customers: numberText(customers),
      best: numberText(best.customers),
      share: shareText(shareOf(best.revenue, all.revenue)),
      revenue: moneyText(all.revenue, currency, locale),
    }) + (fading.customers === 0 ? "" : say(texts.fading, { fading: numberText(fading.customers) }));
  const scores = Array.from({ length: bins }, (_, index) => index + 1);
  const body = heatMap(
    cells.map((cell) => ({
      x: cell.frequency,
      y: cell.recency,
      value: cell.customers,
      lines:
        cell.customers === 0
          ? ["0"]
          : [numberText(cell.customers), compactMoney(shareOf(cell.revenue, cell.customers), currency, locale)],
    })),
    {
      xTitle: say(texts.frequency),
      yTitle: say(texts.recency),
      valueTitle: say(texts.customers),
      xs: scores,
      ys: [...scores].reverse(),
      scale: "sqrt",
    },
  );
  const rows = cells.map((cell) => ({
    recency: cell.recency,
    frequency: cell.frequency,
    customers: cell.customers,
    average: cell.customers === 0 ? null : shareOf(cell.revenue, cell.customers),
  }));
  return frame({ title: say(texts.title), height: 380, body, table: { columns, rows }, sentence }, options);
}

interface GridCell {
  readonly recency: number;
  readonly frequency: number;
  customers: number;
  revenue: number;
}

/** Returns every cell of the grid, the highest recency first. */
function countCells(input: RfmGridInput): GridCell[] {
  const { bins } = input.scores;
  const cells: GridCell[] = [];
  for (let recency = bins; recency >= 1; recency--) {
    for (let frequency = 1; frequency <= bins; frequency++) cells.push({ recency, frequency, customers: 0, revenue: 0 });
  }
  for (let index = 0; index < input.scores.recency.length; index++) {
    const recency = input.scores.recency[index] as number;
    const frequency = input.scores.frequency[index] as number;
    const cell = cells[(bins - recency) * bins + frequency - 1];
    if (cell === undefined || cell.frequency !== frequency) continue;
    cell.customers += 1;
    cell.revenue += majorUnits(finite(input.revenue[index]) ?? 0, input.currency);
  }
  return cells;
}

function sumWhere(cells: readonly GridCell[], test: (cell: GridCell) => boolean) {
  let customers = 0;
  let revenue = 0;
  for (const cell of cells) {
    if (!test(cell)) continue;
    customers += cell.customers;
    revenue += cell.revenue;
  }
  return { customers, revenue };
}

function compactMoney(value: number, currency: string, locale: string): string {
  return moneyText(0, currency, locale).replace(/0(\.0+)?$/, "") + compactText(value, locale);
}
