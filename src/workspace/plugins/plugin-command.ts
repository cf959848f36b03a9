import type * as z from "zod";
import type { LocalizedText } from "../../kernel/index.js";
import type { Timelines } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";

/** What a command reads before it decides. */
export interface CommandNeeds {
  /**
   * Names of documents that customers share: a budget, a stock, the pointer of a round robin. What is read is committed with the
   * version that was read, so that the last piece of a stock is given away once.
   */
  readonly shared?: readonly string[] | undefined;
}

/** What is asked of a command. */
export interface CommandQuestion<Input = unknown> {
  /** The customer who was named; after a merge, possibly another one than `subject` in {@link CommandInput}. */
  readonly customerId: string;
  readonly input: Input;
}

/** Input of a command: what is asked, and the customer as of now. */
export interface CommandInput<State = unknown, Model = unknown, Input = unknown> extends CommandQuestion<Input> {
  /** The customer with the whole history and the timelines that the plugin reads, prepared for rules. */
  readonly subject: PreparedSubject;
  /** The plugin's state as of now. */
  readonly state: State;
  /** The plugin's own timelines as of now. */
  readonly timelines: Timelines;
  /** Shared documents by the names that `needs` returned; `null` where none is stored yet. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds: the instant of the facts. */
  readonly asOf: number;
  /** Model that the plugin's `fit` returned at the last refresh; `null` before the first, and without `fit`. */
  readonly model: Model | null;
}

/** A fact that a command decides. The workspace adds customer, instant and identifier. */
export interface CommandFact {
  /** One of the plugin's `interactions`. */
  readonly type: string;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly channel?: string | undefined;
}

/** Why a command was refused: an answer for the customer rather than an error. */
export interface CommandRefusal {
  /** Stable, for programs: `"out_of_stock"`. */
  readonly code: string;
  readonly reason: LocalizedText;
  /** Instant from which it may succeed; `null` or absent if time alone does not help. */
  readonly nextAt?: Date | null | undefined;
}

/** What a command decided: facts with the new content of shared documents, or a refusal, which changes nothing. */
export type CommandOutcome =
  | {
      /** At least one, by which a repeated call is recognized. */
      readonly facts: readonly CommandFact[];
      /** New contents of shared documents by name, plain data without personal data. Others stay as they are. */
      readonly shared?: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly refused: CommandRefusal };

/**
 * A command of a plugin: what a host asks by `execute`, such as "redeem 100 points". It decides facts, which the plugin's
 * `decide` then counts like any others, so that lateness, merges, exports and erasures need nothing of their own. It is pure:
 * it may be asked again if another writer was faster.
 *
 * @typeParam State - the plugin's state
 * @typeParam Model - the plugin's model
 * @typeParam Input - what the caller passes, after parsing
 * @typeParam Raw - what the caller passes, before parsing
 */
export interface PluginCommand<State = unknown, Model = unknown, Input = unknown, Raw = Input> {
  readonly label: LocalizedText;
  /** Zod schema of what the caller passes. */
  readonly input: z.ZodType<Input, Raw>;
  /** Returns what to read first. Without it, nothing but the customer. */
  needs?(question: CommandQuestion<Input>): CommandNeeds;
  decide(input: CommandInput<State, Model, Input>): CommandOutcome;
}

/** Name under which `unwind` is executed; no command may have it. */
export const UNWIND = "unwind";

/** Which order to take back. */
export interface UnwindQuestion {
  readonly orderId: string;
}

/**
 * What a plugin takes back when an order is unwound: a command that the workspace asks of every plugin that has one. No facts
 * mean that the order does not concern the plugin.
 */
export type PluginUnwind<State = unknown, Model = unknown> = Pick<
  PluginCommand<State, Model, UnwindQuestion>,
  "needs" | "decide"
>;
