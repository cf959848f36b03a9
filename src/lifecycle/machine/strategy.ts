import type { LocalizedText, Money } from "../../kernel/index.js";
import type { Rule } from "../../rules/index.js";

/** Something to do for somebody, with its budget and its proof: what a strategy is made of. */
export interface Play {
  /** Stable, for programs. */
  readonly id: string;
  /** What it is to reach. */
  readonly goal: LocalizedText;
  /** What is done. */
  readonly action: LocalizedText;
  /** Who of the stage or segment; everybody unless told. */
  readonly audience?: Rule;
  /** Over which channel. */
  readonly channel?: string;
  /** What it may cost in all. */
  readonly budget?: Money;
  /** Share that is left out, 0 to 1, so that the effect can be measured. */
  readonly holdOut?: number;
  /** When it ends for a customer. */
  readonly stopWhen?: Rule;
  /** Team or member of staff who answers for it. */
  readonly owner?: string;
}

/** What is wanted of the customers of a stage or segment, and how. */
export interface Strategy {
  readonly goal: LocalizedText;
  readonly plays?: readonly Play[];
  /** Channel to prefer. */
  readonly channel?: string;
  /** Team that owns the customers. */
  readonly owner?: string;
}
