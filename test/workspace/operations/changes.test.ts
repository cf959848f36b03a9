import { memoryStorage } from "clientele/storage";
import type { AccessPolicy, Change } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONTEXT, DAY, listOf, openWorld, order, START } from "../world.js";

describe("changes", () => {
  test("delivers changes in the order of revisions and removes one when the next is asked for", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + 100 * DAY;
    await world.clientele.tick();
    const changes = await listOf(world.clientele.changes({ batch: 3 }));
    expect(changes.map(({ at }) => at.getTime())).toEqual(changes.map(({ at }) => at.getTime()).sort((a, b) => a - b));
    expect(changes.filter(({ type }) => type === "stage.changed").map(({ payload }) => payload)).toMatchObject([
      { customerId: "ada", plugin: "stage:retail", to: "first-time" },
      { customerId: "ada", plugin: "stage:retail", to: "at-risk", happenedAt: new Date(START + 90 * DAY) },
    ]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
    expect(await listOf(world.clientele.changes())).toEqual([]);
  });

  test("delivers the rest again after the lease to a listener that stopped half-way", async () => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const all = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ id }) => id);
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const { id } of world.clientele.changes({ leaseMilliseconds: 1_000 })) {
          if (seen.length === 4) throw new Error("The broker is down.");
          seen.push(id);
        }
      })(),
    ).rejects.toThrow("The broker is down.");
    expect(await listOf(world.clientele.changes())).toEqual([]);
    world.now += 1_000;
    const again = await listOf(world.clientele.changes());
    // A revision is acknowledged as a whole, so that its first changes come again too.
    expect(seen).toEqual(all.slice(0, 4));
    expect(again.map(({ id }) => id)).toEqual(all);
    expect(again.every(({ attempt }) => attempt === 2)).toBe(true);
  });

  test("skips changes that the listener names as handled before a crash", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const [first, second, ...rest] = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ id }) => id);
    const handed = await listOf(world.clientele.changes({ after: [first!, second!] }));
    expect(handed.map(({ id }) => id)).toEqual(rest);
    expect((await world.storage.outbox.page(CONTEXT, { limit: 100 })).items).toEqual([]);
  });

  test("shares the changes between two concurrent listeners without delivering one twice", async () => {
    const world = openWorld();
    await world.clientele.track(Array.from({ length: 20 }, (_, index) => order(`c${index}`, 0)));
    const total = (await world.storage.outbox.page(CONTEXT, { limit: 1_000 })).items.length;
    const lists = await Promise.all(
      [world.clientele, world.beside()].map((clientele) => listOf(clientele.changes({ batch: 7 }))),
    );
    const ids = lists.flat().map(({ id }) => id);
    expect(ids).toHaveLength(total);
    expect(new Set(ids).size).toBe(total);
  });

  test("shortens an identifier that is too long for a storage in a stable way", async () => {
    const long = "x".repeat(250);
    const announce = async () => {
      const world = openWorld();
      await world.clientele.track(order(long, 0, 1, "o"));
      return (await listOf(world.clientele.changes())).map(({ id }) => id);
    };
    const ids = await announce();
    expect(ids.every((id) => id.length <= 256)).toBe(true);
    expect(await announce()).toEqual(ids);
  });

  test("numbers the changes of each customer by revision and part", async () => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    await world.clientele.update("ada", { tags: ["vip"] });
    const changes = await listOf(world.clientele.changes());
    for (const id of ["ada", "bob"]) {
      const own = changes.filter(({ subject }) => subject === id).map(({ revision, part }) => [revision, part] as const);
      expect(own).toEqual([...own].sort(([left, a], [right, b]) => left - right || a - b));
      expect(own[0]).toEqual([1, 1]);
    }
    expect(changes.filter(({ subject }) => subject === "ada").at(-1)).toMatchObject({ revision: 2, subject: "ada" });
  });

  test("does not hand out a customer's next change while an earlier one is leased", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const first = world.clientele.changes({ leaseMilliseconds: 1_000 });
    await first.next();
    await world.clientele.update("ada", { tags: ["vip"] });
    await world.clientele.track(order("bob", 0));
    const others = await listOf(world.beside().changes());
    expect(new Set(others.map(({ subject }) => subject))).toEqual(new Set(["bob"]));
    // The first listener goes on, and gets what was added meanwhile after what it holds.
    const rest = await listOf(first);
    expect(rest.at(-1)).toMatchObject({ subject: "ada", revision: 2 });
  });

  test("stops by its own clock when its lease ends, whatever the clock of the workspace says", async () => {
    let passed = 0;
    const storage = memoryStorage({ monotonic: () => passed });
    const world = openWorld({ storage, newId: () => crypto.randomUUID() });
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const slow = world.beside({ monotonic: () => passed }).changes({ leaseMilliseconds: 1_000 });
    const seen = [(await slow.next()).value!];
    passed = 1_000;
    const taken = await listOf(world.beside({ monotonic: () => passed }).changes());
    expect(new Set(taken.map(({ subject }) => subject))).toEqual(new Set(["ada", "bob"]));
    for (let next = await slow.next(); !next.done; next = await slow.next()) seen.push(next.value);
    // Nothing after the change that it had in hand: the other listener has delivered the rest.
    expect(seen).toHaveLength(1);
    expect(await listOf(world.clientele.changes())).toEqual([]);
  });

  test("ends every receiver with the last word, with failing and stalling deliveries, two listeners and skewed clocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            customer: fc.constantFrom("ada", "bob", "cid"),
            machine: fc.constantFrom(0, 1),
            then: fc.constantFrom("nothing", "deliver", "fail", "stall", "wait"),
          }),
          { minLength: 1, maxLength: 25 },
        ),
        async (steps) => {
          let passed = 0;
          const storage = memoryStorage({ monotonic: () => passed });
          const machines = [0, -7_200_000].map((skew, index) => {
            const world = openWorld({
              storage,
              plugins: [],
              newId: () => crypto.randomUUID(),
              monotonic: () => passed,
              clock: () => new Date(START + (index === 0 ? 0 : passed) + skew),
            });
            return world.clientele;
          });
          const last = new Map<string, number>();
          const revisions = new Map<string, number>();
          const receive = ({ subject, revision }: { subject: string; revision: number }) => {
            // What a claim hands out is never older than what the claim before it handed out.
            last.set(subject, revision);
          };
          const stalled: AsyncGenerator<Change>[] = [];
          for (const [index, { customer, machine, then }] of steps.entries()) {
            const clientele = machines[machine]!;
            await clientele.track(order(customer, -1, 1, `${customer}:${index}`));
            await clientele.update(customer, { tags: [String(index)] });
            revisions.set(customer, (revisions.get(customer) ?? 0) + 2);
            if (then === "wait") passed += 60_000;
            if (then === "nothing" || then === "wait") continue;
            const stream = clientele.changes({ batch: 2, leaseMilliseconds: 50_000 });
            const first = await stream.next();
            if (first.done) continue;
            receive(first.value);
            if (then === "fail") await stream.return();
            else if (then === "stall") stalled.push(stream);
            else for (let next = await stream.next(); !next.done; next = await stream.next()) receive(next.value);
          }
          passed += 60_000;
          // The stalled receivers wake up: their leases have ended.
          for (const stream of stalled) for await (const change of stream) receive(change);
          passed += 60_000;
          for await (const change of machines[0]!.changes()) receive(change);
          expect(last).toEqual(revisions);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("shows an actor no more than a view would", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    await world.clientele.update("ada", { tags: ["vip"] });
    const seen = await listOf(world.clientele.changes({ actor: { id: "clerk", clearance: "internal" } }));
    const of = (type: string) => seen.find((change) => change.type === type);
    expect(of("stage.changed")).toMatchObject({ withheld: true, payload: { customerId: "ada", plugin: "stage:retail" } });
    expect(Object.keys(of("stage.changed")!.payload as object).sort()).toEqual(["customerId", "plugin"]);
    expect(of("customer.updated")).toMatchObject({ withheld: false, payload: { fields: ["tags"] } });

    // A policy that judges by the customer is asked about each customer.
    const own: AccessPolicy = {
      may: ({ action, customer }) =>
        action !== "view" || customer?.teamId === "north"
          ? { allowed: true, reason: "own" }
          : { allowed: false, reason: "other team" },
      maySee: () => true,
    };
    const teams = openWorld({ policies: { access: own } });
    await teams.clientele.track([order("ada", 0), order("bob", 0)]);
    await teams.clientele.update("bob", { teamId: "north" });
    const stages = (await listOf(teams.clientele.changes())).filter(({ type }) => type === "stage.changed");
    expect(stages.map(({ subject, withheld }) => [subject, withheld])).toEqual([
      ["ada", true],
      ["bob", false],
    ]);
  });
});
