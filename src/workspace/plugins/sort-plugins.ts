import type * as z from "zod";
import { ClienteleError } from "../../kernel/index.js";
import { UNWIND } from "./plugin-command.js";
import type { WorkspacePlugin } from "./workspace-plugin.js";

/**
 * Sorts plugins into the order in which they decide: each after the plugins whose timelines it reads, otherwise as given.
 *
 * @throws ClienteleError `invalid_plugin` if a plugin is malformed or two share an identifier or a timeline, `plugin_cycle` if
 * plugins read each other's timelines in a cycle
 */
export function sortPlugins(plugins: readonly WorkspacePlugin[]): WorkspacePlugin[] {
  const writers = new Map<string, string>();
  const types = new Map<string, string>();
  const ids = new Set<string>();
  for (const [position, plugin] of plugins.entries()) {
    const { id, writes, interactions = {} } = requireWellFormed(plugin, position);
    if (ids.has(id)) throw invalidPlugin(id, "Another plugin has the same id.");
    ids.add(id);
    for (const key of writes) {
      const other = writers.get(key);
      if (other !== undefined) throw invalidPlugin(id, `The plugin "${other}" already writes the timeline "${key}".`);
      writers.set(key, id);
    }
    for (const type of Object.keys(interactions)) {
      const other = types.get(type);
      if (other !== undefined) throw invalidPlugin(id, `The plugin "${other}" already declares the interaction type "${type}".`);
      types.set(type, id);
    }
  }
  const waiting = [...plugins];
  const sorted: WorkspacePlugin[] = [];
  while (waiting.length > 0) {
    const open = new Set(waiting.map(({ id }) => id));
    const next = waiting.findIndex(({ reads }) => !reads.some((key) => open.has(writers.get(key) ?? "")));
    if (next < 0) throw pluginCycle(cycleAmong(waiting, writers));
    sorted.push(...waiting.splice(next, 1));
  }
  return sorted;
}

/** Returns the interaction types of all plugins. No two plugins have the same one. */
export function interactionsOf(plugins: readonly WorkspacePlugin[]): Readonly<Record<string, z.ZodType>> {
  return Object.assign({}, ...plugins.map(({ interactions }) => interactions)) as Readonly<Record<string, z.ZodType>>;
}

/** Makes the error for a plugin that breaks its own declaration. */
export function invalidPlugin(plugin: string, problem: string): ClienteleError<"invalid_plugin"> {
  return new ClienteleError("invalid_plugin", `The plugin "${plugin}" is invalid. ${problem}`, { plugin, problem });
}

function requireWellFormed(plugin: WorkspacePlugin, position: number): WorkspacePlugin {
  const place = `plugins[${position}]`;
  if (typeof plugin !== "object" || plugin === null) throw invalidPlugin(place, "It must be an object.");
  const { id, version, settings, label, reads, writes, inventory, decide, interactions, commands, unwind } = plugin;
  if (typeof id !== "string" || id === "") throw invalidPlugin(place, "`id` must be a text that is not empty.");
  if (!Number.isInteger(version) || version < 1)
    throw invalidPlugin(id, `\`version\` must be an integer of at least 1, got ${String(version)}.`);
  if (settings !== undefined && typeof settings !== "string") throw invalidPlugin(id, "`settings` must be a text.");
  if (typeof label?.en !== "string") throw invalidPlugin(id, "`label` must be a localized text.");
  for (const [name, keys] of Object.entries({ reads, writes }))
    if (!Array.isArray(keys)) throw invalidPlugin(id, `\`${name}\` must be an array of timeline keys.`);
  if (!Array.isArray(inventory)) throw invalidPlugin(id, "`inventory` must be an array of fields.");
  if (typeof decide !== "function") throw invalidPlugin(id, "`decide` must be a function.");
  if ((plugin.merge === undefined) !== (plugin.split === undefined))
    throw invalidPlugin(id, "A plugin has both `merge` and `split`, or neither: a merge can be undone.");
  for (const [type, schema] of Object.entries(interactions ?? {}))
    if (!isSchema(schema)) throw invalidPlugin(id, `\`interactions["${type}"]\` must be a Zod schema.`);
  for (const [name, command] of Object.entries(commands ?? {})) {
    if (name === UNWIND)
      throw invalidPlugin(id, "A command cannot be named `unwind`; what an order brought is taken back by the member `unwind`.");
    if (typeof command?.decide !== "function") throw invalidPlugin(id, `\`commands.${name}.decide\` must be a function.`);
    if (!isSchema(command.input)) throw invalidPlugin(id, `\`commands.${name}.input\` must be a Zod schema.`);
  }
  if (unwind !== undefined && typeof unwind.decide !== "function") throw invalidPlugin(id, "`unwind.decide` must be a function.");
  return plugin;
}

function isSchema(value: unknown): boolean {
  return typeof (value as { readonly safeParse?: unknown } | null | undefined)?.safeParse === "function";
}

/** Follows what plugins wait for until one comes again. */
function cycleAmong(waiting: readonly WorkspacePlugin[], writers: ReadonlyMap<string, string>): string[] {
  const byId = new Map(waiting.map((plugin) => [plugin.id, plugin]));
  const path: string[] = [];
  let id = waiting[0]!.id;
  while (!path.includes(id)) {
    path.push(id);
    id = byId
      .get(id)!
      .reads.map((key) => writers.get(key) ?? "")
      .find((writer) => byId.has(writer))!;
  }
  return path.slice(path.indexOf(id));
}

function pluginCycle(plugins: readonly string[]): ClienteleError<"plugin_cycle"> {
  const path = [...plugins, plugins[0]!].map((id) => `"${id}"`).join(" → ");
  return new ClienteleError("plugin_cycle", `Plugins read each other's timelines in a cycle: ${path}.`, { plugins });
}
