import { seededRandom } from "clientele/kernel";
import { fitReplenishment, itemLog, replenishment } from "clientele/recommend";
import { describe, expect, test } from "vitest";

const DAY = 864e5;

describe("replenishment", () => {
  test("recovers the rhythm of simulated customers", () => {
    const random = seededRandom("rhythm");
    const rows = Array.from({ length: 60 }, (_, customer) => {
      let at = random() * 30 * DAY;
      const own: { customerId: string; itemId: string; at: number }[] = [];
      while (at < 400 * DAY) {
        own.push({ customerId: `c${customer}`, itemId: "tea", at: Math.round(at) });
        at += 25 * DAY * Math.exp(0.3 * (random() + random() + random() - 1.5));
      }
      return own;
    }).flat();
    const model = fitReplenishment(itemLog(rows, { asOf: 400 * DAY }));
    expect(Math.exp(model.logGap[0]!)).toBeGreaterThan(23);
    expect(Math.exp(model.logGap[0]!)).toBeLessThan(27);
    expect(model.returns[0]).toBeGreaterThan(0.95);
    const [due] = replenishment(model, [{ itemId: "tea", at: 0 }], { asOf: 24 * DAY });
    const [early] = replenishment(model, [{ itemId: "tea", at: 0 }], { asOf: 2 * DAY });
    const [gone] = replenishment(model, [{ itemId: "tea", at: 0 }], { asOf: 300 * DAY });
    expect([early?.state, due?.state, gone?.state]).toEqual(["early", "due", "overdue"]);
    expect(due!.probability).toBeGreaterThan(early!.probability);
    // A customer who has been away for ten gaps has more likely left than is late.
    expect(gone!.probability).toBeLessThan(0.2);
    for (const { probability } of [due!, early!, gone!]) expect(probability >= 0 && probability <= 1).toBe(true);
  });

  test("counts two purchases within a day as one", () => {
    const rows = [0, 0.2, 30, 60].map((day) => ({ customerId: "ann", itemId: "tea", at: day * DAY }));
    const model = fitReplenishment(itemLog(rows));
    expect(replenishment(model, rows, { asOf: 61 * DAY })[0]?.purchases).toBe(3);
  });
});
