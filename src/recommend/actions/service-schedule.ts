import { compareCodePoints, type InstantInput, localize, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import {
  anArray,
  anInstant,
  anObject,
  compareOrdered,
  aNonNegativeNumber,
  aText,
  listOf,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { FactInput } from "../../models/index.js";
import { factsOf, readProperties } from "../../models/internal.js";

/** What a schedule needs to know about a product. A `Product` of `clientele/models` fits. */
export interface ServicedProduct {
  readonly id: string;
  readonly name?: string | undefined;
  /** Days that one unit lasts. */
  readonly refillDays?: number | undefined;
  readonly warrantyDays?: number | undefined;
}

/** Follow-up after every order. */
export interface FollowUpStep {
  readonly id: string;
  /** Days after the delivery, or after the order if no delivery is known. */
  readonly days: number;
  readonly text: LocalizedText;
}

/** Task for one customer, with the instant at which it is due. */
export interface ServiceTask {
  readonly kind: "follow-up" | "refill" | "warranty";
  readonly dueAt: Date;
  readonly orderId: string;
  /** Product of a refill or a warranty. */
  readonly productId?: string;
  /** Identifier of the step of a follow-up. */
  readonly step?: string;
  readonly text: LocalizedText;
}

/** Options of {@link serviceSchedule}. */
export interface ServiceScheduleOptions {
  readonly products: readonly ServicedProduct[];
  /** Start of the range in which tasks are due. */
  readonly from: InstantInput;
  /** End (exclusive) of the range. */
  readonly to: InstantInput;
  /** Interactions after this instant are left out; defaults to `from`. */
  readonly asOf?: InstantInput | undefined;
  /** Defaults to the standard follow-ups. */
  readonly followUps?: readonly FollowUpStep[] | undefined;
  /** How many days before the event the task is due. */
  readonly leadDays?: ServiceLeadDays | undefined;
}

/** How many days before the event a reminder is due. */
export interface ServiceLeadDays {
  /** Days before a product runs out; defaults to 5. */
  readonly refill?: number | undefined;
  /** Days before a warranty ends; defaults to 30. */
  readonly warranty?: number | undefined;
}

const FOLLOW_UP = optionsOf<FollowUpStep>({ id: aText, days: aNonNegativeNumber, text: anObject }, ["id", "days", "text"]);
const SERVICE_SCHEDULE_OPTIONS: OptionShape<ServiceScheduleOptions> = {
  products: anArray,
  from: anInstant,
  to: anInstant,
  asOf: anInstant,
  followUps: listOf(FOLLOW_UP),
  leadDays: optionsOf<ServiceLeadDays>({ refill: aNonNegativeNumber, warranty: aNonNegativeNumber }),
};

/** Follow-ups after a purchase (售后回访): arrival, use, satisfaction. */
export const standardFollowUps: readonly FollowUpStep[] = [
  { id: "arrival", days: 2, text: { en: "Check that the order arrived in good condition", zh: "确认商品是否完好送达" } },
  { id: "guidance", days: 10, text: { en: "Send tips for use", zh: "发送使用指导" } },
  { id: "satisfaction", days: 30, text: { en: "Ask how satisfied the customer is", zh: "回访客户满意度" } },
];

const refillText: LocalizedText = { en: "Remind the customer to reorder {product}", zh: "提醒客户补购“{product}”" };
const warrantyText: LocalizedText = {
  en: "Tell the customer that the warranty on {product} ends soon",
  zh: "提醒客户“{product}”的保修即将到期",
};

/**
 * Plans the tasks for one customer after purchases: follow-ups, refill reminders and warranty reminders. Products that were
 * cancelled, refunded in full or returned have no tasks. A refill counts from the last purchase of the product, and units that
 * were bought together last one after another.
 *
 * @param history - of one customer, `order.placed` with lines, in any order
 * @throws ClienteleError `invalid_option`; `invalid_instant`, `malformed_fact` with the path of what cannot be read
 * @example
 * const day = 864e5;
 * const placed = { id: "i1", customerId: "ann", type: "order.placed", at: new Date(0), properties: { orderId: "o1", total: 900, currency: "EUR", lines: [{ productId: "tea", quantity: 2, unitPrice: 450 }] } };
 * const tasks = serviceSchedule([placed], { products: [{ id: "tea", refillDays: 20 }], from: 0, to: 60 * day });
 * tasks.map(({ kind, dueAt }) => [kind, dueAt.getTime() / day]) // => [["follow-up", 2], ["follow-up", 10], ["follow-up", 30], ["refill", 35]]
 */
export function serviceSchedule(history: Iterable<FactInput>, options: ServiceScheduleOptions): ServiceTask[] {
  const checked = requireOptions(options, SERVICE_SCHEDULE_OPTIONS, { mandatory: ["products", "from", "to"] });
  const { followUps = standardFollowUps, leadDays = {} } = checked;
  const from = toMilliseconds(checked.from, "from");
  const to = toMilliseconds(checked.to, "to");
  const asOf = checked.asOf === undefined ? from : toMilliseconds(checked.asOf, "asOf");
  const { refill: refillLead = 5, warranty: warrantyLead = 30 } = leadDays;
  const products = new Map(checked.products.map((product) => [product.id, product]));
  const orders = readOrders(history, asOf);
  const tasks: ServiceTask[] = [];
  const add = (at: number, task: Omit<ServiceTask, "dueAt">): void => {
    if (at >= from && at < to) tasks.push({ ...task, dueAt: new Date(at) });
  };
  const latest = new Map<string, { at: number; orderId: string; quantity: number }>();
  for (const { orderId, at, deliveredAt, lines } of orders) {
    if (lines.length === 0) continue;
    for (const { id, days, text } of followUps) {
      add((deliveredAt ?? at) + days * MILLISECONDS_PER.days, { kind: "follow-up", orderId, step: id, text });
    }
    for (const { productId, quantity } of lines) {
      const product = products.get(productId);
      latest.set(productId, { at, orderId, quantity });
      if (product?.warrantyDays === undefined) continue;
      const ends = (deliveredAt ?? at) + product.warrantyDays * MILLISECONDS_PER.days;
      const text = named(warrantyText, product);
      add(ends - warrantyLead * MILLISECONDS_PER.days, { kind: "warranty", orderId, productId, text });
    }
  }
  for (const [productId, { at, orderId, quantity }] of latest) {
    const product = products.get(productId);
    if (product?.refillDays === undefined) continue;
    const empty = at + quantity * product.refillDays * MILLISECONDS_PER.days;
    const text = named(refillText, product);
    add(Math.round(empty - refillLead * MILLISECONDS_PER.days), { kind: "refill", orderId, productId, text });
  }
  return tasks.sort(
    (left, right) =>
      left.dueAt.getTime() - right.dueAt.getTime() ||
      compareCodePoints(left.kind, right.kind) ||
      compareCodePoints(left.orderId, right.orderId) ||
      compareCodePoints(left.productId ?? left.step ?? "", right.productId ?? right.step ?? ""),
  );
}

function named(text: LocalizedText, { id, name = id }: ServicedProduct): LocalizedText {
  return {
    en: localize(text, { locale: "en", values: { product: name } }),
    zh: localize(text, { locale: "zh", values: { product: name } }),
  };
}

interface ReadOrder {
  readonly orderId: string;
  readonly at: number;
  deliveredAt: number | undefined;
  /** Lines that the customer kept, each product once. */
  lines: { readonly productId: string; readonly quantity: number }[];
  readonly total: number;
  refunded: number;
}

const ORDER_TYPES: ReadonlySet<string> = new Set([
  "order.placed",
  "order.delivered",
  "order.cancelled",
  "order.refunded",
  "return.received",
]);
const ORDER_PROPERTIES = { orderId: "text", lines: "lines", total: "number", products: "texts" } as const;

/** Returns the orders in order of time, with the lines that the customer kept. */
function readOrders(history: Iterable<FactInput>, asOf: number): ReadOrder[] {
  const facts = [...factsOf(history, "history")]
    .filter(([, { at }]) => at.getTime() <= asOf)
    .sort(([, left], [, right]) => compareOrdered(left, right));
  const orders = new Map<string, ReadOrder>();
  for (const [position, fact] of facts) {
    const { id, type } = fact;
    if (!ORDER_TYPES.has(type)) continue;
    const at = fact.at.getTime();
    const { orderId, lines = [], total = 0, products } = readProperties(fact, ORDER_PROPERTIES, `history[${position}]`);
    if (type === "order.placed") {
      const units = new Map<string, number>();
      for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
      const kept = [...units].map(([productId, quantity]) => ({ productId, quantity }));
      const name = orderId ?? id;
      orders.set(name, { orderId: name, at, deliveredAt: undefined, lines: kept, total, refunded: 0 });
      continue;
    }
    const order = orders.get(orderId ?? "");
    if (order === undefined) continue;
    if (type === "order.delivered") order.deliveredAt = at;
    if (type === "order.cancelled") order.lines = [];
    if (type === "order.refunded") {
      order.refunded += total;
      if (order.total > 0 && order.refunded >= order.total) order.lines = [];
    }
    if (type === "return.received") {
      order.lines = products === undefined ? [] : order.lines.filter(({ productId }) => !products.includes(productId));
    }
  }
  return [...orders.values()];
}
