import { formatCsvRow } from "clientele/interop";
import { compareCodePoints, dayText, localClock, type LocalizedText } from "clientele/kernel";
import type { CustomerRecord } from "clientele/models";
import type { RetailAnalysis } from "./analysis.js";
import { RETAIL_ZONE } from "./retail-line.js";
import type { SanityFigures } from "./sanity-figures.js";

/** The customers behind a number; its length is the number, or their `amounts` add up to it. */
export interface CustomerList {
  /** What `--list` takes: `stage:loyal`, `class:champions`, `repeat-purchase-rate-by-order`. */
  readonly id: string;
  readonly title: LocalizedText;
  readonly customers: readonly string[];
  /** What each of them adds to the number, where it is no count of customers: orders, days, pence. */
  readonly amounts?: ArrayLike<number>;
}

/** Groups of customers that come from outside the transactions: stages, segments. */
export interface CustomerGroups {
  /** `stage` or `segment`, the first part of their lists' names. */
  readonly kind: string;
  readonly groups: readonly { readonly id: string; readonly label: LocalizedText; readonly customers: readonly string[] }[];
}

/** Every list, in the order in which their numbers are shown. */
export function customerLists(
  analysis: RetailAnalysis,
  sanity: SanityFigures,
  groups: readonly CustomerGroups[],
): CustomerList[] {
  const { summary, eleven, eight, abc, concentration, contribution, byCountry, kpis, migration, cohorts } = analysis;
  const lists: CustomerList[] = [
    { id: "customers", title: { en: "Customers with a purchase that counts", zh: "有有效购买的客户" }, customers: summary.ids },
    {
      id: "cancelled-all",
      title: { en: "Customers who cancelled all they bought", zh: "全部取消的客户" },
      customers: summary.report.withoutPurchase,
    },
  ];
  for (const { kind, groups: members } of groups) {
    for (const { id, label, customers } of members) lists.push({ id: `${kind}:${id}`, title: label, customers });
  }
  for (const [prefix, columns] of [
    ["class", eleven],
    ["class8", eight],
  ] as const) {
    columns.table.classes.forEach(({ id, label }, position) => {
      lists.push({
        id: `${prefix}:${id}`,
        title: label,
        customers: columns.ids.filter((_, row) => columns.classes[row] === position),
      });
    });
  }
  for (const name of ["A", "B", "C"] as const) {
    const title = { en: `ABC class ${name}`, zh: `ABC 分类 ${name}` };
    lists.push({ id: `abc:${name}`, title, customers: abc.ids.filter((_, row) => abc.classes[row] === name) });
  }
  for (const { top, customers } of concentration.top) {
    const percent = `${Math.round(top * 100)} %`;
    const title = { en: `The best ${percent} by net revenue`, zh: `净销售额前 ${percent} 的客户` };
    lists.push({ id: `top:${Math.round(top * 100)}`, title, customers: contribution.ids.slice(0, customers) });
  }
  for (const { kpi, result } of kpis) {
    for (const [suffix, term, label] of [
      ["", result.numerator, kpi.numerator.label],
      ["/base", result.denominator, kpi.denominator.label],
    ] as const) {
      lists.push({
        id: kpi.id + suffix,
        title: { en: `${kpi.name.en}: ${label.en}`, zh: `${kpi.name.zh}：${label.zh}` },
        customers: term.customers,
        amounts: term.amounts,
      });
    }
  }
  const within = { en: "Second purchase within 90 days (plain definition)", zh: "90 天内二次购买（最简口径）" };
  lists.push(
    { id: "second-purchase-90-days", title: within, customers: sanity.returned },
    { id: "second-purchase-90-days/base", title: within, customers: sanity.observed },
  );
  for (const { group, ids } of byCountry) {
    lists.push({ id: `country:${group}`, title: { en: String(group), zh: String(group) }, customers: ids });
  }
  for (const { from, to, ids } of migration.result.moves) {
    const title = {
      en: `From ${from ?? "new"} to ${to ?? "gone"} within a quarter`,
      zh: `一季内从 ${from ?? "新客"} 到 ${to ?? "离开"}`,
    };
    lists.push({ id: `move:${from ?? "new"}>${to ?? "gone"}`, title, customers: ids });
  }
  for (const { label, customers } of cohorts.cohorts) {
    lists.push({ id: `cohort:${label}`, title: { en: `First seen in ${label}`, zh: `${label} 首购` }, customers });
  }
  return lists;
}

/** A list as CSV with what one needs to work with it, in code-point order of the customers. */
export function* listAsCsv(
  list: CustomerList,
  analysis: RetailAnalysis,
  records: readonly CustomerRecord[],
  groups: readonly CustomerGroups[],
): Generator<string> {
  const { summary, eleven, abc } = analysis;
  const clock = localClock(RETAIL_ZONE);
  const rowOf = new Map(summary.ids.map((id, row) => [id, row]));
  const recordOf = new Map(records.map((record) => [record.customer.id, record]));
  const groupsOf = groups.map(({ kind, groups: members }) => {
    const names = new Map<string, string[]>();
    for (const { id, customers } of members) {
      for (const customer of customers) {
        const known = names.get(customer);
        if (known === undefined) names.set(customer, [id]);
        else known.push(id);
      }
    }
    return { kind, names };
  });
  const amounts = list.amounts;
  const headings = [
    "customer",
    "country",
    "orders",
    "purchase_days",
    "net_revenue",
    "first_purchase",
    "last_purchase",
    "rfm_class",
    "abc_class",
  ];
  yield formatCsvRow([...headings, ...groups.map(({ kind }) => kind), ...(amounts === undefined ? [] : ["adds"])]);
  const positions = list.customers.map((_, position) => position);
  positions.sort((left, right) => compareCodePoints(list.customers[left]!, list.customers[right]!));
  for (const position of positions) {
    const id = list.customers[position]!;
    const row = rowOf.get(id);
    const record = recordOf.get(id);
    const placed = record?.history.filter(({ type }) => type === "order.placed").length;
    const of = (column: ArrayLike<number>) => (row === undefined ? undefined : column[row]);
    const day = (column: ArrayLike<number>) => (row === undefined ? undefined : dayText(clock.day(column[row]!)));
    yield formatCsvRow([
      id,
      String(record?.customer.attributes?.market ?? ""),
      placed,
      of(summary.transactions),
      row === undefined ? 0 : (summary.revenue[row]! / 100).toFixed(2),
      day(summary.firstAt),
      day(summary.lastAt),
      row === undefined ? undefined : eleven.table.classes[eleven.classes[row]!]!.id,
      row === undefined ? undefined : abc.classes[row],
      ...groupsOf.map(({ names }) => (names.get(id) ?? []).join("|")),
      ...(amounts === undefined ? [] : [amounts[position]]),
    ]);
  }
}
