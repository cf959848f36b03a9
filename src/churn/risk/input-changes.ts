import type { InputReader, StillCustomer } from "../policy/compile-inputs.js";

/** Instants at which time alone changes the inputs of one customer, apart from their growth. */
export interface InputChanges {
  /**
   * Returns the next instant at which an input changes, up to a limit; an instant after the limit if there is none.
   *
   * @param customer - for whom everything is as it was when inputs were last read
   */
  readonly next: (customer: StillCustomer, limit: number) => number;
  /** Returns whether a change of an input has come by an instant. */
  readonly isDue: (reader: InputReader, instant: number) => boolean;
  /** Forgets what is known about an input, which has been read again at an instant. */
  readonly restart: (reader: InputReader, instant: number) => void;
}

/** What is known about the next change of one input. */
interface Upcoming {
  readonly reader: InputReader;
  /** Instant of the change; infinite while it is not known. */
  at: number;
  /** Instant at which the input was read. */
  readAt: number;
  /** Up to here the input does not change. */
  quietUntil: number;
}

/**
 * Finds the changes of the inputs of one customer in order. Each input is asked for its next change once, and again only after
 * it has been read again.
 *
 * @param columns - the inputs, one row: as read at `asOf`, and later whenever one is restarted
 * @param end - how far to look
 */
export function inputChanges(
  readers: readonly InputReader[],
  columns: readonly Float64Array[],
  asOf: number,
  end: number,
): InputChanges {
  const inputs = readers
    .filter(({ nextChange }) => nextChange !== undefined)
    .map((reader): Upcoming => ({ reader, at: Number.POSITIVE_INFINITY, readAt: asOf, quietUntil: asOf }));
  const byPlace = new Map(inputs.map((input) => [input.reader.place, input]));

  const look = (customer: StillCustomer, input: Upcoming, needed: number): void => {
    // Twice as far as needed: an input that hardly ever changes is not asked again at every change of another one.
    const until = Math.min(end, needed + (needed - input.readAt));
    const { place, nextChange } = input.reader;
    const change = nextChange!(customer, columns[place]![0]!, input.quietUntil, until);
    if (change === null) input.quietUntil = until;
    else input.at = change;
  };

  return {
    next: (customer, limit) => {
      let next = limit + 1;
      // Known changes come first, so that the others need not be looked for beyond them.
      for (const { at } of inputs) next = Math.min(next, at);
      for (const input of inputs) {
        if (input.at === Number.POSITIVE_INFINITY && input.quietUntil < next - 1) look(customer, input, next - 1);
        next = Math.min(next, input.at);
      }
      return next;
    },
    isDue: ({ place }, instant) => (byPlace.get(place)?.at ?? Number.POSITIVE_INFINITY) <= instant,
    restart: ({ place }, instant) => {
      const input = byPlace.get(place);
      if (input === undefined) return;
      input.at = Number.POSITIVE_INFINITY;
      input.readAt = instant;
      input.quietUntil = instant;
    },
  };
}
