import { retailLifecycle } from "clientele/lifecycle";
import { stagePlugin, type WorkspacePlugin } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { DAY, factOf, openWorld, order, shopPlugins, START, visit } from "../world.js";

describe("decisions of plugins", () => {
  const failing: WorkspacePlugin = {
    ...(shopPlugins()[3] as WorkspacePlugin),
    id: "failing",
    reads: [],
    writes: [],
    decide({ subject }) {
      if (subject.id === "bob") throw new Error("No.");
      return { state: {}, timelines: {}, messages: [], nextCheckAt: null };
    },
  };

  test("writes nothing for a customer whose plugin fails and records the others", async () => {
    const { clientele } = openWorld({ plugins: [failing] });
    const report = await clientele.track([order("ada", 0), order("bob", 0)]);
    expect(report).toMatchObject({ appended: 1, rejected: [{ index: 1, reason: "plugin_failed" }] });
    await expect(clientele.track(order("bob", 0))).rejects.toMatchObject({ code: "plugin_failed", details: { problem: "No." } });
    expect(await clientele.view("bob")).toBeNull();
  });

  test.each<[string, Partial<WorkspacePlugin>]>([
    [
      "a state field that the inventory does not name",
      { decide: () => ({ state: { secret: 1 }, timelines: {}, messages: [], nextCheckAt: null }) },
    ],
    ["a state that is not an object", { decide: () => ({ state: 1, timelines: {}, messages: [], nextCheckAt: null }) }],
    [
      "an undeclared timeline",
      { decide: () => ({ state: {}, timelines: { "card:other": [] }, messages: [], nextCheckAt: null }) },
    ],
    [
      "a next check that is due at once",
      { decide: ({ asOf }) => ({ state: {}, timelines: {}, messages: [], nextCheckAt: new Date(asOf) }) },
    ],
    [
      "a next check at an invalid instant",
      { decide: () => ({ state: {}, timelines: {}, messages: [], nextCheckAt: new Date(Number.NaN) }) },
    ],
  ])("refuses %s and writes nothing", async (_, fields) => {
    const { clientele } = openWorld({ plugins: [{ ...failing, ...fields }] });
    await expect(clientele.track(order("ada", 0))).rejects.toMatchObject({ code: "invalid_plugin" });
    expect(await clientele.view("ada")).toBeNull();
  });

  test("decides again after a new version of a plugin, and keeps the state with a migration", async () => {
    const world = openWorld({ plugins: [stagePlugin(retailLifecycle())] });
    await world.clientele.track(order("ada", 0));
    world.now = START + 80 * DAY;
    await world.clientele.track(visit("ada", 79));
    const stricter = retailLifecycle({ version: 2, atRiskAfter: { days: 30 } });
    const stageIn = async (plugin: WorkspacePlugin) =>
      factOf(await world.beside({ plugins: [plugin] }).view("ada"), "stage:retail", "stage");
    expect(await stageIn(stagePlugin(stricter))).toMatchObject({ value: "at-risk", since: new Date(START + 30 * DAY) });
    const kept = stagePlugin(stricter, { migrations: [{ from: 1, states: {} }] });
    expect(await stageIn(kept)).toMatchObject({ value: "first-time", since: new Date(START) });
  });
});
