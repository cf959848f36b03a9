import type { Subject } from "../../../models/index.js";

/** Rows of one subject in Clientele's own layout. */
export interface LayoutRows {
  readonly subject: { readonly id: string; readonly document: string };
  readonly interactions: readonly {
    readonly subject_id: string;
    readonly id: string;
    readonly type: string;
    readonly happened_at: number;
    readonly channel: string | null;
    readonly properties: string;
  }[];
  readonly states: readonly {
    readonly subject_id: string;
    readonly state_key: string;
    readonly value: string;
    readonly valid_from: number;
    readonly valid_to: number | null;
  }[];
}

/**
 * Returns the rows of a subject in Clientele's own layout (`clienteleLayout`): its attributes as one JSON document with instants
 * as epoch milliseconds, one row per interaction, and one row per step of a timeline.
 *
 * @example
 * layoutRowsOf({ id: "c1", attributes: { createdAt: new Date(5) }, history: [] }).subject.document // => "{\"createdAt\":5}"
 */
export function layoutRowsOf({ id, attributes, history, timelines = {} }: Subject): LayoutRows {
  return {
    subject: { id, document: documentText(attributes) },
    interactions: history.map((interaction) => ({
      subject_id: id,
      id: interaction.id,
      type: interaction.type,
      happened_at: interaction.at.getTime(),
      channel: interaction.channel ?? null,
      properties: documentText(interaction.properties),
    })),
    states: Object.entries(timelines).flatMap(([key, steps]) =>
      steps.map(({ from, value }, index) => ({
        subject_id: id,
        state_key: key,
        value: JSON.stringify(value),
        valid_from: from.getTime(),
        valid_to: steps[index + 1]?.from.getTime() ?? null,
      })),
    ),
  };
}

function documentText(value: unknown): string {
  // The replacer sees a Date already converted to text, but its holder still has the Date.
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, given: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() : given;
  });
}
