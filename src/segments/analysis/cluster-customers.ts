import {
  anInteger,
  invalidOption,
  mapOf,
  oneOf,
  type OptionKind,
  type OptionShape,
  requireOneOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { type GapStatistic, gapStatistic, kMeans, silhouette } from "../../statistics/index.js";
import { type MembershipColumns, partition } from "../set/membership-columns.js";
import { type CustomerColumns, requireColumns } from "./customer-columns.js";

/** Options of {@link clusterCustomers}. */
export interface ClusterOptions {
  /** Seed of the random starts; the same seed gives the same clusters. */
  readonly seed: number | string;
  /** Number of clusters. Defaults to a choice among up to 8. */
  readonly k?: number | undefined;
  /**
   * Criterion for choosing k: `"silhouette"` (the default), which gives at least 2 clusters, or `"gap"`, which may find that there
   * is only one, that is, no clusters.
   */
  readonly chooseBy?: "silhouette" | "gap" | undefined;
  /** Scale before standardizing: `"log"` takes log(1 + x), for amounts and counts. Defaults to `"standard"` for each column. */
  readonly scale?: "standard" | "log" | Readonly<Record<string, "standard" | "log">> | undefined;
}

/** Cluster with its description. */
export interface CustomerCluster {
  readonly id: string;
  readonly size: number;
  /** Mean of each column, in its own unit. */
  readonly means: Readonly<Record<string, number>>;
  /** Distance of the cluster's mean from the overall mean, in standard deviations of the scaled column; the largest first. */
  readonly distinctive: readonly { readonly column: string; readonly deviation: number }[];
  /** Most distinctive columns in words, in English and Chinese. */
  readonly description: { readonly en: string; readonly zh: string };
}

/** Result of {@link clusterCustomers}. */
export interface CustomerClusters {
  readonly k: number;
  /** Mean silhouette of each k that was tried, from −1 to 1; near 0 there are no clear clusters. */
  readonly silhouettes: readonly { readonly k: number; readonly silhouette: number }[];
  /** Gap of each k, if k was chosen by it. */
  readonly gap?: GapStatistic | undefined;
  /** Clusters by descending size. */
  readonly clusters: readonly CustomerCluster[];
  /** Memberships; every customer is in exactly one cluster. */
  readonly memberships: MembershipColumns;
}

const SCALES = ["standard", "log"] as const;
const aSeed: OptionKind = {
  expected: "a number or a text",
  accepts: (value) => typeof value === "string" || Number.isFinite(value),
};
const aScale: OptionKind = {
  expected: '"standard", "log" or an object with one of them per column',
  accepts: (value) => typeof value === "string" || (typeof value === "object" && value !== null),
  inside: (value: never, path) => {
    if (typeof value === "string") requireOneOf(path, value, SCALES);
    else requireOption(path, value, mapOf(oneOf(SCALES)));
  },
};
const CLUSTER_OPTIONS: OptionShape<ClusterOptions> = {
  seed: aSeed,
  k: anInteger({ min: 1 }),
  chooseBy: oneOf(["silhouette", "gap"]),
  scale: aScale,
};

/**
 * Clusters customers by k-means++ on standardized columns, with several starts and k chosen by silhouette or gap. Each cluster is
 * described by its distinctive columns; `clusterToRule` converts it to a segment.
 *
 * @param data - number columns, finite in every row: fill in or drop unknown values first
 * @throws ClienteleError `invalid_option`, also for a column without variation or with an unknown value, or a k above the number of distinct customers
 * @example
 * const data = { ids: ["a", "b", "c", "d"], numbers: { orders: [1, 2, 30, 31], spend: [10, 12, 900, 910] } };
 * clusterCustomers(data, { k: 2, seed: 1 }).clusters.map(({ size }) => size) // => [2, 2]
 */
export function clusterCustomers(data: CustomerColumns, options: ClusterOptions): CustomerClusters {
  const given = requireOptions(options, CLUSTER_OPTIONS);
  const { scale = "standard" } = given;
  const seed = requireOption("seed", given.seed, aSeed);
  requireColumns(data);
  const names = Object.keys(data.numbers ?? {});
  if (names.length === 0) throw invalidOption("numbers", data.numbers, "at least one column");
  const scaled = names.map((name) =>
    standardized(name, data.numbers![name]!, typeof scale === "string" ? scale : (scale[name] ?? "standard")),
  );
  const different = new Set(data.ids.map((_, row) => scaled.map((column) => column[row]).join("|"))).size;
  if (given.k !== undefined && given.k > different)
    throw invalidOption("k", given.k, `at most ${different}, the number of distinct customers`);
  const gap = given.k === undefined && given.chooseBy === "gap" ? gapOf(scaled, different, seed) : undefined;
  const tried = ksToTry(given.k ?? (gap && Math.min(8, gap.k)), Math.min(8, different));
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

/** Returns the given k, or all from 2 to `max`. */
function ksToTry(k: number | undefined, max: number): number[] {
  if (k !== undefined) return [k];
  return Array.from({ length: Math.max(1, max - 1) }, (_, index) => Math.min(index + 2, max));
}

/** Computes the gaps of 1 to 8 clusters, and of one more to compare the last with; k must stay below the number of distinct customers. */
function gapOf(scaled: readonly Float64Array[], different: number, seed: number | string): GapStatistic {
  const ks = Array.from({ length: Math.min(9, different - 1) }, (_, index) => index + 1);
  return gapStatistic(scaled, { ks, seed });
}

function standardized(name: string, values: ArrayLike<number>, scale: "standard" | "log"): Float64Array {
  const column = Float64Array.from(values, (value) => (scale === "log" ? Math.log1p(value) : value));
  let sum = 0;
  for (const value of column) {
    if (!Number.isFinite(value))
      throw invalidOption(`numbers.${name}`, value, scale === "log" ? "greater than −1 in every row" : "finite in every row");
    sum += value;
  }
  const mean = sum / column.length;
  let squares = 0;
  for (const value of column) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / column.length);
  if (!(deviation > 0)) throw invalidOption(`numbers.${name}`, mean, "different for at least two customers");
  return column.map((value) => (value - mean) / deviation);
}

function meanWhere(values: ArrayLike<number>, clusters: ArrayLike<number>, cluster: number, size: number): number {
  let sum = 0;
  for (let row = 0; row < clusters.length; row++) if (clusters[row] === cluster) sum += values[row]!;
  return size === 0 ? Number.NaN : sum / size;
}

function describe(distinctive: readonly { readonly column: string; readonly deviation: number }[]): { en: string; zh: string } {
  const notable = distinctive.filter(({ deviation }) => Math.abs(deviation) >= 0.5).slice(0, 3);
  if (notable.length === 0) return { en: "Close to average in every column", zh: "各方面接近平均水平" };
  const word = (deviation: number, strong: string, weak: string) => (Math.abs(deviation) >= 1.5 ? strong : weak);
  return {
    en: notable
      .map(
        ({ column, deviation }) =>
          `${deviation > 0 ? word(deviation, "very high", "high") : word(deviation, "very low", "low")} ${column}`,
      )
      .join(", "),
    zh: notable
      .map(
        ({ column, deviation }) =>
          `${column} ${deviation > 0 ? word(deviation, "很高", "偏高") : word(deviation, "很低", "偏低")}`,
      )
      .join("，"),
  };
}
