import { isClienteleError } from "clientele/kernel";
import {
  advance,
  defineLifecycle,
  type LifecycleDefinition,
  nextCheckAt,
  replay,
  retailLifecycle,
  stagePaths,
  stagesAt,
  stageSizes,
  startLifecycle,
  validateLifecycle,
  withStageTimelines,
} from "clientele/lifecycle";
import type { CustomerRecord, Interaction } from "clientele/models";
import { type Rule, standardCatalog } from "clientele/rules";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const happened = (type: string, at: number, id = `${type}@${at}`, properties = {}): Interaction => ({
  id,
  customerId: "c1",
  type,
  at: new Date(at),
  properties,
});
const order = (at: number, id?: string) => happened("order.placed", at, id, { orderId: `o${at}`, total: 1000, currency: "EUR" });
const subject = (...history: Interaction[]) => ({ id: "c1", attributes: {}, history });
const stages = (path: readonly { readonly to: string }[]) => path.map(({ to }) => to);

/** Paths of the problems that a bad definition is refused with. */
function refused(definition: unknown): readonly string[] {
  try {
    defineLifecycle(definition as LifecycleDefinition);
  } catch (error) {
    if (isClienteleError(error, "invalid_lifecycle")) return error.details.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("defining a lifecycle", () => {
  const good = { id: "l", initial: "a", states: { a: {}, b: {} }, transitions: [{ from: "a", to: "b", on: "order.placed" }] };

  test("fills in version, labels and identifiers, freezes, and survives JSON", () => {
    const lifecycle = defineLifecycle(good as LifecycleDefinition);
    expect(lifecycle).toMatchObject({ version: 1, states: { a: { label: { en: "a" } } }, transitions: [{ id: "#0" }] });
    expect(Object.isFrozen(lifecycle.transitions[0])).toBe(true);
    expect(defineLifecycle(JSON.parse(JSON.stringify(lifecycle)) as LifecycleDefinition)).toEqual(lifecycle);
  });

  const when: Rule = { version: 1, kind: "attribute", path: "tagz", test: { is: "has", value: "x" } };
  const own: Rule = { version: 1, kind: "not", of: { kind: "state", key: "stage:l", test: { is: "equals", value: "a" } } };
  test.each([
    ["no object", 7, [""]],
    ["an unknown initial state", { ...good, initial: "c" }, ["initial"]],
    ["no states", { ...good, states: {}, transitions: [] }, ["states", "initial"]],
    ["an unknown target", { ...good, transitions: [{ from: "a", to: "bb", on: "order.placed" }] }, ["transitions[0].to"]],
    ["an unknown source", { ...good, transitions: [{ from: ["a", "z"], to: "b", on: "order.placed" }] }, ["transitions[0].from"]],
    ["an unknown interaction", { ...good, transitions: [{ from: "a", to: "b", on: "order.plcaed" }] }, ["transitions[0].on"]],
    ["a guard on an unknown attribute", { ...good, transitions: [{ from: "a", to: "b", when }] }, ["transitions[0].when.path"]],
    ["a guard that reads its own stage", { ...good, transitions: [{ from: "a", to: "b", when: own }] }, ["transitions[0].when"]],
    ["nothing that sets it off", { ...good, transitions: [{ from: "a", to: "b" }] }, ["transitions[0]"]],
    ["an empty duration", { ...good, transitions: [{ from: "a", to: "b", after: {} }] }, ["transitions[0].after"]],
    ["a way out of a final state", { ...good, states: { a: { final: true }, b: {} } }, ["transitions[0].from"]],
    [
      "an identifier twice",
      {
        ...good,
        transitions: [
          { id: "x", from: "a", to: "b", on: "order.placed" },
          { id: "x", from: "b", to: "a", on: "order.placed" },
        ],
      },
      ["transitions[1].id"],
    ],
    [
      "a required attribute that is none",
      { ...good, transitions: [{ from: "a", to: "b", manual: true, requires: { attributes: ["emial"] } }] },
      ["transitions[0].requires.attributes"],
    ],
  ])("refuses %s by path", (_, definition, paths) => {
    expect(refused(definition)).toEqual(paths);
  });

  test("the nearest name is offered", () => {
    expect(() =>
      defineLifecycle({ ...good, initial: "orderd", states: { ordered: {} }, transitions: [] } as unknown as LifecycleDefinition),
    ).toThrow('Did you mean "ordered"?');
  });

  test("types refuse a state that is none", () => {
    expect(() =>
      defineLifecycle({
        id: "l",
        initial: "a",
        states: { a: {}, b: {} },
        // @ts-expect-error "c" is no state
        transitions: [{ from: "a", to: "c", on: "order.placed" }],
      }),
    ).toThrow();
  });

  test("a copy is refused: its guards were not compiled", () => {
    expect(() => startLifecycle({ ...retailLifecycle() }, "c1")).toThrow(
      expect.objectContaining({ code: "undefined_lifecycle" }),
    );
  });
});

describe("moving on", () => {
  const retail = retailLifecycle();

  test("an order at the very instant of dormancy saves the customer; a millisecond later it wins back", () => {
    const saved = replay(retail, subject(order(0), order(180 * DAY)), { to: 180 * DAY });
    expect(stages(saved.transitions)).toEqual(["first-time", "at-risk", "repeat"]);
    const late = replay(retail, subject(order(0), order(180 * DAY + 1)), { to: 181 * DAY });
    expect(stages(late.transitions)).toEqual(["first-time", "at-risk", "dormant", "won-back"]);
  });

  test("timed steps bear the instant at which they fell due, however late the check", () => {
    const { transitions, nextCheckAt: next } = replay(retail, subject(order(0)), { to: 1000 * DAY });
    expect(transitions.map(({ at }) => at / DAY)).toEqual([0, 90, 180, 365]);
    expect(transitions.map(({ reason }) => reason.zh)).toEqual(["首次下单", "90 天未下单", "180 天未下单", "365 天未下单"]);
    expect(next).toBeNull();
  });

  test("the highest stage stays when the stage falls back", () => {
    const { snapshot } = replay(retail, subject(order(0), order(DAY), order(2 * DAY), order(3 * DAY)), { to: 200 * DAY });
    expect(snapshot.stage).toBe("dormant");
    expect(snapshot.highest).toEqual({ stage: "loyal", at: 3 * DAY });
  });

  test("two orders at one instant go in the order of their identifiers, each seeing what came before it", () => {
    const loyalAtTwo = retailLifecycle({ loyalOrders: 2 });
    const { transitions } = replay(loyalAtTwo, subject(order(0, "a"), order(0, "b")), { to: 0 });
    expect(transitions.map(({ to, interactionId }) => [to, interactionId])).toEqual([
      ["first-time", "a"],
      ["loyal", "b"],
    ]);
  });

  test("identifiers of steps are told apart within an instant, whatever the subject is called", () => {
    const odd = { ...subject(order(0, "a"), order(0, "b")), id: "c:1\\" };
    const { transitions } = replay(retailLifecycle({ loyalOrders: 2 }), odd, { to: 0 });
    expect(transitions.map(({ id }) => id)).toEqual([
      "retail:c\\:1\\\\:0:prospect:first-time:0",
      "retail:c\\:1\\\\:0:first-time:loyal:1",
    ]);
  });

  test("nothing is known of a customer without a past: the snapshot waits for a start", () => {
    const { snapshot } = replay(retail, subject(), { to: 5 });
    expect(snapshot).toMatchObject({ stage: "prospect", startedAt: null, enteredAt: null, cursor: 5, path: [] });
    expect(nextCheckAt(retail, snapshot, subject())).toBeNull();
  });

  test("a start that is given leaves what came before it to the guards only", () => {
    const { snapshot } = replay(retailLifecycle({ loyalOrders: 2 }), subject(order(0), order(DAY), order(2 * DAY)), {
      from: DAY,
      to: 3 * DAY,
    });
    expect(snapshot.path.map(({ at, to }) => [at / DAY, to])).toEqual([
      [1, "first-time"],
      [2, "loyal"],
    ]);
  });

  test("a start in the future waits for it", () => {
    const start = startLifecycle(retail, "c1", { at: 10 * DAY });
    const waiting = advance(retail, start, subject(order(0)), { asOf: DAY });
    expect(waiting.snapshot.path).toEqual([]);
    expect(advance(retail, waiting.snapshot, subject(order(0), order(11 * DAY)), { asOf: 12 * DAY }).snapshot.stage).toBe(
      "first-time",
    );
  });

  test("a snapshot does not go back, nor to another lifecycle, version or subject", () => {
    const { snapshot } = replay(retail, subject(order(0)), { to: 10 });
    expect(() => advance(retail, snapshot, subject(order(0)), { asOf: 9 })).toThrow(
      expect.objectContaining({ code: "instant_before_cursor" }),
    );
    expect(() => advance(retailLifecycle({ version: 2 }), snapshot, subject(order(0)), { asOf: 11 })).toThrow(/migrateSnapshot/);
    expect(() => advance(retail, snapshot, { ...subject(), id: "c2" }, { asOf: 11 })).toThrow(
      expect.objectContaining({ code: "mismatched_snapshot" }),
    );
    expect(() => advance(retail, snapshot, subject(), { asOf: Number.NaN })).toThrow(
      expect.objectContaining({ code: "invalid_instant" }),
    );
  });

  test("a late order takes back what silence had made due, and one correction goes out", () => {
    const { snapshot } = replay(retail, subject(order(0)), { to: 100 * DAY });
    const { corrections, transitions, effects } = advance(retail, snapshot, subject(order(0), order(50 * DAY)), {
      asOf: 101 * DAY,
    });
    expect(stages(corrections?.removed ?? [])).toEqual(["at-risk"]);
    expect(stages(corrections?.added ?? [])).toEqual(["repeat"]);
    expect(corrections).toMatchObject({ from: "at-risk", to: "repeat" });
    expect(transitions).toEqual([]);
    expect(effects.map(({ type, stage }) => [type, stage])).toEqual([["stage.corrected", "repeat"]]);
  });

  test("a late fact that changes nothing corrects nothing", () => {
    const { snapshot } = replay(retail, subject(order(0)), { to: DAY });
    const { corrections, effects } = advance(retail, snapshot, subject(order(0), happened("page.viewed", 10)), { asOf: DAY });
    expect(corrections).toBeNull();
    expect(effects).toEqual([]);
  });

  test("an erased fact is noticed by recheck", () => {
    const { snapshot } = replay(retail, subject(order(0, "a"), order(1, "b")), { to: DAY });
    const { corrections } = advance(retail, snapshot, subject(order(0, "z"), order(1, "b")), { asOf: DAY, recheck: true });
    expect(corrections).toBeNull();
    const swapped = advance(retail, snapshot, subject(order(2, "y"), order(3, "b")), { asOf: DAY, recheck: true });
    expect(swapped.corrections?.removed).toHaveLength(2);
  });

  test("an attribute overwritten without its past changes the stage right after the last check", () => {
    const tagged: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
    const lifecycle = defineLifecycle({
      id: "t",
      initial: "a",
      states: { a: {}, b: {} },
      transitions: [{ from: "a", to: "b", when: tagged }],
    });
    const { snapshot } = replay(lifecycle, subject(order(0)), { to: 100 });
    const after = advance(lifecycle, snapshot, { ...subject(order(0)), attributes: { tags: ["vip"] } }, { asOf: 200 });
    expect(after.transitions.map(({ at }) => at)).toEqual([101]);
  });
});

describe("effects", () => {
  const lifecycle = defineLifecycle({
    id: "e",
    initial: "a",
    states: {
      a: { entry: [{ type: "hello" }], exit: [{ type: "bye", data: { from: "a" } }] },
      b: { entry: [{ type: "task.create", data: { title: "call" } }] },
    },
    transitions: [{ from: "a", to: "b", on: "order.placed", effects: [{ type: "note" }] }],
  });

  test("go out in order, entry of the first stage included, once each", () => {
    const { effects, snapshot } = replay(lifecycle, subject(happened("page.viewed", 0), order(5)), { to: 10 });
    expect(effects.map(({ type, cause, stage, at }) => [type, cause, stage, at])).toEqual([
      ["hello", "entry", "a", 0],
      ["bye", "exit", "a", 5],
      ["note", "transition", "b", 5],
      ["task.create", "entry", "b", 5],
    ]);
    expect(new Set(effects.map(({ id }) => id)).size).toBe(4);
    expect(advance(lifecycle, snapshot, subject(happened("page.viewed", 0), order(5)), { asOf: 20 }).effects).toEqual([]);
  });
});

describe("transitions that set each other off", () => {
  const chain = (length: number) => {
    const names = Array.from({ length: length + 1 }, (_, index) => `s${index}`);
    return defineLifecycle({
      id: "chain",
      initial: "s0",
      states: Object.fromEntries(names.map((name) => [name, {}])),
      transitions: names.slice(1).map((to, index) => ({ from: `s${index}`, to, when: always })),
    });
  };
  const always: Rule = {
    version: 1,
    kind: "metric",
    metric: { measure: "count", types: ["order.placed"] },
    test: { is: "atLeast", value: 0 },
  };

  test("sixteen at one instant are taken, seventeen are a cycle", () => {
    expect(replay(chain(16), subject(order(0)), { to: 0 }).snapshot.stage).toBe("s16");
    expect(() => replay(chain(17), subject(order(0)), { to: 0 })).toThrow(expect.objectContaining({ code: "transition_cycle" }));
  });

  test("a clock that ticks for ever without an interaction is stopped", () => {
    const clock = defineLifecycle({
      id: "clock",
      initial: "tick",
      states: { tick: {}, tock: {} },
      transitions: [
        { from: "tick", to: "tock", after: { milliseconds: 1 } },
        { from: "tock", to: "tick", after: { milliseconds: 1 } },
      ],
    });
    expect(replay(clock, subject(order(0)), { to: 9_999 }).snapshot.path).toHaveLength(9_999);
    expect(() => replay(clock, subject(order(0)), { to: DAY })).toThrow(
      expect.objectContaining({ code: "transition_cycle", details: expect.objectContaining({ stages: ["tick", "tock"] }) }),
    );
  });
});

describe("manual transitions", () => {
  const lifecycle = defineLifecycle({
    id: "deal",
    initial: "open",
    states: { open: {}, won: { final: true }, lost: { final: true } },
    transitions: [
      { from: "open", to: "won", manual: true },
      { from: "open", to: "lost", manual: true },
    ],
  });
  const moved = (properties: object) => subject(happened("stage.changed", 1, "m", properties));

  test("follow the move that names this lifecycle and their target, and no other", () => {
    expect(replay(lifecycle, moved({ lifecycle: "deal", to: "lost" }), { to: 1 }).snapshot.stage).toBe("lost");
    expect(replay(lifecycle, moved({ lifecycle: "other", to: "lost" }), { to: 1 }).snapshot.stage).toBe("open");
    expect(replay(lifecycle, moved({ lifecycle: "deal", to: "elsewhere" }), { to: 1 }).snapshot.stage).toBe("open");
  });
});

describe("validating", () => {
  test("finds what is shadowed, and choices without an else", () => {
    const tag = (value: string): Rule => ({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value } });
    const lifecycle = defineLifecycle({
      id: "v",
      initial: "a",
      states: { a: {}, b: { final: true }, c: { final: true } },
      transitions: [
        { id: "x", from: "a", to: "b", on: "order.placed" },
        { id: "y", from: "a", to: "c", on: "order.placed" },
        { id: "p", from: "a", to: "b", on: "page.viewed", when: tag("p") },
        { id: "q", from: "a", to: "c", on: "page.viewed", when: tag("q") },
      ],
    });
    const findings = validateLifecycle(lifecycle);
    expect(findings.map(({ kind, transitions }) => [kind, transitions])).toEqual([
      ["shadowed", ["x", "y"]],
      ["missing-fallback", ["p", "q"]],
    ]);
    const both = { ...subject(happened("page.viewed", 3)), attributes: { tags: ["p", "q"] } };
    expect(validateLifecycle(lifecycle, { records: [both] }).find(({ kind }) => kind === "ambiguous")).toMatchObject({
      state: "a",
      transitions: ["p", "q"],
      witness: { subjectId: "c1", at: 3 },
    });
    const one = { ...both, attributes: { tags: ["p"] } };
    expect(validateLifecycle(lifecycle, { records: [one] }).some(({ kind }) => kind === "ambiguous")).toBe(false);
  });
});

describe("a population", () => {
  test("an interaction moves its customer, and the sizes of the stages add up to those who have started", () => {
    const records = [subject(order(0)), { ...subject(order(10 * DAY), order(20 * DAY)), id: "c2" }, { ...subject(), id: "c3" }];
    const paths = stagePaths(retailLifecycle(), records, { to: 200 * DAY });
    const { sizes, total } = stageSizes(paths, [0, 10 * DAY, 90 * DAY, 110 * DAY, 200 * DAY]);
    expect([...total]).toEqual([1, 2, 2, 2, 2]);
    expect([...sizes["first-time"]!]).toEqual([1, 2, 0, 0, 0]);
    expect([...sizes["at-risk"]!]).toEqual([0, 0, 1, 2, 0]);
    expect([...sizes.dormant!]).toEqual([0, 0, 0, 0, 2]);
    expect([...stagesAt(paths)].map((stage) => paths.stages[stage]?.id)).toEqual(["dormant", "dormant", undefined]);
    expect(() => stageSizes(paths, [201 * DAY])).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => stageSizes(paths, [5, 5])).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("a lifecycle that reads another's stages comes after it; a circle is refused", () => {
    const readsRetail: Rule = { version: 1, kind: "state", key: "stage:retail", test: { is: "equals", value: "at-risk" } };
    const care = defineLifecycle({
      id: "care",
      initial: "idle",
      states: { idle: {}, call: {} },
      transitions: [{ from: "idle", to: "call", when: readsRetail }],
    });
    const record: CustomerRecord = { customer: { id: "c1", kind: "person", version: 0 }, history: [order(0)] };
    const [enriched] = withStageTimelines([record], [care, retailLifecycle()], { to: 100 * DAY });
    expect(enriched?.timelines?.["stage:care"]).toEqual([
      { from: new Date(0), value: "idle" },
      { from: new Date(90 * DAY), value: "call" },
    ]);
    const readsCare: Rule = { ...readsRetail, key: "stage:care" };
    const other = defineLifecycle({
      id: "retail",
      initial: "a",
      states: { a: {}, b: {} },
      transitions: [{ from: "a", to: "b", when: readsCare }],
    });
    expect(() => withStageTimelines([record], [care, other], { to: 0 })).toThrow(
      expect.objectContaining({ code: "state_cycle" }),
    );
  });

  test("the host's own interactions and attributes are known by its schema", () => {
    const catalog = { ...standardCatalog, interactions: { "workshop.joined": {} } };
    const lifecycle = defineLifecycle(
      { id: "w", initial: "a", states: { a: {}, b: {} }, transitions: [{ from: "a", to: "b", on: "workshop.joined" }] },
      { schema: { catalog } },
    );
    expect(replay(lifecycle, subject(happened("workshop.joined", 0)), { to: 0 }).snapshot.stage).toBe("b");
  });
});
