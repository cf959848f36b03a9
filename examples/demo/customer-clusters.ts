import { MILLISECONDS_PER } from "clientele/kernel";
import type { CustomerRecord } from "clientele/models";
import {
  clusterCustomers,
  type ClusterRule,
  clusterToRule,
  type ColumnSource,
  type CustomerClusters,
  type MembershipColumns,
  type CustomerColumns,
  profileSegment,
  type SegmentProfile,
} from "clientele/segments";
import { RETAIL_CURRENCY as currency } from "./retail-line.js";

/** Segments profiled, and customers clustered. */
export interface CustomerGroupings {
  /** What is known of every customer, as columns. */
  readonly data: CustomerColumns;
  /** Of the segments worth a look. */
  readonly profiles: readonly { readonly segmentId: string; readonly profile: SegmentProfile }[];
  /** `null` where there are too few customers. */
  readonly clusters: RetailClusters | null;
}

/** Clusters, the rules made of them, and what the gap statistic thinks of it. */
export interface RetailClusters {
  readonly data: CustomerColumns & { readonly sources: Readonly<Record<string, ColumnSource>> };
  readonly found: CustomerClusters;
  readonly rules: readonly ({ readonly clusterId: string } & ClusterRule)[];
  /** The number of clusters by the gap statistic: 1 means that there are none, and that these are cuts of a continuum. */
  readonly byGap: number;
}

/** As many groups as a small team can treat differently. */
const GROUPS = 4;
const PROFILED = ["valuable-at-risk", "lapsing-regulars", "bulk-buyers"];
const orders = ["order.placed"];

/** Where the figures come from in the language of rules, so that clusters become rules, and rules SQL. */
const sources: Readonly<Record<string, ColumnSource>> = {
  orders: { metric: { measure: "count", types: orders } },
  spend: { metric: { measure: "sum", types: orders, property: "total", currency } },
  silence: { metric: { measure: "timeSinceLast", types: orders }, unit: { days: 1 } },
};

/** Profiles segments and clusters customers; the same customers in any order give the same. */
export function groupCustomers(
  records: readonly CustomerRecord[],
  memberships: MembershipColumns,
  revenueOf: ReadonlyMap<string, number>,
  asOf: number,
): CustomerGroupings {
  const facts = records.map((record) => factsOf(record, asOf));
  const column = (pick: (fact: CustomerFacts) => number) => Float64Array.from(facts, pick);
  const ids = records.map(({ customer }) => customer.id);
  const behavior = {
    orders: column((fact) => fact.orders),
    spend: column((fact) => fact.spend),
    silence: column((fact) => fact.silence),
  };
  const data: CustomerColumns = {
    ids,
    numbers: {
      orders: behavior.orders,
      net: Float64Array.from(ids, (id) => (revenueOf.get(id) ?? 0) / 100),
      silence: behavior.silence,
      products: column((fact) => fact.products),
      unitsPerOrder: column((fact) => fact.units / fact.orders),
      refunds: column((fact) => fact.refunds),
    },
    categories: { market: records.map(({ customer }) => String(customer.attributes?.market)) },
  };
  return {
    data,
    profiles: memberships.segments
      .filter(({ id, size }) => PROFILED.includes(id) && size > 0 && size < ids.length)
      .map(({ id, members }) => ({ segmentId: id, profile: profileSegment(members, data) })),
    clusters: clustersOf({ ids, numbers: behavior, sources }),
  };
}

function clustersOf(data: RetailClusters["data"]): RetailClusters | null {
  if (data.ids.length < 100) return null;
  const options = { seed: "online retail", scale: "log" } as const;
  const byGap = clusterCustomers(data, { ...options, chooseBy: "gap" }).gap!.k;
  const found = clusterCustomers(data, { ...options, k: GROUPS });
  return { data, found, byGap, rules: found.clusters.map(({ id }) => ({ clusterId: id, ...clusterToRule(found, id, data) })) };
}

interface CustomerFacts {
  readonly orders: number;
  /** Pence, refunds not taken off: what a rule can add up. */
  readonly spend: number;
  /** Days since the last order. */
  readonly silence: number;
  /** Different products. */
  readonly products: number;
  readonly units: number;
  readonly refunds: number;
}

function factsOf({ history }: CustomerRecord, asOf: number): CustomerFacts {
  const placed = history.filter(({ type }) => type === "order.placed");
  const sum = (property: string) => placed.reduce((total, { properties }) => total + Number(properties[property]), 0);
  return {
    orders: placed.length,
    spend: sum("total"),
    silence: (asOf - Number(placed.at(-1)?.at)) / MILLISECONDS_PER.days,
    products: new Set(placed.flatMap(({ properties }) => properties.products as readonly string[])).size,
    units: sum("units"),
    refunds: history.filter(({ type }) => type === "order.refunded").length,
  };
}
