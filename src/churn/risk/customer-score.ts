import type { PreparedSubject } from "../../rules/index.js";
import { type ChurnBand, type ChurnPolicy, unknownBand } from "../policy/churn-policy.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";
import { type BandWalk, bandWalk } from "./band-walk.js";
import { nextBandChange } from "./next-check.js";
import { scoreColumns, UNKNOWN } from "./score-columns.js";

/** Churn risk of one customer without texts. */
export interface CustomerScore {
  /** 0 to 100; `null` if too little is known. */
  readonly score: number | null;
  /** Identifier of the band; `"unknown"` without a score. */
  readonly band: string;
  readonly knownShare: number;
  /** Points of each signal, in the order of the policy. */
  readonly contributions: readonly { readonly id: string; readonly contribution: number }[];
  /** Epoch milliseconds of the `nextCheckAt` of `churnRisk`. */
  readonly nextCheckAt: number | null;
}

/**
 * Returns the risk that `churnRisk` returns, without texts: those take longer than the rest.
 *
 * @param asOf - epoch milliseconds
 * @param until - end of the search for `nextCheckAt`
 * @throws ClienteleError `undefined_churn_policy`
 */
export function customerScore(policy: ChurnPolicy, subject: PreparedSubject, asOf: number, until: number): CustomerScore {
  const compiled = compiledPolicyOf(policy);
  const columns = inputsOf(compiled, subject, asOf);
  const { score, band, knownShare, contributions } = scoreColumns(compiled, columns, 1);
  return {
    score: knownOrNull(score[0]!),
    band: bandAt(policy, band[0]!).id,
    knownShare: knownShare[0]!,
    contributions: policy.signals.map(({ id }, place) => ({ id, contribution: contributions[place]![0]! })),
    nextCheckAt: nextBandChange(compiled, subject, asOf, until, columns),
  };
}

/** A walk that names the bands. */
export interface NamedBandWalk extends Pick<BandWalk, "advance" | "meet"> {
  /** Returns the identifier of the band at the instant that the walk has reached. */
  readonly band: () => string;
}

/**
 * Follows the band of a customer through the history.
 *
 * @param from - epoch milliseconds
 * @param to - last instant that the walk will reach
 * @throws ClienteleError `undefined_churn_policy`
 */
export function followBand(policy: ChurnPolicy, subject: PreparedSubject, from: number, to: number): NamedBandWalk {
  const compiled = compiledPolicyOf(policy);
  const columns = inputsOf(compiled, subject, from);
  const { band, advance, meet } = bandWalk(compiled, subject, columns, from, Math.min(to, compiled.horizon));
  return { band: () => bandAt(policy, band()).id, advance, meet };
}

/**
 * Returns the inputs of one customer, one row.
 *
 * @param given - figures that the policy reads as columns, by name
 */
export function inputsOf(
  compiled: CompiledPolicy,
  subject: PreparedSubject,
  asOf: number,
  given: Readonly<Record<string, number | undefined>> = {},
): Float64Array[] {
  const columns = compiled.inputs.map((input) =>
    Float64Array.of(input.kind === "column" && Object.hasOwn(given, input.name) ? (given[input.name] ?? Number.NaN) : Number.NaN),
  );
  compiled.read(subject, asOf, columns, 0);
  return columns;
}

/** Returns the band at a position of the score columns. */
export function bandAt({ bands }: ChurnPolicy, position: number): Pick<ChurnBand, "id" | "label"> {
  return position === UNKNOWN ? unknownBand : bands[position]!;
}

/** Turns NaN, which stands for an unknown score in columns, into `null`. */
export function knownOrNull(score: number): number | null {
  return Number.isNaN(score) ? null : score;
}
