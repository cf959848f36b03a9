import type { CustomerRecord, Subject } from "../../models/index.js";
import { type PreparedSubject, prepareSubject } from "./prepared-subject.js";

/** Whoever can be asked about: a customer's record, any subject of rules, or one prepared for many questions. */
export type SubjectSource = CustomerRecord | Subject | PreparedSubject;

/**
 * A subject made ready, from a record as well; what {@link prepareSubject} does, with the customer's fields as attributes.
 *
 * @param source - a record, a subject, or one that is prepared already
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
