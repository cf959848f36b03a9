import { type PreparedSubject, prepareSubject } from "../../rules/index.js";
import type { SubjectSource } from "../../rules/internal.js";
import { countUpTo } from "../../kernel/internal.js";

/** Customer that churn functions read: a record, a subject of rules, or a prepared subject. */
export type ChurnSubject = SubjectSource;

/** Returns the subject as it was at an instant, without later interactions. */
export function frozenAt(subject: PreparedSubject, asOf: number): PreparedSubject {
  const { id, attributes, history, timelines } = subject;
  const end = countUpTo(history, asOf);
  return end === history.length ? subject : prepareSubject({ id, attributes, history: history.slice(0, end), timelines });
}
