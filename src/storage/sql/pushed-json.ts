import { isDate } from "../../kernel/internal.js";
import type { Customer, Interaction } from "../../models/index.js";
import { setField } from "../plain-data.js";

/**
 * Depth of the JSON that rules read in the database. Deeper values are null there, but never in `record`. MariaDB rejects
 * documents of more than 32 levels, MySQL of more than 100.
 */
export const MAX_PUSHED_DEPTH = 24;

/** Writes the attributes of a customer as in `clienteleLayout`: one JSON document with instants as epoch milliseconds. */
export function pushedDocument(customer: Customer): string {
  return JSON.stringify(pushed(customer, 0));
}

/** Writes the properties of an interaction in the same way; `{}` if there are none. */
export function pushedProperties({ properties }: Interaction): string {
  return JSON.stringify(pushed(properties ?? {}, 0));
}

function pushed(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isDate(value)) return value.getTime();
  if (depth === MAX_PUSHED_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => pushed(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setField(copy, key, pushed(value[key as never], depth + 1));
  return copy;
}
