import type { Lifecycle } from "clientele/lifecycle";
import { withStageTimelines } from "clientele/lifecycle";
import type { CustomerRecord } from "clientele/models";
import { defineSchema } from "clientele/rules";
import {
  defineSegments,
  evaluateSegmentPopulation,
  type MembershipColumns,
  membersOf,
  type SegmentSet,
} from "clientele/segments";
import * as z from "zod";
import type { CustomerGroups } from "./customer-lists.js";
import { RETAIL_CURRENCY as currency, RETAIL_ZONE as zone } from "./retail-line.js";

/** What the shop knows of its customers beyond the standard fields. */
export const retailSchema = defineSchema({ attributes: z.object({ market: z.string() }) });
const { attribute, metric, state, all, any, not } = retailSchema.rules;

const orders = metric.count("order.placed");
const year = { days: 365 };

/** The timeline under which rules find what a customer has brought, pence; a rule alone cannot take refunds off orders. */
const NET_REVENUE = "score:net-revenue";

/** The segments of the shop: questions that a manager asks, each a rule, each with what is wanted. */
export const retailSegments: SegmentSet = defineSegments(
  {
    id: "online-retail",
    segments: [
      {
        id: "valuable-at-risk",
        label: { en: "Valuable and at risk", zh: "高价值流失预警" },
        description: {
          en: "Silent for 90 days or more after bringing £2,000 or more, refunds taken off.",
          zh: "净消费满 2,000 英镑，且已沉默 90 天以上。",
        },
        goal: { en: "Call them this week, the largest first.", zh: "本周内电话回访，金额高者优先。" },
        rule: all(state("stage:retail").isOneOf(["at-risk", "dormant"]), state(NET_REVENUE).atLeast(2_000_00)),
      },
      {
        id: "lapsing-regulars",
        label: { en: "Regulars who fell silent", zh: "沉默的常客" },
        description: {
          en: "Four orders or more within a year, none in the last 60 days.",
          zh: "一年内下单四次以上，最近 60 天没有订单。",
        },
        goal: { en: "Learn what changed before the habit is gone.", zh: "在习惯消失之前了解原因。" },
        rule: all(orders.last(year).atLeast(4), orders.last({ days: 60 }).equals(0)),
      },
      {
        id: "one-order-only",
        label: { en: "One order and never again", zh: "仅购一次" },
        description: { en: "A single order, 90 days ago or more.", zh: "只有一笔订单，且已超过 90 天。" },
        goal: { en: "Win the second order, cheaply.", zh: "以低成本促成第二单。" },
        rule: all(orders.equals(1), metric.timeSinceLast("order.placed").atLeast({ days: 90 })),
      },
      {
        id: "new-this-month",
        label: { en: "New within 30 days", zh: "30 天内新客" },
        description: { en: "First order within the last 30 days.", zh: "最近 30 天内首次下单。" },
        goal: { en: "Greet, and bring the second order.", zh: "欢迎并促成第二单。" },
        rule: metric.timeSinceFirst("order.placed").lessThan({ days: 30 }),
      },
      {
        id: "growing",
        label: { en: "Growing", zh: "增长中" },
        description: {
          en: "Spent at least half as much again in the last 90 days as in the 90 days before.",
          zh: "最近 90 天消费至少为前 90 天的 1.5 倍。",
        },
        goal: { en: "Widen the range they buy.", zh: "拓宽购买品类。" },
        rule: all(
          metric.trend("order.placed", "total", { currency }).last({ days: 90 }).atLeast(1.5),
          orders.last({ days: 90 }).atLeast(2),
        ),
      },
      {
        id: "bulk-buyers",
        label: { en: "Bulk buyers", zh: "批量采购" },
        description: {
          en: "Two orders or more with 500 units each on average: shops, not households.",
          zh: "两笔以上订单且平均每单 500 件以上：多为商家。",
        },
        goal: { en: "A price list and a person of their own.", zh: "提供批发价目与专属联系人。" },
        rule: all(metric.average("order.placed", "units").atLeast(500), orders.atLeast(2)),
      },
      {
        id: "often-cancels",
        label: { en: "Cancels often", zh: "频繁取消" },
        description: { en: "Three credit notes or more within a year.", zh: "一年内三次以上取消或退款。" },
        goal: { en: "Find out whether it is the goods, the pages or the delivery.", zh: "查明是商品、页面还是物流的问题。" },
        rule: metric.count("order.refunded").last(year).atLeast(3),
      },
      {
        id: "christmas-only",
        label: { en: "Only for Christmas", zh: "仅圣诞季购买" },
        description: { en: "Bought in November or December, and at no other time.", zh: "只在 11 月或 12 月购买。" },
        goal: { en: "Write in October, not in March.", zh: "十月联系，而非三月。" },
        rule: all(
          any(
            orders.during(new Date("2010-12-01T00:00:00Z"), new Date("2011-01-01T00:00:00Z")).atLeast(1),
            orders.since(new Date("2011-11-01T00:00:00Z")).atLeast(1),
          ),
          orders.during(new Date("2011-01-01T00:00:00Z"), new Date("2011-11-01T00:00:00Z")).equals(0),
        ),
      },
      {
        id: "abroad",
        label: { en: "Outside the United Kingdom", zh: "英国以外" },
        description: { en: "By the country of the latest order.", zh: "按最近一笔订单的国家。" },
        goal: { en: "Mind postage, customs and language.", zh: "关注运费、关税与语言。" },
        rule: not(attribute("attributes.market").equals("United Kingdom")),
      },
      {
        id: "every-month",
        label: { en: "Bought on twelve days or more this year", zh: "今年购买十二天以上" },
        description: { en: "Twelve purchase days or more since January.", zh: "今年以来购买日达到十二天。" },
        goal: { en: "Thank them; ask them what is missing.", zh: "致谢，并询问还缺什么。" },
        rule: metric.daysActive("order.placed", zone).this("year", zone).atLeast(12),
      },
    ],
  },
  { schema: retailSchema },
);

/** Who is in which segment. */
export interface RetailSegments {
  readonly memberships: MembershipColumns;
  readonly groups: CustomerGroups;
}

/** The customers with their stages and what they have brought as timelines: what the rules of the segments read. */
export function segmentRecords(
  records: readonly CustomerRecord[],
  lifecycle: Lifecycle,
  revenueOf: ReadonlyMap<string, number>,
  asOf: number,
): Iterable<CustomerRecord> {
  const from = new Date(asOf);
  const scored = records.map((record) => {
    const value = revenueOf.get(record.customer.id) ?? 0;
    return { ...record, timelines: { ...record.timelines, [NET_REVENUE]: [{ from, value }] } };
  });
  return withStageTimelines(scored, [lifecycle], { to: asOf });
}

/** Evaluates every segment for every customer; the stage and the value are among the things that rules read. */
export async function evaluateRetailSegments(
  records: readonly CustomerRecord[],
  lifecycle: Lifecycle,
  revenueOf: ReadonlyMap<string, number>,
  asOf: number,
): Promise<RetailSegments> {
  const memberships = await evaluateSegmentPopulation(retailSegments, segmentRecords(records, lifecycle, revenueOf, asOf), {
    asOf,
  });
  return {
    memberships,
    groups: {
      kind: "segment",
      groups: memberships.segments.map(({ id, label }) => ({ id, label, customers: membersOf(memberships, id) })),
    },
  };
}
