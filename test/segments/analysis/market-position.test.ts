import { marketPosition, type OfferRating } from "clientele/segments";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Student's sleep data: two drugs, ten patients. */
const sleep = {
  one: [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
  two: [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
};

function rated(offer: string, ratings: readonly number[], name: string): OfferRating[] {
  return ratings.map((sleepMore, index) => ({ customerId: `${name}${index}`, offer, ratings: { sleepMore } }));
}

describe("the gap of marketPosition", () => {
  test("has the paired interval for the same customers, as R's t.test on the sleep data", () => {
    const { attributes } = marketPosition([...rated("one", sleep.one, "p"), ...rated("two", sleep.two, "p")], { own: "one" });
    expect(attributes[0]).toMatchObject({ rival: "two", isPaired: true, importance: null, position: "weakness" });
    expect(attributes[0]?.gap.estimate).toBeCloseTo(-1.58, 10);
    expect(attributes[0]?.gap.lower).toBeCloseTo(-2.4598858, 6);
    expect(attributes[0]?.gap.upper).toBeCloseTo(-0.7001142, 6);
  });

  test("has Welch's interval for different customers, as R's t.test on the sleep data", () => {
    const { attributes } = marketPosition([...rated("one", sleep.one, "p"), ...rated("two", sleep.two, "q")], { own: "one" });
    expect(attributes[0]).toMatchObject({ isPaired: false, position: "level" });
    expect(attributes[0]?.gap.lower).toBeCloseTo(-3.3654832, 6);
    expect(attributes[0]?.gap.upper).toBeCloseTo(0.2054832, 6);
  });
});

describe("marketPosition", () => {
  const customers = Array.from({ length: 40 }, (_, index) => index);
  const wobble = (index: number) => ((index * 7) % 5) / 5;
  const ratings = customers.flatMap((index): OfferRating[] => {
    const isYoung = index % 2 === 0;
    const rate = (offer: string, price: number, service: number, range: number) => ({
      customerId: `c${index}`,
      offer,
      ratings: {
        price: price + wobble(index),
        service: service + wobble(index + 2),
        range: range + wobble(index + 3),
        // The overall rating of the young depends on the price, that of the others on the service.
        overall: isYoung ? price + wobble(index) : service + wobble(index + 2),
        remark: "fine",
      },
    });
    return [rate("us", 3, 9, 6), rate("cheap", 9, 4, 6), rate("dear", 1, 8, 7)];
  });
  const segment = (remainder: number) =>
    new Set(customers.filter((index) => index % 2 === remainder).map((index) => `c${index}`));

  test("depends on what is important to the segment", () => {
    const positions = (members: ReadonlySet<string>) =>
      Object.fromEntries(
        marketPosition(ratings, { own: "us", overall: "overall", members }).attributes.map(({ attribute, position, rival }) => [
          attribute,
          [position, rival],
        ]),
      );
    expect(positions(segment(0))).toMatchObject({ price: ["weakness", "cheap"], service: ["surplus", "dear"] });
    expect(positions(segment(1))).toMatchObject({ price: ["minor", "cheap"], service: ["strength", "dear"] });
  });

  test("puts priorities first, by stated importance", () => {
    const { attributes, offers } = marketPosition(ratings, {
      own: "us",
      importance: { price: 5, service: 4, range: 1, overall: 0 },
    });
    expect(attributes.map(({ attribute, position }) => [attribute, position])).toEqual([
      ["price", "weakness"],
      ["service", "strength"],
      ["overall", "level"],
      ["range", "minor"],
    ]);
    expect(offers.map(({ offer, customers: count }) => [offer, count])).toEqual([
      ["cheap", 40],
      ["dear", 40],
      ["us", 40],
    ]);
  });

  test("refuses ratings without a competitor or without two ratings", () => {
    for (const rows of [[], ratings.filter(({ offer }) => offer === "us"), ratings.slice(0, 3)])
      expect(() => marketPosition(rows, { own: "us" })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("compares the means of numeric ratings, the last of each customer", () => {
    const anyRatings = fc.array(
      fc.record({
        customerId: fc.constantFrom("a", "b", "c", "d"),
        offer: fc.constantFrom("us", "x", "y"),
        ratings: fc.record({
          p: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constant(null)),
          q: fc.integer({ min: 1, max: 10 }),
        }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(anyRatings, (rows) => {
        const last = (offer: string, attribute: "p" | "q") => {
          const found = new Map<string, number>();
          for (const row of rows)
            if (row.offer === offer && row.ratings[attribute] !== null)
              found.set(row.customerId, row.ratings[attribute] as number);
          return [...found.values()];
        };
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        let found;
        try {
          found = marketPosition(rows, { own: "us" });
        } catch {
          const enough = (["p", "q"] as const).some(
            (attribute) =>
              last("us", attribute).length > 1 && (last("x", attribute).length > 1 || last("y", attribute).length > 1),
          );
          expect(enough).toBe(false);
          return;
        }
        for (const { attribute, own, rivalMean, gap } of found.attributes) {
          const rivals = ["x", "y"].map((offer) => last(offer, attribute as "p")).filter(({ length }) => length > 1);
          expect(own).toBeCloseTo(mean(last("us", attribute as "p")), 12);
          expect(rivalMean).toBeCloseTo(Math.max(...rivals.map(mean)), 12);
          expect(gap.estimate).toBeCloseTo(own - rivalMean, 12);
          expect(gap.lower).toBeLessThanOrEqual(gap.estimate);
          expect(gap.upper).toBeGreaterThanOrEqual(gap.estimate);
        }
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});
