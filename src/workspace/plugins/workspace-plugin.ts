import type { LocalizedText } from "../../kernel/index.js";
import type { Timelines } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import type { InventoryField } from "./inventory.js";

/** What a plugin decides about: one customer at one instant. */
export interface PluginInput<State, Model> {
  /** The customer with the whole history and the timelines that the plugin reads, made ready for rules. */
  readonly subject: PreparedSubject;
  /** What the plugin returned last time; `null` at first, or after a new version of the plugin without a migration. */
  readonly state: State | null;
  /** The plugin's own timelines as it returned them last time. */
  readonly timelines: Timelines;
  /** Epoch milliseconds of the last decision; `null` at first. */
  readonly since: number | null;
  /** Epoch milliseconds: what had happened by then counts. Never before `since`. */
  readonly asOf: number;
  /**
   * Whether something at or before `since` is other than the last decision saw it: a fact that came late, a timeline that was
   * corrected, a model that was fitted anew, a merge. Then the past must be computed again; without it, only what came after.
   */
  readonly late: boolean;
  /**
   * Epoch milliseconds up to which, included, everything is as the last decision saw it: `since` where nothing is late, an
   * earlier instant where a late fact says how far back it reaches, `null` where nothing can be relied on (and at first).
   * A plugin may go on from there instead of from the start.
   */
  readonly settled: number | null;
  /** What {@link PluginFit.fit} returned at the last refresh; `null` before the first, and for plugins that fit nothing. */
  readonly model: Model | null;
}

/** Something that changed, for whoever listens to `changes`. */
export interface PluginMessage {
  /** Stable: the same change has the same identifier however often the decision is tried. The workspace adds plugin and decision. */
  readonly id: string;
  /** What it is (`"stage.changed"`). */
  readonly type: string;
  /** Plain data: references and results, no personal data. `customerId` and `plugin` are added. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a plugin decided. */
export interface PluginDecision<State> {
  /** Plain data: an object whose fields the inventory names. */
  readonly state: State;
  /** Whole, not just what is new; their keys are among the plugin's `writes`. */
  readonly timelines: Timelines;
  readonly messages: readonly PluginMessage[];
  /** The exact next instant at which time alone changes the decision, after `asOf`; `null` if none. */
  readonly nextCheckAt: Date | null;
}

/** What a plugin shows of a customer. */
export interface PluginViewInput<State, Model> extends PluginInput<State, Model> {
  readonly state: State;
}

/** One thing that a screen shows as it is: a label, a value, and why. */
export interface ViewFact {
  /** Stable, for programs. */
  readonly key: string;
  readonly label: LocalizedText;
  /** For programs. */
  readonly value: string | number | boolean | null;
  /** The value in words, for people. */
  readonly text: LocalizedText;
  /** Since when it is so, where that is known. */
  readonly since: Date | null;
  /** When time alone will change it; `null` if it will not, or nobody knows. */
  readonly until: Date | null;
  readonly reasons: readonly LocalizedText[];
  /** What to do about it, where the definition says. */
  readonly advice?: LocalizedText | undefined;
  /** Path of the plugin's inventory that decides who may see it. */
  readonly field: string;
}

/** How a plugin learns from the population. Rows and model are plain data. */
export interface PluginFit<Row = unknown, Model = unknown> {
  /** What the fit needs to know of one customer; `null` leaves the customer out. The subject has no timelines here. */
  row(subject: PreparedSubject, asOf: number): Row | null;
  /**
   * Fits to a sample: everybody, as long as there are no more than the workspace's `sampleSize`, else so many of them, drawn
   * evenly. Rows come in an order that depends on the customers alone.
   *
   * @returns the model; `null` where the sample is too poor to fit, and then there is none
   */
  fit(rows: readonly Row[], context: { readonly asOf: number; readonly customers: number }): Model | null;
}

/**
 * A plugin of the workspace: something that is decided about every customer, as a pure object. Stage, segments and value are
 * the first three; a host adds its own by the same door.
 *
 * A decision must be a function of the customer, of time and of the model, not of how often or in what order it was asked:
 * continuing from a state has to come to what deciding from scratch comes to.
 */
export interface WorkspacePlugin<State = unknown, Model = unknown, Row = unknown> {
  /** Stable; its state is kept under it. */
  readonly id: string;
  /** Whole, from 1; raise it when the meaning of the state changes. */
  readonly version: number;
  readonly label: LocalizedText;
  /** Keys of the timelines that it reads; plugins are decided in the order that this asks for. */
  readonly reads: readonly string[];
  /** Keys of the timelines that it writes; no two plugins write the same one. */
  readonly writes: readonly string[];
  /** The fields of its state. One that is not named here is refused. */
  readonly inventory: readonly InventoryField[];
  decide(input: PluginInput<State, Model>): PluginDecision<State>;
  /** What a screen shows. */
  view?(input: PluginViewInput<State, Model>): readonly ViewFact[];
  /** Moves a state of an earlier version; `null` (or no method) to decide anew from the history. */
  migrate?(state: unknown, version: number): State | null;
  /** The state of two customers who became one, where a history alone does not tell it. Left out, it is decided anew. */
  merge?(kept: State | null, absorbed: State | null): State | null;
  readonly fit?: PluginFit<Row, Model>;
}
