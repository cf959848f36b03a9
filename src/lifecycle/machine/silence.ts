import { type Duration } from "../../kernel/index.js";
import { durationMilliseconds, firstAfter } from "../../kernel/internal.js";
import type { PreparedSubject, Rule } from "../../rules/index.js";
import { isBusinessDuration, typeMatcher } from "../../rules/internal.js";

/** Guard that holds once `length` milliseconds have passed since the last interaction of some types: the most common timed guard. */
export interface Silence {
  readonly isOne: (type: string) => boolean;
  /** The types joined into one text. */
  readonly key: string;
  readonly length: number;
}

/** Returns the silence that a rule waits for; `null` if the rule is anything else. */
export function silenceOf(rule: Rule): Silence | null {
  if (rule.kind !== "metric" || rule.metric.measure !== "timeSinceLast" || rule.test.is !== "atLeast") return null;
  const { types = [], where, window } = rule.metric;
  const { value } = rule.test;
  if (where !== undefined || window !== undefined || isBusinessDuration(value)) return null;
  return { isOne: typeMatcher(types), key: types.join("\u0000"), length: durationMilliseconds(value as Duration) };
}

/** Returns when the silence since the last such interaction up to an instant reaches its length; NaN without an interaction. */
export function endOfSilence(silence: Silence, subject: PreparedSubject, at: number): number {
  const instants = instantsOf(silence, subject);
  const { length } = instants;
  // Most calls are about the last interaction.
  const count = length > 0 && instants[length - 1]! <= at ? length : firstAfter(instants, at);
  return count === 0 ? Number.NaN : instants[count - 1]! + silence.length;
}

const known = new WeakMap<PreparedSubject, Map<string, readonly number[]>>();

/** Returns the instants of a subject's interactions of some types in epoch milliseconds, ascending; computed once per subject. */
function instantsOf({ isOne, key }: Silence, subject: PreparedSubject): readonly number[] {
  let columns = known.get(subject);
  if (columns === undefined) {
    columns = new Map();
    known.set(subject, columns);
  }
  let column = columns.get(key);
  if (column === undefined) {
    const instants: number[] = [];
    for (const { type, at } of subject.history) if (isOne(type)) instants.push(at.getTime());
    column = instants;
    columns.set(key, column);
  }
  return column;
}
