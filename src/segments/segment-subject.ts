import type { CustomerRecord, Subject } from "../models/index.js";
import { type PreparedSubject, prepareSubject } from "../rules/index.js";

/** Whoever can be in a segment: a customer's record, any subject of rules, or one prepared for many questions. */
export type SegmentSubject = CustomerRecord | Subject | PreparedSubject;

/** A subject made ready. */
export function preparedOf(record: SegmentSubject): PreparedSubject {
  if (!("customer" in record)) return prepareSubject(record);
  const { customer, history, changes, timelines } = record;
  return prepareSubject({
    id: customer.id,
    attributes: customer as unknown as Record<string, unknown>,
    history,
    changes,
    timelines,
  });
}
