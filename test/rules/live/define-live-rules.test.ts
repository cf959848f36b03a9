import type { Expression, Metric, Rule } from "clientele/rules";
import { describe, expect, test } from "vitest";
import {
  advanceTo,
  applyFacts,
  defineLiveRules,
  dueAtOf,
  emptyLiveState,
  figuresOf,
  loadLiveState,
  membershipsOf,
  mergeStates,
  nextLiveChangeAt,
  storeLiveState,
} from "clientele/rules/live";
import { AS_OF, DAY, schema } from "./live-rules-worlds.js";

const count = (days: number, value: number): Expression => ({
  kind: "metric",
  metric: { measure: "count", types: ["order"], window: { kind: "last", duration: { days } } },
  test: { is: "atLeast", value },
});
const rule = (node: Expression): Rule => ({ ...node, version: 2 }) as Rule;
const order = (id: string, at: number) => ({ id, customerId: "s", type: "order", at, properties: { price: 1 } });
const attributes = {};

describe("defineLiveRules", () => {
  test("shares the stream of rules with other thresholds and windows", () => {
    const rules = Object.fromEntries(
      [1, 2, 3].flatMap((value) => [7, 30].map((days) => [`${days} ${value}`, rule(count(days, value))])),
    );
    const set = defineLiveRules({ id: "set", rules }, { schema });
    expect(set.rules).toEqual(Object.keys(rules));
    expect(set.fingerprints).toHaveLength(1);
    expect(set.reads("order")).toBe(true);
    expect(set.reads("view")).toBe(false);
  });

  test("names each part of a rule that needs the history, with its path, and answers the other rules", () => {
    const share: Expression = { kind: "share", salt: "spring", share: 0.5, hash: "fnv1a-fmix32" };
    const rules = { often: rule(count(7, 1)), drawn: rule({ kind: "all", of: [count(7, 1), { kind: "not", of: share }] }) };
    const figures: Record<string, Metric> = { open: { measure: "unanswered", types: ["order"], answer: { types: ["view"] } } };
    const set = defineLiveRules({ id: "set", rules, figures }, { schema });
    expect(set.needsHistory).toEqual([
      { path: "rules.drawn.of[1].of", id: "drawn", operator: "share" },
      { path: "figures.open", id: "open", operator: "unanswered" },
    ]);
    expect(set.rules).toEqual(["often"]);
    expect(set.figures).toEqual([]);
  });

  test("refuses invalid rules with the path of every problem", () => {
    const wrong = { version: 2, kind: "attribute", path: "nam", test: { is: "present" } } as Rule;
    expect(() => defineLiveRules({ id: "set", rules: { wrong } }, { schema })).toThrow(
      expect.objectContaining({ code: "invalid_rule", message: expect.stringContaining("rules.wrong.path") }),
    );
    expect(() => defineLiveRules({ id: "set" } as never, { schema })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});

describe("a state", () => {
  const set = defineLiveRules({ id: "set", rules: { often: rule(count(7, 1)) } }, { schema });

  test("is never changed, whatever is made of it", () => {
    const empty = emptyLiveState(set);
    const one = applyFacts(set, empty, [order("a", AS_OF)], { asOf: AS_OF, attributes }).state;
    const stored = JSON.stringify(storeLiveState(set, one));
    const left = applyFacts(set, one, [order("b", AS_OF + 1)], { asOf: AS_OF + 1, attributes }).state;
    const right = applyFacts(set, one, [order("c", AS_OF + 1)], { asOf: AS_OF + 1, attributes }).state;
    expect(JSON.stringify(storeLiveState(set, one))).toBe(stored);
    expect(storeLiveState(set, left).log.id).toEqual(["a", "b"]);
    expect(storeLiveState(set, right).log.id).toEqual(["a", "c"]);
    expect(membershipsOf(set, empty)).toEqual([]);
    expect(dueAtOf(empty)).toBeNull();
  });

  test("moves forward only", () => {
    const { state } = advanceTo(set, emptyLiveState(set), { asOf: AS_OF, attributes });
    for (const call of [
      () => advanceTo(set, state, { asOf: AS_OF - 1, attributes }),
      () => mergeStates(set, emptyLiveState(set), state, { asOf: AS_OF - 1, attributes }),
    ])
      expect(call).toThrow(expect.objectContaining({ code: "invalid_option", path: "asOf" }));
  });

  test("refuses a malformed fact with its path, and stays as it is", () => {
    const facts = [order("a", AS_OF), { ...order("b", AS_OF), at: "yesterday" }];
    expect(() => applyFacts(set, emptyLiveState(set), facts, { asOf: AS_OF, attributes })).toThrow(
      expect.objectContaining({ code: "invalid_instant", path: "facts[1].at" }),
    );
  });

  test("holds a fact of the future until its instant", () => {
    const { state, changes } = applyFacts(set, emptyLiveState(set), [order("a", AS_OF + DAY)], { asOf: AS_OF, attributes });
    expect(changes).toEqual([]);
    expect(dueAtOf(state)).toEqual(new Date(AS_OF + DAY));
    expect(nextLiveChangeAt(set, state, { attributes }).at).toEqual(new Date(AS_OF + DAY));
    const later = advanceTo(set, state, { asOf: AS_OF + 30 * DAY, attributes });
    expect(later.changes).toEqual([
      { rule: "often", value: true, at: new Date(AS_OF + DAY) },
      { rule: "often", value: false, at: new Date(AS_OF + 8 * DAY) },
    ]);
  });

  test("takes a new profile from the instant after its own", () => {
    const vip = rule({ kind: "attribute", path: "active", test: { is: "equals", value: true } });
    const profiled = defineLiveRules({ id: "set", rules: { vip } }, { schema });
    const { state } = advanceTo(profiled, emptyLiveState(profiled), { asOf: AS_OF, attributes: { active: false } });
    const stored = loadLiveState(profiled, JSON.parse(JSON.stringify(storeLiveState(profiled, state))));
    for (const each of [state, stored])
      expect(advanceTo(profiled, each, { asOf: AS_OF + DAY, attributes: { active: true } }).changes).toEqual([
        { rule: "vip", value: true, at: new Date(AS_OF + 1) },
      ]);
  });

  test("is read by a set with other rules over the same streams, and by one with fewer streams", () => {
    const figures: Record<string, Metric> = { views: { measure: "count", types: ["view"] } };
    const wide = defineLiveRules({ id: "set", rules: { often: rule(count(7, 1)) }, figures, logLimit: 1 }, { schema });
    let state = emptyLiveState(wide);
    for (let day = 0; day < 5; day++)
      state = applyFacts(wide, state, [order(`o${day}`, AS_OF + day * DAY)], { asOf: AS_OF + day * DAY, attributes }).state;
    const stored = JSON.parse(JSON.stringify(storeLiveState(wide, state)));
    const other = defineLiveRules({ id: "set", rules: { recent: rule(count(3, 1)), often: rule(count(30, 9)) } }, { schema });
    expect(() => loadLiveState(other, stored)).toThrow(expect.objectContaining({ code: "foreign_live_state" }));
    const read = loadLiveState(other, stored, { previous: wide });
    const { needs } = advanceTo(other, read, { asOf: AS_OF + 4 * DAY, attributes });
    expect(needs.map(({ types }) => types)).toEqual([["order"]]);
    const facts = [0, 1, 2, 3, 4].map((day) => order(`o${day}`, AS_OF + day * DAY));
    const found = needs.map((need) => ({ need, facts: facts.filter(({ at }) => at < need.to.getTime()) }));
    const next = advanceTo(other, read, { asOf: AS_OF + 4 * DAY, attributes, found });
    expect(membershipsOf(other, next.state)).toEqual(["recent"]);
    expect(() => loadLiveState(wide, JSON.parse(JSON.stringify(storeLiveState(other, next.state))), { previous: other })).toThrow(
      expect.objectContaining({ code: "foreign_live_state" }),
    );
    expect(() => loadLiveState(wide, { ...stored, version: 2 })).toThrow(expect.objectContaining({ code: "foreign_live_state" }));
  });

  test("gives no values of rules away", () => {
    const secret = rule({
      kind: "metric",
      metric: {
        measure: "count",
        types: ["order"],
        where: { kind: "property", path: "sku", test: { is: "equals", value: "secret" } },
      },
      test: { is: "atLeast", value: 12_345 },
    });
    const hidden = defineLiveRules({ id: "set", rules: { secret } }, { schema });
    const fact = { ...order("a", AS_OF), properties: { sku: "secret" } };
    const { state } = applyFacts(hidden, emptyLiveState(hidden), [fact], { asOf: AS_OF, attributes });
    expect(JSON.stringify(storeLiveState(hidden, state))).not.toMatch(/secret"|12345/);
    expect(figuresOf(hidden, state, { attributes })).toEqual({ values: {}, needs: [] });
  });
});
