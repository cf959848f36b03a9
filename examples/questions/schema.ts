import type { Interaction, Subject } from "clientele/models";
import { standardInteractions } from "clientele/models";
import { defineSchema } from "clientele/rules";
import * as z from "zod";

/** The schema of the shop that the questions are about: the standard customer and interactions, and what the shop adds. */
export const schema = defineSchema({
  attributes: z.object({
    plan: z.enum(["free", "pro"]),
    seats: z.int(),
    tags: z.array(z.string()),
    renewsOn: z.iso.date(),
    // Declared, so that databases can read the zone of each customer too.
    timeZone: z.enum(["Asia/Shanghai", "Europe/London", "America/New_York"]),
  }),
  interactions: standardInteractions,
});

export const { attribute, metric, figure, sequence, state, all, any, not, atLeast, share } = schema.rules;

/** The instant at which every question is asked: a Monday morning in Shanghai. */
export const AS_OF = new Date("2026-06-15T02:00:00Z");

/** What a subject of a question has, apart from its identifier. */
export interface CustomerFacts {
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly timelines?: Subject["timelines"];
  /** Type, instant, properties and channel of each interaction. */
  readonly history?: readonly (readonly [
    type: string,
    at: string,
    properties?: Readonly<Record<string, unknown>>,
    channel?: string,
  ])[];
}

/** Makes the subject of a question. */
export function customer({ id = "c1", attributes = {}, timelines, history = [] }: CustomerFacts): Subject {
  const interactions = history.map(
    ([type, at, properties = {}, channel], index): Interaction => ({
      id: `i${index}`,
      customerId: id,
      type,
      at: new Date(at),
      properties: { ...properties },
      ...(channel !== undefined && { channel }),
    }),
  );
  return { id, attributes, history: interactions, ...(timelines !== undefined && { timelines }) };
}
