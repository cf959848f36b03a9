import type { InstantInput } from "../../kernel/index.js";
import { anArray, anInstant, anObject, type OptionShape } from "../../kernel/internal.js";
import type { FactInput } from "../../models/index.js";
import { emptyLog, type FactLog } from "./fact-log.js";
import { COMPILED, type LiveRules } from "./live-set.js";
import type { StreamBase } from "./stream-base.js";
import type { Attributes } from "./compiled-test.js";

/** How far a state has come. */
export interface Watermark {
  /** Start of its answers: the first fact, or the first instant asked for; −Infinity before the first call. */
  readonly from: number;
  /** The answers are those of this instant, in epoch milliseconds; −Infinity before the first call. */
  readonly asOf: number;
  /** Number of facts that were applied or retracted. */
  readonly revision: number;
}

/**
 * What is kept of one customer to answer a set of rules: a log of the latest facts, a base of older ones, and the answers. It
 * is never changed; each function returns another one. `storeLiveState` makes plain JSON of it.
 */
export interface LiveState {
  readonly watermark: Watermark;
  readonly log: FactLog;
  /** Number of old facts in the log that stay because a stream needs its latest. */
  readonly kept: number;
  /** Index of a source → what is kept of its facts before the log. */
  readonly bases: ReadonlyMap<number, StreamBase>;
  /** Truths of the leaves, 30 in a word; empty where they must be evaluated anew. */
  readonly truths: readonly number[];
  /** Memberships of the rules, 30 in a word. */
  readonly members: readonly number[];
  /** Sources that time may change, and when. */
  readonly turning: readonly number[];
  readonly turns: readonly number[];
  /** The profile that the truths are of. */
  readonly attributes: Attributes | undefined;
}

/** Facts that a call lacks: all of some types in a span of the stored history. */
export interface LiveNeed {
  /** Fingerprint of the stream that lacks them. */
  readonly stream: string;
  /** Types and families of the facts. */
  readonly types: readonly string[];
  /** Start of the span; `null` from the first fact on. */
  readonly from: Date | null;
  /** First instant after the span. */
  readonly to: Date;
}

/** The facts of a span that was lacking. */
export interface FoundFacts {
  readonly need: LiveNeed;
  /** Every fact of these types in the span. */
  readonly facts: Iterable<FactInput>;
}

/** A rule that began or ceased to hold. */
export interface LiveChange {
  readonly rule: string;
  readonly value: boolean;
  readonly at: Date;
}

/** What a call makes of a state. */
export interface LiveResult {
  /** The state after it; the given one where facts are lacking. */
  readonly state: LiveState;
  /** In the order of time; of one instant in the order of the rules. */
  readonly changes: readonly LiveChange[];
  /** The changes take the place of all earlier ones from this instant on; `null` if they follow them. */
  readonly correctedFrom: Date | null;
  /**
   * Earlier changes from this instant on may be wrong and are not corrected, since a fact lies behind the log: only the history
   * tells them. The state itself is right. `null` if there is no such fact.
   */
  readonly outdatedFrom: Date | null;
  /**
   * Facts to read before the call can be made; empty if it was made. Call again with them; what they show may need another span,
   * so repeat until none is named.
   */
  readonly needs: readonly LiveNeed[];
}

/** Options of the functions that move a state. */
export interface LiveOptions {
  /** The instant to answer for, no earlier than that of the state. */
  readonly asOf: InstantInput;
  /** The profile; it holds for all instants after that of the state. */
  readonly attributes: Attributes;
  /** Facts that `needsOf` named. */
  readonly found?: readonly FoundFacts[] | undefined;
}

/** Kinds of the {@link LiveOptions}. */
export const LIVE_OPTIONS: OptionShape<LiveOptions> = { asOf: anInstant, attributes: anObject, found: anArray };

/**
 * Returns the state of a customer about whom nothing is known.
 *
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * membershipsOf(set, emptyLiveState(set)) // => []
 */
export function emptyLiveState({ [COMPILED]: { memberWords } }: LiveRules): LiveState {
  return {
    watermark: { from: Number.NEGATIVE_INFINITY, asOf: Number.NEGATIVE_INFINITY, revision: 0 },
    log: emptyLog(),
    kept: 0,
    bases: new Map(),
    truths: [],
    members: new Array<number>(memberWords).fill(0),
    turning: [],
    turns: [],
    attributes: undefined,
  };
}
