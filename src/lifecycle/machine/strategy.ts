import type { Duration, LocalizedText, Money } from "../../kernel/index.js";
import type { Rule } from "../../rules/index.js";

/** Kinds of plays that the package knows; a host may name its own. */
export type PlayKind = "offer" | "care" | "recovery" | "education" | "content" | "call" | "survey" | (string & {});

/** What every kind of play has: its name, whom it is for, and how it reaches them. Other modules extend it. */
export interface PlayBase {
  /** Stable identifier, for programs. */
  readonly id: string;
  readonly kind?: PlayKind | undefined;
  /** Short name, for people; defaults to the identifier. */
  readonly label?: LocalizedText | undefined;
  /** Customers of the stage or segment that it is meant for; defaults to all of them. */
  readonly audience?: Rule | undefined;
  /** Channels over which it may run, the preferred one first. */
  readonly channels?: readonly string[] | undefined;
  /** Team or member of staff who answers for it. */
  readonly owner?: string | undefined;
}

/** Something to do for customers, with its budget and the share that is held out to measure its effect. */
export interface Play extends PlayBase {
  /** What it is meant to achieve. */
  readonly goal: LocalizedText;
  /** What is done. */
  readonly action: LocalizedText;
  /** Time within which to act. */
  readonly actWithin?: Duration | undefined;
  /** Maximum total cost. */
  readonly budget?: Money | undefined;
  /** Share of the audience that is left out, 0 to 1, so that the effect can be measured. */
  readonly holdOut?: number | undefined;
  /** Rule that ends the play for a customer. */
  readonly stopWhen?: Rule | undefined;
}

/** What a stage or segment is meant to achieve, and the plays that serve it. */
export interface Strategy {
  readonly goal: LocalizedText;
  readonly plays?: readonly Play[] | undefined;
  /** Channels of the customers, the preferred one first. */
  readonly channels?: readonly string[] | undefined;
  /** Team that owns the customers. */
  readonly owner?: string | undefined;
}
