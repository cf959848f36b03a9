import { isClienteleError } from "clientele/kernel";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { describe, expect, test } from "vitest";
import { type FaultMoment, faultyStorage, StorageFault } from "./faulty-storage.js";
import { scenario } from "./scenario.js";
import { auditOf, contentOf, DAY, openWorld, order, START, visit, type World } from "./world.js";

const openAt = (storage: StorageAdapter): World => openWorld({ storage, concurrency: 1 });

/** Runs the scenario up to a step and returns what is stored then. */
async function before(step: number): Promise<{ snapshot: unknown; content: unknown }> {
  const storage = memoryStorage();
  const world = openAt(storage);
  for (const { day, run } of scenario.slice(0, step)) {
    world.now = START + day * DAY;
    await run(world.clientele);
  }
  return { snapshot: storage.snapshot(), content: await contentOf(storage) };
}

describe.each(scenario.map((step, index) => ({ ...step, index })))("a fault in $name", ({ index, day, run }) => {
  test.each<FaultMoment>([
    "before",
    "after",
  ])("%s any storage call leaves all or nothing, and a retry completes the step once", async (moment) => {
    const { snapshot, content: untouched } = await before(index);
    const attempt = async (failing: number) => {
      const storage = memoryStorage({ snapshot });
      const faulty = faultyStorage(storage, failing, moment);
      const world = openAt(faulty.storage);
      world.now = START + day * DAY;
      const outcome = await run(world.clientele).then(
        () => "done",
        (error: unknown) => {
          if (!isClienteleError(error, "storage_failed") || !(error.cause instanceof StorageFault)) throw error;
          return "failed";
        },
      );
      return { storage, outcome, calls: faulty.calls, world };
    };
    const whole = await attempt(Number.POSITIVE_INFINITY);
    const finished = await contentOf(whole.storage);
    expect(whole.calls.length).toBeGreaterThan(1);

    for (let failing = 1; failing <= whole.calls.length; failing++) {
      const { storage, outcome, calls } = await attempt(failing);
      expect(outcome).toBe("failed");
      const left = await contentOf(storage);
      // An erasure, a tick and a refresh commit several times. The retry shows that each commit is atomic.
      if (!["erase", "tick", "refresh"].includes(scenario[index]!.name)) {
        const isCommitted = moment === "after" && calls[failing - 1] === "commit";
        expect(left, `call ${failing}, ${calls[failing - 1]}`).toEqual(isCommitted ? finished : untouched);
      }
      const retried = openAt(storage);
      retried.now = START + day * DAY;
      await run(retried.clientele);
      expect(await contentOf(storage), `retry after call ${failing}`).toEqual(finished);
    }
  });
});

test("the audit log has one entry per completed call, however often it was retried", async () => {
  const storage = memoryStorage();
  for (let failing = 1; failing <= 12; failing++) {
    const world = openAt(faultyStorage(storage, failing, "before").storage);
    await world.clientele.track(order("ada", 0)).catch(() => undefined);
  }
  await openAt(storage).clientele.track(order("ada", 0));
  expect((await auditOf(storage)).map(({ action }) => action)).toEqual(["track"]);
});

test("completes by a retry what a fault left half done in a storage without transactions", async () => {
  const without = () => {
    const inner = memoryStorage();
    return {
      ...inner,
      capabilities: {},
      unitOfWork: { run: async (context: never, work: (context: never) => Promise<never>) => work(context) },
    } as StorageAdapter;
  };
  const view = async (storage: StorageAdapter) => {
    const world = openAt(storage);
    world.now = START + 2 * DAY;
    return world.clientele.view("ada");
  };
  const track = (storage: StorageAdapter) => {
    const world = openAt(storage);
    world.now = START + DAY;
    return world.clientele.track([order("ada", 0, 60_00), visit("ada", 1)]);
  };
  const whole = without();
  const calls = faultyStorage(whole, Number.POSITIVE_INFINITY, "before");
  await track(calls.storage);
  const expected = await view(whole);
  const schedule = (await contentOf(whole)) as { schedule: unknown };
  for (let failing = 1; failing <= calls.count(); failing++) {
    const storage = without();
    await track(faultyStorage(storage, failing, "before").storage).catch(() => undefined);
    await track(storage);
    expect(await view(storage)).toEqual(expected);
    expect(((await contentOf(storage)) as { schedule: unknown }).schedule).toEqual(schedule.schedule);
  }
});
