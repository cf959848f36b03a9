import { evaluateRule, type Rule } from "clientele/rules";
import { memoryStorage } from "clientele/storage";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRule } from "../../fixtures/random-lifecycles.js";
import { pushingAdapter } from "../../fixtures/pushing-adapter.js";
import { auditOf, DAY, listOf, openWorld, order, shopSchema, START, visit } from "../world.js";

const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
const buyers: Rule = shopSchema.rules.metric.count("order.placed").atLeast(1);
const atRisk: Rule = shopSchema.rules.state("stage:retail").equals("at-risk");

describe("audience", () => {
  const populated = async (storage = memoryStorage() as ReturnType<typeof pushingAdapter>) => {
    const world = openWorld({ storage });
    await world.clientele.track([
      ...Array.from({ length: 30 }, (_, index) => order(`c${String(index).padStart(2, "0")}`, -index * 6)),
      visit("window-shopper", 0),
    ]);
    for (const id of ["c03", "c17", "window-shopper"]) await world.clientele.update(id, { tags: ["vip"] });
    world.now = START + 2 * DAY;
    return world;
  };
  const idsOf = async (world: Awaited<ReturnType<typeof populated>>, rule: Rule, options = {}) =>
    (await listOf(world.clientele.audience(rule, options))).map(({ customerId }) => customerId);

  test("finds the same customers in memory, pushed down, and in pages of any size", async () => {
    const pushed = await populated(pushingAdapter());
    const plain = await populated();
    for (const rule of [vip, buyers, shopSchema.rules.all(vip, buyers)]) {
      const expected = await idsOf(plain, rule);
      expect(await idsOf(pushed, rule)).toEqual(expected);
      expect(await idsOf(plain, rule, { batch: 3 })).toEqual(expected);
      expect(await idsOf(pushed, rule, { batch: 3 })).toEqual(expected);
    }
    expect(await idsOf(plain, vip)).toEqual(["c03", "c17", "window-shopper"]);
  });

  test("uses the stages of the present whether or not a tick has run", async () => {
    const world = await populated(pushingAdapter());
    const before = await idsOf(world, atRisk);
    world.now = START + 85 * DAY;
    const late = await idsOf(world, atRisk);
    await world.clientele.tick();
    expect(await idsOf(world, atRisk)).toEqual(late);
    expect(late).not.toEqual(before);
    expect(late).toContain("c05");
  });

  test("uses past profiles for a question about the past", async () => {
    const world = await populated(pushingAdapter());
    expect(await idsOf(world, vip, { asOf: START - DAY })).toEqual([]);
    expect(await idsOf(world, buyers, { asOf: START - 100 * DAY })).toHaveLength(13);
  });

  test("returns the fields that the actor may see and logs the rule", async () => {
    const world = await populated();
    const agent = { id: "agent", clearance: "personal" } as const;
    const [first] = await listOf(world.clientele.audience(vip, { actor: agent }));
    expect(first).toEqual({ customerId: "c03", profile: expect.objectContaining({ tags: ["vip"] }) as unknown });
    // A fingerprint instead of the rule, whose literals may name somebody.
    expect((await auditOf(world.storage)).at(-1)).toMatchObject({
      action: "audience",
      actorId: "agent",
      details: { rule: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, attributes: ["tags"], interactions: [], states: [] },
    });
    expect(() => world.clientele.audience({ ...vip, path: "nonsense" } as Rule)).not.toThrow();
    await expect(world.clientele.audience({ ...vip, path: "nonsense" } as Rule).next()).rejects.toMatchObject({
      code: "invalid_rule",
    });
  });

  test("equals evaluating the rule for each customer", async () => {
    const hour = 3_600_000;
    await fc.assert(
      fc.asyncProperty(
        anyRule,
        fc.array(fc.record({ customer: fc.constantFrom("a", "b", "c"), day: fc.integer({ min: 0, max: 3 }) }), { maxLength: 8 }),
        async (rule, facts) => {
          const world = openWorld({ storage: pushingAdapter(), plugins: [], clockTolerance: 10 * DAY });
          const history = facts.map(({ customer, day }, index) => visit(customer, day, `v${index}`));
          await world.clientele.track(history);
          world.now = START + 3 * DAY + 5 * hour;
          const expected = ["a", "b", "c"].filter((id) => {
            const own = history.filter(({ customerId }) => customerId === id) as never[];
            own.sort(
              (left: { at: Date; id: string }, right: { at: Date; id: string }) =>
                +left.at - +right.at || (left.id < right.id ? -1 : 1),
            );
            return (
              own.length > 0 && evaluateRule(rule, { id, attributes: {}, history: own }, { asOf: world.now, schema: shopSchema })
            );
          });
          expect(await idsOf(world as never, rule)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});
