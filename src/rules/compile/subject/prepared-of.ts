import type { CustomerRecord, Subject } from "../../../models/index.js";
import { type PreparedSubject, prepareSubject } from "./prepared-subject.js";

/** A customer's record, a subject of rules, or a prepared subject. */
export type SubjectSource = CustomerRecord | Subject | PreparedSubject;

/**
 * Prepares a subject as {@link prepareSubject} does, from a record as well: its attributes are the customer's fields.
 *
 * @example
 * preparedOf({ customer: { id: "c1", kind: "person", version: 0, tags: ["vip"] }, history: [] }).attributes.tags // => ["vip"]
 */
export function preparedOf(source: SubjectSource): PreparedSubject {
  if (!("customer" in source)) return prepareSubject(source);
  const { customer, history, changes, timelines } = source;
  return prepareSubject({
    id: customer.id,
    attributes: customer as unknown as Record<string, unknown>,
    history,
    changes,
    timelines,
  });
}
