import { memoryStorage } from "clientele/storage";
import { describe, expect, test } from "vitest";
import { contentOf, DAY, factOf, HOST, openWorld, order, START, type World, visit } from "./world.js";

const FUTURE = Date.UTC(2062, 0, 1);

const stageOf = async (world: World, id = "ada") => factOf(await world.clientele.view(id), "stage:retail", "stage");

/** A world in which everything was right, to compare with. */
async function neverWrong(): Promise<World> {
  const world = openWorld();
  await world.clientele.track(order("ada", 0, 60_00));
  world.now = START + 10 * DAY;
  await world.clientele.track(order("ada", 10, 60_00));
  return world;
}

/** What is decided about everybody, without what tells how often and when it was decided. */
async function decided(world: World): Promise<unknown> {
  const { documents, due } = (await contentOf(world.storage)) as {
    documents: readonly { value: { timelines?: unknown; plugins?: unknown } }[];
    due: unknown;
  };
  const states = documents.filter(({ value }) => value.plugins !== undefined);
  return { due, states: states.map(({ value: { timelines, plugins } }) => ({ timelines, plugins })) };
}

describe("a clock that was ahead", () => {
  test("leaves no lasting effect after a track", async () => {
    const world = openWorld();
    world.now = FUTURE;
    await world.clientele.track(order("ada", 0, 60_00));
    expect((await stageOf(world))?.value).toBe("lost");
    world.now = START + 10 * DAY;
    expect((await stageOf(world))?.value).toBe("first-time");
    await world.clientele.track(order("ada", 10, 60_00));
    expect(await decided(world)).toEqual(await decided(await neverWrong()));
  });

  test("leaves no lasting effect after a tick, a refresh or an update", async () => {
    for (const wrong of ["tick", "refresh", "update"] as const) {
      const world = openWorld();
      await world.clientele.track(order("ada", 0, 60_00));
      world.now = FUTURE;
      if (wrong === "update") await world.clientele.update("ada", { tags: ["vip"] });
      else await world.clientele[wrong]();
      world.now = START + 10 * DAY;
      await world.clientele.track(order("ada", 10, 60_00));
      expect((await stageOf(world))?.since).toEqual(new Date(START + 10 * DAY));
      if (wrong === "update") {
        // The next change is not forced into the future either.
        const { changes } = await world.clientele.update("ada", { tags: [] });
        expect(changes.map(({ at }) => at.getTime())).toEqual([world.now]);
        world.now += DAY;
        expect((await stageOf(world))?.value).toBe("repeat");
      } else expect(await decided(world)).toEqual(await decided(await neverWrong()));
    }
  });

  test("is corrected by a refresh for everybody, also for those about whom nothing new is known", async () => {
    const world = openWorld();
    await world.clientele.track(["ada", "bob"].map((id) => order(id, 0)));
    world.now = FUTURE;
    await world.clientele.tick();
    world.now = START + 10 * DAY;
    await world.clientele.refresh();
    const right = openWorld();
    await right.clientele.track(["ada", "bob"].map((id) => order(id, 0)));
    right.now = START + 10 * DAY;
    await right.clientele.refresh();
    expect(await decided(world)).toEqual(await decided(right));
  });

  test("does not let an interrupted refresh go on in the future", async () => {
    const world = openWorld();
    await world.clientele.track(["ada", "bob"].map((id) => order(id, 0)));
    world.now = FUTURE;
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("Stop."));
    await expect(world.clientele.refresh({ batch: 1, signal: controller.signal, onProgress })).rejects.toThrow("Stop.");
    world.now = START + DAY;
    expect(await world.clientele.refresh()).toMatchObject({ resumed: false, decided: 2 });
  });
});

describe("an instant ahead of the clock", () => {
  test("is refused in a fact beyond the tolerance, with its path, and accepted within it", async () => {
    const world = openWorld();
    const late = { ...visit("ada", 1), at: new Date(START + DAY + 1) };
    await expect(world.clientele.track(late)).rejects.toMatchObject({
      code: "invalid_input",
      details: { problems: [{ path: "at" }] },
    });
    const report = await world.clientele.track([visit("ada", 1), late]);
    expect(report).toMatchObject({ appended: 1, rejected: [{ index: 1, reason: "invalid_input", problems: [{ path: "at" }] }] });
    const strict = world.beside({ clockTolerance: 0 });
    await expect(strict.track({ ...visit("bob", 0), at: new Date(START + 1) })).rejects.toMatchObject({ code: "invalid_input" });
    expect(await strict.track(visit("bob", 0))).toMatchObject({ appended: 1 });
  });

  test("needs a right of its own in a tick", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const clock = { id: "cron", clearance: "internal" } as const;
    const asOf = new Date(START + 100 * DAY);
    await expect(world.clientele.tick({ asOf, actor: clock })).rejects.toMatchObject({
      code: "access_denied",
      details: { action: "tickAhead" },
    });
    expect(await world.clientele.tick({ asOf: START + DAY, actor: clock })).toMatchObject({ done: true });
    expect(await world.clientele.tick({ asOf, actor: HOST })).toMatchObject({ decided: 1 });
    // It was a look ahead: the next decision is about the present again.
    await world.clientele.track(visit("ada", 0));
    expect(await stageOf(world)).toMatchObject({ value: "first-time", since: new Date(START) });
  });
});

test("the skew between two machines changes no order and no decision", async () => {
  const storage = memoryStorage();
  const hour = 3_600_000;
  const fast = openWorld({ storage, newId: () => crypto.randomUUID() });
  const slow = openWorld({ storage, newId: () => crypto.randomUUID() });
  const revisions: number[] = [];
  for (let day = 1; day <= 12; day++) {
    fast.now = START + day * DAY + 2 * hour;
    slow.now = START + day * DAY - 2 * hour;
    await fast.clientele.track({ ...order("ada", day, 1_00, `fast:${day}`), at: new Date(START + day * DAY - 3 * hour) });
    await slow.clientele.track({ ...order("ada", day, 1_00, `slow:${day}`), at: new Date(START + day * DAY - 4 * hour) });
  }
  for await (const { revision } of slow.clientele.changes()) revisions.push(revision);
  expect(revisions).toEqual([...revisions].sort((left, right) => left - right));
  const right = openWorld();
  right.now = fast.now;
  await right.clientele.track(
    Array.from({ length: 12 }, (_, index) => index + 1).flatMap((day) => [
      { ...order("ada", day, 1_00, `fast:${day}`), at: new Date(START + day * DAY - 3 * hour) },
      { ...order("ada", day, 1_00, `slow:${day}`), at: new Date(START + day * DAY - 4 * hour) },
    ]),
  );
  slow.now = fast.now;
  expect(await fast.clientele.view("ada")).toEqual(await right.clientele.view("ada"));
});
