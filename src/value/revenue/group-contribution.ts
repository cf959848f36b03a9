import { compareCodePoints } from "../../kernel/index.js";
import { byRevenue, totalOf } from "./contribution.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** Contribution of a group of customers. */
export interface GroupContribution {
  /** The group; `null` for customers without a group. */
  readonly group: string | null;
  /** Number of customers in the group. */
  readonly customers: number;
  /** Share of all customers. */
  readonly customerShare: number;
  /** In minor units. */
  readonly revenue: number;
  /** Share of the total revenue. */
  readonly share: number;
  /** Mean revenue per customer, in minor units, not rounded. */
  readonly average: number;
  /** In minor units. Absent when the margin of a customer is unknown. */
  readonly margin?: number;
  /** The customers, the largest revenue first. */
  readonly ids: readonly string[];
}

/**
 * Returns the contribution of each group (segment, stage, country, RFM class), the largest revenue first. Every customer is in
 * exactly one group, so that customers and revenue add up to the whole.
 *
 * @param columns - revenue by customer
 * @param groupOf - returns the group of a customer, or `undefined` for none
 * @throws ClienteleError `invalid_summary`, `no_positive_total`
 * @example
 * const columns = { ids: ["a", "b", "c"], revenue: Float64Array.of(100, 300, 200) };
 * const groups = contributionByGroup(columns, (id) => (id === "b" ? "vip" : undefined));
 * groups.map(({ group, revenue }) => [group, revenue]) // => [[null, 300], ["vip", 300]]
 */
export function contributionByGroup(columns: RevenueColumns, groupOf: (id: string) => string | undefined): GroupContribution[] {
  const total = totalOf(columns.revenue);
  const rows = new Map<string | undefined, number[]>();
  for (const row of byRevenue(columns)) {
    const group = groupOf(columns.ids[row]!);
    const members = rows.get(group);
    if (members === undefined) rows.set(group, [row]);
    else members.push(row);
  }
  const sum = (values: Float64Array, members: readonly number[]) => members.reduce((all, row) => all + values[row]!, 0);
  return [...rows]
    .map(([group, members]): GroupContribution => {
      const revenue = sum(columns.revenue, members);
      const margin = columns.margin === undefined ? Number.NaN : sum(columns.margin, members);
      return {
        group: group ?? null,
        customers: members.length,
        customerShare: members.length / columns.ids.length,
        revenue,
        share: revenue / total,
        average: revenue / members.length,
        ...(!Number.isNaN(margin) && { margin }),
        ids: members.map((row) => columns.ids[row]!),
      };
    })
    .sort((a, b) => b.revenue - a.revenue || compareGroups(a.group, b.group));
}

/** Customers without a group come first. */
function compareGroups(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareCodePoints(left, right);
}
