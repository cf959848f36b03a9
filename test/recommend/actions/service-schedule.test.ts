import type { Interaction } from "clientele/models";
import { serviceSchedule } from "clientele/recommend";
import { describe, expect, test } from "vitest";

const DAY = 864e5;

const fact = (id: string, type: string, day: number, properties: object): Interaction => ({
  id,
  customerId: "ann",
  type,
  at: new Date(day * DAY),
  properties: { ...properties },
});

const order = (orderId: string, day: number, lines: Record<string, number>) =>
  fact(orderId, "order.placed", day, {
    orderId,
    total: 1000,
    currency: "EUR",
    lines: Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity, unitPrice: 100 })),
  });

describe("serviceSchedule", () => {
  const products = [
    { id: "tea", name: "Tea", refillDays: 20 },
    { id: "pot", warrantyDays: 365 },
  ];
  const plan = (history: Interaction[], asOf = 100) =>
    serviceSchedule(history, { products, from: 0, to: 1000 * DAY, asOf: asOf * DAY }).map(
      ({ kind, productId, step, dueAt }) => `${kind} ${productId ?? step} ${dueAt.getTime() / DAY}`,
    );

  test("plans follow-ups, refills and the end of a warranty", () => {
    expect(plan([order("o1", 0, { tea: 2, pot: 1 })])).toEqual([
      "follow-up arrival 2",
      "follow-up guidance 10",
      "follow-up satisfaction 30",
      "refill tea 35",
      "warranty pot 335",
    ]);
  });

  test("counts follow-ups from the delivery and a refill from the last purchase", () => {
    const history = [order("o1", 0, { tea: 1 }), fact("d", "order.delivered", 4, { orderId: "o1" }), order("o2", 10, { tea: 3 })];
    const tasks = plan(history);
    expect(tasks).toContain("follow-up arrival 6");
    expect(tasks.filter((task) => task.startsWith("refill"))).toEqual(["refill tea 65"]);
  });

  test("reads instants of the history as ISO 8601 text and refuses what is not an instant", () => {
    const at = (instant: unknown) => ({ ...order("o1", 0, { tea: 1 }), at: instant }) as never;
    expect(plan([at("1970-01-01T00:00:00Z")])).toEqual(plan([order("o1", 0, { tea: 1 })]));
    expect(() => plan([at("yesterday")])).toThrow('got "yesterday"');
  });

  test("plans nothing for cancelled, fully refunded or returned products", () => {
    const placed = order("o1", 0, { tea: 1, pot: 1 });
    expect(plan([placed, fact("x", "order.cancelled", 1, { orderId: "o1" })])).toEqual([]);
    expect(plan([placed, fact("x", "order.refunded", 1, { orderId: "o1", total: 1000, currency: "EUR" })])).toEqual([]);
    const back = fact("x", "return.received", 1, { orderId: "o1", products: ["pot"] });
    expect(plan([placed, back]).filter((task) => !task.startsWith("follow"))).toEqual(["refill tea 15"]);
    // The cancellation is later than asOf.
    expect(plan([placed, fact("x", "order.cancelled", 50, { orderId: "o1" })], 40).length).toBe(5);
  });
});
