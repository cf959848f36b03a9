import { aPositiveNumber, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { ChartOptions } from "./chart.js";

const CHART_OPTIONS: OptionShape<ChartOptions> = {
  locale: aText,
  title: aText,
  width: aPositiveNumber,
  height: aPositiveNumber,
};

/**
 * Checks the options of a chart, and returns them.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * requireChartOptions({ locale: "zh", width: 330 }) // => { locale: "zh", width: 330 }
 */
export function requireChartOptions(options: ChartOptions | undefined): ChartOptions {
  return requireOptions(options, CHART_OPTIONS);
}
