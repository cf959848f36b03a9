import type { InputReader, StillCustomer } from "../policy/compile-inputs.js";

/** Instants at which time alone changes the inputs of one customer, apart from their growth. */
export interface InputChanges {
  /** Returns the next instant at which an input changes, up to a limit; an instant after the limit if there is none. */
  readonly next: (limit: number) => number;
  /** Returns the inputs that change at the instant that `next` returned, and continues from there. */
  readonly pass: (instant: number) => readonly InputReader[];
}

/** What is known about the next change of one input. */
interface Upcoming {
  readonly reader: InputReader;
  /** Instant of the change; infinite while it is not known. */
  at: number;
  /** Up to here the input does not change. */
  quietUntil: number;
}

/**
 * Finds the changes of the inputs of one customer in order. Each input is asked for its next change once, and again only after
 * that change has come.
 *
 * @param columns - the inputs, one row: at `asOf`, and later whenever `next` is called as they are then
 */
export function inputChanges(
  readers: readonly InputReader[],
  customer: StillCustomer,
  asOf: number,
  columns: readonly Float64Array[],
): InputChanges {
  const inputs = readers
    .filter(({ nextChange }) => nextChange !== undefined)
    .map((reader): Upcoming => ({ reader, at: Number.POSITIVE_INFINITY, quietUntil: asOf }));

  const look = (input: Upcoming, needed: number, limit: number): void => {
    // Twice as far as needed: an input that hardly ever changes is not asked again at every change of another one.
    const until = Math.min(limit, needed + (needed - asOf));
    const { place, nextChange } = input.reader;
    const change = nextChange!(customer, columns[place]![0]!, input.quietUntil, until);
    if (change === null) input.quietUntil = until;
    else input.at = change;
  };

  return {
    next: (limit) => {
      let next = limit + 1;
      // Known changes come first, so that the others need not be looked for beyond them.
      for (const { at } of inputs) next = Math.min(next, at);
      for (const input of inputs) {
        if (input.at === Number.POSITIVE_INFINITY && input.quietUntil < next - 1) look(input, next - 1, limit);
        next = Math.min(next, input.at);
      }
      return next;
    },
    pass: (instant) => {
      const changed = inputs.filter(({ at }) => at === instant);
      for (const input of changed) {
        input.at = Number.POSITIVE_INFINITY;
        input.quietUntil = instant;
      }
      return changed.map(({ reader }) => reader);
    },
  };
}
