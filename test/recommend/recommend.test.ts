import { type ErrorCode, isClienteleError } from "clientele/kernel";
import { productSchema } from "clientele/models";
import {
  associationRules,
  blend,
  evaluateRecommender,
  fitBlend,
  fitContent,
  fitCustomerSimilarity,
  fitEase,
  fitImplicitAls,
  fitItemSimilarity,
  fitPersonalFrequency,
  fitPopularity,
  fitReplenishment,
  frequentItemsets,
  type ItemFacts,
  type ItemInteraction,
  itemLog,
  itemRule,
  leaveLastBasket,
  recommend,
  recommendPopulation,
  type RecommenderModel,
  searchRecommender,
} from "clientele/recommend";
import { basketsOf } from "../../src/recommend/log/baskets.js";
import { defineSchema } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRows, ITEMS } from "./random-logs.js";

const DAY = 864e5;
const buys = (customerId: string, items: string, at = 0): (ItemInteraction & { customerId: string })[] =>
  [...items].map((itemId) => ({ customerId, itemId, at: at * DAY }));
const rows = [
  ...buys("ann", "abc"),
  ...buys("bob", "abd"),
  ...buys("cem", "ab"),
  ...buys("dot", "ae"),
  ...buys("eve", "cf"),
  ...buys("fay", "bcg"),
  ...buys("ann", "ab", 10),
  ...buys("bob", "a", 12),
];
const log = itemLog(rows);
const catalog: ItemFacts[] = [
  { id: "a", name: "Assam", categoryPath: ["Tea", "Black"], brand: "X", price: 500, stock: 3 },
  { id: "b", name: "Bancha", categoryPath: ["Tea", "Green"], brand: "Y", price: 700, stock: 0 },
  { id: "c", name: "Cup", categoryPath: ["Ware"], price: 900 },
  { id: "d", name: "Darjeeling", categoryPath: ["Tea", "Black"], brand: "X", price: 800 },
  { id: "e", name: "Earl Grey", categoryPath: ["Tea", "Black"], brand: "Y", price: 600 },
  { id: "f", name: "Filter", categoryPath: ["Ware"], price: 300, active: false },
  { id: "n", name: "New tea", categoryPath: ["Tea", "Green"], brand: "Y", price: 650 },
];
const models = (source = log): Record<string, RecommenderModel> => {
  const popularity = fitPopularity(source);
  const ease = fitEase(source, { penalty: 1 });
  return {
    popularity,
    trending: fitPopularity(source, { trendHalfLifeDays: 5 }),
    similarity: fitItemSimilarity(source, { shrink: 1 }),
    ease,
    als: fitImplicitAls(source, { factors: 3, penalty: 0.1, seed: 1 }),
    customers: fitCustomerSimilarity(source),
    frequency: fitPersonalFrequency(source, { halfLifeDays: 30 }),
    content: fitContent(catalog, { log: source }),
    rules: associationRules(frequentItemsets(basketsOf(source), { support: 0.1 })),
    blend: blend(
      [
        { model: ease, weight: 1 },
        { model: popularity, weight: 0.1 },
      ],
      { scale: "max", momentum: { popularity, halfLifeDays: 5, strength: 0.5, against: 0.5, prior: 0.01 } },
    ),
  };
};
const ids = (answer: { readonly items: readonly { readonly itemId: string }[] }) => answer.items.map(({ itemId }) => itemId);
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("every recommender", () => {
  const every = { ...models(), replenishment: fitReplenishment(log) };

  test.each(Object.entries(every))("%s survives JSON and answers the same", (_, model) => {
    const copy = JSON.parse(JSON.stringify(model)) as RecommenderModel;
    const options = { customerId: "ann", asOf: 20 * DAY };
    const history = rows.filter(({ customerId }) => customerId === "ann");
    expect(recommend(copy, history, options)).toEqual(recommend(model, history, options));
  });

  test.each(Object.entries(every))("%s gives reasons that add up to the score, in both languages", (_, model) => {
    for (const customer of log.customers) {
      const history = rows.filter(({ customerId }) => customerId === customer);
      for (const { score, reasons, text } of recommend(model, history, { customerId: customer }).items) {
        expect(reasons.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score, 9);
        expect(text).toEqual(reasons[0]!.text);
        for (const reason of reasons) expect(`${reason.text.en}${reason.text.zh}`).not.toMatch(/[{}]|undefined|NaN/);
      }
    }
  });

  test.each(Object.entries(every))("%s answers a new customer, and says why the answer is not personal", (name, model) => {
    const answer = recommend(model, [], { count: 3 });
    expect(answer.items.length).toBe(3);
    expect(answer.cold?.reason).toBe("empty-history");
    if (name !== "content") expect(ids(answer)[0]).toBe("a");
  });

  test("the same rows in another order make the same model", () => {
    expect(models(itemLog([...rows].reverse()))).toEqual(models());
  });

  test("every answer is finite, as long as asked, without repetition, and stable", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 9 }), fc.constantFrom("all", "discovery", "repeat"), (some, count, mode) => {
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
          const answer = recommend(model, history, { count, mode, customerId: some[0]!.customerId });
          expect(answer.items.length + answer.shortfall).toBe(count);
          expect(new Set(ids(answer)).size).toBe(answer.items.length);
          const open = model.items.filter((item) => mode === "all" || bought.has(item) === (mode === "repeat"));
          expect(answer.items.length).toBe(Math.min(count, open.length));
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

  test("the population gets what each customer gets", () => {
    for (const model of Object.values(every)) {
      const { customers, starts, item, items } = recommendPopulation(model, log, { count: 4, asOf: 20 * DAY });
      customers.forEach((customerId, row) => {
        const history = rows.filter((one) => one.customerId === customerId);
        const single = recommend(model, history, { count: 4, customerId, asOf: 20 * DAY });
        expect([...item.subarray(starts[row], starts[row + 1])].map((at) => items[at])).toEqual(ids(single));
      });
    }
  });
});

describe("what may be recommended", () => {
  const model = fitPopularity(log);
  const history = buys("you", "a", 19);
  const options = { catalog, asOf: 20 * DAY, count: 10 };

  test("nothing that is out of stock, inactive or excluded; what the host's catalog alone knows fills up", () => {
    expect(ids(recommend(model, [], { ...options, exclude: ["d"] }))).toEqual(["a", "c", "e", "g", "n"]);
    expect(ids(recommend(model, [], { ...options, allowUnlisted: false }))).not.toContain("g");
  });

  test("a range of prices, and a rule over the item", () => {
    expect(ids(recommend(model, [], { ...options, price: { from: 600, to: 800 } }))).toEqual(["d", "e", "n"]);
    const items = defineSchema({ subject: productSchema });
    const eligible = itemRule(items.rules.attribute("brand").equals("X"), { schema: items, asOf: 0 });
    expect(ids(recommend(model, [], { ...options, eligible }))).toEqual(["a", "d"]);
  });

  test("repeat and discovery are two lists, and a purchase can be too recent to repeat", () => {
    expect(ids(recommend(model, history, { ...options, mode: "repeat" }))).toEqual(["a"]);
    expect(ids(recommend(model, history, { ...options, mode: "discovery" }))).not.toContain("a");
    expect(ids(recommend(model, history, { ...options, notAgainWithin: { days: 2 } }))).not.toContain("a");
    expect(ids(recommend(model, history, { ...options, notAgainWithin: { days: 1 } }))).toContain("a");
  });

  test("caps hold through ranks, gaps and exploration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 7 }), fc.integer(), (most, count, seed) => {
        const answer = recommend(model, history, { ...options, count, perCategory: { most }, explore: { share: 0.5, seed } });
        const categories = ids(answer).map((id) => catalog.find((item) => item.id === id)?.categoryPath?.[0]);
        for (const name of ["Tea", "Ware"]) expect(categories.filter((one) => one === name).length).toBeLessThanOrEqual(most);
      }),
      { seed: 4, numRuns: 80 },
    );
  });

  test("pins stand first if they pass, boosts say how much they add", () => {
    const answer = recommend(model, [], { ...options, count: 3, pins: ["n", "b"], boosts: { d: 100 } });
    expect(ids(answer)).toEqual(["n", "d", "a"]);
    expect(answer.items.map(({ source }) => source)).toEqual(["pinned", "model", "model"]);
    const boosted = answer.items[1]!;
    expect(boosted.reasons.map(({ kind }) => kind)).toEqual(["popular", "boost"]);
    expect(boosted.reasons.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(boosted.score, 12);
  });

  test("diversity puts another category before more of the same", () => {
    const categoryOf = (id: string) => catalog.find((item) => item.id === id)?.categoryPath?.[0];
    const plain = ids(recommend(model, [], { ...options, count: 2, exclude: ["g"] }));
    const mixed = ids(recommend(model, [], { ...options, count: 2, exclude: ["g"], boosts: { d: 3.5 }, diversity: 0.7 }));
    const unmixed = ids(recommend(model, [], { ...options, count: 2, exclude: ["g"], boosts: { d: 3.5 } }));
    expect(plain).toEqual(["a", "c"]);
    expect(unmixed.map(categoryOf)).toEqual(["Tea", "Tea"]);
    expect(mixed.map(categoryOf)).toEqual(["Tea", "Ware"]);
  });

  test("exploration depends on the seed alone", () => {
    const explored = (seed: number) => recommend(model, [], { ...options, count: 2, explore: { share: 1, seed } });
    expect(explored(1)).toEqual(explored(1));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => ids(explored(seed)).join())).size).toBeGreaterThan(2);
    expect(explored(1).items.every(({ source }) => source === "explored")).toBe(true);
  });

  test("more than there is: as many as pass, and the shortfall is told", () => {
    const answer = recommend(model, [], { count: 50 });
    expect([answer.items.length, answer.shortfall]).toEqual([7, 43]);
  });
});

test("items that the model does not know are named, and the answer is popular", () => {
  const answer = recommend(fitEase(log), [{ itemId: "zzz", at: 0 }], { count: 1 });
  expect([answer.unknownItems, answer.cold?.reason, answer.items[0]?.source]).toEqual([["zzz"], "unknown-items", "fallback"]);
});

test("fallbacks are asked in turn before the catalog is", () => {
  const model = blend([{ model: fitPersonalFrequency(log), weight: 1 }], { fallbacks: [fitContent(catalog)] });
  const answer = recommend(model, [{ itemId: "d", at: 0 }], { count: 3 });
  expect(answer.items.map(({ itemId, source }) => `${itemId} ${source}`)).toEqual(["d model", "a fallback", "e fallback"]);
});

test("a segment has its own favorites, an unknown segment everybody's", () => {
  const model = fitPopularity(log, { segmentOf: (id) => (id === "eve" || id === "fay" ? "ware" : "tea") });
  const first = (segment: string) => recommend(model, [], { segment, count: 1 }).items[0]!;
  expect([first("tea").itemId, first("tea").reasons[0]?.kind]).toEqual(["a", "popular-in-segment"]);
  const shares = (segment: string) => recommend(model, [], { segment }).items.find(({ itemId }) => itemId === "c")!.score;
  expect(shares("ware")).toBeGreaterThan(shares("tea"));
  expect(first("nobody").reasons[0]?.kind).toBe("popular");
});

test("a new interaction counts at once, without a new fit", () => {
  const model = fitItemSimilarity(log, { shrink: 0 });
  const before = recommend(model, buys("you", "e"), { mode: "discovery", count: 1 });
  const after = recommend(model, [...buys("you", "e"), ...buys("you", "f", 1)], { mode: "discovery", count: 7 });
  expect(ids(before)).toEqual(["a"]);
  expect(after.items.find(({ itemId }) => itemId === "c")?.reasons[0]?.text.en).toBe("Often bought by those who bought f");
});

test("what was only seen is not what was bought: the reason says so", () => {
  const model = fitItemSimilarity(log, { shrink: 0 });
  const seen = (type: string) => recommend(model, [{ itemId: "e", at: 0, type }], { count: 1 }).items[0]?.text.en;
  expect(seen("product.viewed")).toBe("Because you viewed e");
  expect(seen("cart.added")).toBe("Because e is in your cart");
  expect(recommend(model, [{ itemId: "e", at: 0, type: "return.received" }]).cold?.reason).toBe("no-score");
});

describe("bad input is refused by code", () => {
  const model = fitPopularity(log);
  const cases: [string, ErrorCode, () => unknown][] = [
    ["a count of 0", "invalid_option", () => recommend(model, [], { count: 0 })],
    ["a mode that is none", "invalid_option", () => recommend(model, [], { mode: "some" as never })],
    ["diversity 1", "invalid_option", () => recommend(model, [], { diversity: 1 })],
    ["a negative boost", "invalid_option", () => recommend(model, [], { boosts: { a: -1 } })],
    ["an empty duration", "invalid_duration", () => recommend(model, [], { notAgainWithin: {} })],
    ["a negative weight", "invalid_item_interaction", () => recommend(model, [{ itemId: "a", at: 0, weight: -1 }])],
    ["no instant", "invalid_item_interaction", () => recommend(model, [{ itemId: "a", at: Number.NaN }])],
    ["no model", "unknown_recommender", () => recommend(null as never, [])],
    ["a model of tomorrow", "unknown_recommender", () => recommend({ ...model, version: 2 } as never, [])],
    ["a model of another kind", "unknown_recommender", () => recommend({ ...model, kind: "magic" } as never, [])],
    ["an empty log", "empty_log", () => fitEase(itemLog([]))],
    ["a penalty of 0", "invalid_option", () => fitEase(log, { penalty: 0 })],
    ["no neighbors", "invalid_option", () => fitItemSimilarity(log, { neighbors: 0 })],
    ["a measure that is none", "invalid_option", () => fitItemSimilarity(log, { measure: "dice" as never })],
    ["half a factor", "invalid_option", () => fitImplicitAls(log, { factors: 0.5, seed: 1 })],
    ["a half-life of 0", "invalid_option", () => fitPersonalFrequency(log, { halfLifeDays: 0 })],
    ["a support of 0", "invalid_option", () => frequentItemsets([["a"]], { support: 0 })],
    ["no baskets", "empty_log", () => frequentItemsets([], { support: 0.5 })],
    ["too many itemsets", "invalid_option", () => frequentItemsets([["a", "b", "c"]], { support: 0.1, limit: 3 })],
    ["a blend of nothing", "invalid_option", () => blend([])],
    ["a product twice", "invalid_option", () => fitContent([{ id: "a" }, { id: "a" }])],
    ["nothing bought twice", "empty_log", () => fitReplenishment(itemLog(buys("ann", "ab")))],
    ["nothing to hold out", "empty_log", () => leaveLastBasket(itemLog(buys("ann", "ab")))],
    [
      "candidates of one name",
      "invalid_option",
      () =>
        searchRecommender(log, [
          { name: "a", fit: fitPopularity },
          { name: "a", fit: fitPopularity },
        ]),
    ],
  ];
  test.each(cases)("%s: %s", (_, code, work) => {
    expect(isClienteleError(thrown(work), code)).toBe(true);
  });
});

test("a fitted blend chooses weights on baskets that it holds out itself", () => {
  const shopping = ["ann", "bob", "cem", "dot"].flatMap((customerId, n) =>
    Array.from({ length: 6 }, (_, at) => ({ customerId, itemId: ITEMS[n]!, at: at * DAY })).concat(
      Array.from({ length: 2 }, (_, at) => ({ customerId, itemId: "g", at: at * DAY })),
    ),
  );
  const model = fitBlend(itemLog(shopping), {
    parts: { popular: (train) => fitPopularity(train), again: (train) => fitPersonalFrequency(train) },
    k: 1,
  });
  // The popular g was bought twice long ago; what each buys all the time has to win.
  expect(model.parts.map(({ weight }) => weight > 0)).toEqual([true, true]);
  const split = leaveLastBasket(itemLog(shopping));
  const judged = evaluateRecommender(model, split, { k: 1 });
  expect(judged.metrics.hitRate.estimate).toBe(1);
  expect([judged.coverage, judged.popularity.recommended]).toEqual([4 / 5, 0.25]);
});
