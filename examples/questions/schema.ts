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

const HOUR = 3_600_000;
const days = Array.from({ length: 365 }, (_, day) => Date.UTC(2026, 0, 1) + day * 24 * HOUR);

/** The hours of customer service in 2026: Monday to Friday from 9 to 18 in Shanghai, in epoch milliseconds. */
export const support = {
  from: Date.UTC(2026, 0, 1),
  to: Date.UTC(2027, 0, 1),
  intervals: days.filter((day) => new Date(day).getUTCDay() % 6 !== 0).map((day) => [day + 1 * HOUR, day + 10 * HOUR] as const),
};

export const calendars = { support };

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
