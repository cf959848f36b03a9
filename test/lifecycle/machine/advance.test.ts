import { advance, defineLifecycle, nextCheckAt, replay, retailLifecycle, startLifecycle } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import type { Rule } from "clientele/rules";
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

describe("advance", () => {
  const retail = retailLifecycle();

  test("keeps a customer who orders at the very instant of dormancy, and wins back one who orders a millisecond later", () => {
    const saved = replay(retail, subject(order(0), order(180 * DAY)), { to: 180 * DAY });
    expect(stages(saved.transitions)).toEqual(["first-time", "at-risk", "repeat"]);
    const late = replay(retail, subject(order(0), order(180 * DAY + 1)), { to: 181 * DAY });
    expect(stages(late.transitions)).toEqual(["first-time", "at-risk", "dormant", "won-back"]);
  });

  test("gives timed steps the instant at which they became due, however late the check is", () => {
    const { transitions, nextCheckAt: next } = replay(retail, subject(order(0)), { to: 1000 * DAY });
    expect(transitions.map(({ at }) => at / DAY)).toEqual([0, 90, 180, 365]);
    expect(transitions.map(({ reason }) => reason.zh)).toEqual(["首次下单", "90 天未下单", "180 天未下单", "365 天未下单"]);
    expect(next).toBeNull();
  });

  test("keeps the highest stage when the stage falls back", () => {
    const { snapshot } = replay(retail, subject(order(0), order(DAY), order(2 * DAY), order(3 * DAY)), { to: 200 * DAY });
    expect(snapshot.stage).toBe("dormant");
    expect(snapshot.highest).toEqual({ stage: "loyal", at: 3 * DAY });
  });

  test("processes two orders at one instant in the order of their identifiers", () => {
    const loyalAtTwo = retailLifecycle({ loyalOrders: 2 });
    const { transitions } = replay(loyalAtTwo, subject(order(0, "a"), order(0, "b")), { to: 0 });
    expect(transitions.map(({ to, interactionId }) => [to, interactionId])).toEqual([
      ["first-time", "a"],
      ["loyal", "b"],
    ]);
  });

  test("gives the steps of one instant different identifiers, whatever the subject is called", () => {
    const odd = { ...subject(order(0, "a"), order(0, "b")), id: "c:1\\" };
    const { transitions } = replay(retailLifecycle({ loyalOrders: 2 }), odd, { to: 0 });
    expect(transitions.map(({ id }) => id)).toEqual([
      "retail:c\\:1\\\\:0:prospect:first-time:0",
      "retail:c\\:1\\\\:0:first-time:loyal:1",
    ]);
  });

  test("leaves a customer without a history unstarted", () => {
    const { snapshot } = replay(retail, subject(), { to: 5 });
    expect(snapshot).toMatchObject({ stage: "prospect", startedAt: null, enteredAt: null, cursor: 5, path: [] });
    expect(nextCheckAt(retail, snapshot, subject())).toBeNull();
  });

  test("shows interactions before a given start to the guards only", () => {
    const { snapshot } = replay(retailLifecycle({ loyalOrders: 2 }), subject(order(0), order(DAY), order(2 * DAY)), {
      from: DAY,
      to: 3 * DAY,
    });
    expect(snapshot.path.map(({ at, to }) => [at / DAY, to])).toEqual([
      [1, "first-time"],
      [2, "loyal"],
    ]);
  });

  test("waits for a start in the future", () => {
    const start = startLifecycle(retail, "c1", { at: 10 * DAY });
    const waiting = advance(retail, start, subject(order(0)), { asOf: DAY });
    expect(waiting.snapshot.path).toEqual([]);
    expect(advance(retail, waiting.snapshot, subject(order(0), order(11 * DAY)), { asOf: 12 * DAY }).snapshot.stage).toBe(
      "first-time",
    );
  });

  test("refuses to move a snapshot back, or to another lifecycle, version or subject", () => {
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

  test("takes back a timed step when an order arrives late, and emits one correction", () => {
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

  test("emits no correction for a late fact that changes nothing", () => {
    const { snapshot } = replay(retail, subject(order(0)), { to: DAY });
    const { corrections, effects } = advance(retail, snapshot, subject(order(0), happened("page.viewed", 10)), { asOf: DAY });
    expect(corrections).toBeNull();
    expect(effects).toEqual([]);
  });

  test("detects an erased fact with `recheck`", () => {
    const { snapshot } = replay(retail, subject(order(0, "a"), order(1, "b")), { to: DAY });
    const { corrections } = advance(retail, snapshot, subject(order(0, "z"), order(1, "b")), { asOf: DAY, recheck: true });
    expect(corrections).toBeNull();
    const swapped = advance(retail, snapshot, subject(order(2, "y"), order(3, "b")), { asOf: DAY, recheck: true });
    expect(swapped.corrections?.removed).toHaveLength(2);
  });

  test("changes the stage right after the last check when an attribute without a history is overwritten", () => {
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

  test("emits exit, transition and entry effects in order, each once, and the entry of the first stage", () => {
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

describe("transitions that trigger each other", () => {
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

  test("takes sixteen timed transitions at one instant, and refuses seventeen as a cycle", () => {
    expect(replay(chain(16), subject(order(0)), { to: 0 }).snapshot.stage).toBe("s16");
    expect(() => replay(chain(17), subject(order(0)), { to: 0 })).toThrow(expect.objectContaining({ code: "transition_cycle" }));
  });

  test("stops a lifecycle that ticks for ever without an interaction", () => {
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

  test("follows only the recorded move that names this lifecycle and a target", () => {
    expect(replay(lifecycle, moved({ lifecycle: "deal", to: "lost" }), { to: 1 }).snapshot.stage).toBe("lost");
    expect(replay(lifecycle, moved({ lifecycle: "other", to: "lost" }), { to: 1 }).snapshot.stage).toBe("open");
    expect(replay(lifecycle, moved({ lifecycle: "deal", to: "elsewhere" }), { to: 1 }).snapshot.stage).toBe("open");
  });
});
