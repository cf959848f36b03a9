import type {
  ClusterMapInput,
  SegmentGridInput,
  SegmentOverlapInput,
  SegmentProfileInput,
  SegmentSizesInput,
} from "clientele/charts";
import { seededRandom } from "clientele/kernel";
import {
  abcSegments,
  clusterCustomers,
  type MembershipColumns,
  overlap,
  profileSegment,
  segmentGrid,
  stageSegments,
} from "clientele/segments";
import { abcClasses } from "clientele/value";
import { paths } from "./lifecycle-samples.js";
import type { Sample } from "./sample-results.js";

const random = seededRandom("segments");
const { ids } = paths;
const strength = ids.map(() => random());
const orders = strength.map((share) => 1 + Math.floor(30 * share ** 3));
const spend = orders.map((count) => Math.round(100 * count * Math.exp(2 + 2 * random())));
const silence = strength.map((share) => Math.floor((1 - share) * 400 * random()));

const labels: readonly (readonly [string, string, string, (row: number) => boolean])[] = [
  ["regulars", "Regulars who fell silent", "沉默的常客", (row) => orders[row]! > 6 && silence[row]! > 60],
  ["valuable", "Valuable", "高价值客户", (row) => spend[row]! > 20_000],
  ["often", "Bought on twelve days or more this year", "今年购买十二天及以上", (row) => orders[row]! > 12],
  ["once", "One order and never again", "仅购一次", (row) => orders[row] === 1],
  ["abroad", "Abroad", "海外", (row) => row % 7 === 0],
];
const memberships: MembershipColumns = {
  set: "shop",
  version: 1,
  asOf: null,
  ids,
  segments: labels.map(([id, en, zh, test]) => {
    const members = Uint8Array.from(ids, (_, row) => Number(test(row)));
    return { id, label: { en, zh }, members, size: members.reduce((sum, member) => sum + member, 0) };
  }),
};
const nobody = {
  ...memberships,
  ids: [],
  segments: memberships.segments.map((segment) => ({ ...segment, members: new Uint8Array(), size: 0 })),
};
const pair = {
  ...memberships,
  ids: ["a", "b"],
  segments: memberships.segments
    .slice(0, 2)
    .map((segment, index) => ({ ...segment, members: Uint8Array.of(1 - index, index), size: 1 })),
};

export const sizes: Sample<SegmentSizesInput> = {
  full: memberships,
  single: { ids: ["a"], segments: [{ id: "all", label: "Everybody", size: 1 }] },
  empty: nobody,
};

export const overlaps: Sample<SegmentOverlapInput> = {
  full: { overlap: overlap(memberships), segments: memberships.segments },
  single: { overlap: overlap(pair) },
  empty: { overlap: overlap(nobody), segments: memberships.segments },
};

const data = {
  ids,
  numbers: { orders, spend, silence },
  categories: { country: ids.map((_, row) => (row % 7 === 0 ? "France" : row % 11 === 0 ? "Germany" : "United Kingdom")) },
};
const figures = {
  orders: { en: "Orders (count)", zh: "订单数（笔）" },
  spend: { en: "Spend (pence)", zh: "消费额（便士）" },
  silence: { en: "Days since the last order", zh: "距末次下单天数" },
  country: { en: "Country", zh: "国家" },
};
export const profiles: Sample<SegmentProfileInput> = {
  full: {
    profile: profileSegment(memberships.segments[0]!.members, data),
    segment: memberships.segments[0]!.label,
    labels: figures,
  },
  single: { profile: profileSegment([1, 0], { ids: ["a", "b"], numbers: { orders: [1, 2] } }) },
  empty: { profile: { members: 1, others: 1, traits: [] } },
};

const worth = { ids, values: Float64Array.from(spend) };
export const grids: Sample<SegmentGridInput> = {
  full: {
    grid: segmentGrid(stageSegments(paths), abcSegments(abcClasses({ ids, revenue: worth.values })), { value: worth }),
    currency: "GBP",
    sides: { rows: { en: "Lifecycle stage", zh: "生命周期阶段" }, columns: { en: "Value class", zh: "价值分类" } },
  },
  single: { grid: segmentGrid(pair, pair) },
  empty: { grid: segmentGrid(nobody, nobody), currency: "GBP" },
};

const tiny = { ids: ["a"], numbers: { x: [3], y: [4] } };
export const clusters: Sample<ClusterMapInput> = {
  full: {
    clusters: clusterCustomers({ ids, numbers: data.numbers }, { k: 4, seed: 1, scale: "log" }),
    data,
    x: "orders",
    y: "spend",
    labels: figures,
    scale: "log",
  },
  single: {
    clusters: {
      clusters: [{ id: "cluster-1", size: 1, means: { x: 3, y: 4 }, description: { en: "Near the average", zh: "接近平均" } }],
      memberships: { segments: [{ members: [1] }] },
    },
    data: tiny,
    x: "x",
    y: "y",
  },
  empty: { clusters: { clusters: [], memberships: { segments: [] } }, data: { ids: [] }, x: "x", y: "y" },
};
