import type { LocalizedText } from "../../kernel/index.js";

/** Yes or no with the reason, and when to ask again: what one module tells another. */
export interface Decision {
  readonly allowed: boolean;
  /** Stable, for programs. */
  readonly reason: string;
  /** For people. */
  readonly text?: LocalizedText;
  /** Epoch milliseconds from which the answer may differ; `null` when time alone changes nothing. */
  readonly nextAt?: number | null;
}

/** A score a customer, as parallel columns. NaN marks "unknown". */
export interface ScoreColumns {
  readonly ids: readonly string[];
  readonly values: Float64Array;
}

/** That a customer is in a segment, since when and why. */
export interface Membership {
  readonly segmentId: string;
  readonly customerId: string;
  /** Instant at which the membership began, where it is known. */
  readonly since?: Date | undefined;
  /** Sentences, in the order of the rule. */
  readonly reasons: readonly LocalizedText[];
}

/** RFM scores of a population, as parallel columns; 1 is the lowest bin. */
export interface RfmColumns {
  readonly ids: readonly string[];
  readonly recency: Uint8Array;
  readonly frequency: Uint8Array;
  readonly monetary: Uint8Array;
  /** Number of bins of each measure. */
  readonly bins: number;
}
