import {
  behavioralSegments,
  defineSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  membersOf,
  overlap,
} from "clientele/segments";
import { asOf, records, silence } from "../../fixtures/online-retail-columns.js";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;

describe("behavioralSegments", () => {
  test("does not call a cart abandoned that was ordered at the same instant", () => {
    const set = defineSegments({ id: "s", segments: behavioralSegments() });
    const at = new Date(0);
    const cart = { id: "c", customerId: "c", type: "cart.added", at, properties: {} };
    const order = { ...cart, id: "o", type: "order.placed" };
    const segments = (...history: (typeof cart)[]) =>
      evaluateSegments(set, { id: "c", attributes: {}, history }, { asOf: 2 * DAY }).map(({ segmentId }) => segmentId);
    expect(segments(cart)).toContain("cart-abandoners");
    expect(segments(cart, order)).not.toContain("cart-abandoners");
  });

  test("never call a customer silent who is new, never bought, or is lost", () => {
    const set = defineSegments({ id: "s", segments: behavioralSegments({ newFor: { days: 100 }, silentAfter: { days: 60 } }) });
    const bought = (...days: number[]) => ({
      id: "c",
      attributes: {},
      history: days.map((day) => ({
        id: `${day}`,
        customerId: "c",
        type: "order.placed",
        at: new Date(day * DAY),
        properties: {},
      })),
    });
    const isSilent = (subject: ReturnType<typeof bought>, day: number) =>
      evaluateSegments(set, subject, { asOf: day * DAY }).some(({ segmentId }) => segmentId === "silent");
    expect(isSilent(bought(), 200)).toBe(false);
    expect(isSilent(bought(0), 70)).toBe(false);
    expect(isSilent(bought(0), 100)).toBe(true);
    expect(isSilent(bought(0), 364)).toBe(true);
    expect(isSilent(bought(0), 365)).toBe(false);
    expect(isSilent(bought(0, 150), 200)).toBe(false);
  });

  test("select the silent, one-time and new buyers of Online Retail", async () => {
    const set = defineSegments({ id: "s", segments: behavioralSegments() });
    const columns = await evaluateSegmentPopulation(set, records, { asOf });
    const expected = records.filter((_, row) => silence[row]! >= 90 && silence[row]! < 365).map(({ customer }) => customer.id);
    expect(membersOf(columns, "silent")).toEqual(expected);
    expect(overlap(columns).both[0]![2]).toBe(0);
  });
});
