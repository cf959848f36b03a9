import * as z from "zod";
import { hostFieldsOf } from "./host-fields.js";
import { browsingInteractions } from "./interactions/browsing.js";
import { commerceInteractions } from "./interactions/commerce.js";
import { contactInteractions } from "./interactions/contact.js";
import { serviceInteractions } from "./interactions/service.js";
import { accountInteractions, subscriptionInteractions } from "./interactions/subscription.js";
import { countSchema, identifierSchema, instantSchema, nameSchema, textSchema } from "./scalar.js";

/**
 * The catalog of standard interactions: type → schema of its properties. A host adds its own types beside them:
 * `defineSchema({ interactions: { ...standardInteractions, "workshop.joined": z.object({ topic: z.string() }) } })`.
 */
export const standardInteractions = {
  ...browsingInteractions,
  ...commerceInteractions,
  ...subscriptionInteractions,
  ...accountInteractions,
  ...contactInteractions,
  ...serviceInteractions,
};

/** Name of a standard interaction. */
export type StandardInteractionType = keyof typeof standardInteractions;

/** Properties of each standard interaction. */
export type StandardInteractionProperties = {
  [Type in StandardInteractionType]: z.output<(typeof standardInteractions)[Type]>;
};

/** Channels that the library's own texts and defaults know; any other text is a channel of the host. */
export const standardChannels = [
  "web",
  "app",
  "mini-program",
  "store",
  "phone",
  "email",
  "sms",
  "wechat",
  "wecom",
  "social",
  "chat",
  "mail",
  "partner",
  "system",
] as const;

/** The command of a workspace plugin that decided a fact. */
const interactionCommandSchema = z.strictObject({
  /** Identifier of the plugin. */
  plugin: identifierSchema,
  /** Name of the command. */
  name: nameSchema,
  /** Idempotency key that the caller chose. */
  key: identifierSchema,
  /** Fingerprint of the input: the same key with another one is a conflict. */
  input: textSchema,
  /** Number of facts that the command decided. */
  facts: countSchema,
});

/** What every interaction has, whatever its type. */
export const interactionEnvelopeSchema = z.strictObject({
  /** Identifier: recording the same one twice changes nothing. */
  id: identifierSchema,
  /** Who did it, or to whom it happened. */
  customerId: identifierSchema,
  /** What happened, `noun.verb`. */
  type: nameSchema,
  /** When it happened. Results depend on this instant, never on the order of arrival. */
  at: instantSchema,
  /** When it became known, if later: what a decision at that time could not have seen. */
  recordedAt: instantSchema.optional(),
  /** Over which channel (see `standardChannels`). */
  channel: textSchema.optional(),
  /** Device or browser, before the customer was known. */
  anonymousId: identifierSchema.optional(),
  /** Identifier of the customer under which it came, if it belongs to another one since a merge. */
  originId: identifierSchema.optional(),
  /** System it came from. */
  source: textSchema.optional(),
  /** Command that decided it. */
  command: interactionCommandSchema.optional(),
  /** What belongs to the type. */
  properties: hostFieldsOf(z.unknown()).default({}),
});

/** The command of a workspace plugin that decided a fact. */
export interface InteractionCommand extends Readonly<z.output<typeof interactionCommandSchema>> {}

/**
 * An immutable fact about one customer: what happened, when, over which channel.
 *
 * @typeParam Type - name of the interaction
 * @typeParam Properties - what belongs to the type
 */
export interface Interaction<Type extends string = string, Properties extends object = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly customerId: string;
  readonly type: Type;
  readonly at: Date;
  readonly recordedAt?: Date | undefined;
  readonly channel?: string | undefined;
  readonly anonymousId?: string | undefined;
  readonly originId?: string | undefined;
  readonly source?: string | undefined;
  readonly command?: InteractionCommand | undefined;
  readonly properties: Properties;
}

/** A standard interaction, discriminated by its `type`. */
export type StandardInteraction = {
  [Type in StandardInteractionType]: Interaction<Type, StandardInteractionProperties[Type]>;
}[StandardInteractionType];

/** What {@link parseInteraction} takes. */
export interface InteractionInput extends z.input<typeof interactionEnvelopeSchema> {}

/**
 * Whether an interaction is of one standard type; narrows its properties. The properties were checked when it was parsed.
 *
 * @example
 * const placed = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: { orderId: "o1", total: 1999, currency: "USD" } };
 * isInteraction(placed, "order.placed") && placed.properties.total // => 1999
 */
export function isInteraction<Type extends StandardInteractionType>(
  interaction: Interaction<string, object>,
  type: Type,
): interaction is Interaction<Type, StandardInteractionProperties[Type]> {
  return interaction.type === type;
}
