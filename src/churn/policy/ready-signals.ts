import type { Duration } from "../../kernel/index.js";
import type { Metric } from "../../rules/index.js";
import type { ChurnSignal, SeverityCurve } from "./churn-signal.js";
import type { PurchaseRhythm } from "./purchase-rhythm.js";

/** What every ready signal lets a host change. */
export interface SignalOptions {
  /** Points of the score at severity 1. */
  readonly points?: number | undefined;
  /** Interactions to look at. */
  readonly types?: readonly string[] | undefined;
  /** How far to look back. */
  readonly within?: Duration | undefined;
  readonly severity?: SeverityCurve | undefined;
}

const ORDERS = ["order.placed"];
const VISITS = ["page.viewed", "product.viewed", "search.performed", "cart.added", "miniprogram.visited"];
const ANSWERS = ["message.opened", "message.clicked", "message.replied"];
const TALKS = ["call.logged", "meeting.held", "visit.logged"];
const NINETY: Duration = { days: 90 };

/** A third less is nothing yet; a tenth of what it was is all. */
const FALLING: SeverityCurve = [
  [0.1, 1],
  [0.67, 0],
];

const count = (types: readonly string[], within: Duration): Metric => ({
  measure: "count",
  types,
  window: { kind: "last", duration: within },
});
const trend = (types: readonly string[], within: Duration): Metric => ({
  measure: "trend",
  types,
  window: { kind: "last", duration: within },
});
const average = (type: string, property: string, within?: Duration, currency?: string): Metric => ({
  measure: "average",
  types: [type],
  property,
  ...(currency !== undefined && { currency }),
  ...(within !== undefined && { window: { kind: "last", duration: within } }),
});

/** The latest survey answer that has a figure. */
const latestAnswer = (property: string, within: Duration): Metric => ({
  measure: "last",
  types: ["survey.answered"],
  property,
  where: { kind: "property", path: property, test: { is: "present" } },
  window: { kind: "last", duration: within },
});

/**
 * Purchase frequency falling against the customer's own past (购买频率下降): orders of the last 90 days against the 90 before.
 * @example
 * frequencyFalling({ within: { days: 30 } }).source.kind // => "metric"
 */
export function frequencyFalling({
  points = 20,
  types = ORDERS,
  within = NINETY,
  severity = FALLING,
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "frequency-falling",
    label: { en: "Buys less often", zh: "购买频率下降" },
    reason: { en: "Orders are at {value} of the period before.", zh: "订单数为上一周期的 {value}。" },
    cause: "drifting",
    source: { kind: "metric", metric: trend(types, within) },
    severity,
    points,
  };
}

/**
 * Silence relative to the customer's own rhythm (沉默): how unlikely the current gap is. Begins at a chance of .10; unknown until
 * somebody has been a customer for `newFor`.
 * @example
 * const rhythm: PurchaseRhythm = { kind: "purchase-rhythm", version: 1, zone: "UTC", mean: 3.4, within: 0.6, between: 0.4, degrees: 900 };
 * silence({ rhythm }).severity[1] // => [0.1, 0]
 */
export function silence({
  rhythm,
  newFor = { days: 30 },
  points = 50,
  types = ORDERS,
  severity = [
    [0.01, 1],
    [0.1, 0],
  ],
}: Omit<SignalOptions, "within"> & { readonly rhythm: PurchaseRhythm; readonly newFor?: Duration | undefined }): ChurnSignal {
  return {
    id: "silence",
    label: { en: "Silent for longer than usual", zh: "沉默时间超出自身节奏" },
    reason: {
      en: "A gap this long has a chance of {value} by the customer's own rhythm.",
      zh: "按客户自身节奏，如此长的间隔概率为 {value}。",
    },
    cause: "drifting",
    source: { kind: "rhythm", types, rhythm },
    severity,
    points,
    notBefore: { types, after: newFor },
  };
}

/**
 * Complaints (客诉).
 * @example
 * complaints({ points: 30 }).tells // => "when-raised"
 */
export function complaints({
  points = 20,
  types = ["complaint.raised"],
  within = NINETY,
  severity = [
    [0, 0],
    [1, 0.6],
    [3, 1],
  ],
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "complaints",
    label: { en: "Complained", zh: "有投诉" },
    reason: { en: "{value} complaints lately.", zh: "近期投诉 {value} 次。" },
    cause: "service",
    source: { kind: "metric", metric: count(types, within) },
    severity,
    points,
    tells: "when-raised",
  };
}

/**
 * Interactions falling (互动减少): visits and answers to messages, this period against the one before.
 * @example
 * interactionsFalling().cause // => "drifting"
 */
export function interactionsFalling({
  points = 15,
  types = [...VISITS, ...ANSWERS],
  within = { days: 60 },
  severity = FALLING,
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "interactions-falling",
    label: { en: "Looks in less often", zh: "互动减少" },
    reason: { en: "Interactions are at {value} of the period before.", zh: "互动次数为上一周期的 {value}。" },
    cause: "drifting",
    source: { kind: "metric", metric: trend(types, within) },
    severity,
    points,
  };
}

/**
 * Basket shrinking (客单价下降): the average order lately against all of the customer's own.
 * @example
 * basketShrinking({ currency: "GBP" }).source.kind // => "ratio"
 */
export function basketShrinking({
  currency,
  points = 10,
  within = NINETY,
  severity = [
    [0.25, 1],
    [0.8, 0],
  ],
}: Omit<SignalOptions, "types"> & { readonly currency: string }): ChurnSignal {
  return {
    id: "basket-shrinking",
    label: { en: "Smaller orders", zh: "订单金额变小" },
    reason: { en: "The average order is at {value} of the customer's usual one.", zh: "近期平均订单额为平时的 {value}。" },
    cause: "range",
    source: {
      kind: "ratio",
      of: average("order.placed", "total", within, currency),
      to: average("order.placed", "total", undefined, currency),
    },
    severity,
    points,
  };
}

/**
 * Categories shrinking (品类减少): different categories looked at or put into a cart lately against the year.
 * @example
 * categoriesShrinking().cause // => "range"
 */
export function categoriesShrinking({
  points = 10,
  types = ["product.viewed", "cart.added"],
  within = NINETY,
  severity = [
    [0.1, 1],
    [0.5, 0],
  ],
}: SignalOptions = {}): ChurnSignal {
  const distinct = (window: Duration): Metric => ({
    measure: "distinct",
    types,
    property: "category",
    window: { kind: "last", duration: window },
  });
  return {
    id: "categories-shrinking",
    label: { en: "Fewer categories", zh: "关注品类减少" },
    reason: { en: "Looks at {value} of the categories of the year.", zh: "关注品类为全年的 {value}。" },
    cause: "range",
    source: { kind: "ratio", of: distinct(within), to: distinct({ days: 365 }) },
    severity,
    points,
  };
}

/**
 * Discount dependence (折扣依赖): share of the year's orders that had a discount.
 * @example
 * discountDependence().severity // => [[0.5, 0], [1, 1]]
 */
export function discountDependence({
  points = 10,
  types = ORDERS,
  within = { days: 365 },
  severity = [
    [0.5, 0],
    [1, 1],
  ],
}: SignalOptions = {}): ChurnSignal {
  const orders = count(types, within);
  return {
    id: "discount-dependence",
    label: { en: "Buys only at a discount", zh: "依赖折扣" },
    reason: { en: "{value} of the year's orders had a discount.", zh: "全年 {value} 的订单使用了折扣。" },
    cause: "price",
    source: {
      kind: "ratio",
      of: { ...orders, where: { kind: "property", path: "discount", test: { is: "moreThan", value: 0 } } },
      to: orders,
    },
    severity,
    points,
  };
}

/**
 * Satisfaction falling (满意度下降): the latest answer (1 to 5) of the half year against the customer's own best.
 * @example
 * satisfactionFalling().cause // => "service"
 */
export function satisfactionFalling({
  points = 15,
  within = { days: 180 },
  severity = [
    [0.4, 1],
    [0.8, 0],
  ],
}: Omit<SignalOptions, "types"> = {}): ChurnSignal {
  return {
    id: "satisfaction-falling",
    label: { en: "Less satisfied", zh: "满意度下降" },
    reason: { en: "Satisfaction is at {value} of its best.", zh: "满意度为最高时的 {value}。" },
    cause: "service",
    source: {
      kind: "ratio",
      of: latestAnswer("csat", within),
      to: { measure: "maximum", types: ["survey.answered"], property: "csat" },
    },
    severity,
    points,
  };
}

/**
 * Would not recommend (净推荐值低): the latest answer from 0 to 10.
 * @example
 * recommendationLow().severity[0] // => [0, 1]
 */
export function recommendationLow({
  points = 15,
  within = { days: 365 },
  severity = [
    [0, 1],
    [6, 0.6],
    [9, 0],
  ],
}: Omit<SignalOptions, "types"> = {}): ChurnSignal {
  return {
    id: "recommendation-low",
    label: { en: "Would not recommend", zh: "不愿推荐" },
    reason: { en: "Answered {value} of 10.", zh: "推荐意愿评分为 {value}（满分 10）。" },
    cause: "service",
    source: {
      kind: "metric",
      metric: latestAnswer("nps", within),
    },
    severity,
    points,
  };
}

/**
 * Support unresolved (工单未解决): tickets opened and opened again, less those resolved.
 * @example
 * supportUnresolved().source.kind // => "difference"
 */
export function supportUnresolved({
  points = 15,
  within = NINETY,
  severity = [
    [0, 0],
    [1, 0.5],
    [3, 1],
  ],
}: Omit<SignalOptions, "types"> = {}): ChurnSignal {
  return {
    id: "support-unresolved",
    label: { en: "Waits for support", zh: "工单未解决" },
    reason: { en: "{value} tickets are open.", zh: "{value} 张工单未解决。" },
    cause: "service",
    source: {
      kind: "difference",
      of: count(["ticket.opened", "ticket.reopened"], within),
      less: count(["ticket.resolved"], within),
    },
    severity,
    points,
    tells: "when-raised",
  };
}

/**
 * Failed payments (扣款失败).
 * @example
 * failedPayments().cause // => "payment"
 */
export function failedPayments({
  points = 30,
  types = ["subscription.payment-failed"],
  within = { days: 30 },
  severity = [
    [0, 0],
    [1, 0.5],
    [3, 1],
  ],
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "failed-payments",
    label: { en: "Payments fail", zh: "扣款失败" },
    reason: { en: "{value} payments failed lately.", zh: "近期扣款失败 {value} 次。" },
    cause: "payment",
    source: { kind: "metric", metric: count(types, within) },
    severity,
    points,
    tells: "when-raised",
  };
}

/**
 * Logins falling (登录减少).
 * @example
 * loginsFalling().points // => 20
 */
export function loginsFalling({
  points = 20,
  types = ["account.logged-in"],
  within = { days: 30 },
  severity = FALLING,
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "logins-falling",
    label: { en: "Logs in less often", zh: "登录减少" },
    reason: { en: "Logins are at {value} of the period before.", zh: "登录次数为上一周期的 {value}。" },
    cause: "usage",
    source: { kind: "metric", metric: trend(types, within) },
    severity,
    points,
  };
}

/**
 * Use falling (使用量下降): how often services were used.
 * @example
 * usageFalling().cause // => "usage"
 */
export function usageFalling({
  points = 25,
  types = ["service.used"],
  within = { days: 30 },
  severity = FALLING,
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "usage-falling",
    label: { en: "Uses it less", zh: "使用量下降" },
    reason: { en: "Use is at {value} of the period before.", zh: "使用量为上一周期的 {value}。" },
    cause: "usage",
    source: { kind: "metric", metric: trend(types, within) },
    severity,
    points,
  };
}

/**
 * Turned away (退订、删除好友): unsubscribed, removed the contact, left the group, withdrew consent.
 * @example
 * optedOut().cause // => "contact"
 */
export function optedOut({
  points = 15,
  types = ["message.unsubscribed", "contact.removed", "group.left", "consent.withdrawn"],
  within = { days: 180 },
  severity = [
    [0, 0],
    [1, 0.7],
    [2, 1],
  ],
}: SignalOptions = {}): ChurnSignal {
  return {
    id: "turned-away",
    label: { en: "Turned away", zh: "退订或删除联系" },
    reason: { en: "Unsubscribed or removed the contact {value} times.", zh: "退订或删除联系 {value} 次。" },
    cause: "contact",
    source: { kind: "metric", metric: count(types, within) },
    severity,
    points,
    tells: "when-raised",
  };
}

/**
 * Contract about to end (合同将到期): time since it began or was renewed, near the end of the term.
 * @example
 * contractEnding({ term: { days: 365 }, notice: { days: 60 } }).severity // => [[305, 0], [365, 1]]
 */
export function contractEnding({
  term,
  notice,
  points = 20,
  types = ["subscription.started", "subscription.renewed"],
}: Pick<SignalOptions, "points" | "types"> & {
  readonly term: { readonly days: number };
  readonly notice: { readonly days: number };
}): ChurnSignal {
  return {
    id: "contract-ending",
    label: { en: "The contract ends soon", zh: "合同将到期" },
    reason: { en: "Renewed {value} days ago.", zh: "上次续约距今 {value} 天。" },
    cause: "contract",
    source: { kind: "metric", metric: { measure: "timeSinceLast", types }, unit: { days: 1 } },
    severity: [
      [term.days - notice.days, 0],
      [term.days, 1],
    ],
    points,
  };
}

/**
 * No contact (久未联系): days since anybody spoke with the customer, for accounts that a seller looks after.
 * @example
 * unreached().severity // => [[45, 0], [120, 1]]
 */
export function unreached({
  points = 20,
  types = TALKS,
  severity = [
    [45, 0],
    [120, 1],
  ],
}: Omit<SignalOptions, "within"> = {}): ChurnSignal {
  return {
    id: "no-contact",
    label: { en: "Nobody has spoken with them", zh: "久未联系" },
    reason: { en: "The last talk was {value} days ago.", zh: "上次沟通距今 {value} 天。" },
    cause: "contact",
    source: { kind: "metric", metric: { measure: "timeSinceLast", types }, unit: { days: 1 } },
    severity,
    points,
  };
}

/**
 * P(alive) low (存活概率低): a column that `value` fills (`probabilityAlive`; MBG/NBD or Pareto/NBD, since BG/NBD gives 1 to
 * everybody who bought once).
 * @example
 * lowProbabilityAlive().source // => { kind: "column", name: "probabilityAlive" }
 */
export function lowProbabilityAlive({
  points = 30,
  column = "probabilityAlive",
  severity = [
    [0.2, 1],
    [0.8, 0],
  ],
}: Pick<SignalOptions, "points" | "severity"> & { readonly column?: string | undefined } = {}): ChurnSignal {
  return {
    id: "alive-unlikely",
    label: { en: "Probably gone", zh: "很可能已流失" },
    reason: { en: "Is still a customer with a probability of {value}.", zh: "仍为客户的概率为 {value}。" },
    cause: "model",
    source: { kind: "column", name: column },
    severity,
    points,
  };
}
