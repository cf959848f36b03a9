import type * as z from "zod";
import type { LocalizedText } from "../../kernel/index.js";
import type { Timelines } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import type { InventoryField } from "./inventory.js";
import type { PluginCommand, PluginUnwind } from "./plugin-command.js";

/** Input of a decision: one customer at one instant. */
export interface PluginInput<State, Model> {
  /** The customer with the whole history and the timelines that the plugin reads, prepared for rules. */
  readonly subject: PreparedSubject;
  /** State that the plugin returned last; `null` at first, or after a new version of the plugin without a migration. */
  readonly state: State | null;
  /** The plugin's own timelines as it returned them last. */
  readonly timelines: Timelines;
  /** Epoch milliseconds of the last decision; `null` at first. */
  readonly since: number | null;
  /** Epoch milliseconds of this decision: facts up to it count. Never before `since`. */
  readonly asOf: number;
  /**
   * Whether something at or before `since` differs from what the last decision saw: a late fact, a corrected timeline, a newly
   * fitted model, a merge. The plugin must then recompute the past; otherwise only what came after.
   */
  readonly late: boolean;
  /**
   * Epoch milliseconds up to and including which nothing differs from what the last decision saw: `since` if nothing is late, an
   * earlier instant if a late fact tells how far back it reaches, `null` if unknown (and at first). A plugin may continue from
   * this instant instead of from the start.
   */
  readonly settled: number | null;
  /** Model that {@link PluginFit.fit} returned at the last refresh; `null` before the first, and without `fit`. */
  readonly model: Model | null;
}

/** Message about a change, for listeners of `changes`. */
export interface PluginMessage {
  /** Stable: the same change has the same identifier however often the decision is tried. The workspace adds plugin and decision. */
  readonly id: string;
  /** Kind of the change (`"stage.changed"`). */
  readonly type: string;
  /** Plain data: references and results, no personal data. The workspace adds `customerId` and `plugin`. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a plugin decided. */
export interface PluginDecision<State> {
  /** Plain data: an object whose fields the inventory names. */
  readonly state: State;
  /** Complete timelines, not only the new steps; their keys are among the plugin's `writes`. */
  readonly timelines: Timelines;
  readonly messages: readonly PluginMessage[];
  /**
   * The exact next instant, after `asOf`, at which time alone changes the decision, or from which it is not known because a
   * calendar has ended; `null` if there is none.
   */
  readonly nextCheckAt: Date | null;
}

/** Input of a plugin's view: the input of the decision with the state that it led to. */
export interface PluginViewInput<State, Model> extends PluginInput<State, Model> {
  readonly state: State;
}

/** Values that a fact of a view can have. */
export type ViewValue = string | number | boolean | null;

/** One fact that a screen shows unchanged: a label, a value, and the reasons for it. */
export interface ViewFact<Key extends string = string, Value extends ViewValue = ViewValue> {
  /** Stable, for programs. */
  readonly key: Key;
  readonly label: LocalizedText;
  /** For programs. */
  readonly value: Value;
  /** The value in words, for people. */
  readonly text: LocalizedText;
  /** Instant from which the fact holds; `null` if unknown. */
  readonly since: Date | null;
  /** Instant at which time alone will change the fact; `null` if it will not, or if unknown. */
  readonly until: Date | null;
  readonly reasons: readonly LocalizedText[];
  /** What to do about it, if the definition says so. */
  readonly advice?: LocalizedText | undefined;
  /** Path in the plugin's inventory that decides who may see the fact. */
  readonly field: string;
}

/** How a plugin learns from the population. Rows and model are plain data. */
export interface PluginFit<Row = unknown, Model = unknown> {
  /** Returns what the fit needs to know about one customer; `null` leaves the customer out. The subject has no timelines. */
  row(subject: PreparedSubject, asOf: number): Row | null;
  /**
   * Fits the model to a sample: all customers, or an even sample of `sampleSize` if there are more. The order of the rows
   * depends on the customers alone.
   *
   * @returns the model; `null` if the sample is too small to fit one
   */
  fit(rows: readonly Row[], context: { readonly asOf: number; readonly customers: number }): Model | null;
}

/** States of two customers: the one who was kept, and the one who was absorbed. */
export interface SplitStates<State> {
  readonly kept: State | null;
  readonly absorbed: State | null;
}

/** Commands by name. */
export type PluginCommands<State = unknown, Model = unknown> = Readonly<Record<string, PluginCommand<State, Model>>>;

/**
 * A plugin of the workspace: a pure object that decides something about every customer. Stage, segments, value and risk are the
 * first four; a host adds its own through the same interface.
 *
 * A decision must depend on the customer, the instant and the model alone, not on how often or in what order the plugin was
 * asked: continuing from a state must equal deciding from scratch.
 *
 * @typeParam State - what the plugin keeps about a customer
 * @typeParam Model - what it learns from the population
 * @typeParam Row - one customer in the sample that it learns from
 * @typeParam Id - its identifier, which tells the plugins of a view apart
 * @typeParam Fact - the facts that its view shows
 * @typeParam Commands - its commands by name, which give `execute` its types
 */
export interface WorkspacePlugin<
  State = unknown,
  Model = unknown,
  Row = unknown,
  Id extends string = string,
  Fact extends ViewFact = ViewFact,
  Commands extends PluginCommands<State, Model> = PluginCommands<State, Model>,
> {
  /** Stable: the state is stored under it. */
  readonly id: Id;
  /** Integer from 1. Raise it when the meaning of the state changes. */
  readonly version: number;
  /**
   * What this version was made with: a currency, a zone, rules; any text. A state that the same version made with other settings
   * is refused, so that two processes never mix what cannot be compared. Defaults to none.
   */
  readonly settings?: string | undefined;
  readonly label: LocalizedText;
  /** Keys of the timelines that it reads. They determine the order in which plugins decide. */
  readonly reads: readonly string[];
  /** Keys of the timelines that it writes. No two plugins write the same one. */
  readonly writes: readonly string[];
  /** Fields of its state. A field that is not named here is refused. */
  readonly inventory: readonly InventoryField[];
  decide(input: PluginInput<State, Model>): PluginDecision<State>;
  /** Returns what a screen shows. */
  view?(input: PluginViewInput<State, Model>): readonly Fact[];
  /** Converts a state of an earlier version; `null` (or no method) decides again from the history. */
  migrate?(state: unknown, version: number): State | null;
  /**
   * Merges the states of two customers, if the history alone does not determine it. Without it, the plugin decides again. A
   * plugin with `merge` has `split`.
   */
  merge?(kept: State | null, absorbed: State | null): State | null;
  /**
   * Splits a merged state when the merge is undone.
   *
   * @param state - the state as it is now, with what came since the merge
   * @param before - the states that `merge` received
   * @returns the states to continue from
   */
  split?(state: State, before: SplitStates<State>): SplitStates<State>;
  readonly fit?: PluginFit<Row, Model> | undefined;
  /** Interaction types of its commands → Zod schema of their properties. The workspace accepts and checks them. */
  readonly interactions?: Readonly<Record<string, z.ZodType>> | undefined;
  /** What a host may ask for by `execute`, by name. */
  readonly commands?: Commands | undefined;
  /** Takes back what an order brought, asked by `unwindOrder`. */
  readonly unwind?: PluginUnwind<State, Model> | undefined;
}
