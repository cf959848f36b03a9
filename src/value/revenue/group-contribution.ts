import { compareCodePoints } from "../../kernel/index.js";
import { byRevenue, totalOf } from "./contribution.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** What a group of customers contributes. */
export interface GroupContribution {
  /** The group; `null` for customers without one. */
  readonly group: string | null;
  readonly customers: number;
  readonly customerShare: number;
  /** Minor units. */
  readonly revenue: number;
  readonly share: number;
  /** Revenue of a customer on average, minor units, not rounded. */
  readonly average: number;
  /** Minor units; absent when the margin of one of them is unknown. */
  readonly margin?: number;
  /** Who, the largest revenue first; `customers` is its length. */
  readonly ids: readonly string[];
}

/**
 * Contribution by group (segment, stage, country, RFM class), the largest revenue first. Every customer is in one group:
 * customers and revenue add up to the whole.
 *
 * @param groupOf - the group of a customer; `undefined` for none
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

/** No group stands before every group. */
function compareGroups(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareCodePoints(left, right);
}
