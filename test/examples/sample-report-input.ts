import { kpiCatalog } from "clientele/journeys";
import { rfmElevenClasses } from "clientele/value";
import type { ReportInput } from "../../examples/demo/report/report-input.js";
import * as stages from "../charts/lifecycle-samples.js";
import * as churn from "../charts/churn-samples.js";
import * as segments from "../charts/segment-samples.js";
import * as samples from "../charts/sample-results.js";

/** A report of invented results, of the size of the real ones. */
export function sampleReportInput(): ReportInput {
  const repeat = kpiCatalog["repeat-purchase-rate-by-order"];
  return {
    title: { en: "The customers of a gift wholesaler", zh: "一家礼品批发商的客户" },
    source: {
      name: "online-retail.csv",
      attribution: { en: "Data: invented for a test. <b>&", zh: "数据：为测试而虚构。" },
      from: Date.UTC(2010, 11, 1, 8, 26),
      to: Date.UTC(2011, 11, 9, 12, 50),
      asOf: Date.UTC(2011, 11, 10),
      zone: "Europe/London",
      currency: "GBP",
    },
    rowAccount: {
      total: 541_909,
      reasons: [
        { id: "kept", label: { en: "Goods sold to a known customer", zh: "售予已知客户的商品" }, rows: 392_692, kept: true },
        {
          id: "no-customer",
          label: { en: "No customer", zh: "无客户编号" },
          rows: 135_037,
          kept: false,
          explanation: {
            en: "The row names nobody, so that it says nothing of a customer.",
            zh: "该行没有客户编号，无法用于客户分析。",
          },
        },
        { id: "duplicate", label: { en: "Exact duplicate", zh: "完全重复" }, rows: 5_225, kept: false },
        { id: "cancelled", label: { en: "Cancellation", zh: "取消单" }, rows: 8_955, kept: false },
      ],
    },
    keyFigures: [
      { id: "customers", label: { en: "Customers", zh: "客户数" }, value: 4338, kind: "count", customers: 4338 },
      { id: "orders", label: { en: "Orders", zh: "订单数" }, value: 18_532, kind: "count" },
      { id: "revenue", label: { en: "Revenue", zh: "销售额" }, value: 891_140_790, kind: "money" },
      {
        id: "average-order-value",
        label: { en: "Average order value", zh: "笔单价" },
        value: 48_087,
        kind: "money",
        rival: { label: { en: "per customer", zh: "客单价" }, value: 205_427 },
      },
      {
        id: "top-fifth-share",
        label: { en: "Revenue from the top 20%", zh: "前 20% 客户的销售额占比" },
        value: 0.746,
        kind: "share",
      },
      {
        id: "repeat-purchase-rate-by-order",
        label: { en: "Repeat-purchase rate", zh: "复购率" },
        value: 0.6558,
        kind: "share",
        rival: { label: { en: "by purchase day", zh: "按购买日" }, value: 0.6432 },
        customers: 2845,
      },
      {
        id: "second-purchase-90-days",
        label: { en: "Second purchase within 90 days", zh: "90 天内二次购买率" },
        value: 0.455,
        kind: "share",
      },
      { id: "gini", label: { en: "Gini coefficient", zh: "基尼系数" }, value: 0.7231, kind: "number" },
    ],
    analyses: {
      pareto: samples.pareto.full,
      abc: samples.abc.full,
      revenueByRfmClass: {
        ...samples.revenueBySegment.full,
        groups: samples.revenueBySegment.full.groups.map((group, index) => ({
          ...group,
          group: rfmElevenClasses.classes[index]?.id ?? null,
        })),
        labels: Object.fromEntries(rfmElevenClasses.classes.map(({ id, label }) => [id, label])),
      },
      revenueBySegment: {
        currency: "GBP",
        groups: samples.revenueBySegment.full.groups.map((group) => ({ ...group, share: group.share * 0.61 })),
        labels: { "important-value": { en: "Bought on twelve days or more this year", zh: "今年购买十二天及以上" } },
      },
      rfmGrid: samples.rfm.full,
      rfmMigration: samples.migration.full,
      stageSizes: samples.stageSizes.full,
      transitionMatrix: stages.transitions.full,
      timeInStage: stages.times.full,
      stageAbsorption: stages.absorption.full,
      stageForecast: stages.forecast.full,
      stageLeaks: stages.leaks.full,
      segmentSizes: segments.sizes.full,
      segmentOverlap: segments.overlaps.full,
      segmentGrid: segments.grids.full,
      segmentProfiles: [{ id: "regulars", ...segments.profiles.full }],
      clusterMap: segments.clusters.full,
      riskDistribution: churn.distribution.full,
      riskGain: churn.lift.full,
      riskCalibration: churn.calibration.full,
      retentionTargets: churn.targets.full,
      retentionProfit: churn.profit.full,
      riskContributions: churn.contributions.full,
      cohortRetention: samples.cohorts.full,
      activity: samples.activity.full,
      kpis: [{ kpi: repeat, series: samples.kpi.full.series }],
      revenueOverTime: {
        ...samples.kpi.full.series,
        currency: "GBP",
        points: samples.kpi.full.series.points.map(({ window, complete }, month) => ({
          window,
          complete,
          value: 57_000_000 + 4_000_000 * month,
        })),
      },
    },
    lists: [
      {
        id: "call-first",
        title: { en: "Call these first", zh: "优先联系" },
        explanation: { en: "Good customers who have gone quiet, by revenue.", zh: "沉默的优质客户，按销售额排列。" },
        columns: [
          { key: "customer", title: { en: "Customer", zh: "客户" }, kind: "text" },
          { key: "revenue", title: { en: "Revenue (GBP)", zh: "销售额（GBP）" }, kind: "money", unit: "GBP" },
          { key: "last", title: { en: "Last purchase", zh: "最近购买" }, kind: "day" },
          { key: "stage", title: { en: "Stage", zh: "阶段" }, kind: "text" },
        ],
        rows: [
          { customer: "<script>alert(1)</script>", revenue: 77_183.6, last: "2011-01-18", stage: { en: "Lost", zh: "流失客户" } },
          { customer: "15098", revenue: 39_916.5, last: "2011-06-10", stage: { en: "Dormant", zh: "沉睡客户" } },
        ],
        total: 312,
      },
    ],
  };
}
