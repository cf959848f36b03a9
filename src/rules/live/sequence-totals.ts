import { type TotalKind, totalKind } from "./stream-base.js";
import type { StreamView } from "./stream-view.js";

/** A sequence from any first step. */
interface AnySequence {
  /** The present instant: its facts are not strictly later than each other. */
  at: number | null;
  /** Step → the latest first step from which it was reached before the present instant, and at it. */
  before: (number | null)[];
  now: (number | null)[];
  /** The latest first step of a whole sequence. */
  best: number | null;
}

/** A total of facts whose values are the bits of their steps. */
interface SequenceTotal<Total> {
  readonly kind: TotalKind;
  readonly startOf: (total: Total, view: StreamView) => number | undefined;
}

/** Follows sequences from any first step: of two that reached a step, the later one can go on wherever the other one can. */
export function anySequenceTotal(key: string, steps: number, within: number): SequenceTotal<AnySequence> {
  const nothing = (): null[] => Array.from({ length: steps - 1 }, () => null);
  const kind = totalKind<AnySequence>({
    key: `sequence ${key}`,
    empty: () => ({ at: null, before: nothing(), now: nothing(), best: null }),
    add: (total, { at, value }, isLate) => {
      if (isLate) return false;
      if (at !== total.at) {
        total.before = total.before.map((start, step) => later(start, total.now[step]!));
        total.now = nothing();
        total.at = at;
      }
      const bits = value as number;
      for (let step = steps - 1; step > 0; step--) {
        const start = total.before[step - 1]!;
        if ((bits & (1 << step)) === 0 || start === null) continue;
        if (step < steps - 1) total.now[step] = later(total.now[step]!, start);
        else if (at < start + within) total.best = later(total.best, start);
      }
      if ((bits & 1) !== 0) total.now[0] = at;
      return true;
    },
    remove: () => false,
    merge: () => false,
  });
  return { kind, startOf: ({ best }) => best ?? undefined };
}

function later(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

/** A sequence from the last first step. */
interface LastSequence {
  start: number | null;
  /** Instant of the last step that was reached, and how many steps were. */
  reached: number;
  steps: number;
}

/** Follows the sequence from the last first step. */
export function lastSequenceTotal(key: string, steps: number, within: number): SequenceTotal<LastSequence> {
  const kind = totalKind<LastSequence>({
    key: `sequence ${key}`,
    empty: () => ({ start: null, reached: 0, steps: 0 }),
    add: (total, { at, value }, isLate) => {
      if (isLate) return false;
      const bits = value as number;
      if ((bits & 1) !== 0) Object.assign(total, { start: at, reached: at, steps: 1 });
      else if (total.start !== null && (bits & (1 << total.steps)) !== 0 && at > total.reached && at < total.start + within) {
        total.reached = at;
        total.steps++;
      }
      return true;
    },
    remove: () => false,
    merge: () => false,
  });
  return { kind, startOf: (total) => (total.start !== null && total.steps === steps ? total.start : undefined) };
}

/** The last first step, and the first missing step strictly after it. */
interface Absence {
  start: number | null;
  answer: number | null;
}

/** Follows the last first step until the missing one comes. */
export function absenceTotal(key: string, within: number): SequenceTotal<Absence> {
  const kind = totalKind<Absence>({
    key: `absence ${key}`,
    empty: () => ({ start: null, answer: null }),
    add: (total, { at, value }, isLate) => {
      if (isLate) return false;
      const bits = value as number;
      if ((bits & 1) !== 0) Object.assign(total, { start: at, answer: null });
      else if ((bits & 2) !== 0 && total.start !== null && at > total.start) total.answer ??= at;
      return true;
    },
    remove: () => false,
    merge: () => false,
  });
  return {
    kind,
    startOf: ({ start, answer }, view) => {
      if (start === null) return undefined;
      const end = start + within;
      if (answer !== null && answer < end) return undefined;
      if (view.at >= end) return start;
      view.turn = Math.min(view.turn, end);
      return undefined;
    },
  };
}
