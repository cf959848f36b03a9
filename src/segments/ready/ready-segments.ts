import type { Duration } from "../../kernel/index.js";
import type { Expression, Metric, Rule } from "../../rules/index.js";
import type { SegmentDefinition } from "../set/segment-set.js";

const rule = (expression: Expression): Rule => ({ version: 1, ...expression });

/**
 * Geographic segments: one a country, by the customer's address.
 *
 * @param countries - ISO 3166-1 codes with what people call them
 * @example
 * geographicSegments({ CN: { en: "China", zh: "中国" } })[0].id // => "country-CN"
 */
export function geographicSegments(
  countries: Readonly<Record<string, { readonly en: string; readonly zh: string }>>,
): SegmentDefinition[] {
  return Object.entries(countries).map(([country, label]) => ({
    id: `country-${country}`,
    label,
    description: { en: `Lives in ${label.en}.`, zh: `居住在${label.zh}。` },
    rule: rule({ kind: "attribute", path: "address.country", test: { is: "equals", value: country } }),
  }));
}

/**
 * Demographic segments: bands of age by date of birth, which the customer changes on the birthday, in the zone.
 *
 * @param options - `ages`: where bands begin, ascending; `zone`: whose calendar counts
 * @example
 * demographicSegments({ ages: [18, 30, 60], zone: "Asia/Shanghai" }).map(({ id }) => id) // => ["age-18-29", "age-30-59", "age-60-up"]
 */
export function demographicSegments(options: { readonly ages: readonly number[]; readonly zone: string }): SegmentDefinition[] {
  const { ages, zone } = options;
  return ages.map((from, index): SegmentDefinition => {
    const next = ages[index + 1];
    const test =
      next === undefined ? ({ is: "atLeast", value: from } as const) : ({ is: "between", from, to: next - 1 } as const);
    return {
      id: next === undefined ? `age-${from}-up` : `age-${from}-${next - 1}`,
      label:
        next === undefined
          ? { en: `${from} and older`, zh: `${from} 岁及以上` }
          : { en: `Aged ${from} to ${next - 1}`, zh: `${from}–${next - 1} 岁` },
      rule: rule({ kind: "attribute", path: "demographics.birthDate", test: { is: "age", test, zone } }),
    };
  });
}

/**
 * Psychographic segments: those whose trait stands at or above a threshold, read from the timeline `score:<trait>` that
 * `scoreTraits` fills, or those who have named an interest.
 *
 * @param options - `traits`: score by which somebody has the trait; `interests`: words of `psychographics.interests`
 * @example
 * psychographicSegments({ traits: { adventure: 4 }, interests: ["hiking"] }).map(({ id }) => id) // => ["trait-adventure", "interest-hiking"]
 */
export function psychographicSegments(options: {
  readonly traits?: Readonly<Record<string, number>> | undefined;
  readonly interests?: readonly string[] | undefined;
}): SegmentDefinition[] {
  const { traits = {}, interests = [] } = options;
  return [
    ...Object.entries(traits).map(
      ([trait, value]): SegmentDefinition => ({
        id: `trait-${trait}`,
        label: { en: `High in ${trait}`, zh: `${trait}得分高` },
        rule: rule({ kind: "state", key: `score:${trait}`, test: { is: "atLeast", value } }),
      }),
    ),
    ...interests.map(
      (interest): SegmentDefinition => ({
        id: `interest-${interest}`,
        label: { en: `Interested in ${interest}`, zh: `对${interest}感兴趣` },
        rule: rule({ kind: "attribute", path: "psychographics.interests", test: { is: "has", value: interest } }),
      }),
    ),
  ];
}

/** Thresholds of {@link behavioralSegments}. */
export interface BehaviorOptions {
  /** Interactions that count as an order; `order.placed` unless told. */
  readonly orders?: readonly string[] | undefined;
  /** Somebody is new for so long after the first order; 30 days. */
  readonly newFor?: Duration | undefined;
  /** Silence from which a buyer is silent; 90 days. */
  readonly silentAfter?: Duration | undefined;
  /** Silence from which a buyer is no longer silent but lost; 365 days. */
  readonly lostAfter?: Duration | undefined;
  /** Orders within `frequentWithin` that make a frequent buyer; 4. */
  readonly frequentOrders?: number | undefined;
  /** 365 days. */
  readonly frequentWithin?: Duration | undefined;
  /** How long after filling a cart an order is waited for; 24 hours. */
  readonly abandonedAfter?: Duration | undefined;
}

/**
 * Behavioral segments: new, frequent, one-time and silent buyers, those who look and do not buy, and those who left a
 * cart behind. Silent (沉默客户) is who has bought, is quiet and may return: a new customer is never silent, nor is one
 * who never bought, and who has been quiet for `lostAfter` is lost.
 *
 * @param options - thresholds
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
  } = options;
  const metric = (metric: Metric, test: Extract<Expression, { kind: "metric" }>["test"]): Expression => ({
    kind: "metric",
    metric,
    test,
  });
  const since = (measure: "timeSinceFirst" | "timeSinceLast", is: "atLeast" | "lessThan", value: Duration) =>
    metric({ measure, types: orders }, { is, value });
  const isNew = since("timeSinceFirst", "lessThan", newFor);
  return [
    {
      id: "new-buyers",
      label: { en: "New buyers", zh: "新客" },
      description: { en: "Ordered for the first time lately.", zh: "近期首次下单。" },
      rule: rule(isNew),
    },
    {
      id: "frequent-buyers",
      label: { en: "Frequent buyers", zh: "高频买家" },
      description: { en: `At least ${frequentOrders} orders lately.`, zh: `近期下单不少于 ${frequentOrders} 次。` },
      rule: rule(
        metric(
          { measure: "count", types: orders, window: { kind: "last", duration: frequentWithin } },
          { is: "atLeast", value: frequentOrders },
        ),
      ),
    },
    {
      id: "one-time-buyers",
      label: { en: "One-time buyers", zh: "仅购一次" },
      description: { en: "One order, and no longer new.", zh: "只下过一单，且已不是新客。" },
      rule: rule({
        kind: "all",
        of: [metric({ measure: "count", types: orders }, { is: "equals", value: 1 }), { kind: "not", of: isNew }],
      }),
    },
    {
      id: "silent",
      label: { en: "Silent customers", zh: "沉默客户" },
      description: { en: "Have bought, are quiet, may return.", zh: "曾经购买，目前沉默，仍可能回来。" },
      goal: { en: "Ask before offering.", zh: "先询问，再优惠。" },
      rule: rule({
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
      label: { en: "Look and do not buy", zh: "只看不买" },
      description: {
        en: "Viewed products three times or more in 30 days, and ordered nothing.",
        zh: "30 天内浏览商品三次以上且未下单。",
      },
      rule: rule({
        kind: "all",
        of: [
          metric(
            { measure: "count", types: ["product.viewed"], window: { kind: "last", duration: { days: 30 } } },
            { is: "atLeast", value: 3 },
          ),
          metric(
            { measure: "count", types: orders, window: { kind: "last", duration: { days: 30 } } },
            { is: "equals", value: 0 },
          ),
        ],
      }),
    },
    {
      id: "cart-abandoners",
      label: { en: "Left a cart behind", zh: "加购未付" },
      description: { en: "Filled a cart within 14 days and did not order in time.", zh: "14 天内加购但未及时下单。" },
      rule: rule({
        kind: "absence",
        first: { types: ["cart.added"] },
        missing: { types: orders },
        within: abandonedAfter,
        window: { kind: "last", duration: { days: 14 } },
      }),
    },
  ];
}
