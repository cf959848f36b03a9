import { isClienteleError } from "clientele/kernel";
import type { InteractionInput } from "clientele/models";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { WORKSPACE_KINDS } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditOf, CONTEXT, contentOf, DAY, factOf, openWorld, order, START, visit } from "../world.js";

describe("track", () => {
  test("creates customer, stage, segment and score from one order", async () => {
    const world = openWorld();
    world.now = START + 2 * DAY;
    expect(await world.clientele.track(order("ada", 1, 60_00))).toEqual({ appended: 1, repeated: 0, rejected: [] });
    const view = await world.clientele.view("ada");
    expect(view).toMatchObject({ customerId: "ada", asOf: new Date(world.now), interactions: 1, withheld: [] });
    expect(factOf(view, "stage:retail", "stage")).toMatchObject({
      value: "first-time",
      since: new Date(START + DAY),
      until: new Date(START + 91 * DAY),
      reasons: [{ en: "First order" }, { en: "For 1 day." }],
    });
    expect(factOf(view, "segments:shop", "segment:active")).toMatchObject({
      since: new Date(START + DAY),
      until: new Date(START + 31 * DAY),
    });
    expect(factOf(view, "value", "net-revenue")).toMatchObject({ value: 60_00, text: { en: "60.00 EUR" } });
    expect(factOf(view, "punch-card", "punches")).toMatchObject({ value: 1, reasons: [{ en: "Stage first-time" }] });
    expect(view?.nextCheckAt).toEqual(new Date(START + 31 * DAY));
    const changed = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ type }) => type).sort();
    expect(changed).toEqual(["customer.created", ...Array<string>(5).fill("score.changed"), "segment.entered", "stage.changed"]);
  });

  test("ignores a repeated interaction and refuses other content under its identifier", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const before = await contentOf(world.storage);
    expect(await world.clientele.track(order("ada", 0))).toEqual({ appended: 0, repeated: 1, rejected: [] });
    await expect(world.clientele.track(order("ada", 0, 999))).rejects.toSatisfy((error) =>
      isClienteleError(error, "conflicting_interaction"),
    );
    expect(await contentOf(world.storage)).toEqual(before);
  });

  test("reports an invalid row of a list by its position and records the others", async () => {
    const world = openWorld();
    const bad = { ...order("bob", 0), at: "yesterday" };
    const report = await world.clientele.track([order("ada", 0), bad, order("ada", 0, 5), order("eve", 0), order("ada", 0)]);
    expect(report).toMatchObject({
      appended: 2,
      repeated: 1,
      rejected: [
        { index: 1, id: "bob:0", reason: "invalid_input" },
        { index: 2, id: "ada:0", reason: "conflicting_interaction" },
      ],
    });
    expect(await world.clientele.view("bob")).toBeNull();
  });

  test("creates no customer for a list whose only fact conflicts", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0, 1, "one"));
    const report = await world.clientele.track([order("bob", 0, 2, "one")]);
    expect(report.rejected.map(({ reason }) => reason)).toEqual(["conflicting_interaction"]);
    expect(await world.clientele.view("bob")).toBeNull();
  });

  test("counts a future fact from its instant on and makes it due then", async () => {
    const world = openWorld({ clockTolerance: 5 * DAY });
    await world.clientele.track(order("ada", 3));
    expect(factOf(await world.clientele.view("ada"), "stage:retail", "stage")?.value).toBe("prospect");
    const { items } = await world.storage.documents.due(CONTEXT, new Date(START + 10 * DAY), { limit: 10 });
    expect(items).toEqual([{ kind: WORKSPACE_KINDS.customerState, id: "ada", dueAt: new Date(START + 3 * DAY) }]);
    world.now = START + 4 * DAY;
    expect(factOf(await world.clientele.view("ada"), "stage:retail", "stage")?.value).toBe("first-time");
  });

  test("replays a late order and reports the removed and added transitions", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + 100 * DAY;
    await world.clientele.tick();
    await world.clientele.track(order("ada", 20));
    const { items } = await world.storage.outbox.page(CONTEXT, { limit: 100 });
    const corrected = items.filter(({ type }) => type === "stage.corrected").map(({ payload }) => payload);
    expect(corrected).toMatchObject([
      {
        customerId: "ada",
        from: "at-risk",
        to: "repeat",
        removed: [{ from: "first-time", to: "at-risk", at: START + 90 * DAY }],
        added: [{ from: "first-time", to: "repeat", at: START + 20 * DAY }],
      },
    ]);
  });

  test("does not move a decision back when a clock runs behind", async () => {
    const world = openWorld();
    world.now = START + 10 * DAY;
    await world.clientele.track(order("ada", 0));
    world.now = START + 9 * DAY;
    await world.clientele.track(order("ada", 8));
    expect((await world.clientele.view("ada"))?.asOf).toEqual(new Date(START + 10 * DAY));
  });

  test("logs every read and write with its actor", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0), { actor: { id: "till", clearance: "internal" } });
    await world.clientele.view("ada");
    expect(await auditOf(world.storage)).toMatchObject([
      { action: "track", actorId: "till", customerId: "ada" },
      { action: "view", actorId: "host", customerId: "ada" },
    ]);
  });
});

const anyInteraction: fc.Arbitrary<InteractionInput> = fc
  .record({
    customer: fc.constantFrom("ada", "bob"),
    day: fc.integer({ min: 0, max: 400 }),
    total: fc.constantFrom(5_00, 40_00, 120_00),
    kind: fc.constantFrom("order", "order", "refund", "visit"),
  })
  .map(({ customer, day, total, kind }): InteractionInput => {
    if (kind === "visit") return visit(customer, day);
    const placed = order(customer, day, total, `${kind}:${customer}:${day}:${total}`);
    return kind === "order" ? placed : { ...placed, type: "order.refunded" };
  });

const anyHistory = fc.uniqueArray(anyInteraction, { selector: ({ id }) => id, maxLength: 14 });

/** Returns the views at the end, before and after a tick. */
async function endOf(calls: readonly InteractionInput[][], instants: readonly number[], end: number): Promise<unknown> {
  // Some facts come before their instant.
  const world = openWorld({ clockTolerance: 500 * DAY });
  for (const [index, call] of calls.entries()) {
    world.now = Math.max(world.now, START + (instants[index % instants.length] ?? 0) * DAY);
    await world.clientele.track(call);
  }
  world.now = end;
  const views = [await world.clientele.view("ada"), await world.clientele.view("bob")];
  await world.clientele.tick();
  return { views, after: [await world.clientele.view("ada"), await world.clientele.view("bob")] };
}

test("leads to the same view for any order, repetition and portions of the same facts", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyHistory.chain((history) =>
        fc.record({
          history: fc.constant(history),
          shuffled: fc.shuffledSubarray([...history, ...history], { minLength: history.length * 2 }),
          cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
          instants: fc.array(fc.integer({ min: 0, max: 450 }), { minLength: 1, maxLength: 6 }),
        }),
      ),
      async ({ history, shuffled, cuts, instants }) => {
        const calls: InteractionInput[][] = [];
        for (let at = 0, cut = 0; at < shuffled.length; cut++) {
          const size = cuts[cut % cuts.length]!;
          calls.push(shuffled.slice(at, at + size));
          at += size;
        }
        const end = START + 500 * DAY;
        expect(
          await endOf(
            calls,
            [...instants].sort((left, right) => left - right),
            end,
          ),
        ).toEqual(await endOf([history], [500], end));
      },
    ),
    { numRuns: 60 },
  );
});

test("tracks a list of many customers, including merged and erased ones, like one call per fact", async () => {
  const open = async () => {
    const world = openWorld();
    await world.clientele.track([order("old", -1), order("gone", -1), order("c03", -2)]);
    await world.clientele.merge({ fromId: "old", intoId: "c03" });
    await world.clientele.erase("gone");
    world.now = START + 60 * DAY;
    return world;
  };
  const facts = Array.from({ length: 60 }, (_, index) =>
    order(`c${String(index % 40).padStart(2, "0")}`, index, 7_00, `f${index}`),
  );
  facts.splice(10, 0, order("old", 3), order("gone", 4), order("c00", 9, 1, "f20"));
  const [together, alone] = [await open(), await open()];
  const report = await together.clientele.track(facts);
  expect(report).toMatchObject({ appended: 61, repeated: 0 });
  expect(report.rejected.map(({ index, reason }) => [index, reason])).toEqual([
    [11, "erased_customer"],
    [23, "conflicting_interaction"],
  ]);
  for (const fact of facts) await alone.clientele.track([fact]);
  for (const id of ["c00", "c03", "c39", "old"])
    expect(await together.clientele.view(id)).toEqual(await alone.clientele.view(id));
});

test("loses no fact or decision in 200 rounds of two writers on one customer", async () => {
  const world = openWorld();
  const [left, right] = [world.clientele, world.beside()];
  for (let round = 0; round < 200; round++) {
    world.now = START + round * 3_600_000;
    const placed = (writer: string) => ({ ...order("ada", 0, 1_00, `${writer}:${round}`), at: new Date(world.now) });
    await Promise.all([left.track(placed("left")), right.track(placed("right"))]);
  }
  const view = await world.clientele.view("ada", { limit: 0 });
  expect(view).toMatchObject({ interactions: 400, timeline: [] });
  expect(factOf(view, "value", "net-revenue")?.value).toBe(400_00);
});

test("throws version_conflict after the allowed attempts", async () => {
  const inner = memoryStorage();
  const commit: StorageAdapter["commit"] = async (_, sets) => sets.map(() => ({ ok: false, reason: "conflict" }));
  const storage = { ...inner, commit };
  const { clientele } = openWorld({ storage, maxAttempts: 3 });
  await expect(clientele.track(order("ada", 0))).rejects.toMatchObject({
    code: "version_conflict",
    details: { customerId: "ada", attempts: 3 },
  });
  expect((await inner.interactions.history(CONTEXT, "ada", { limit: 1 })).items).toEqual([]);
});
