import { behaviorOpportunities } from "clientele/recommend";
import { describe, expect, test } from "vitest";

const DAY = 864e5;

const view = (itemId: string, hour: number, type = "product.viewed", customerId = "ann") => ({
  customerId,
  itemId,
  type,
  at: hour * 36e5,
});

describe("behaviorOpportunities", () => {
  test("gives the price with its currency and refuses a catalog in several currencies", () => {
    const rows = [view("tea", 0, "cart.added"), view("cup", 1, "cart.added")];
    const { opportunities } = behaviorOpportunities(rows, { asOf: DAY, catalog: [{ id: "tea", price: 900, currency: "EUR" }] });
    expect(opportunities.map(({ itemId, value, currency }) => [itemId, value, currency])).toEqual([
      ["tea", 900, "EUR"],
      ["cup", 0, null],
    ]);
    const mixed = [
      { id: "tea", price: 900, currency: "EUR" },
      { id: "cup", price: 900, currency: "USD" },
    ];
    expect(() => behaviorOpportunities(rows, { asOf: DAY, catalog: mixed })).toThrow("must be in one currency");
  });

  test("lists abandoned carts first and drops an item once it is bought", () => {
    const rows = [
      view("tea", 0),
      view("tea", 1),
      view("cup", 2, "cart.added"),
      view("jam", 3, "cart.added"),
      view("jam", 4, "order.placed"),
      view("pot", 5, "cart.added"),
      view("pot", 6, "cart.removed"),
      view("one", 7),
      view("new", 23.5, "cart.added"),
    ];
    const { opportunities, report } = behaviorOpportunities(rows, {
      asOf: DAY,
      catalog: [
        { id: "tea", price: 900 },
        { id: "cup", name: "Cup" },
      ],
    });
    expect(opportunities.map(({ itemId, kind, text }) => [itemId, kind, text.en])).toEqual([
      ["cup", "carted", "Cup is in the cart but has not been bought"],
      ["tea", "browsed", "Viewed tea 2 times without buying it"],
    ]);
    expect(report.used).toBe(9);
    expect(behaviorOpportunities(rows, { asOf: 60 * DAY }).opportunities).toEqual([]);
    expect(behaviorOpportunities(rows, { asOf: DAY, catalog: [{ id: "cup", stock: 0 }] }).opportunities.length).toBe(1);
  });
});
