import { dayText, localClock, type LocalizedText } from "clientele/kernel";
import type { DemoResult } from "./demo.js";
import type { ReportList } from "./report/report-input.js";
import { RETAIL_CURRENCY, RETAIL_ZONE } from "./retail-line.js";
import { countText } from "./text-table.js";

/** The list that one reads first: who brings most, and whether they are still there. */
export function bestCustomers(result: DemoResult): ReportList {
  const { ids } = result.analysis.contribution;
  return {
    id: "best-customers",
    title: { en: "The twenty best customers", zh: "前二十位客户" },
    explanation: {
      en: "By net revenue, largest first. Call those who are at risk today.",
      zh: "按净销售额从高到低。名单中处于流失预警的客户值得今天就联系。",
    },
    ...customerTable(ids.slice(0, 20), result),
    total: ids.length,
  };
}

/** The list that one acts on first. */
export function valuableAtRisk(result: DemoResult): ReportList {
  const { revenueOf, segments, analysis } = result;
  const members = new Set(segments.groups.groups.find(({ id }) => id === "valuable-at-risk")?.customers);
  const ids = analysis.contribution.ids.filter((id) => members.has(id));
  const sum = ids.reduce((total, id) => total + (revenueOf.get(id) ?? 0), 0);
  const pounds = countText(Math.round(sum / 100));
  return {
    id: "valuable-at-risk",
    title: { en: "Whom to call this week", zh: "本周应联系的客户" },
    explanation: {
      en: `At risk or dormant after bringing £2,000 or more, refunds taken off. Together they brought £${pounds}; the largest come first.`,
      zh: `净消费满 2,000 英镑，现处于流失预警或沉睡。合计贡献 £${pounds}，金额高者在前。`,
    },
    ...customerTable(ids.slice(0, 20), result),
    total: ids.length,
  };
}

function customerTable(ids: readonly string[], { analysis, records, stages }: DemoResult): Pick<ReportList, "columns" | "rows"> {
  const { summary, eleven } = analysis;
  const clock = localClock(RETAIL_ZONE);
  const rowOf = new Map(summary.ids.map((id, row) => [id, row]));
  const recordOf = new Map(records.records.map((record) => [record.customer.id, record]));
  const stageLabel = (id: string): LocalizedText => {
    const stage = stages.stageOf.get(id) as keyof typeof stages.lifecycle.states;
    return stages.lifecycle.states[stage].label;
  };
  return {
    columns: [
      { key: "customer", kind: "text", title: { en: "Customer", zh: "客户" } },
      { key: "country", kind: "text", title: { en: "Country", zh: "国家" } },
      { key: "revenue", kind: "money", unit: RETAIL_CURRENCY, title: { en: "Net revenue", zh: "净销售额" } },
      { key: "days", kind: "count", title: { en: "Days", zh: "购买天数" } },
      { key: "last", kind: "day", title: { en: "Last", zh: "最近购买" } },
      { key: "stage", kind: "text", title: { en: "Stage", zh: "阶段" } },
      { key: "class", kind: "text", title: { en: "RFM class", zh: "RFM 分类" } },
    ],
    rows: ids.map((id) => {
      const row = rowOf.get(id)!;
      return {
        customer: id,
        country: String(recordOf.get(id)?.customer.attributes?.market ?? ""),
        revenue: summary.revenue[row]! / 100,
        days: summary.transactions[row]!,
        last: dayText(clock.day(summary.lastAt[row]!)),
        stage: stageLabel(id),
        class: eleven.table.classes[eleven.classes[row]!]!.label,
      };
    }),
  };
}
