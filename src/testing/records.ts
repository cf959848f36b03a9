import type { InstantInput } from "../kernel/index.js";
import { toMilliseconds } from "../kernel/internal.js";
import type {
  Customer,
  CustomerRecord,
  Interaction,
  ProfileChange,
  StandardInteractionProperties,
  Timelines,
} from "../models/index.js";
import { recordOf } from "../models/index.js";

/** Instant of everything that a builder makes without an `at`: noon of 1 January 2026 (UTC). */
const NOON = Date.UTC(2026, 0, 1, 12);

/** Fields without those that are `undefined`. */
function defined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

const dateOf = (at: InstantInput | undefined, path: string): Date => new Date(at === undefined ? NOON : toMilliseconds(at, path));

/** Fields of a type, each optional. */
type Optional<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined };

/** Fields of {@link customerOf} that differ from the default. */
export type CustomerFields = Optional<Customer>;

/**
 * Returns a customer for a test: a person `"c1"`, created at noon of 1 January 2026 (UTC). Pass only the fields that the test is
 * about.
 *
 * @param fields - fields that differ from the default
 * @example
 * customerOf({ id: "ada", tags: ["vip"] }).tags // => ["vip"]
 * customerOf().id // => "c1"
 */
export function customerOf(fields: CustomerFields = {}): Customer {
  return { id: "c1", kind: "person", version: 0, createdAt: new Date(NOON), ...defined(fields) };
}

/** Fields of {@link interactionOf} that differ from the default. */
export interface InteractionFields<Properties extends object = Readonly<Record<string, unknown>>>
  extends Optional<Omit<Interaction<string, Properties>, "at">> {
  readonly at?: InstantInput | undefined;
}

/**
 * Returns an interaction for a test: customer `"c1"` viewed a page on the web at noon of 1 January 2026 (UTC).
 *
 * @param fields - fields that differ from the default; give a `type` together with its `properties`
 * @returns the interaction; its identifier consists of type, customer and instant unless `id` is given
 * @throws ClienteleError `invalid_instant`
 * @example
 * interactionOf({ at: new Date(0) }).id // => "page.viewed:c1:0"
 * interactionOf({ type: "workshop.joined", properties: { topic: "tea" } }).properties // => { topic: "tea" }
 */
export function interactionOf<Properties extends object = Readonly<Record<string, unknown>>>(
  fields: InteractionFields<Properties> = {},
): Interaction<string, Properties> {
  const { type = "page.viewed", customerId = "c1" } = fields;
  const at = dateOf(fields.at, "at");
  return {
    id: `${type}:${customerId}:${at.getTime()}`,
    customerId,
    type,
    channel: "web",
    properties: {},
    ...defined(fields),
    at,
  } as Interaction<string, Properties>;
}

/** Fields of {@link purchaseOf} that differ from the default. */
export interface PurchaseFields
  extends Optional<Omit<Interaction<"order.placed">, "type" | "properties" | "at">>,
    Optional<StandardInteractionProperties["order.placed"]> {
  readonly at?: InstantInput | undefined;
}

/**
 * Returns a purchase for a test: customer `"c1"` placed an order of 10.00 EUR at noon of 1 January 2026 (UTC).
 *
 * @param fields - fields of the interaction and of its properties that differ from the default; `total` is in minor units
 * @throws ClienteleError `invalid_instant`
 * @example
 * purchaseOf({ customerId: "ada", total: 2500 }).properties.total // => 2500
 */
export function purchaseOf(
  fields: PurchaseFields = {},
): Interaction<"order.placed", StandardInteractionProperties["order.placed"]> {
  const { id, customerId = "c1", recordedAt, channel = "web", anonymousId, source, ...properties } = defined(fields);
  const at = dateOf(fields.at, "at");
  const { orderId = `order:${customerId}:${at.getTime()}`, at: _, ...others } = properties;
  return {
    id: id ?? `order.placed:${customerId}:${at.getTime()}`,
    customerId,
    type: "order.placed",
    at,
    channel,
    ...(recordedAt !== undefined && { recordedAt }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(source !== undefined && { source }),
    properties: { total: 1000, currency: "EUR", ...others, orderId },
  };
}

/** Parts of {@link customerRecordOf}. */
export interface CustomerRecordFields {
  /** Fields of the customer that differ from the default. */
  readonly customer?: CustomerFields | undefined;
  /** Interactions in any order; the customer of each is replaced by this customer. */
  readonly history?: readonly Interaction<string, object>[] | undefined;
  readonly changes?: readonly ProfileChange[] | undefined;
  readonly timelines?: Timelines | undefined;
}

/**
 * Returns a record for a test: a customer of {@link customerOf} with a history in order.
 *
 * @throws ClienteleError `conflicting_interaction` if two different interactions share an id
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
