import { isClienteleError } from "clientele/kernel";
import { productSchema } from "clientele/models";
import {
  blend,
  fitContent,
  fitEase,
  fitItemSimilarity,
  fitPersonalFrequency,
  fitPopularity,
  fitReplenishment,
  itemLog,
  itemRule,
  recommend,
  type RecommenderModel,
} from "clientele/recommend";
import { defineSchema } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRows } from "../../fixtures/random-logs.js";
import { buys, catalog, DAY, ids, log, models, rows } from "../../fixtures/recommenders.js";

describe("recommend with every model", () => {
  const every = { ...models(), replenishment: fitReplenishment(log) };

  test.each(Object.entries(every))("answers the same after JSON: %s", (_, model) => {
    const copy = JSON.parse(JSON.stringify(model)) as RecommenderModel;
    const options = { customerId: "ann", asOf: 20 * DAY };
    const history = rows.filter(({ customerId }) => customerId === "ann");
    expect(recommend(copy, history, options)).toEqual(recommend(model, history, options));
  });

  test.each(Object.entries(every))("gives reasons in both languages that add up to the score: %s", (_, model) => {
    for (const customer of log.customers) {
      const history = rows.filter(({ customerId }) => customerId === customer);
      for (const { score, reasons, text } of recommend(model, history, { customerId: customer }).items) {
        expect(reasons.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score, 9);
        expect(text).toEqual(reasons[0]!.text);
        for (const reason of reasons) expect(`${reason.text.en}${reason.text.zh}`).not.toMatch(/[{}]|undefined|NaN/);
      }
    }
  });

  test.each(Object.entries(every))("answers a new customer and says why the answer is not personal: %s", (name, model) => {
    const answer = recommend(model, [], { limit: 3 });
    expect(answer.items.length).toBe(3);
    expect(answer.cold?.reason).toBe("empty-history");
    if (name !== "content") expect(ids(answer)[0]).toBe("a");
  });

  test("fits the same model to the same rows in another order", () => {
    expect(models(itemLog([...rows].reverse()))).toEqual(models());
  });

  test("returns as many items as asked for, without repetition, in order of finite scores", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 9 }), fc.constantFrom("all", "discovery", "repeat"), (some, limit, mode) => {
        let made: Record<string, RecommenderModel>;
        const own = itemLog(some);
        try {
          made = models(own);
        } catch (error) {
          expect(isClienteleError(error, "empty_log")).toBe(true);
          return;
        }
        const history = some.filter(({ customerId }) => customerId === some[0]!.customerId);
        const bought = new Set(history.filter(({ type }) => type === "order.placed").map(({ itemId }) => itemId));
        for (const model of Object.values(made)) {
          const answer = recommend(model, history, { limit, mode, customerId: some[0]!.customerId });
          expect(answer.items.length + answer.shortfall).toBe(limit);
          expect(new Set(ids(answer)).size).toBe(answer.items.length);
          const open = model.items.filter((item) => mode === "all" || bought.has(item) === (mode === "repeat"));
          expect(answer.items.length).toBe(Math.min(limit, open.length));
          for (const { score, itemId } of answer.items) {
            expect(Number.isFinite(score) && score >= 0).toBe(true);
            if (mode !== "all") expect(bought.has(itemId)).toBe(mode === "repeat");
          }
          const scores = answer.items.map(({ score }) => score);
          expect(scores).toEqual([...scores].sort((left, right) => right - left));
        }
      }),
      { seed: 3, numRuns: 40 },
    );
  });
});

describe("filters of recommend", () => {
  const model = fitPopularity(log);
  const history = buys("you", "a", 19);
  const options = { catalog, asOf: 20 * DAY, limit: 10 };

  test("leaves out items that are out of stock, inactive or excluded, and fills places from the catalog", () => {
    expect(ids(recommend(model, [], { ...options, exclude: ["d"] }))).toEqual(["a", "c", "e", "g", "n"]);
    expect(ids(recommend(model, [], { ...options, allowUnlisted: false }))).not.toContain("g");
  });

  test("filters by price and by a rule over the item", () => {
    expect(ids(recommend(model, [], { ...options, price: { min: 600, max: 800, currency: "EUR" } }))).toEqual(["d", "e", "n"]);
    expect(recommend(model, [], { ...options, price: { max: 800, currency: "USD" } }).items).toEqual([]);
    const items = defineSchema({ subject: productSchema });
    const eligible = itemRule(items.rules.attribute("brand").equals("X"), { schema: items, asOf: 0 });
    expect(ids(recommend(model, [], { ...options, eligible }))).toEqual(["a", "d"]);
  });

  test("separates repeat from discovery and leaves out recent purchases", () => {
    expect(ids(recommend(model, history, { ...options, mode: "repeat" }))).toEqual(["a"]);
    expect(ids(recommend(model, history, { ...options, mode: "discovery" }))).not.toContain("a");
    expect(ids(recommend(model, history, { ...options, notAgainWithin: { days: 2 } }))).not.toContain("a");
    expect(ids(recommend(model, history, { ...options, notAgainWithin: { days: 1 } }))).toContain("a");
  });

  test("limits items per category through ranks, fallbacks and exploration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 7 }), fc.integer(), (most, limit, seed) => {
        const answer = recommend(model, history, {
          ...options,
          limit,
          perCategory: { limit: most },
          explore: { share: 0.5, seed },
        });
        const categories = ids(answer).map((id) => catalog.find((item) => item.id === id)?.categoryPath?.[0]);
        for (const name of ["Tea", "Ware"]) expect(categories.filter((one) => one === name).length).toBeLessThanOrEqual(most);
      }),
      { seed: 4, numRuns: 80 },
    );
  });

  test("places pins first if they pass, and explains boosts", () => {
    const answer = recommend(model, [], { ...options, limit: 3, pins: ["n", "b"], boosts: { d: 100 } });
    expect(ids(answer)).toEqual(["n", "d", "a"]);
    expect(answer.items.map(({ source }) => source)).toEqual(["pinned", "model", "model"]);
    const boosted = answer.items[1]!;
    expect(boosted.reasons.map(({ kind }) => kind)).toEqual(["popular", "boost"]);
    expect(boosted.reasons.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(boosted.score, 12);
  });

  test("puts another category higher with diversity", () => {
    const categoryOf = (id: string) => catalog.find((item) => item.id === id)?.categoryPath?.[0];
    const plain = ids(recommend(model, [], { ...options, limit: 2, exclude: ["g"] }));
    const mixed = ids(recommend(model, [], { ...options, limit: 2, exclude: ["g"], boosts: { d: 3.5 }, diversity: 0.7 }));
    const unmixed = ids(recommend(model, [], { ...options, limit: 2, exclude: ["g"], boosts: { d: 3.5 } }));
    expect(plain).toEqual(["a", "c"]);
    expect(unmixed.map(categoryOf)).toEqual(["Tea", "Tea"]);
    expect(mixed.map(categoryOf)).toEqual(["Tea", "Ware"]);
  });

  test("explores the same items for the same seed", () => {
    const explored = (seed: number) => recommend(model, [], { ...options, limit: 2, explore: { share: 1, seed } });
    expect(explored(1)).toEqual(explored(1));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => ids(explored(seed)).join())).size).toBeGreaterThan(2);
    expect(explored(1).items.every(({ source }) => source === "explored")).toBe(true);
  });

  test("reports a shortfall if fewer items pass than asked for", () => {
    const answer = recommend(model, [], { limit: 50 });
    expect([answer.items.length, answer.shortfall]).toEqual([7, 43]);
  });
});

describe("recommend", () => {
  test("names unknown items and answers with popular ones", () => {
    const answer = recommend(fitEase(log), [{ itemId: "zzz", at: 0 }], { limit: 1 });
    expect([answer.unknownItems, answer.cold?.reason, answer.items[0]?.source]).toEqual([["zzz"], "unknown-items", "fallback"]);
  });

  test("uses the fallbacks of a blend before the catalog", () => {
    const model = blend([{ model: fitPersonalFrequency(log), weight: 1 }], { fallbacks: [fitContent(catalog)] });
    const answer = recommend(model, [{ itemId: "d", at: 0 }], { limit: 3 });
    expect(answer.items.map(({ itemId, source }) => `${itemId} ${source}`)).toEqual(["d model", "a fallback", "e fallback"]);
  });

  test("answers for a segment, and for all customers if the segment is unknown", () => {
    const model = fitPopularity(log, { segmentOf: (id) => (id === "eve" || id === "fay" ? "ware" : "tea") });
    const first = (segment: string) => recommend(model, [], { segment, limit: 1 }).items[0]!;
    expect([first("tea").itemId, first("tea").reasons[0]?.kind]).toEqual(["a", "popular-in-segment"]);
    const shares = (segment: string) => recommend(model, [], { segment }).items.find(({ itemId }) => itemId === "c")!.score;
    expect(shares("ware")).toBeGreaterThan(shares("tea"));
    expect(first("nobody").reasons[0]?.kind).toBe("popular");
  });

  test("counts a new interaction without a new fit", () => {
    const model = fitItemSimilarity(log, { shrink: 0 });
    const before = recommend(model, buys("you", "e"), { mode: "discovery", limit: 1 });
    const after = recommend(model, [...buys("you", "e"), ...buys("you", "f", 1)], { mode: "discovery", limit: 7 });
    expect(ids(before)).toEqual(["a"]);
    expect(after.items.find(({ itemId }) => itemId === "c")?.reasons[0]?.text.en).toBe("Because you bought f");
  });

  test("tells viewed, carted and bought items apart in its reasons", () => {
    const model = fitItemSimilarity(log, { shrink: 0 });
    const seen = (type: string) => recommend(model, [{ itemId: "e", at: 0, type }], { limit: 1 }).items[0]?.text.en;
    expect(seen("product.viewed")).toBe("Because you viewed e");
    expect(seen("cart.added")).toBe("Because e is in your cart");
    expect(recommend(model, [{ itemId: "e", at: 0, type: "return.received" }]).cold?.reason).toBe("no-score");
  });
});
