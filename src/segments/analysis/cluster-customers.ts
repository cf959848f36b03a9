import { ClienteleError } from "../../kernel/index.js";
import type { Rule } from "../../rules/index.js";
import { type GapStatistic, gapStatistic, kMeans, silhouette } from "../../statistics/index.js";
import { type MembershipColumns, partition } from "../set/membership-columns.js";
import {
  candidateConditions,
  type ColumnSource,
  type Condition,
  conditionsToRule,
  type PopulationColumns,
  requireColumns,
  rowsMeeting,
} from "./population-columns.js";

/** How to cluster. */
export interface ClusterOptions {
  /** The same seed gives the same clusters. */
  readonly seed: number | string;
  /** How many clusters; chosen from up to 8 unless told. */
  readonly k?: number | undefined;
  /**
   * How k is chosen: by `"silhouette"` (unless told), which takes 2 at least; or by `"gap"`, which may find that there is
   * one cluster only, that is none.
   */
  readonly chooseBy?: "silhouette" | "gap" | undefined;
  /** `"log"`: logarithm of 1 + x before standardizing, for money and counts; each column by `"standard"` unless told. */
  readonly scale?: "standard" | "log" | Readonly<Record<string, "standard" | "log">> | undefined;
}

/** One cluster, described. */
export interface CustomerCluster {
  readonly id: string;
  readonly size: number;
  /** Mean of each figure, in its own unit. */
  readonly means: Readonly<Record<string, number>>;
  /** How far the cluster's mean lies from that of everybody, in standard deviations, on the scale clustered on; the most distinctive first. */
  readonly distinctive: readonly { readonly column: string; readonly deviation: number }[];
  /** The most distinctive features in words, English and Chinese. */
  readonly description: { readonly en: string; readonly zh: string };
}

/** What {@link clusterCustomers} returns. */
export interface CustomerClusters {
  readonly k: number;
  /** Mean silhouette of each k that was tried, from −1 to 1: near 0, there are no clusters to speak of. */
  readonly silhouettes: readonly { readonly k: number; readonly silhouette: number }[];
  /** The gap of each k, where k was chosen by it. */
  readonly gap?: GapStatistic;
  /** The clusters, the largest first. */
  readonly clusters: readonly CustomerCluster[];
  /** Who is in which: every customer in one. */
  readonly memberships: MembershipColumns;
}

/**
 * Clusters customers by k-means++ on standardized columns, several starts, k by silhouette or gap. Each cluster comes with
 * what is distinctive about it; {@link clusterToRule} makes it a segment.
 *
 * @param data - figures, finite in every row: fill or leave out what is unknown first
 * @param options - `seed`, `k` or how to choose it, `scale`
 * @throws ClienteleError `invalid_option` for a column without variation or with an unknown value, or k above the number of different customers
 * @example
 * const data = { ids: ["a", "b", "c", "d"], numbers: { orders: [1, 2, 30, 31], spend: [10, 12, 900, 910] } };
 * clusterCustomers(data, { k: 2, seed: 1 }).clusters.map(({ size }) => size) // => [2, 2]
 */
export function clusterCustomers(data: PopulationColumns, options: ClusterOptions): CustomerClusters {
  requireColumns(data);
  const { seed, scale = "standard" } = options;
  const names = Object.keys(data.numbers ?? {});
  if (names.length === 0)
    throw new ClienteleError("invalid_option", "Give at least one column of figures.", { option: "numbers", value: names });
  const scaled = names.map((name) =>
    standardized(name, data.numbers![name]!, typeof scale === "string" ? scale : (scale[name] ?? "standard")),
  );
  const different = new Set(data.ids.map((_, row) => scaled.map((column) => column[row]).join("|"))).size;
  if (options.k !== undefined && !(Number.isInteger(options.k) && options.k >= 1 && options.k <= different)) {
    throw new ClienteleError("invalid_option", `Give a k from 1 to ${different}, the number of customers that differ.`, {
      option: "k",
      value: options.k,
    });
  }
  const gap = options.k === undefined && options.chooseBy === "gap" ? gapOf(scaled, different, seed) : undefined;
  const tried = ksToTry(options.k ?? (gap && Math.min(8, gap.k)), Math.min(8, different));
  const runs = tried.map((k) => {
    const found = kMeans(scaled, { k, seed });
    return { k, found, silhouette: k === 1 ? 0 : silhouette(scaled, found.clusters, { seed }) };
  });
  const { k, found } = runs.reduce((best, run) => (run.silhouette > best.silhouette ? run : best));
  const clusters = found.sizes.map((size, cluster): CustomerCluster => {
    const distinctive = names
      .map((column, feature) => ({ column, deviation: found.centers[cluster * names.length + feature]! }))
      .sort((left, right) => Math.abs(right.deviation) - Math.abs(left.deviation));
    return {
      id: `cluster-${cluster + 1}`,
      size,
      means: Object.fromEntries(names.map((name) => [name, meanWhere(data.numbers![name]!, found.clusters, cluster, size)])),
      distinctive,
      description: describe(distinctive),
    };
  });
  const labels = clusters.map(({ id, description }) => ({ id, label: description }));
  return {
    k,
    silhouettes: runs.map((run) => ({ k: run.k, silhouette: run.silhouette })),
    ...(gap !== undefined && { gap }),
    clusters,
    memberships: partition({ set: "clusters", version: 1, asOf: null, ids: data.ids }, labels, found.clusters),
  };
}

/** The k that is given, or all from 2 to the most that make sense. */
function ksToTry(k: number | undefined, largest: number): number[] {
  if (k !== undefined) return [k];
  return Array.from({ length: Math.max(1, largest - 1) }, (_, index) => Math.min(index + 2, largest));
}

/** The gaps of 1 to 8 clusters, and of one more to compare the last with; as many as there are different customers make no gap. */
function gapOf(scaled: readonly Float64Array[], different: number, seed: number | string): GapStatistic {
  const ks = Array.from({ length: Math.min(9, different - 1) }, (_, index) => index + 1);
  return gapStatistic(scaled, { ks, seed });
}

function standardized(name: string, values: ArrayLike<number>, scale: "standard" | "log"): Float64Array {
  const column = Float64Array.from(values, (value) => (scale === "log" ? Math.log1p(value) : value));
  let sum = 0;
  for (const value of column) {
    if (!Number.isFinite(value))
      throw new ClienteleError("invalid_option", `The column ${name} has a value that is unknown or has no logarithm.`, {
        option: name,
        value,
      });
    sum += value;
  }
  const mean = sum / column.length;
  let squares = 0;
  for (const value of column) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / column.length);
  if (!(deviation > 0))
    throw new ClienteleError("invalid_option", `The column ${name} is the same for everybody: leave it out.`, {
      option: name,
      value: mean,
    });
  return column.map((value) => (value - mean) / deviation);
}

function meanWhere(values: ArrayLike<number>, clusters: ArrayLike<number>, cluster: number, size: number): number {
  let sum = 0;
  for (let row = 0; row < clusters.length; row++) if (clusters[row] === cluster) sum += values[row]!;
  return size === 0 ? Number.NaN : sum / size;
}

function describe(distinctive: readonly { readonly column: string; readonly deviation: number }[]): { en: string; zh: string } {
  const telling = distinctive.filter(({ deviation }) => Math.abs(deviation) >= 0.5).slice(0, 3);
  if (telling.length === 0) return { en: "Near the average in everything", zh: "各方面接近平均水平" };
  const word = (deviation: number, strong: string, weak: string) => (Math.abs(deviation) >= 1.5 ? strong : weak);
  return {
    en: telling
      .map(
        ({ column, deviation }) =>
          `${deviation > 0 ? word(deviation, "very high", "high") : word(deviation, "very low", "low")} ${column}`,
      )
      .join(", "),
    zh: telling
      .map(
        ({ column, deviation }) =>
          `${column} ${deviation > 0 ? word(deviation, "很高", "偏高") : word(deviation, "很低", "偏低")}`,
      )
      .join("，"),
  };
}

/** A cluster as a rule, and how well the rule finds it again. */
export interface ClusterRule {
  readonly conditions: readonly Condition[];
  /** A segment's rule, where every column has a source. */
  readonly rule: Rule;
  /** Share of the rule's customers who are in the cluster. */
  readonly precision: number;
  /** Share of the cluster's customers whom the rule finds. */
  readonly recall: number;
}

/**
 * Turns a cluster into a rule that evaluates one customer and compiles to SQL: a box in the columns, cut by cut as long as
 * the harmonic mean of precision and recall grows. A box is not a cluster: look at both shares before you use it.
 *
 * @param clusters - from {@link clusterCustomers}
 * @param clusterId - `cluster-1` is the largest
 * @param data - the same data, with `sources`
 * @param options - `conditions` at most, 4; `cuts` tried of every column, 30
 * @throws ClienteleError `invalid_option` for a cluster that is none or is everybody, or a column without a source
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
  data: PopulationColumns & { readonly sources: Readonly<Record<string, ColumnSource>> },
  options: { readonly conditions?: number | undefined; readonly cuts?: number | undefined } = {},
): ClusterRule {
  const { conditions: most = 4, cuts = 30 } = options;
  const column = clusters.memberships.segments.find(({ id }) => id === clusterId);
  if (column === undefined || column.size === 0 || column.size === data.ids.length)
    throw new ClienteleError("invalid_option", "Name a cluster that has some of the customers and not all.", {
      option: "clusterId",
      value: clusterId,
    });
  const { members, size } = column;
  const candidates = candidateConditions({ ids: data.ids, numbers: data.numbers ?? {} }, cuts, 1).map((condition) => ({
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
  const conditions: Condition[] = [];
  while (conditions.length < most) {
    let best: { condition: Condition; rows: Uint8Array<ArrayBuffer>; reached: ReturnType<typeof score> } | undefined;
    for (const candidate of candidates) {
      const narrowed = rows.map((row, index) => row & candidate.rows[index]!);
      const narrower = score(narrowed);
      if (narrower.balance > (best?.reached ?? reached).balance + 1e-9)
        best = { condition: candidate.condition, rows: narrowed, reached: narrower };
    }
    if (best === undefined) break;
    ({ rows, reached } = best);
    // A tighter cut of a column takes the place of the looser one.
    const { column: name, is } = best.condition;
    const looser = conditions.findIndex((condition) => condition.column === name && condition.is === is);
    if (looser >= 0) conditions.splice(looser, 1);
    conditions.push(best.condition);
  }
  return { conditions, rule: conditionsToRule(conditions, data.sources), precision: reached.precision, recall: reached.recall };
}
