import type { CustomerRecord, Subject } from "../models/index.js";
import { type PreparedSubject, prepareSubject } from "../rules/index.js";

/** Whoever can leave: a customer's record, any subject of rules, or one prepared for many questions. */
export type ChurnSubject = CustomerRecord | Subject | PreparedSubject;

/** A subject made ready. */
export function preparedOf(record: ChurnSubject): PreparedSubject {
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

/** The subject as it was by an instant: what happened later does not exist. */
export function frozenAt(subject: PreparedSubject, asOf: number): PreparedSubject {
  const { id, attributes, history, timelines } = subject;
  let end = history.length;
  while (end > 0 && history[end - 1]!.at.getTime() > asOf) end--;
  return end === history.length ? subject : prepareSubject({ id, attributes, history: history.slice(0, end), timelines });
}
