import type { Seen } from "../language/value-reading.js";
import { comparePlaces } from "./fact-log.js";
import type { WindowEdge } from "./window-edge.js";

/** What is kept of the facts of a stream that have left the log. */
export interface StreamBase {
  count: number;
  /** The last of them: facts after this place are in the log. */
  at: number;
  id: string;
  /** In the order of the totals of the stream. */
  totals: unknown[];
  /** In the order of the edges of the stream; `null` where one is not known. */
  edges: (WindowEdge | null)[];
  /** Whether a late or a retracted fact has made the totals unknown: the history of the stream has them. */
  stale: boolean;
}

/** Whether a fact at a place belongs to a base. */
export function isFolded(base: StreamBase, at: number, id: string): boolean {
  return at < base.at || (at === base.at && comparePlaces(at, id, base.at, base.id) <= 0);
}

/** A fact of a stream, with the value that a total reads. */
export interface TotalFact {
  readonly at: number;
  readonly id: string;
  readonly value: Seen;
}

/** How a total follows the facts that leave the log. A function that returns false could not. */
export interface TotalKind {
  readonly key: string;
  readonly empty: () => unknown;
  /** Adds a fact, later than all facts before unless it is late. */
  readonly add: (total: never, fact: TotalFact, isLate: boolean) => boolean;
  readonly remove: (total: never, fact: TotalFact) => boolean;
  readonly merge: (total: never, other: never) => boolean;
}

/** Checks that the functions of a total agree on its type. */
export function totalKind<Total>(kind: {
  readonly key: string;
  readonly empty: () => Total;
  readonly add: (total: Total, fact: TotalFact, isLate: boolean) => boolean;
  readonly remove: (total: Total, fact: TotalFact) => boolean;
  readonly merge: (total: Total, other: Total) => boolean;
}): TotalKind {
  return kind;
}

/** Number of values, and their sum in scaled integers. */
export interface SumTotal {
  values: number;
  sum: number;
}

/** Brings a number to the integer that is added; doubles without declared decimals stay as they are. */
export type Scaling = { readonly exact: boolean; readonly scaled: (value: number) => number };

/** A sum. Doubles without declared decimals depend on their order, so that only the next one can be added. */
export function sumTotal(column: string, { exact, scaled }: Scaling): TotalKind {
  return totalKind<SumTotal>({
    key: `sum ${column}`,
    empty: () => ({ values: 0, sum: 0 }),
    add: (total, { value }, isLate) => {
      if (value === undefined) return true;
      total.values++;
      total.sum += scaled(value as number);
      return exact || !isLate;
    },
    remove: (total, { value }) => {
      if (value === undefined) return true;
      total.values--;
      total.sum -= scaled(value as number);
      return exact;
    },
    merge: (total, other) => {
      const isOne = total.values === 0 || other.values === 0;
      total.values += other.values;
      total.sum += other.sum;
      return exact || isOne;
    },
  });
}

/** The smallest or the largest value, and how often it was there. */
export interface ExtremeTotal {
  value?: number;
  times: number;
}

/** The smallest (`sign` 1) or the largest (`sign` −1) value. */
export function extremeTotal(column: string, sign: 1 | -1): TotalKind {
  return totalKind<ExtremeTotal>({
    key: `${sign === 1 ? "minimum" : "maximum"} ${column}`,
    empty: () => ({ times: 0 }),
    add: (total, { value }) => {
      if (typeof value !== "number") return true;
      if (total.value === undefined || sign * (value - total.value) < 0) Object.assign(total, { value, times: 1 });
      else if (value === total.value) total.times++;
      return true;
    },
    remove: (total, { value }) => value === undefined || value !== total.value || --total.times > 0,
    merge: (total, { value, times }) => {
      if (value === undefined) return true;
      if (total.value === undefined || sign * (value - total.value) < 0) Object.assign(total, { value, times });
      else if (value === total.value) total.times += times;
      return true;
    },
  });
}

/** Different values, and how often each was there. */
export interface DistinctTotal {
  readonly values: Seen[];
  readonly times: number[];
}

/** The number of different values. */
export function distinctTotal(column: string): TotalKind {
  const change = ({ values, times }: DistinctTotal, value: Seen, by: number): void => {
    // A search that takes 0 and −0 for one value.
    const place = values.findIndex((each) => each === value);
    if (place < 0) {
      values.push(value);
      times.push(by);
    } else if ((times[place]! += by) === 0) {
      values.splice(place, 1);
      times.splice(place, 1);
    }
  };
  return totalKind<DistinctTotal>({
    key: `distinct ${column}`,
    empty: () => ({ values: [], times: [] }),
    add: (total, { value }) => {
      if (value !== undefined) change(total, value, 1);
      return true;
    },
    remove: (total, { value }) => {
      if (value !== undefined) change(total, value, -1);
      return true;
    },
    merge: (total, other) => {
      for (const [place, value] of other.values.entries()) change(total, value, other.times[place]!);
      return true;
    },
  });
}

/** The first fact; without an identifier there is none. */
export interface FirstTotal {
  at: number;
  id?: string;
  value?: Seen;
}

/** The first fact, with its value. */
export function firstTotal(column: string): TotalKind {
  const isEarlier = (total: FirstTotal, at: number, id: string): boolean =>
    total.id === undefined || comparePlaces(at, id, total.at, total.id) < 0;
  return totalKind<FirstTotal>({
    key: `first ${column}`,
    empty: () => ({ at: 0 }),
    add: (total, fact) => {
      if (isEarlier(total, fact.at, fact.id)) Object.assign(total, fact);
      return true;
    },
    remove: (total, { id }) => total.id !== id,
    merge: (total, other) => {
      if (other.id !== undefined && isEarlier(total, other.at, other.id)) Object.assign(total, { value: undefined }, other);
      return true;
    },
  });
}

/** The first and the last instant, and the longest time between two facts in turn. */
export interface GapTotal {
  first: number;
  last: number;
  longest: number;
  facts: number;
}

/** Gaps between facts; a late fact divides one of them, and which one the base does not know. */
export const gapTotal: TotalKind = totalKind<GapTotal>({
  key: "gaps",
  empty: () => ({ first: 0, last: 0, longest: 0, facts: 0 }),
  add: (total, { at }, isLate) => {
    if (total.facts++ === 0) total.first = at;
    else total.longest = Math.max(total.longest, at - total.last);
    total.last = at;
    return !isLate || total.facts === 1;
  },
  remove: () => false,
  merge: (total, other) => {
    if (total.facts === 0) Object.assign(total, other);
    else return other.facts === 0;
    return true;
  },
});
