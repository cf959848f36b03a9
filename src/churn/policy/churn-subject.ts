import { type PreparedSubject, prepareSubject } from "../../rules/index.js";
import type { SubjectSource } from "../../rules/internal.js";
import { countUpTo } from "../../kernel/internal.js";
import type { CompiledPolicy } from "./compile-policy.js";

/** Customer that churn functions read: a record, a subject of rules, or a prepared subject. */
export type ChurnSubject = SubjectSource;

/**
 * Returns a subject to whom nothing more happens after an instant, to look ahead from there up to another one. The history is
 * copied only if a later interaction would be seen.
 *
 * @param subject - with its attributes at `asOf`: the subject that was last read there
 */
export function frozenAt({ readsType }: CompiledPolicy, subject: PreparedSubject, asOf: number, until: number): PreparedSubject {
  const { id, attributes, history, timelines } = subject;
  const end = countUpTo(history, asOf);
  for (let later = end; later < history.length && history[later]!.at.getTime() <= until; later++)
    if (readsType(history[later]!.type)) return prepareSubject({ id, attributes, history: history.slice(0, end), timelines });
  return { ...subject, past: null };
}
