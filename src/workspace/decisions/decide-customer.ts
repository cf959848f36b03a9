import { ClienteleError, isClienteleError } from "../../kernel/index.js";
import { countUpTo } from "../../kernel/internal.js";
import type { Customer, Interaction, ProfileChange, Timelines, TimelineStep } from "../../models/index.js";
import { type PreparedSubject, prepareSubject } from "../../rules/index.js";
import { fieldFor } from "../plugins/inventory.js";
import { invalidPlugin } from "../plugins/sort-plugins.js";
import type { DecisionEvidence, PluginState, CustomerState } from "../persistence/customer-state.js";
import type { PluginDecision, PluginInput, PluginMessage, WorkspacePlugin } from "../plugins/workspace-plugin.js";

/** A fitted model in use. */
export interface PluginModel {
  /** Increases by one with every refresh. */
  readonly version: number;
  readonly value: unknown;
}

/** Input of a decision. */
export interface DecisionInput {
  readonly customer: Customer;
  /** Ordered by `(at, id)`; may reach beyond `asOf`. */
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  /** The last decision; `null` at first. */
  readonly customerState: CustomerState | null;
  /** Revision before this decision. Defaults to that of the state, or 0. */
  readonly revision?: number | undefined;
  /** Epoch milliseconds. A clock that runs behind does not move a decision before the last one. */
  readonly asOf: number;
  readonly models: ReadonlyMap<string, PluginModel>;
  /** Facts that were recorded for this decision, if known: they tell how far back the past has changed. */
  readonly added?: readonly Interaction[] | undefined;
  /** Whether to recompute the past although nothing seems late. */
  readonly recheck?: boolean | undefined;
  /** Milliseconds by which the last decision may be ahead of this one. Beyond it, a clock was wrong. Defaults to no bound. */
  readonly clockTolerance?: number | undefined;
}

/** A message with the plugin that sent it. */
export interface DecidedMessage extends PluginMessage {
  readonly plugin: string;
}

/** What all plugins decided. */
export interface Decision {
  readonly customerState: CustomerState;
  readonly messages: readonly DecidedMessage[];
  /** Input of each plugin, for its view. */
  readonly inputs: readonly PluginInput<unknown, unknown>[];
}

/**
 * Decides about one customer, plugin by plugin. A pure function.
 *
 * @param plugins - sorted by `sortPlugins`
 * @throws ClienteleError `plugin_failed`, `invalid_plugin`
 */
export function decideCustomer(plugins: readonly WorkspacePlugin[], input: DecisionInput): Decision {
  const { customer, history, changes, models } = input;
  const customerState = withoutFuture(input);
  for (const plugin of plugins) requireReadable(plugin, customer.id, customerState);
  const asOf = Math.max(input.asOf, customerState?.asOf ?? input.asOf);
  const since = customerState?.asOf ?? null;
  const settled = customerState === null ? null : settledInstant(customerState, input);
  const base = prepareSubject({ id: customer.id, attributes: { ...customer }, history, changes, timelines: {} });
  const inputs: PluginInput<unknown, unknown>[] = [];
  const states: PluginState[] = [];
  const messages: DecidedMessage[] = [];
  let timelines: Timelines = {};

  for (const plugin of plugins) {
    const before = customerState?.plugins.find(({ id }) => id === plugin.id);
    const model = models.get(plugin.id);
    const known = customerState?.timelines ?? {};
    const subject: PreparedSubject = { ...base, timelines: pick(timelines, plugin.reads) };
    const state = before === undefined ? null : guarded(plugin, customer.id, () => stateOf(plugin, before));
    // A new model changes decisions about the past.
    const isSame = state !== null && before?.model === (model?.version ?? null);
    const pluginSettled = isSame && settled !== null ? Math.min(settled, settledReads(plugin.reads, known, timelines)) : null;
    const pluginInput: PluginInput<unknown, unknown> = {
      subject,
      state,
      timelines: pick(known, plugin.writes),
      since: state === null ? null : since,
      asOf,
      late: state !== null && pluginSettled !== since,
      settled: pluginSettled === Number.NEGATIVE_INFINITY ? null : pluginSettled,
      model: model?.value ?? null,
    };
    const decided = guarded(plugin, customer.id, () => plugin.decide(pluginInput));
    requireSound(plugin, decided, asOf);
    inputs.push(pluginInput);
    messages.push(...decided.messages.map((message) => ({ ...message, plugin: plugin.id })));
    states.push({
      id: plugin.id,
      version: plugin.version,
      ...(plugin.settings !== undefined && { settings: plugin.settings }),
      state: decided.state,
      model: model?.version ?? null,
      nextCheckAt: decided.nextCheckAt?.getTime() ?? null,
    });
    timelines = { ...timelines, ...decided.timelines };
  }

  const checks = states.flatMap(({ nextCheckAt }) => nextCheckAt ?? []);
  const future = history[countUpTo(history, asOf)]?.at.getTime();
  if (future !== undefined) checks.push(future);
  return {
    customerState: {
      status: "active",
      asOf,
      revision: (input.revision ?? customerState?.revision ?? 0) + 1,
      seen: evidenceOf(history, changes, asOf),
      changes,
      timelines,
      plugins: states,
      dueAt: checks.length === 0 ? null : Math.min(...checks),
    },
    messages,
    inputs,
  };
}

/**
 * Returns the last decision to continue from. One that is ahead of the clock by more than the tolerance was made by a wrong
 * clock or a tick into the future: the plugins decide anew, from the history.
 */
function withoutFuture({ customerState, asOf, clockTolerance = Number.POSITIVE_INFINITY }: DecisionInput): CustomerState | null {
  if (customerState === null || customerState.asOf - asOf <= clockTolerance) return customerState;
  return { ...customerState, asOf, plugins: [] };
}

/**
 * Refuses a state that a newer version of a plugin wrote, because this one would overwrite what it cannot read, and one that the
 * same version wrote with other settings.
 */
function requireReadable(plugin: WorkspacePlugin, customerId: string, customerState: CustomerState | null): void {
  const { id, version, settings } = plugin;
  const before = customerState?.plugins.find((state) => state.id === id);
  const found = before?.version ?? version;
  const isChanged = found === version && before?.settings !== undefined && before.settings !== settings;
  if (isChanged) {
    throw invalidPlugin(
      id,
      `Version ${version} decided about the customer "${customerId}" with other settings: another currency or zone, or other rules. Raise its version when they change.`,
    );
  }
  if (found <= version) return;
  throw new ClienteleError(
    "newer_state",
    `Version ${found} of the plugin "${id}" decided about the customer "${customerId}"; this process has version ${version}. Update it.`,
    { customerId, plugin: id, found, supported: version },
  );
}

/** Runs a plugin's own code and names the plugin in the error that it throws. */
export function guarded<Value>(plugin: WorkspacePlugin, customerId: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ClienteleError(
      "plugin_failed",
      `The plugin "${plugin.id}" failed for the customer "${customerId}": ${problem}`,
      { plugin: plugin.id, customerId, code: isClienteleError(error) ? error.code : null, problem },
      "",
    );
  }
}

function stateOf(plugin: WorkspacePlugin, before: PluginState): unknown {
  if (before.version === plugin.version) return before.state;
  return plugin.migrate?.(before.state, before.version) ?? null;
}

/** Refuses undeclared fields and timelines, and a next check that would be due at once. */
function requireSound(plugin: WorkspacePlugin, { state, timelines, nextCheckAt }: PluginDecision<unknown>, asOf: number): void {
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    throw invalidPlugin(plugin.id, "Its state must be an object.");
  }
  for (const field of Object.keys(state)) {
    // A name with a dot would borrow the classification of another field.
    const isNamed =
      !field.includes(".") &&
      (fieldFor(plugin.inventory, field) !== undefined || plugin.inventory.some(({ path }) => path.startsWith(`${field}.`)));
    if (!isNamed) {
      throw invalidPlugin(plugin.id, `Its inventory must name the field "${field}" of its state.`);
    }
  }
  for (const key of Object.keys(timelines)) {
    if (!plugin.writes.includes(key)) throw invalidPlugin(plugin.id, `Its \`writes\` must name the timeline "${key}".`);
  }
  // Negated, so that an invalid Date is refused too.
  if (nextCheckAt !== null && !(nextCheckAt.getTime() > asOf)) {
    throw invalidPlugin(plugin.id, "`nextCheckAt` must come after `asOf`; otherwise a tick would never end.");
  }
}

/** Returns the instant up to which the past is as the last decision saw it; −∞ if unknown. */
function settledInstant(customerState: CustomerState, { history, changes, added = [], recheck }: DecisionInput): number {
  if (recheck === true) return Number.NEGATIVE_INFINITY;
  const { asOf, seen } = customerState;
  const now = evidenceOf(history, changes, asOf);
  const late = added.filter(({ at }) => at.getTime() <= asOf);
  const edits = changes.slice(customerState.changes.length).filter(({ at }) => at.getTime() <= asOf);
  const isExplained =
    now.interactions === seen.interactions + late.length &&
    now.changes === seen.changes + edits.length &&
    (late.length > 0 || now.last === seen.last);
  if (!isExplained) return Number.NEGATIVE_INFINITY;
  return [...late, ...edits].reduce((earliest, { at }) => Math.min(earliest, at.getTime() - 1), asOf);
}

/** Returns the instant before the first difference between the timelines that a plugin reads, then and now; ∞ without one. */
function settledReads(keys: readonly string[], before: Timelines, now: Timelines): number {
  return keys.reduce(
    (earliest, key) => Math.min(earliest, lastEqual(before[key] ?? [], now[key] ?? [])),
    Number.POSITIVE_INFINITY,
  );
}

function lastEqual(before: readonly TimelineStep[], now: readonly TimelineStep[]): number {
  const differs = (step: number): boolean =>
    before[step]?.value !== now[step]?.value || before[step]?.from.getTime() !== now[step]?.from.getTime();
  for (let step = 0; step < Math.max(before.length, now.length); step++) {
    if (!differs(step)) continue;
    const instants = [before[step], now[step]].flatMap((each) => each?.from.getTime() ?? []);
    return Math.min(...instants) - 1;
  }
  return Number.POSITIVE_INFINITY;
}

function evidenceOf(history: readonly Interaction[], changes: readonly ProfileChange[], asOf: number): DecisionEvidence {
  const interactions = countUpTo(history, asOf);
  return {
    interactions,
    last: interactions === 0 ? null : history[interactions - 1]!.id,
    changes: changes.filter(({ at }) => at.getTime() <= asOf).length,
  };
}

function pick(timelines: Timelines, keys: readonly string[]): Timelines {
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(timelines, key) ? [[key, timelines[key]!]] : [])));
}
