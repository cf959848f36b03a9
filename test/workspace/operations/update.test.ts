import { describe, expect, test } from "vitest";
import { CONTEXT, DAY, openWorld, order, START } from "../world.js";

describe("update", () => {
  test("keeps the history of a changed profile, moves segments, and sends a message without values", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + DAY;
    const { changes } = await world.clientele.update("ada", { tags: ["vip"] }, { source: "form", reason: "asked for" });
    expect(changes).toMatchObject([{ path: ["tags"], after: ["vip"], at: new Date(world.now), by: "host", source: "form" }]);
    const segments = (await world.clientele.view("ada"))?.plugins.find(({ id }) => id === "segments:shop")?.facts;
    expect(segments?.find(({ key }) => key === "segment:vip")).toMatchObject({ since: new Date(world.now) });
    const { items } = await world.storage.outbox.page(CONTEXT, { limit: 100 });
    expect(items.find(({ type }) => type === "customer.updated")?.payload).toEqual({
      customerId: "ada",
      version: 1,
      fields: ["tags"],
    });
    expect(await world.clientele.update("ada", { tags: ["vip"] })).toEqual({ customerId: "ada", changes: [] });
  });

  test("rejects an unknown customer and a change in the future", async () => {
    const world = openWorld();
    await expect(world.clientele.update("nobody", {})).rejects.toMatchObject({ code: "unknown_customer" });
    await world.clientele.track(order("ada", 0));
    await expect(world.clientele.update("ada", { tags: [] }, { at: START + DAY })).rejects.toMatchObject({
      code: "invalid_change",
    });
  });

  test("lets two concurrent changes of different fields both succeed", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    await Promise.all([
      world.clientele.update("ada", { tags: ["vip"] }),
      world.beside().update("ada", { source: "fair" }),
      world.beside().track(order("ada", -1)),
    ]);
    expect(await world.clientele.view("ada")).toMatchObject({
      interactions: 2,
      profile: { tags: ["vip"], source: "fair", version: 2 },
    });
  });
});
