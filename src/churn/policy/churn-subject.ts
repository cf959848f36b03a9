import { type PreparedSubject, prepareSubject } from "../../rules/index.js";
import { type SubjectSource } from "../../rules/internal.js";

/** Whoever can leave: a customer's record, any subject of rules, or one prepared for many questions. */
export type ChurnSubject = SubjectSource;

/** The subject as it was by an instant: what happened later does not exist. */
export function frozenAt(subject: PreparedSubject, asOf: number): PreparedSubject {
  const { id, attributes, history, timelines } = subject;
  let end = history.length;
  while (end > 0 && history[end - 1]!.at.getTime() > asOf) end--;
  return end === history.length ? subject : prepareSubject({ id, attributes, history: history.slice(0, end), timelines });
}
