import type {
  Customer,
  CustomerRecord,
  Interaction,
  ProfileChange,
  StandardInteractionProperties,
  Timelines,
} from "../models/index.js";
import { recordOf } from "../models/index.js";

/** When everything that a builder makes happens, unless told: noon, 1 January 2026, UTC. */
const NOON = Date.UTC(2026, 0, 1, 12);

/**
 * A customer for a test: a person `"c1"`, known since noon of 1 January 2026 (UTC). Name what the test is about; the rest is valid.
 *
 * @param fields - what differs
 * @example
 * customerOf({ id: "ada", tags: ["vip"] }).tags // => ["vip"]
 * customerOf().id // => "c1"
 */
export function customerOf(fields: Partial<Customer> = {}): Customer {
  return { id: "c1", kind: "person", version: 0, createdAt: new Date(NOON), ...fields };
}

/**
 * An interaction for a test: customer `"c1"` viewed a page on the web at noon of 1 January 2026 (UTC).
 *
 * @param fields - what differs; a `type` comes with its `properties`
 * @returns with an identifier made of type, customer and instant unless `id` is given, so that two that differ are two facts
 * @example
 * interactionOf({ at: new Date(0) }).id // => "page.viewed:c1:0"
 * interactionOf({ type: "workshop.joined", properties: { topic: "tea" } }).properties // => { topic: "tea" }
 */
export function interactionOf<Properties extends object = Readonly<Record<string, unknown>>>(
  fields: Partial<Interaction<string, Properties>> = {},
): Interaction<string, Properties> {
  const { type = "page.viewed", customerId = "c1", at = new Date(NOON) } = fields;
  return {
    id: `${type}:${customerId}:${at.getTime()}`,
    customerId,
    type,
    at,
    channel: "web",
    properties: {} as Properties,
    ...fields,
  };
}

/** What differs from the standard purchase. */
export interface PurchaseFields
  extends Partial<Omit<Interaction<"order.placed">, "type" | "properties">>,
    Partial<StandardInteractionProperties["order.placed"]> {}

/**
 * A purchase for a test: customer `"c1"` placed an order of 10.00 EUR at noon of 1 January 2026 (UTC).
 *
 * @param fields - what differs, of the interaction and of its properties alike; `total` in minor units
 * @example
 * purchaseOf({ customerId: "ada", total: 2500 }).properties.total // => 2500
 */
export function purchaseOf(
  fields: PurchaseFields = {},
): Interaction<"order.placed", StandardInteractionProperties["order.placed"]> {
  const { id, customerId = "c1", at = new Date(NOON), recordedAt, channel = "web", anonymousId, source, ...properties } = fields;
  const orderId = properties.orderId ?? `order:${customerId}:${at.getTime()}`;
  return {
    id: id ?? `order.placed:${customerId}:${at.getTime()}`,
    customerId,
    type: "order.placed",
    at,
    channel,
    ...(recordedAt !== undefined && { recordedAt }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(source !== undefined && { source }),
    properties: { total: 1000, currency: "EUR", ...properties, orderId },
  };
}

/** What a record for a test is made of. */
export interface CustomerRecordFields {
  /** Fields of the customer that differ. */
  readonly customer?: Partial<Customer>;
  /** In any order; each becomes the customer's own. */
  readonly history?: readonly Interaction<string, object>[];
  readonly changes?: readonly ProfileChange[];
  readonly timelines?: Timelines;
}

/**
 * A record for a test: a customer of {@link customerOf} with a history in order.
 *
 * @throws ClienteleError `conflicting_interaction` when two interactions that differ share an id
 * @example
 * const record = customerRecordOf({ customer: { id: "ada" }, history: [purchaseOf({ total: 500 }), interactionOf({ at: new Date(0) })] });
 * record.history.map(({ type }) => type) // => ["page.viewed", "order.placed"]
 * record.history[0].customerId // => "ada"
 */
export function customerRecordOf({ customer, history = [], changes, timelines }: CustomerRecordFields = {}): CustomerRecord {
  const owner = customerOf(customer);
  const own = history.map((interaction) => ({ ...interaction, customerId: owner.id }) as Interaction);
  return recordOf(owner, own, { ...(changes && { changes }), ...(timelines && { timelines }) });
}
