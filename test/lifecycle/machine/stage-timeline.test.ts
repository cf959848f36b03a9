import { defineLifecycle, retailLifecycle, withStageTimelines } from "clientele/lifecycle";
import type { CustomerRecord, Interaction } from "clientele/models";
import type { Rule } from "clientele/rules";
import { expect, test } from "vitest";

const DAY = 86_400_000;
const happened = (type: string, at: number, id = `${type}@${at}`, properties = {}): Interaction => ({
  id,
  customerId: "c1",
  type,
  at: new Date(at),
  properties,
});

const order = (at: number, id?: string) => happened("order.placed", at, id, { orderId: `o${at}`, total: 1000, currency: "EUR" });

test("computes a lifecycle after those whose stages it reads, and refuses a circle", () => {
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
  expect(() => withStageTimelines([record], [care, other], { to: 0 })).toThrow(expect.objectContaining({ code: "state_cycle" }));
});
