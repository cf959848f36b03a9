import type { Duration } from "../../kernel/index.js";
import { anInteger, anything, aText, listOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Expression, Metric } from "../../rules/index.js";
import type { SegmentDefinition } from "../set/segment-set.js";
import { ruleOf } from "./ready-segments.js";

/** Options of {@link behavioralSegments}. */
export interface BehaviorOptions {
  /** Types of the interactions that count as orders. Defaults to `order.placed`. */
  readonly orders?: readonly string[] | undefined;
  /** Time after the first order in which a buyer is new. Defaults to 30 days. */
  readonly newFor?: Duration | undefined;
  /** Time since the last order after which a buyer is silent. Defaults to 90 days. */
  readonly silentAfter?: Duration | undefined;
  /** Time since the last order after which a buyer is lost instead of silent. Defaults to 365 days. */
  readonly lostAfter?: Duration | undefined;
  /** Minimum number of orders within `frequentWithin` for a frequent buyer. Defaults to 4. */
  readonly frequentOrders?: number | undefined;
  /** Time in which the orders of a frequent buyer are counted. Defaults to 365 days. */
  readonly frequentWithin?: Duration | undefined;
  /** Time after an addition to the cart by which an order is expected. Defaults to 24 hours. */
  readonly abandonedAfter?: Duration | undefined;
}

/** The rules check durations. */
const BEHAVIOR_OPTIONS: OptionShape<BehaviorOptions> = {
  orders: listOf(aText),
  newFor: anything,
  silentAfter: anything,
  lostAfter: anything,
  frequentOrders: anInteger({ min: 1 }),
  frequentWithin: anything,
  abandonedAfter: anything,
};

/**
 * Returns behavioral segments: new, frequent, one-time and silent buyers, visitors who browse without buying, and customers who
 * abandoned a cart. Silent customers (沉默客户) have bought, are quiet, and may return: new customers, customers without any order,
 * and customers who have been quiet for `lostAfter` are not silent.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * behavioralSegments({ silentAfter: { days: 60 } }).map(({ id }) => id) // => ["new-buyers", "frequent-buyers", "one-time-buyers", "silent", "browsers", "cart-abandoners"]
 */
export function behavioralSegments(options: BehaviorOptions = {}): SegmentDefinition[] {
  const {
    orders = ["order.placed"],
    newFor = { days: 30 },
    silentAfter = { days: 90 },
    lostAfter = { days: 365 },
    frequentOrders = 4,
    frequentWithin = { days: 365 },
    abandonedAfter = { hours: 24 },
  } = requireOptions(options, BEHAVIOR_OPTIONS);
  const metric = (metric: Metric, test: Extract<Expression, { kind: "metric" }>["test"]): Expression => ({
    kind: "metric",
    metric,
    test,
  });
  const since = (measure: "timeSinceFirst" | "timeSinceLast", is: "atLeast" | "lessThan", value: Duration) =>
    metric({ measure, types: orders }, { is, value });
  const countIn = (types: readonly string[], duration: Duration): Metric => ({
    measure: "count",
    types,
    window: { kind: "last", duration },
  });
  const isNew = since("timeSinceFirst", "lessThan", newFor);
  return [
    {
      id: "new-buyers",
      label: { en: "New buyers", zh: "新客" },
      description: { en: "Placed their first order recently.", zh: "近期首次下单。" },
      rule: ruleOf(isNew),
    },
    {
      id: "frequent-buyers",
      label: { en: "Frequent buyers", zh: "高频买家" },
      description: {
        en: `Placed at least ${frequentOrders} ${frequentOrders === 1 ? "order" : "orders"} recently.`,
        zh: `近期下单不少于 ${frequentOrders} 次。`,
      },
      rule: ruleOf(metric(countIn(orders, frequentWithin), { is: "atLeast", value: frequentOrders })),
    },
    {
      id: "one-time-buyers",
      label: { en: "One-time buyers", zh: "仅购一次" },
      description: { en: "Placed one order and are no longer new.", zh: "只下过一单，且已不是新客。" },
      rule: ruleOf({
        kind: "all",
        of: [metric({ measure: "count", types: orders }, { is: "equals", value: 1 }), { kind: "not", of: isNew }],
      }),
    },
    {
      id: "silent",
      label: { en: "Silent customers", zh: "沉默客户" },
      description: { en: "Bought before, are quiet now, and may return.", zh: "曾经购买，目前沉默，仍可能回来。" },
      goal: { en: "Ask before offering.", zh: "先询问，再优惠。" },
      rule: ruleOf({
        kind: "all",
        of: [
          since("timeSinceLast", "atLeast", silentAfter),
          since("timeSinceLast", "lessThan", lostAfter),
          { kind: "not", of: isNew },
        ],
      }),
    },
    {
      id: "browsers",
      label: { en: "Browse without buying", zh: "只看不买" },
      description: {
        en: "Viewed products at least 3 times in the last 30 days and ordered nothing.",
        zh: "近 30 天内浏览商品 3 次以上且未下单。",
      },
      rule: ruleOf({
        kind: "all",
        of: [
          metric(countIn(["product.viewed"], { days: 30 }), { is: "atLeast", value: 3 }),
          metric(countIn(orders, { days: 30 }), { is: "equals", value: 0 }),
        ],
      }),
    },
    {
      id: "cart-abandoners",
      label: { en: "Abandoned a cart", zh: "加购未付" },
      description: {
        en: "Added to a cart in the last 14 days and did not order in time.",
        zh: "近 14 天内加购但未及时下单。",
      },
      rule: ruleOf({
        kind: "absence",
        first: { types: ["cart.added"] },
        // An order at the instant of the cart is an order: many imports know the day only.
        missing: { types: orders, atOrAfter: true },
        within: abandonedAfter,
        window: { kind: "last", duration: { days: 14 } },
      }),
    },
  ];
}
