import { isObject, malformedFact, requireObject } from "../../../kernel/internal.js";
import type { CustomerRecord, Subject } from "../../../models/index.js";
import { type PreparedSubject, prepareSubject } from "./prepared-subject.js";

/** A customer's record, a subject of rules, or a prepared subject. */
export type SubjectSource = CustomerRecord | Subject | PreparedSubject;

/**
 * Prepares a subject as {@link prepareSubject} does, from a record as well: its attributes are the customer's fields.
 *
 * @throws ClienteleError `invalid_instant`, `malformed_fact` with the path of what cannot be read
 * @example
 * preparedOf({ customer: { id: "c1", kind: "person", version: 0, tags: ["vip"] }, history: [] }).attributes.tags // => ["vip"]
 */
export function preparedOf(source: SubjectSource): PreparedSubject {
  // A null or a text is refused by `prepareSubject`.
  if (!isObject(source) || !("customer" in source)) return prepareSubject(source as Subject);
  const { customer, history, changes, timelines } = source as CustomerRecord;
  const { id } = requireObject(customer, "customer");
  if (typeof id !== "string") throw malformedFact("customer.id", id, "a text");
  return prepareSubject({
    id,
    attributes: customer as unknown as Record<string, unknown>,
    history,
    changes,
    timelines,
  });
}
