import { auditExcept } from "clientele/workspace";
import { expect, test } from "vitest";
import { auditOf, DAY, openWorld, order, START } from "../world.js";

test("removes the entries before an instant, in batches of any size, and records that", async () => {
  for (const batch of [1, 3, 500]) {
    const world = openWorld();
    for (let day = 0; day < 8; day++) {
      world.now = START + day * DAY;
      await world.clientele.track(order("ada", day));
    }
    expect(await world.clientele.pruneAudit({ before: START + 5 * DAY, batch })).toEqual({ removed: 5 });
    const left = await auditOf(world.storage);
    expect(left.map(({ action }) => action)).toEqual(["track", "track", "track", "pruneAudit"]);
    expect(await world.clientele.pruneAudit({ before: START })).toEqual({ removed: 0 });
  }
});

test("needs a right of its own, and an instant", async () => {
  const { clientele } = openWorld();
  const actor = { id: "clerk", clearance: "personal" } as const;
  await expect(clientele.pruneAudit({ before: START, actor })).rejects.toMatchObject({ code: "access_denied" });
  await expect(clientele.pruneAudit({} as never)).rejects.toMatchObject({ code: "invalid_instant", path: "before" });
  await expect(clientele.pruneAudit(undefined as never)).rejects.toMatchObject({ code: "invalid_instant" });
});

test("a policy leaves out the actions that it names", async () => {
  const world = openWorld({ policies: { audit: auditExcept("track", "view") } });
  await world.clientele.track(order("ada", 0));
  await world.clientele.view("ada");
  await world.clientele.update("ada", { tags: ["vip"] });
  expect((await auditOf(world.storage)).map(({ action }) => action)).toEqual(["update"]);
  expect(() => auditExcept("trak" as never)).toThrow("trak");
});
