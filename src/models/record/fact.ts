import type { InstantInput } from "../../kernel/index.js";
import { isDate, malformedFact, requireFactShape, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../schemas/interaction.js";

/** An interaction whose instants may also be ISO 8601 texts or epoch milliseconds, as JSON has them. */
export interface FactInput extends Omit<Interaction, "at" | "recordedAt"> {
  readonly at: InstantInput;
  readonly recordedAt?: InstantInput | undefined;
}

/**
 * Returns an interaction with its instants as Dates; the same object where they already are.
 *
 * @param path - where it stands in the input, for the message
 * @throws ClienteleError `invalid_instant`, `malformed_fact`
 */
export function factOf(fact: FactInput, path: string): Interaction {
  requireFactShape(fact, path);
  for (const key of ["id", "customerId"] as const)
    if (typeof fact[key] !== "string") throw malformedFact(`${path}.${key}`, fact[key], "a text");
  if (isValidDate(fact.at) && (fact.recordedAt === undefined || isValidDate(fact.recordedAt))) return fact as Interaction;
  return {
    ...fact,
    at: new Date(toMilliseconds(fact.at, `${path}.at`)),
    ...(fact.recordedAt !== undefined && { recordedAt: new Date(toMilliseconds(fact.recordedAt, `${path}.recordedAt`)) }),
  } as Interaction;
}

function isValidDate(value: unknown): boolean {
  return typeof value === "object" && value !== null && isDate(value) && !Number.isNaN(value.getTime());
}
