import { compareCodePoints, type InstantInput, localize, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import { invalidOption } from "../log/weighting.js";

/** What a schedule needs to know of a product; a `Product` of `clientele/models` is one. */
export interface ServicedProduct {
  readonly id: string;
  readonly name?: string | undefined;
  /** Days that one unit lasts. */
  readonly refillDays?: number | undefined;
  readonly warrantyDays?: number | undefined;
}

/** A follow-up after every order. */
export interface FollowUpStep {
  readonly id: string;
  /** Days after the delivery, or after the order while no delivery is known. */
  readonly days: number;
  readonly text: LocalizedText;
}

/** One thing to do for a customer, with its day. */
export interface ServiceTask {
  readonly kind: "follow-up" | "refill" | "warranty";
  readonly dueAt: Date;
  readonly orderId: string;
  /** Of a refill or a warranty. */
  readonly productId?: string;
  /** Of a follow-up. */
  readonly step?: string;
  readonly text: LocalizedText;
}

/** How {@link serviceSchedule} plans. */
export interface ServiceScheduleOptions {
  readonly products: readonly ServicedProduct[];
  /** Tasks due from here on … */
  readonly from: InstantInput;
  /** … and before here. */
  readonly to: InstantInput;
  /** What had happened by this instant; `from` unless told. */
  readonly asOf?: InstantInput | undefined;
  /** In place of {@link standardFollowUps}. */
  readonly followUps?: readonly FollowUpStep[] | undefined;
  /** Days before a refill runs out, 5 unless told, and before a warranty ends, 30 unless told. */
  readonly leadDays?: { readonly refill?: number | undefined; readonly warranty?: number | undefined } | undefined;
}

/** After a purchase: did it arrive, is it of use, are you content (售后回访). */
export const standardFollowUps: readonly FollowUpStep[] = [
  { id: "arrival", days: 2, text: { en: "Ask whether everything arrived well", zh: "确认商品是否完好送达" } },
  { id: "guidance", days: 10, text: { en: "Send hints for use", zh: "发送使用指导" } },
  { id: "satisfaction", days: 30, text: { en: "Ask how content the customer is", zh: "回访满意度" } },
];

const refillText: LocalizedText = { en: "Remind of a refill of {product}", zh: "提醒补货“{product}”" };
const warrantyText: LocalizedText = { en: "Tell that the warranty of {product} ends soon", zh: "提醒“{product}”的保修即将到期" };

/**
 * Plans what is to be done for one customer after purchases: follow-ups, refill reminders and warranty reminders. What was
 * cancelled, refunded in full or sent back has none; a refill is counted from the last purchase of the product, and units
 * bought together last one after another.
 *
 * @param history - of one customer, `order.placed` with lines, in any order
 * @throws ClienteleError `invalid_instant`, `invalid_option`
 * @example
 * const day = 864e5;
 * const placed = { id: "i1", customerId: "ann", type: "order.placed", at: new Date(0), properties: { orderId: "o1", total: 900, currency: "EUR", lines: [{ productId: "tea", quantity: 2, unitPrice: 450 }] } };
 * const tasks = serviceSchedule([placed], { products: [{ id: "tea", refillDays: 20 }], from: 0, to: 60 * day });
 * tasks.map(({ kind, dueAt }) => [kind, dueAt.getTime() / day]) // => [["follow-up", 2], ["follow-up", 10], ["follow-up", 30], ["refill", 35]]
 */
export function serviceSchedule(history: Iterable<Interaction>, options: ServiceScheduleOptions): ServiceTask[] {
  const from = toMilliseconds(options.from, "from");
  const to = toMilliseconds(options.to, "to");
  const asOf = options.asOf === undefined ? from : toMilliseconds(options.asOf, "asOf");
  const { followUps = standardFollowUps, leadDays = {} } = options;
  const { refill: refillLead = 5, warranty: warrantyLead = 30 } = leadDays;
  for (const [name, days] of [
    ["refill", refillLead],
    ["warranty", warrantyLead],
    ...followUps.map(({ id, days: after }) => [id, after]),
  ] as const) {
    if (!(Number(days) >= 0 && Number(days) < Infinity)) throw invalidOption(`days of ${name}`, days, "0 or more");
  }
  const products = new Map(options.products.map((product) => [product.id, product]));
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
  /** What was kept, each product once. */
  lines: { readonly productId: string; readonly quantity: number }[];
  readonly total: number;
  refunded: number;
}

/** Orders in order of time with what was kept of them. */
function readOrders(history: Iterable<Interaction>, asOf: number): ReadOrder[] {
  const facts = [...history]
    .filter(({ at }) => at.getTime() <= asOf)
    .sort((left, right) => left.at.getTime() - right.at.getTime() || compareCodePoints(left.id, right.id));
  const orders = new Map<string, ReadOrder>();
  for (const { id, type, at, properties } of facts) {
    const {
      orderId,
      lines = [],
      total = 0,
      products,
    } = properties as {
      readonly orderId?: string;
      readonly lines?: readonly { readonly productId: string; readonly quantity: number }[];
      readonly total?: number;
      readonly products?: readonly string[];
    };
    if (type === "order.placed") {
      const units = new Map<string, number>();
      for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
      const kept = [...units].map(([productId, quantity]) => ({ productId, quantity }));
      const name = orderId ?? id;
      orders.set(name, { orderId: name, at: at.getTime(), deliveredAt: undefined, lines: kept, total, refunded: 0 });
      continue;
    }
    const order = orders.get(orderId ?? "");
    if (order === undefined) continue;
    if (type === "order.delivered") order.deliveredAt = at.getTime();
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
