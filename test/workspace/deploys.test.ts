import { defineLifecycle } from "clientele/lifecycle";
import { memoryStorage, readDocument } from "clientele/storage";
import { riskPlugin, stagePlugin, valuePlugin, WORKSPACE_KINDS, type WorkspacePlugin } from "clientele/workspace";
import { retailChurnPolicy } from "clientele/churn";
import { describe, expect, test } from "vitest";
import { CONTEXT, DAY, factOf, openWorld, order, START, type World } from "./world.js";
import { punchCardPlugin } from "./punch-card-plugin.js";

const stateOf = async ({ storage }: World, id: string) =>
  (await readDocument(storage, CONTEXT, WORKSPACE_KINDS.customerState, id))?.value.value as {
    revision: number;
    plugins: readonly { id: string; version: number; settings?: string; state: unknown }[];
  };

const versionOf = (version: number): WorkspacePlugin => ({ ...punchCardPlugin(), version });

describe("two versions of a package at once", () => {
  test("an older one neither overwrites nor shows what a newer one decided", async () => {
    const world = openWorld({ plugins: [versionOf(2)] });
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const before = await stateOf(world, "ada");
    const old = world.beside({ plugins: [versionOf(1)] });
    const refused = { code: "newer_state", details: { plugin: "punch-card", customerId: "ada", found: 2, supported: 1 } };
    await expect(old.track(order("ada", 0, 1, "next"))).rejects.toMatchObject(refused);
    await expect(old.update("ada", { tags: ["vip"] })).rejects.toMatchObject(refused);
    await expect(old.view("ada")).rejects.toMatchObject(refused);
    expect(await old.track([order("ada", 0, 1, "next"), order("cid", 0)])).toMatchObject({
      appended: 1,
      rejected: [{ index: 0, reason: "newer_state" }],
    });
    world.now = START + 100 * DAY;
    expect(await old.refresh()).toMatchObject({ decided: 1, failures: { newer_state: 2 } });
    expect(await stateOf(world, "ada")).toEqual(before);
    // The newer one takes over what the older one decided.
    await world.clientele.track(order("cid", 0, 1, "again"));
    expect((await stateOf(world, "cid")).plugins[0]!.version).toBe(2);
  });

  test("an older one does not replace a model that a newer one fitted", async () => {
    const valued = (version: number) => valuePlugin({ currency: "EUR", zone: "UTC", table: "cn8", version });
    const world = openWorld({ plugins: [valued(2)] });
    await world.clientele.track([order("ada", 0), order("bob", -5)]);
    await world.clientele.refresh();
    const model = await readDocument(world.storage, CONTEXT, WORKSPACE_KINDS.model, "value");
    await expect(world.beside({ plugins: [valued(1)] }).refresh()).rejects.toMatchObject({
      code: "newer_state",
      details: { customerId: null, plugin: "value" },
    });
    expect(await readDocument(world.storage, CONTEXT, WORKSPACE_KINDS.model, "value")).toEqual(model);
  });
});

describe("settings of a plugin", () => {
  test("a changed currency or zone is refused until the version is raised, and then everybody is decided anew", async () => {
    const storage = memoryStorage();
    const valued = (options: object) =>
      valuePlugin({ currency: "EUR", zone: "UTC", table: "cn8", thresholds: "means", ...options });
    const world = openWorld({ storage, plugins: [valued({})] });
    const inDollars = { ...order("ada", -1, 50_00, "dollars") };
    await world.clientele.track([
      order("ada", 0, 10_00),
      { ...inDollars, properties: { ...inDollars.properties, currency: "USD" } },
    ]);
    for (const changed of [{ currency: "USD" }, { zone: "Asia/Shanghai" }]) {
      const other = world.beside({ plugins: [valued(changed)] });
      await expect(other.track(order("ada", 0, 1, "x"))).rejects.toMatchObject({ code: "invalid_plugin" });
      await expect(other.view("ada")).rejects.toMatchObject({ code: "invalid_plugin" });
      expect(await other.refresh()).toMatchObject({ decided: 0, failures: { invalid_plugin: 1 } });
    }
    const raised = world.beside({ plugins: [valued({ currency: "USD", version: 2 })] });
    await raised.refresh();
    expect(factOf(await raised.view("ada"), "value", "net-revenue")?.value).toBe(50_00);
    await expect(world.clientele.track(order("ada", 0, 1, "x"))).rejects.toMatchObject({ code: "newer_state" });
  });

  test("are the same for definitions that mean the same, and differ with their rules", () => {
    const shop = (days: number, label = "Open") =>
      stagePlugin(
        defineLifecycle({
          id: "trial",
          initial: "open",
          states: { open: { label: { en: label, zh: "开放" } }, lapsed: { final: true } },
          transitions: [{ from: "open", to: "lapsed", after: { days } }],
        }),
      );
    expect(shop(14).settings).toBe(shop(14, "Running").settings);
    expect(shop(14).settings).not.toBe(shop(15).settings);
    const risk = (currency: string) => riskPlugin(retailChurnPolicy({ currency })).settings;
    expect(risk("EUR")).toBe(risk("EUR"));
    expect(risk("EUR")).not.toBe(risk("USD"));
  });
});
