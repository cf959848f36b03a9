import type { Expression, Rule } from "clientele/rules";
import { describe, expect, test } from "vitest";
import { applyFacts, defineLiveRules, emptyLiveState } from "clientele/rules/live";
import { AS_OF, membershipsFromScratch, schema } from "./live-rules-worlds.js";

const HOUR = 3_600_000;
const fact = (id: string, type: string, at: number) => ({ id, customerId: "s", type, at: new Date(at), properties: {} });
const cart: Expression = {
  kind: "absence",
  first: { types: ["view"] },
  missing: { types: ["order"] },
  within: { hours: 1 },
  window: { kind: "last", duration: { days: 1 } },
};
const bought: Expression = {
  kind: "sequence",
  steps: [{ types: ["view"] }, { types: ["order"] }],
  within: { hours: 1 },
  window: { kind: "last", duration: { days: 1 } },
};
const recent: Expression = {
  kind: "metric",
  metric: { measure: "count", types: ["view"], window: { kind: "last", duration: { days: 1 } } },
  test: { is: "atLeast", value: 1 },
};

describe("the edge of a time", () => {
  // One fact a millisecond around each edge, so that each is an event.
  const edges = [HOUR, 24 * HOUR].flatMap((length) => [-2, -1, 0, 1, 2].map((near) => AS_OF + length + near));

  test.each(Object.entries({ cart, bought, recent }))("is exact to the millisecond for %s", (id, node) => {
    const rules = { [id]: { ...node, version: 2 } as Rule };
    const set = defineLiveRules({ id: "set", rules }, { schema });
    for (const answered of [0, 1, HOUR - 1, HOUR, HOUR + 1, 2 * HOUR]) {
      const history = [fact("a", "view", AS_OF), fact("b", "order", AS_OF + answered)];
      let { state } = applyFacts(set, emptyLiveState(set), history, { asOf: AS_OF, attributes: {} });
      for (const asOf of edges) {
        // Asked anew at each instant, and moved on from the one before.
        const anew = applyFacts(set, emptyLiveState(set), history, { asOf, attributes: {} });
        state = applyFacts(set, state, [], { asOf, attributes: {} }).state;
        const expected = membershipsFromScratch(rules, { attributes: {}, history }, asOf);
        const late = fact("late", "it's odd", asOf);
        const touched = applyFacts(set, anew.state, [late], { asOf, attributes: {} }).state;
        for (const each of [anew.state, state, touched]) expect(each.members[0] === 1 ? [id] : []).toEqual(expected);
        // An order at the very instant is an event for the sequence.
        const order = fact("c", "order", asOf);
        const ordered = applyFacts(set, state, [order], { asOf, attributes: {} }).state;
        expect(ordered.members[0] === 1 ? [id] : []).toEqual(
          membershipsFromScratch(rules, { attributes: {}, history: [...history, order] }, asOf),
        );
      }
    }
  });
});
