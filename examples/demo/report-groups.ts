import type { LocalizedText } from "clientele/kernel";
import { describeRule } from "clientele/rules";
import { abcSegments, overlap, segmentGrid, stageSegments } from "clientele/segments";
import type { DemoResult } from "./demo.js";
import type { GroupAnalyses } from "./report/group-analyses.js";
import type { ReportList } from "./report/report-input.js";
import { RETAIL_CURRENCY as currency } from "./retail-line.js";
import { retailSchema } from "./segments.js";

/** What the figures of the clusters and profiles are called. */
const figureLabels: Readonly<Record<string, LocalizedText>> = {
  orders: { en: "Orders (count)", zh: "订单数（笔）" },
  spend: { en: "Spend (pence)", zh: "消费额（便士）" },
  net: { en: "Net revenue (£)", zh: "净消费额（英镑）" },
  silence: { en: "Days since the last order", zh: "距末次下单（天）" },
  products: { en: "Different products", zh: "商品种类数" },
  unitsPerOrder: { en: "Units per order", zh: "每单件数" },
  refunds: { en: "Refunds", zh: "退款次数" },
  market: { en: "Country", zh: "国家" },
};

/** The stage flow, the profiles and the clusters as charts. */
export function groupAnalyses({ flow, stages, segments, groupings, analysis, revenueOf }: DemoResult): GroupAnalyses {
  const { stages: named } = stages.paths;
  const { clusters } = groupings;
  const { memberships } = segments;
  const value = { ids: stages.paths.ids, values: Float64Array.from(stages.paths.ids, (id) => revenueOf.get(id) ?? 0) };
  return {
    transitionMatrix: { matrix: flow.matrix, stages: named },
    timeInStage: { times: flow.times, stages: named },
    ...(flow.ahead !== null && {
      stageForecast: { forecast: flow.ahead.forecast, now: flow.ahead.chain.now, stages: named },
      ...(flow.life !== null && { stageAbsorption: { absorption: flow.life, every: flow.ahead.chain.every, stages: named } }),
    }),
    stageLeaks: { leaks: flow.leaks, currency, stages: named },
    segmentSizes: memberships,
    segmentOverlap: { overlap: overlap(memberships), segments: memberships.segments },
    segmentGrid: {
      grid: segmentGrid(stageSegments(stages.paths), abcSegments(analysis.abc), { value }),
      currency,
      sides: { rows: { en: "Lifecycle stage", zh: "生命周期阶段" }, columns: { en: "ABC class", zh: "ABC 分类" } },
    },
    segmentProfiles: groupings.profiles.map(({ segmentId, profile }) => ({
      id: segmentId,
      profile,
      segment: memberships.segments.find(({ id }) => id === segmentId)!.label,
      labels: figureLabels,
    })),
    ...(clusters !== null && {
      clusterMap: {
        clusters: clusters.found,
        data: clusters.data,
        x: "silence",
        y: "spend",
        labels: figureLabels,
        scale: "log",
        maxPoints: 500,
      },
    }),
  };
}

/** The clusters as rules: what a segment, or a database, takes. */
export function clusterRuleLists({ groupings }: DemoResult): ReportList[] {
  const { clusters } = groupings;
  if (clusters === null) return [];
  const { found, rules, byGap } = clusters;
  const verdict: LocalizedText =
    byGap === 1
      ? {
          en: "The gap statistic finds no separate clusters in these customers: these are useful cuts of a continuum, not kinds of people.",
          zh: "间隙统计量认为这些客户中并无分离的聚类：以下只是对连续分布的实用切分，而非不同类型的人。",
        }
      : { en: `By the gap statistic there are ${byGap} clusters.`, zh: `按间隙统计量应有 ${byGap} 个聚类。` };
  return [
    {
      id: "cluster-rules",
      title: { en: "Clusters turned into rules", zh: "由聚类得到的规则" },
      explanation: {
        en: `Four clusters of orders, spend and silence (k-means on logarithms), each as a rule that one customer can be asked by and that a database runs. Precision: share of the rule's customers who are in the cluster; recall: share of the cluster's customers whom the rule finds. ${verdict.en}`,
        zh: `按订单数、消费额与沉默天数（对数后 k-means）聚成四类，每类写成一条规则，既可逐个客户判断，也可由数据库执行。精确率：规则选中的客户中属于该类的比例；召回率：该类客户中被规则找到的比例。${verdict.zh}`,
      },
      columns: [
        { key: "cluster", kind: "text", title: { en: "Cluster", zh: "聚类" } },
        { key: "customers", kind: "count", title: { en: "Customers", zh: "客户数" } },
        { key: "what", kind: "text", title: { en: "Distinctive", zh: "特点" } },
        { key: "rule", kind: "text", title: { en: "Rule", zh: "规则" } },
        { key: "precision", kind: "share", title: { en: "Precision", zh: "精确率" } },
        { key: "recall", kind: "share", title: { en: "Recall", zh: "召回率" } },
      ],
      rows: found.clusters.map(({ id, size, description }, index) => {
        const { rule, precision, recall } = rules[index]!;
        return {
          cluster: id,
          customers: size,
          what: description,
          rule: {
            en: describeRule(rule, { locale: "en", schema: retailSchema }),
            zh: describeRule(rule, { locale: "zh", schema: retailSchema }),
          },
          precision,
          recall,
        };
      }),
    },
  ];
}
