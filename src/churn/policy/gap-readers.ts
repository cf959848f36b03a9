import { type LocalClock, localClock } from "../../kernel/index.js";
import { firstAfter } from "../../kernel/internal.js";
import type { PreparedSubject } from "../../rules/index.js";
import { typeMatcher } from "../../rules/internal.js";
import { gapCounter, type PurchaseGaps } from "./purchase-rhythm.js";

/** Reads the number of gaps between a customer's purchase days up to an instant, or the sum of their logarithms. */
export type GapReader = (subject: PreparedSubject, asOf: number, of: keyof PurchaseGaps) => number;

/** Number of interactions from which a walk through the history pays for keeping the gaps up to each purchase. */
const LONG_HISTORY = 500;

/** Gaps of one customer up to each purchase. */
interface RunningGaps {
  /** Instants of the purchases, ascending. */
  readonly at: readonly number[];
  readonly gaps: readonly number[];
  readonly logGaps: readonly number[];
}

/** Returns a function that makes readers of the gaps of purchases of some types in a zone, each once. */
export function gapReaders(): (types: readonly string[], zone: string) => GapReader {
  const readers = new Map<string, GapReader>();
  return (types, zone) => {
    const key = JSON.stringify([types, zone]);
    const reader = readers.get(key) ?? gapReader(types, zone);
    readers.set(key, reader);
    return reader;
  };
}

function gapReader(types: readonly string[], zone: string): GapReader {
  const clock = localClock(zone);
  const isPurchase = typeMatcher(types);
  // Kept as long as the columns of the subject, which are of one history.
  const kept = new WeakMap<PreparedSubject["columns"], RunningGaps>();
  return (subject, asOf, of) => {
    if (subject.history.length < LONG_HISTORY) return gapsUpTo(subject, asOf, isPurchase, clock)[of];
    const running = kept.get(subject.columns) ?? runningGaps(subject, isPurchase, clock);
    kept.set(subject.columns, running);
    const purchases = firstAfter(running.at, asOf);
    return purchases === 0 ? 0 : running[of][purchases - 1]!;
  };
}

function gapsUpTo(
  { history }: PreparedSubject,
  asOf: number,
  isPurchase: (type: string) => boolean,
  clock: LocalClock,
): PurchaseGaps {
  const add = gapCounter(clock);
  let totals: PurchaseGaps = { gaps: 0, logGaps: 0 };
  for (const { type, at } of history) {
    const instant = at.getTime();
    if (instant > asOf) break;
    if (isPurchase(type)) totals = add(instant);
  }
  return totals;
}

function runningGaps({ history }: PreparedSubject, isPurchase: (type: string) => boolean, clock: LocalClock): RunningGaps {
  const add = gapCounter(clock);
  const running = { at: [] as number[], gaps: [] as number[], logGaps: [] as number[] };
  for (const { type, at } of history) {
    if (!isPurchase(type)) continue;
    const instant = at.getTime();
    const { gaps, logGaps } = add(instant);
    running.at.push(instant);
    running.gaps.push(gaps);
    running.logGaps.push(logGaps);
  }
  return running;
}
