import {
  abcChart,
  activityChart,
  type Chart,
  type ChartOptions,
  cohortRetentionChart,
  frequencyHistogramChart,
  kpiChart,
  paretoChart,
  revenueBySegmentChart,
  rfmGridChart,
  rfmMigrationChart,
  stageSizesChart,
  trackingChart,
} from "clientele/charts";
import type { LocalizedText } from "clientele/kernel";
import { type ChartText, chartTexts, kpiReading } from "./chart-texts.js";
import { groupSection, stageFigures } from "./group-figures.js";
import { retentionSection } from "./retention-figures.js";
import type { ReportAnalyses, ReportKpi } from "./report-input.js";

/** A chart of the page with its explanation. */
export interface Figure {
  readonly id: string;
  readonly chart: (options: ChartOptions) => Chart;
  readonly text: ChartText;
  /** Replaces the chart's own title. */
  readonly title?: LocalizedText;
}

/** Figures that answer one question. */
export interface FigureSection {
  readonly id: string;
  /** Its name in the contents. */
  readonly name: LocalizedText;
  readonly heading: LocalizedText;
  readonly lead: LocalizedText;
  readonly figures: readonly Figure[];
}

/** The questions of the report, each with the figures that there are results for; a question without one is left out. */
export function figureSections(analyses: ReportAnalyses): FigureSection[] {
  const { pareto, abc, revenueByRfmClass, revenueBySegment, rfmGrid, rfmMigration } = analyses;
  const { stageSizes, cohortRetention, activity, revenueOverTime, ordersOverTime, kpis = [] } = analyses;
  const sections: FigureSection[] = [
    {
      id: "revenue",
      name: { en: "Revenue", zh: "销售额" },
      heading: { en: "Who brings the revenue?", zh: "谁在贡献销售额？" },
      lead: {
        en: "How much hangs on how few, and which groups bring more than their numbers.",
        zh: "生意依赖多少客户，哪些群体的贡献超过其人数。",
      },
      figures: [
        ...figure("pareto", pareto, paretoChart),
        ...figure("abc", abc, abcChart),
        ...figure("revenueByRfmClass", revenueByRfmClass, revenueBySegmentChart, {
          en: "Revenue by RFM class, beside the size of the class",
          zh: "各 RFM 分类的销售额与人数占比",
        }),
        ...figure("revenueBySegment", revenueBySegment, revenueBySegmentChart),
      ],
    },
    {
      id: "rfm",
      name: { en: "RFM", zh: "RFM" },
      heading: { en: "Who buys recently and often, and who is fading?", zh: "谁最近常买，谁在远去？" },
      lead: {
        en: "Recency and frequency together say more than revenue alone: they look forward.",
        zh: "近度与频度结合，比单看金额更能预示未来。",
      },
      figures: [...figure("rfmGrid", rfmGrid, rfmGridChart), ...figure("rfmMigration", rfmMigration, rfmMigrationChart)],
    },
    {
      id: "lifecycle",
      name: { en: "Lifecycle", zh: "生命周期" },
      heading: { en: "Where are the customers on their way?", zh: "客户处于哪个阶段？" },
      lead: {
        en: "From the first purchase to loyalty or silence: how many stand where, month by month.",
        zh: "从首购到忠诚或沉默：逐月查看各阶段人数。",
      },
      figures: [...figure("stageSizes", stageSizes, stageSizesChart), ...stageFigures(analyses)],
    },
    groupSection(analyses),
    {
      id: "return",
      name: { en: "Repeat purchase", zh: "复购" },
      heading: { en: "Do they come back?", zh: "他们会回来吗？" },
      lead: {
        en: "Repeat purchase, seen by cohort and by month. Each indicator states its definition, because teams mean different things by one name.",
        zh: "按同期群与月份看复购。每个指标都写明定义，因为同一名称在不同团队含义不同。",
      },
      figures: [...figure("cohortRetention", cohortRetention, cohortRetentionChart), ...kpis.map(kpiFigure)],
    },
    {
      id: "time",
      name: { en: "Timing", zh: "时间规律" },
      heading: { en: "When do they buy?", zh: "他们何时购买？" },
      lead: {
        en: "The rhythm of the week and of the year.",
        zh: "一周与一年的节奏。",
      },
      figures: [
        ...figure("revenueOverTime", revenueOverTime, (series, options) =>
          kpiChart({ kpi: { name: { en: "Net revenue", zh: "净销售额" }, unit: "money" }, series }, options),
        ),
        ...figure("ordersOverTime", ordersOverTime, (series, options) =>
          kpiChart({ kpi: { name: { en: "Orders", zh: "订单数" }, unit: "count" }, series }, options),
        ),
        ...figure("activity", activity, activityChart),
      ],
    },
    {
      id: "forecast",
      name: { en: "Forecast", zh: "预测" },
      heading: { en: "What will they buy next?", zh: "他们接下来会买多少？" },
      lead: {
        en: "A model of lifetime value is worth what its forecast is worth. Here it was made at the end of August and judged on the autumn; the tables stand with the lists.",
        zh: "终身价值模型的价值取决于预测。这里在 8 月底做出预测，以秋季实际检验；对照表见名单部分。",
      },
      figures: [
        ...figure("trackingPlain", analyses.trackingPlain, trackingChart, {
          en: "Repeat purchases by month: the plain model misses the season",
          zh: "各月复购：朴素模型错过旺季",
        }),
        ...figure("trackingSeasonal", analyses.trackingSeasonal, trackingChart, {
          en: "Repeat purchases by month: seasonal clock and cohorts",
          zh: "各月复购：季节时钟与分群",
        }),
        ...figure("frequencyHistogram", analyses.frequencyHistogram, frequencyHistogramChart),
      ],
    },
    retentionSection(analyses),
  ];
  return sections.filter((section) => section.figures.length > 0);
}

function figure<Input>(
  id: keyof typeof chartTexts,
  input: Input | undefined,
  chart: (input: Input, options: ChartOptions) => Chart,
  title?: LocalizedText,
): Figure[] {
  if (input === undefined) return [];
  return [{ id, text: chartTexts[id], chart: (options) => chart(input, options), ...(title && { title }) }];
}

function kpiFigure(input: ReportKpi): Figure {
  const { id, definition, rivals } = input.kpi;
  const rival = (locale: "en" | "zh") =>
    rivals.map(({ name, difference }) => `${name[locale]}${locale === "zh" ? "：" : ": "}${difference[locale]}`).join("\n");
  return {
    id: `kpi-${id}`,
    chart: (options) => kpiChart(input, options),
    text: { definition, rival: { en: rival("en"), zh: rival("zh") }, reading: kpiReading },
  };
}
