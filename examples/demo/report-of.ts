import type { LocalizedText } from "clientele/kernel";
import { rowReasons } from "./clean.js";
import type { DemoResult } from "./demo.js";
import type { KeyFigure, ReportInput } from "./report/report-input.js";
import { valueAnalyses, valueLists } from "./report-value.js";
import { clusterRuleLists, groupAnalyses } from "./report-groups.js";
import { recommendationLists } from "./report-recommend.js";
import { retentionAnalyses, retentionLists } from "./report-retention.js";
import { bestCustomers, valuableAtRisk } from "./report-lists.js";
import { RETAIL_CURRENCY, RETAIL_ZONE } from "./retail-line.js";
import { countText } from "./text-table.js";

const attribution: LocalizedText = {
  en: "Data: Online Retail, Chen, Sain, Guo (2012), UCI Machine Learning Repository, CC BY 4.0.",
  zh: "数据：Online Retail，Chen、Sain、Guo（2012），UCI 机器学习库，CC BY 4.0。",
};

/** What the report shows of a result. */
export function reportOf(result: DemoResult): ReportInput {
  const { analysis, clean, stages, value, retention } = result;
  const { sizes } = stages;
  const monthsOf = (id: string) => analysis.series.find(({ kpi }) => kpi.id === id)!.series;
  const orders = monthsOf("average-order-value");
  const revenue = monthsOf("spend-per-customer");
  return {
    title: { en: "Online Retail: who the customers are", zh: "Online Retail：一张流水表看清客户" },
    source: {
      name: "Online Retail",
      attribution,
      from: analysis.span.first,
      to: analysis.span.last,
      asOf: analysis.asOf,
      zone: RETAIL_ZONE,
      currency: RETAIL_CURRENCY,
    },
    rowAccount: {
      total: clean.total,
      reasons: Object.entries(rowReasons)
        .map(([id, reason]) => ({ id, ...reason, rows: clean.account[id as keyof typeof rowReasons] }))
        .sort((left, right) => Number(right.kept) - Number(left.kept)),
    },
    keyFigures: keyFiguresOf(result),
    analyses: {
      pareto: { curve: analysis.pareto, gini: analysis.concentration.gini },
      abc: { summary: analysis.abc.summary, currency: RETAIL_CURRENCY },
      revenueByRfmClass: {
        groups: analysis.byClass,
        labels: Object.fromEntries(analysis.eleven.table.classes.map(({ id, label }) => [id, label])),
        currency: RETAIL_CURRENCY,
      },
      rfmGrid: { scores: analysis.scores, revenue: analysis.summary.revenue, currency: RETAIL_CURRENCY },
      rfmMigration: {
        migration: analysis.migration.result,
        table: analysis.eleven.table,
        from: analysis.migration.from,
        to: analysis.asOf,
        zone: RETAIL_ZONE,
      },
      revenueBySegment: { groups: segmentRevenue(result), labels: segmentLabels(result), currency: RETAIL_CURRENCY },
      stageSizes: { stages: sizes.stages, at: sizes.at, sizes: sizes.sizes, zone: RETAIL_ZONE },
      ...groupAnalyses(result),
      cohortRetention: analysis.cohorts,
      activity: { cells: analysis.activity.cells, zone: RETAIL_ZONE, label: { en: "Orders", zh: "订单" } },
      ...(value !== undefined && valueAnalyses(value)),
      ...(retention !== undefined && retentionAnalyses(retention)),
      kpis: analysis.series,
      // The two sides of an indicator are figures of their own: its numerator is the revenue, its denominator the orders.
      revenueOverTime: {
        ...revenue,
        points: revenue.points.map(({ window, complete, numerator }) => ({ window, complete, value: numerator.value })),
      },
      ordersOverTime: {
        ...orders,
        points: orders.points.map(({ window, complete, denominator }) => ({ window, complete, value: denominator.value })),
      },
    },
    lists: [
      bestCustomers(result),
      valuableAtRisk(result),
      ...clusterRuleLists(result),
      ...(value === undefined ? [] : valueLists(value)),
      ...(retention === undefined ? [] : retentionLists(retention)),
      ...recommendationLists(result),
    ],
  };
}

function keyFiguresOf({ analysis, sanity, records }: DemoResult): KeyFigure[] {
  const { contribution, concentration, summary, kpis } = analysis;
  const cancelled = summary.report.withoutPurchase.length;
  const withoutGoods = sanity.customers - records.records.length;
  const orders = kpis.find(({ kpi }) => kpi.id === "average-order-value")!.result.denominator;
  const fifth = concentration.top.find(({ top }) => top === 0.2)!;
  const plain = (value: number) => ({ label: { en: "without any further cleaning", zh: "不做其他清洗" }, value });
  const figures: KeyFigure[] = [
    {
      id: "customers",
      label: { en: "Customers", zh: "客户数" },
      value: summary.ids.length,
      kind: "count",
      definition: {
        en: `Customers with at least one order of goods that was not cancelled. The plain reading counts ${countText(cancelled + withoutGoods)} more: ${countText(cancelled)} cancelled all they bought, ${countText(withoutGoods)} bought no goods (postage, fees, samples).`,
        zh: `至少有一笔未取消商品订单的客户。最简口径多 ${countText(cancelled + withoutGoods)} 位：${countText(cancelled)} 位全部取消，${countText(withoutGoods)} 位未购买商品（仅邮费、手续费、样品等）。`,
      },
      rival: plain(sanity.customers),
      customers: summary.ids.length,
    },
    {
      id: "orders",
      label: { en: "Orders", zh: "订单数" },
      value: orders.value,
      kind: "count",
      rival: plain(sanity.orders),
      customers: orders.customers.length,
    },
    {
      id: "revenue",
      label: { en: "Net revenue", zh: "净销售额" },
      value: contribution.totalRevenue,
      kind: "money",
      definition: {
        en: "Goods of all orders at the price paid, refunds taken off; postage and fees aside.",
        zh: "全部订单商品按成交价计，扣除退款；不含邮费与手续费。",
      },
      rival: plain(Math.round(sanity.revenueTenths / 10)),
    },
    {
      id: "top-fifth-share",
      label: { en: "Brought by the best 20 %", zh: "前 20 % 客户贡献" },
      value: fifth.revenueShare,
      kind: "share",
      rival: plain(sanity.topFifth),
      customers: fifth.customers,
    },
    { id: "gini", label: { en: "Gini coefficient", zh: "基尼系数" }, value: concentration.gini, kind: "number" },
  ];
  if (sanity.returnedWithin90Days !== null) {
    figures.push({
      id: "second-purchase-90-days",
      label: { en: "Second purchase within 90 days", zh: "90 天内二次购买" },
      value: sanity.returnedWithin90Days,
      kind: "share",
      customers: sanity.returned.length,
      definition: {
        en: `Without further cleaning: of the ${countText(sanity.observed.length)} customers first seen by ${sanity.lastObservedDay}, the share who bought on another day within 90 days.`,
        zh: `不做其他清洗：在 ${sanity.lastObservedDay} 及之前首购的 ${countText(sanity.observed.length)} 位客户中，90 天内在另一天再次购买者的占比。`,
      },
    });
  }
  for (const { kpi, result, rivals } of kpis) {
    if (result.value === null || result.window !== undefined) continue;
    const rival = rivals[0];
    figures.push({
      id: kpi.id,
      label: kpi.name,
      value: result.value,
      kind: kpi.unit === "money" ? "money" : "share",
      definition: kpi.definition,
      ...(rival !== undefined && rival.result.value !== null && { rival: { label: rival.kpi.name, value: rival.result.value } }),
      customers: result.numerator.customers.length,
    });
  }
  return figures;
}

/** What each segment brings; segments overlap, so that they do not add up. */
function segmentRevenue({ segments, revenueOf, analysis, records }: DemoResult) {
  return segments.groups.groups.map(({ id, customers }) => {
    const revenue = customers.reduce((sum, customer) => sum + (revenueOf.get(customer) ?? 0), 0);
    return {
      group: id,
      customers: customers.length,
      customerShare: customers.length / records.records.length,
      revenue,
      share: revenue / analysis.contribution.totalRevenue,
    };
  });
}

function segmentLabels({ segments }: DemoResult): Readonly<Record<string, LocalizedText>> {
  return Object.fromEntries(segments.groups.groups.map(({ id, label }) => [id, label]));
}
