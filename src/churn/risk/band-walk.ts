import { firstPosition } from "../../kernel/internal.js";
import type { PreparedSubject } from "../../rules/index.js";
import { type InputReader, stillCustomer } from "../policy/compile-inputs.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import { inputChanges } from "./input-changes.js";
import { rowScore } from "./row-score.js";

/** Band of one customer from one instant to a later one. It moves forward only. */
export interface BandWalk {
  /** Returns the position of the band at the instant that the walk has reached; `UNKNOWN` where too little is known. */
  readonly band: () => number;
  /**
   * Moves to the next instant, up to `until`, at which time alone changes the band, and returns it. If there is none, it moves to
   * `until` and returns `null`. The customer must have no interactions that the policy reads in between.
   */
  readonly advance: (until: number) => number | null;
  /**
   * Moves to an instant at which interactions of some types happened, or none, and reads the profile as it is there. The walk must
   * have advanced to that instant, or to just before it.
   */
  readonly meet: (instant: number, types: readonly string[]) => void;
}

/**
 * Follows the band of one customer. Figures in windows change at instants that the rules can compute; only the figures that change
 * there, or that a new interaction changes, are read again. Between two of those instants only times since an interaction grow,
 * without a look at the history. A policy lets their severity only rise, so a binary search finds the instant of a change.
 *
 * @param subject - the customer, with the attributes at `asOf`: last read there
 * @param columns - the customer's inputs at `asOf`, one row; overwritten
 * @param end - last instant that the walk will reach, at most the horizon of the policy
 */
export function bandWalk(
  compiled: CompiledPolicy,
  subject: PreparedSubject,
  columns: readonly Float64Array[],
  asOf: number,
  end: number,
): BandWalk {
  const { readers } = compiled;
  const row = rowScore(compiled, columns);
  const changes = inputChanges(readers, columns, asOf, end);
  const growing = readers.filter(({ isGrowing }) => isGrowing);
  /** Instants at which the growing times began, by the position of the input. */
  const began = columns.map((column) => asOf - column[0]!);
  /** Whether the attributes of another instant can make other figures. */
  const profileMatters = compiled.readsAttributes && subject.past !== null;
  let customer = stillCustomer(subject);
  let reached = asOf;

  const growTo = (instant: number): void => {
    for (const { place } of growing) row.set(place, instant - began[place]!);
  };
  const readAgain = (reader: InputReader, from: PreparedSubject, instant: number): void => {
    const value = reader.read(from, instant);
    began[reader.place] = instant - value;
    row.set(reader.place, value);
    changes.restart(reader, instant);
  };

  return {
    band: row.band,
    advance: (until) => {
      const current = row.band();
      const differsAt = (instant: number): boolean => {
        growTo(instant);
        return row.band() !== current;
      };
      while (reached < until) {
        const boundary = changes.next(customer, until);
        const last = Math.min(boundary - 1, until);
        if (differsAt(last)) {
          reached = firstPosition(reached + 1, last, differsAt);
          growTo(reached);
          return reached;
        }
        reached = last;
        if (boundary > until) break;
        for (const reader of readers) if (changes.isDue(reader, boundary)) readAgain(reader, customer.subject, boundary);
        reached = boundary;
        if (differsAt(boundary)) return boundary;
      }
      return null;
    },
    meet: (instant, types) => {
      growTo(instant);
      const from = profileMatters ? subject : customer.subject;
      for (const reader of readers)
        if (profileMatters || changes.isDue(reader, instant) || types.some(reader.readsType)) readAgain(reader, from, instant);
      if (profileMatters) customer = stillCustomer(subject);
      reached = instant;
    },
  };
}
