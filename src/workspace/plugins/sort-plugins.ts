import { ClienteleError } from "../../kernel/index.js";
import type { WorkspacePlugin } from "./workspace-plugin.js";

/**
 * Plugins in the order in which they are decided: each after those whose timelines it reads, else as they were given.
 *
 * @throws ClienteleError `invalid_plugin` when two share an identifier or a timeline, `state_cycle` when they read each other in a circle
 */
export function sortPlugins(plugins: readonly WorkspacePlugin[]): WorkspacePlugin[] {
  const writers = new Map<string, string>();
  const ids = new Set<string>();
  for (const { id, version, writes } of plugins) {
    if (typeof id !== "string" || id === "" || ids.has(id))
      throw invalidPlugin(id, "Give every plugin an identifier of its own.");
    if (!Number.isInteger(version) || version < 1) throw invalidPlugin(id, "A version is a whole number from 1.");
    ids.add(id);
    for (const key of writes) {
      const other = writers.get(key);
      if (other !== undefined) throw invalidPlugin(id, `The plugin ${other} writes the timeline ${key} already.`);
      writers.set(key, id);
    }
  }
  const waiting = [...plugins];
  const ordered: WorkspacePlugin[] = [];
  while (waiting.length > 0) {
    const open = new Set(waiting.map(({ id }) => id));
    const next = waiting.findIndex(({ reads }) => !reads.some((key) => open.has(writers.get(key) ?? "")));
    if (next < 0) {
      throw new ClienteleError("state_cycle", "These plugins read each other's timelines in a circle.", {
        lifecycles: waiting.map(({ id }) => id),
      });
    }
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}

/** The error of a plugin that breaks its own declaration. */
export function invalidPlugin(plugin: string, problem: string): ClienteleError<"invalid_plugin"> {
  return new ClienteleError("invalid_plugin", `The plugin ${plugin} is not valid. ${problem}`, { plugin, problem });
}
