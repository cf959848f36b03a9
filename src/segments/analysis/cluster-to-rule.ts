import { anInteger, invalidOption, type OptionShape, requireOneOf, requireOptions } from "../../kernel/internal.js";
import type { Rule } from "../../rules/index.js";
import type { CustomerClusters } from "./cluster-customers.js";
import {
  candidateConditions,
  type ColumnCondition,
  type ColumnSource,
  conditionsToRule,
  type CustomerColumns,
  rowsMeeting,
} from "./customer-columns.js";

/** Rule that approximates a cluster, with its quality. */
export interface ClusterRule {
  readonly conditions: readonly ColumnCondition[];
  /** Rule for a segment. */
  readonly rule: Rule;
  /** Share of the customers selected by the rule who are in the cluster. */
  readonly precision: number;
  /** Share of the cluster's customers whom the rule selects. */
  readonly recall: number;
}

/** Options of {@link clusterToRule}. */
export interface ClusterRuleOptions {
  /** Maximum number of conditions. Defaults to 4. */
  readonly maxConditions?: number | undefined;
  /** Maximum number of cuts to try in each column. Defaults to 30. */
  readonly maxCuts?: number | undefined;
}

const RULE_OPTIONS: OptionShape<ClusterRuleOptions> = { maxConditions: anInteger({ min: 1 }), maxCuts: anInteger({ min: 1 }) };

/**
 * Converts a cluster to a rule that evaluates one customer and compiles to SQL. The rule is a box in the columns; cuts are added
 * while the harmonic mean of precision and recall grows. A box only approximates a cluster: check both shares before you use it.
 *
 * @param clusters - from `clusterCustomers`
 * @param clusterId - `cluster-1` is the largest
 * @param data - the clustered data, with `sources`
 * @throws ClienteleError `invalid_option`, also for an unknown, empty or all-embracing cluster, or a column without a source
 * @example
 * const data = {
 *   ids: ["a", "b", "c", "d"],
 *   numbers: { orders: [1, 2, 30, 31] },
 *   sources: { orders: { metric: { measure: "count" as const, types: ["order.placed"] } } },
 * };
 * const { rule, precision, recall } = clusterToRule(clusterCustomers(data, { k: 2, seed: 1 }), "cluster-1", data);
 * rule // => { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"] }, test: { is: "lessThan", value: 30 } }
 * [precision, recall] // => [1, 1]
 */
export function clusterToRule(
  clusters: CustomerClusters,
  clusterId: string,
  data: CustomerColumns & { readonly sources: Readonly<Record<string, ColumnSource>> },
  options: ClusterRuleOptions = {},
): ClusterRule {
  const { maxConditions = 4, maxCuts = 30 } = requireOptions(options, RULE_OPTIONS);
  const { segments } = clusters.memberships;
  requireOneOf(
    "clusterId",
    clusterId,
    segments.map(({ id }) => id),
  );
  const column = segments.find(({ id }) => id === clusterId)!;
  if (column.size === 0 || column.size === data.ids.length)
    throw invalidOption("clusterId", clusterId, "a cluster with some, but not all, of the customers");
  const { members, size } = column;
  const candidates = candidateConditions({ ids: data.ids, numbers: data.numbers ?? {} }, maxCuts, 1).map((condition) => ({
    condition,
    rows: rowsMeeting(data, condition),
  }));
  const score = (rows: Uint8Array) => {
    let found = 0;
    let right = 0;
    for (let row = 0; row < rows.length; row++) {
      if (rows[row] !== 1) continue;
      found++;
      right += members[row]!;
    }
    const precision = found === 0 ? 0 : right / found;
    const recall = right / size;
    return { precision, recall, balance: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
  };
  let rows = new Uint8Array(data.ids.length).fill(1);
  let reached = score(rows);
  const conditions: ColumnCondition[] = [];
  while (conditions.length < maxConditions) {
    let best: { condition: ColumnCondition; rows: Uint8Array<ArrayBuffer>; reached: ReturnType<typeof score> } | undefined;
    for (const candidate of candidates) {
      const narrowed = rows.map((row, index) => row & candidate.rows[index]!);
      const narrower = score(narrowed);
      if (narrower.balance > (best?.reached ?? reached).balance + 1e-9)
        best = { condition: candidate.condition, rows: narrowed, reached: narrower };
    }
    if (best === undefined) break;
    ({ rows, reached } = best);
    // A tighter cut of a column replaces the looser one.
    const { column: name, is } = best.condition;
    const looser = conditions.findIndex((condition) => condition.column === name && condition.is === is);
    if (looser >= 0) conditions.splice(looser, 1);
    conditions.push(best.condition);
  }
  return { conditions, rule: conditionsToRule(conditions, data.sources), precision: reached.precision, recall: reached.recall };
}
