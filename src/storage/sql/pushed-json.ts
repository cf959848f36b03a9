import type { Customer, Interaction } from "../../models/index.js";
import { isDate } from "../../kernel/internal.js";
import { setField } from "../plain-data.js";

/**
 * How deep the JSON goes that rules read in the database; what lies deeper is null there (never in `record`). MariaDB
 * refuses documents of more than 32 levels, MySQL of more than 100.
 */
export const DEEPEST_PUSHED = 24;

/** The attributes of a customer as `clienteleLayout` has them: one JSON document with instants as epoch milliseconds. */
export function pushedDocument(customer: Customer): string {
  return JSON.stringify(pushed(customer, 0));
}

/** The properties of an interaction, likewise; `{}` where there are none. */
export function pushedProperties({ properties }: Interaction): string {
  return JSON.stringify(pushed(properties ?? {}, 0));
}

function pushed(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isDate(value)) return value.getTime();
  if (depth === DEEPEST_PUSHED) return null;
  if (Array.isArray(value)) return value.map((item) => pushed(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setField(copy, key, pushed(value[key as never], depth + 1));
  return copy;
}
