import { type Duration } from "../../kernel/index.js";
import { durationMilliseconds, firstAtOrAfter } from "../../kernel/internal.js";
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
  const negated = latestOf(silence, subject, at);
  // Most calls are about the last interaction.
  const latest = negated.length > 0 && negated[0]! >= -at ? 0 : firstAtOrAfter(negated, -at);
  return latest === negated.length ? Number.NaN : silence.length - negated[latest]!;
}

/** Interactions of some types in a part of a history that ends with its end. */
interface KnownPart {
  /** Their instants, latest first, as negative epoch milliseconds, which ascend. */
  readonly negated: number[];
  /** Number of interactions before the part. */
  before: number;
}

const known = new WeakMap<PreparedSubject, Map<string, KnownPart>>();

/**
 * Returns the instants of a subject's interactions of some types, latest first and negated, back to the last one up to an instant
 * or further. The history is read backwards, once per subject and only as far as needed: a decision about a new interaction does
 * not read the whole history.
 */
function latestOf({ isOne, key }: Silence, subject: PreparedSubject, at: number): readonly number[] {
  let parts = known.get(subject);
  if (parts === undefined) {
    parts = new Map();
    known.set(subject, parts);
  }
  let part = parts.get(key);
  if (part === undefined) parts.set(key, (part = { negated: [], before: subject.history.length }));
  const { negated } = part;
  while (part.before > 0 && !(negated.at(-1)! >= -at)) {
    const { type, at: happened } = subject.history[--part.before]!;
    if (isOne(type)) negated.push(-happened.getTime());
  }
  return negated;
}
