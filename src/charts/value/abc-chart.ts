import type { LocalizedText } from "../../kernel/index.js";
import { localize } from "../../kernel/index.js";
import type { Chart, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { shareOf } from "../core/number-text.js";
import { revenueBySegmentChart } from "./revenue-by-segment-chart.js";

/** Summary of the ABC classes. */
export interface AbcInput {
  /** The `summary` of the result of `abcClasses`. */
  readonly summary: readonly {
    readonly class: string;
    readonly customers: number;
    /** Minor units. */
    readonly revenue: number;
    readonly share: number;
  }[];
  /** ISO 4217 code. */
  readonly currency: string;
}

const title: LocalizedText = { en: "ABC classes: revenue beside customers", zh: "ABC 分类：销售额与客户占比" };
const labels = {
  A: { en: "Class A", zh: "A 类" },
  B: { en: "Class B", zh: "B 类" },
  C: { en: "Class C", zh: "C 类" },
} satisfies Record<string, LocalizedText>;

/**
 * Draws, for each ABC class, its share of revenue beside its share of customers.
 *
 * @param input - the summary of the classes, and the currency of its revenue
 * @param options - language, title, size in pixels
 * @returns the picture, the table of classes and a sentence
 * @example
 * const summary = [
 *   { class: "A", customers: 1, revenue: 8500, share: 0.85 },
 *   { class: "C", customers: 4, revenue: 1500, share: 0.15 },
 * ];
 * abcChart({ summary, currency: "EUR" }).sentence // => "Highest revenue: Class A with €85.00, or 85.0% of €100.00, from 20.0% of the customers."
 */
export function abcChart(input: AbcInput, options: ChartOptions = {}): Chart {
  requireChartOptions(options);
  const all = input.summary.reduce((sum, { customers }) => sum + customers, 0);
  const groups = input.summary.map(({ class: group, customers, revenue, share }) => {
    return { group, customers, customerShare: shareOf(customers, all), revenue, share };
  });
  return revenueBySegmentChart(
    { groups, labels, currency: input.currency },
    { ...options, title: options.title ?? localize(title, { locale: options.locale }) },
  );
}
