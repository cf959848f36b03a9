import { memoryStorage } from "clientele/storage";
import { createClientele, type WorkspacePlugin } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { sortPlugins } from "../../../src/workspace/plugins/sort-plugins.js";
import { HOST } from "../world.js";

function plugin(id: string, reads: readonly string[], writes: readonly string[]): WorkspacePlugin {
  const decide = () => ({ state: {}, timelines: {}, messages: [], nextCheckAt: null });
  return { id, version: 1, label: { en: id, zh: id }, reads, writes, inventory: [], decide };
}

const open = (...plugins: unknown[]) =>
  createClientele({ storage: memoryStorage(), plugins: plugins as WorkspacePlugin[], actor: HOST });

describe("the order of plugins", () => {
  test("puts a plugin after those whose timelines it reads, and otherwise keeps the given order", () => {
    const plugins = [plugin("c", ["b"], []), plugin("x", [], []), plugin("b", ["a"], ["b"]), plugin("a", ["elsewhere"], ["a"])];
    expect(sortPlugins(plugins).map(({ id }) => id)).toEqual(["x", "a", "b", "c"]);
  });

  test("reports plugins that read each other's timelines as plugin_cycle, with the cycle alone", () => {
    const a = plugin("a", ["b"], ["a"]);
    const b = plugin("b", ["a"], ["b"]);
    const reader = plugin("reader", ["a"], []);
    expect(() => open(reader, a, b)).toThrow(
      expect.objectContaining({
        code: "plugin_cycle",
        details: { plugins: ["a", "b"] },
        message: 'Plugins read each other\'s timelines in a cycle: "a" → "b" → "a".',
      }),
    );
    const own = plugin("own", ["own"], ["own"]);
    expect(() => open(own)).toThrow(expect.objectContaining({ code: "plugin_cycle", details: { plugins: ["own"] } }));
  });

  test("refuses plugins that share an identifier or a timeline", () => {
    const a = plugin("a", [], ["a"]);
    expect(() => open(a, a)).toThrow('The plugin "a" is invalid. Another plugin has the same id.');
    expect(() => open(a, plugin("b", [], ["a"]))).toThrow('The plugin "a" already writes the timeline "a".');
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["an empty id", { ...plugin("a", [], []), id: "" }],
    ["a version of 0", { ...plugin("a", [], []), version: 0 }],
    ["no label", { ...plugin("a", [], []), label: undefined }],
    ["reads that are not an array", { ...plugin("a", [], []), reads: "stage:retail" }],
    ["no writes", { ...plugin("a", [], []), writes: undefined }],
    ["no inventory", { ...plugin("a", [], []), inventory: undefined }],
    ["no decide", { ...plugin("a", [], []), decide: undefined }],
  ])("refuses a plugin with %s as invalid_plugin", (_, malformed) => {
    expect(() => open(malformed)).toThrow(expect.objectContaining({ code: "invalid_plugin" }));
  });
});
