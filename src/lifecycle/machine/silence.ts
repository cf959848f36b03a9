import { type Duration } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { PreparedSubject, Rule } from "../../rules/index.js";

/** True from `length` milliseconds after the last interaction of some types on: by far the most frequent guard of time. */
export interface Silence {
  readonly types: ReadonlySet<string>;
  /** The types as one text. */
  readonly key: string;
  readonly length: number;
}

/** The silence that a rule asks for; `null` where it asks for anything more. */
export function silenceOf(rule: Rule): Silence | null {
  if (rule.kind !== "metric" || rule.metric.measure !== "timeSinceLast" || rule.test.is !== "atLeast") return null;
  const { types = [], where, window } = rule.metric;
  if (where !== undefined || window !== undefined) return null;
  return { types: new Set(types), key: types.join("\u0000"), length: durationMilliseconds(rule.test.value as Duration) };
}

/** When a silence is over that began with the last such interaction by an instant; NaN if there was none. */
export function endOfSilence(silence: Silence, subject: PreparedSubject, at: number): number {
  const instants = instantsOf(silence, subject);
  let low = 0;
  let high = instants.length;
  // Most questions are about the last one.
  if (high > 0 && instants[high - 1]! <= at) low = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instants[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.NaN : instants[low - 1]! + silence.length;
}

const known = new WeakMap<PreparedSubject, Map<string, readonly number[]>>();

/** Epoch milliseconds of a subject's interactions of some types, ascending; made once a subject. */
function instantsOf({ types, key }: Silence, subject: PreparedSubject): readonly number[] {
  let columns = known.get(subject);
  if (columns === undefined) {
    columns = new Map();
    known.set(subject, columns);
  }
  let column = columns.get(key);
  if (column === undefined) {
    const instants: number[] = [];
    for (const { type, at } of subject.history) if (types.has(type)) instants.push(at.getTime());
    column = instants;
    columns.set(key, column);
  }
  return column;
}
