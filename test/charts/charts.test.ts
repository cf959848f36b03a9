import {
  abcChart,
  activityChart,
  type Chart,
  type ChartOptions,
  clvDistributionChart,
  cohortRetentionChart,
  frequencyHistogramChart,
  kpiChart,
  lorenzChart,
  paretoChart,
  probabilityAliveChart,
  recencyFrequencyChart,
  revenueBySegmentChart,
  rfmGridChart,
  rfmMigrationChart,
  sbgRetentionChart,
  stageSizesChart,
  trackingChart,
  clusterMapChart,
  segmentGridChart,
  segmentOverlapChart,
  segmentProfileChart,
  segmentSizesChart,
  stageAbsorptionChart,
  stageForecastChart,
  stageLeaksChart,
  stagePlayEffectsChart,
  timeInStageChart,
  transitionMatrixChart,
} from "clientele/charts";
import {
  calibrationChart,
  hazardRatioChart,
  liftChart,
  profitChart,
  retentionTargetsChart,
  riskContributionsChart,
  riskDistributionChart,
  survivalChart,
} from "clientele/charts";
import { describe, expect, test } from "vitest";
import { renderSvg } from "../../examples/demo/report/vega-svg.js";
import * as churn from "./churn-samples.js";
import * as stages from "./lifecycle-samples.js";
import * as segments from "./segment-samples.js";
import * as samples from "./sample-results.js";
import * as values from "./value-samples.js";

/** Every chart with axis titles that must be visible, including units. */
const charts = [
  drawn("rfmGridChart", rfmGridChart, samples.rfm, {
    en: ["Recency score (1 = long ago, 5 = just now)", "Frequency score (1 = rarely, 5 = often)"],
    zh: ["近度得分（1 = 很久以前，5 = 最近）", "频度得分（1 = 很少，5 = 经常）"],
  }),
  drawn("paretoChart", paretoChart, samples.pareto, {
    en: ["Share of customers, best first (%)", "Share of revenue (%)"],
    zh: ["客户占比，从高到低累计（%）", "销售额占比（%）"],
  }),
  drawn("stageSizesChart", stageSizesChart, samples.stageSizes, { en: ["Customers (count)"], zh: ["客户数（位）"] }),
  drawn("cohortRetentionChart", cohortRetentionChart, samples.cohorts, {
    en: ["Time since first purchase (months)", "* not over yet", "First purchase (customers)"],
    zh: ["距首购的时间（个月）", "* 尚未结束", "首购时间（客户数）"],
  }),
  drawn("revenueBySegmentChart", revenueBySegmentChart, samples.revenueBySegment, {
    en: ["Share of the total (%)", "Segment"],
    zh: ["占全部的比例（%）", "细分客群"],
  }),
  drawn("abcChart", abcChart, samples.abc, { en: ["Share of the total (%)"], zh: ["占全部的比例（%）"] }),
  drawn("activityChart", activityChart, samples.activity, {
    en: ["Hour of the day (", "Weekday", "Number of orders"],
    zh: ["一天中的小时（", "星期", "订单数（次）"],
  }),
  drawn("kpiChart", kpiChart, samples.kpi, { en: ["Period (start)"], zh: ["期间（起始日）"] }),
  drawn("trackingChart", trackingChart, values.tracking, {
    en: ["Time (weeks)", "Repeat purchases (count)"],
    zh: ["时间（周）", "复购次数（次）"],
  }),
  drawn("frequencyHistogramChart", frequencyHistogramChart, values.histogram, {
    en: ["Repeat purchases (count)", "Customers (count)"],
    zh: ["复购次数（次）", "客户数（位）"],
  }),
  drawn("probabilityAliveChart", probabilityAliveChart, values.alive, {
    en: ["Time since first purchase (weeks)", "P(alive) (%)"],
    zh: ["距首购的时间（周）", "存活概率（%）"],
  }),
  drawn("clvDistributionChart", clvDistributionChart, values.clv, {
    en: ["Lifetime value (GBP)", "Customers (count)"],
    zh: ["终身价值（GBP）", "客户数（位）"],
  }),
  drawn("lorenzChart", lorenzChart, samples.pareto, {
    en: ["Share of customers, lowest value first (%)", "Share of value (%)"],
    zh: ["客户占比，从低到高累计（%）", "价值占比（%）"],
  }),
  drawn("recencyFrequencyChart", recencyFrequencyChart, values.recencyFrequency, {
    en: ["Repeat purchases (count)", "Last purchase (weeks after the first)"],
    zh: ["复购次数（次）", "末次购买（距首购，周）"],
  }),
  drawn("sbgRetentionChart", sbgRetentionChart, values.retention, {
    en: ["Renewals (count)", "Still customers (%)"],
    zh: ["续约次数（次）", "仍在的客户（%）"],
  }),
  drawn("rfmMigrationChart", rfmMigrationChart, samples.migration, {
    en: ["Class on ", "(customers)"],
    zh: ["的分类（客户数）", "的分类"],
  }),
  drawn("transitionMatrixChart", transitionMatrixChart, stages.transitions, {
    en: ["Stage left", "Stage entered"],
    zh: ["离开的阶段", "进入的阶段"],
  }),
  drawn("timeInStageChart", timeInStageChart, stages.times, {
    en: ["Time since the stage was entered (days)", "Still in the stage (%)"],
    zh: ["进入阶段后的时间（天）", "仍在该阶段（%）"],
  }),
  drawn("stageForecastChart", stageForecastChart, stages.forecast, {
    en: ["Days from now", "Customers (count)"],
    zh: ["距今（天）", "客户数（位）"],
  }),
  drawn("stageLeaksChart", stageLeaksChart, stages.leaks, {
    en: ["Value not returned (", "From → to"],
    zh: ["未回归客户的价值（", "流失路径"],
  }),
  drawn("stageAbsorptionChart", stageAbsorptionChart, stages.absorption, {
    en: ["Expected remaining time (days)", "Current stage"],
    zh: ["预期剩余活跃时间（天）", "当前阶段"],
  }),
  drawn("stagePlayEffectsChart", stagePlayEffectsChart, stages.plays, {
    en: ["Difference in share moved up (percentage points)", "Play"],
    zh: ["向好占比之差（百分点）", "打法"],
  }),
  drawn("segmentSizesChart", segmentSizesChart, segments.sizes, {
    en: ["Customers (count)", "Segment"],
    zh: ["客户数（位）", "细分客群"],
  }),
  drawn("segmentOverlapChart", segmentOverlapChart, segments.overlaps, {
    en: ["Share also in (%)"],
    zh: ["同时属于（%）"],
  }),
  drawn("segmentProfileChart", segmentProfileChart, segments.profiles, {
    en: ["Effect (−1 less, +1 more)", "Trait (members / others)"],
    zh: ["效应量（−1 更少，+1 更多）", "特征（成员 / 其他）"],
  }),
  drawn("segmentGridChart", segmentGridChart, segments.grids, { en: [], zh: [] }),
  drawn("clusterMapChart", clusterMapChart, segments.clusters, { en: [], zh: [] }),
  drawn("riskDistributionChart", riskDistributionChart, churn.distribution, {
    en: ["Risk score (points), from", "Customers (count)"],
    zh: ["风险分（分），起", "客户数（位）"],
  }),
  drawn("calibrationChart", calibrationChart, churn.calibration, {
    en: ["Predicted probability (%)", "Observed share that left (%)"],
    zh: ["预测概率（%）", "实际流失占比（%）"],
  }),
  drawn("liftChart", liftChart, churn.lift, {
    en: ["Share of customers contacted, riskiest first (%)"],
    zh: ["从高风险起联系的客户占比（%）"],
  }),
  drawn("profitChart", profitChart, churn.profit, {
    en: ["Customers contacted (count)", "Profit (GBP)"],
    zh: ["联系的客户数（位）", "利润（GBP）"],
  }),
  drawn("survivalChart", survivalChart, churn.survival, {
    en: ["Still customers (%)"],
    zh: ["仍为客户的占比（%）"],
  }),
  drawn("hazardRatioChart", hazardRatioChart, churn.hazards, {
    en: ["Hazard ratio (1 = no difference)", "One more unit of"],
    zh: ["风险比（1 = 无差异）", "每增加一个单位"],
  }),
  drawn("riskContributionsChart", riskContributionsChart, churn.contributions, {
    en: ["Points of the score", "Signal"],
    zh: ["风险分（分）", "信号"],
  }),
  drawn("retentionTargetsChart", retentionTargetsChart, churn.targets, {
    en: ["Probability of leaving (%)", "Value if they stay (GBP, square-root scale)"],
    zh: ["流失概率（%）", "留住后的价值（GBP，平方根刻度）"],
  }),
];

interface Drawn {
  readonly name: string;
  readonly axes: Readonly<Record<"en" | "zh", readonly string[]>>;
  readonly draw: (sample: keyof samples.Sample<unknown>, options?: ChartOptions) => Chart;
}

function drawn<Input>(
  name: string,
  chart: (input: Input, options?: ChartOptions) => Chart,
  sample: samples.Sample<Input>,
  axes: Drawn["axes"],
): Drawn {
  return { name, axes, draw: (kind, options) => chart(sample[kind], options) };
}

const cases = charts.flatMap((chart) =>
  (["en", "zh"] as const).flatMap((locale) => [640, 330].map((width) => ({ ...chart, locale, width }))),
);

/** Returns the visible texts of a drawing. */
function textsOf(svg: string): string {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map((match) => (match[1] as string).replace(/<[^>]*>/g, " ")).join("\n");
}

const shapes = /class="mark-(?:rect|area|line|symbol|rule) role-mark[^"]*"[^>]*>\s*<path[^>]* d="M[^"]+"/;

describe.each(cases)("$name in $locale at $width pixels", ({ draw, axes, locale, width }) => {
  test.each(["full", "single"] as const)("draws %s data with marks, a title and axes with units", async (sample) => {
    const { spec, sentence } = draw(sample, { locale, width });
    const svg = await renderSvg(spec);
    const texts = textsOf(svg);
    expect(svg).toMatch(shapes);
    for (const title of axes[locale]) expect(texts).toContain(title);
    for (const line of spec["title"] as string[]) expect(texts.replace(/\s+/g, " ")).toContain(line);
    expect(`${texts} ${sentence}`).not.toMatch(/NaN|undefined|null|Infinity|\{/);
    expect(Number(/^<svg[^>]* width="(\d+)"/.exec(svg)?.[1])).toBe(width);
  });

  test("says that there are no data", async () => {
    const { spec, table, sentence } = draw("empty", { locale, width });
    const texts = textsOf(await renderSvg(spec));
    expect(texts).toContain(locale === "en" ? "No data: " : "暂无数据：");
    expect(sentence.startsWith(locale === "en" ? "No data: " : "暂无数据：")).toBe(true);
    expect(texts).not.toMatch(/NaN|undefined|null/);
    expect(table.rows).toEqual([]);
    expect(table.columns.length).toBeGreaterThan(1);
  });
});

describe.each(charts)("$name", ({ draw }) => {
  test("returns plain JSON, the same byte for byte each time", () => {
    const first = draw("full");
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(JSON.stringify(draw("full"))).toBe(JSON.stringify(first));
  });

  test("has a table whose rows fill its columns", () => {
    for (const sample of ["full", "single"] as const) {
      const { columns, rows } = draw(sample).table;
      const keys = columns.map(({ key }) => key);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(Object.keys(row).sort()).toEqual([...keys].sort());
        for (const cell of Object.values(row))
          expect(cell === null || typeof cell === "string" || Number.isFinite(cell)).toBe(true);
      }
    }
  });

  test("accepts a title and a size", async () => {
    const { spec } = draw("full", { title: "Mine & <yours>", width: 500, height: 300 });
    const svg = await renderSvg(spec);
    expect(svg).toContain("Mine &amp; &lt;yours&gt;");
    expect(svg).toMatch(/^<svg[^>]* width="500" height="300"/);
  });

  test("has its sentence as the description of the picture", () => {
    const { spec, sentence } = draw("full");
    expect(spec.description).toBe(sentence);
  });
});
