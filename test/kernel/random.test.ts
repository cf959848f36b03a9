import { randomInteger, seededRandom } from "clientele/kernel";
import { shuffled } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Upper bound of a chi-square statistic that random numbers pass 9,999 times of 10,000 (Wilson and Hilferty's cube). */
function chiSquareBound(degrees: number, z = 3.719): number {
  return degrees * (1 - 2 / (9 * degrees) + z * Math.sqrt(2 / (9 * degrees))) ** 3;
}

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("seeded random numbers", () => {
  test("are these, on every runtime and in every version", () => {
    const first = (seed: number | string) => Array.from({ length: 3 }, seededRandom(seed));
    expect(first(1)).toMatchInlineSnapshot(`
      [
        0.603186424422043,
        0.25247204557066627,
        0.23771801084537691,
      ]
    `);
    expect(first("spring campaign")).toMatchInlineSnapshot(`
      [
        0.9221132698463284,
        0.726940426993253,
        0.18440698166277414,
      ]
    `);
    expect(first("")).toMatchInlineSnapshot(`
      [
        0.38498167476063383,
        0.5703378716125415,
        0.3804672889167009,
      ]
    `);
    expect(first("客户")).toMatchInlineSnapshot(`
      [
        0.7376436754996147,
        0.46822648958852253,
        0.8292170480771063,
      ]
    `);
  });

  test("are the same for the same seed, and others for another", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const numbers = Array.from({ length: 5 }, seededRandom(one));
        expect(Array.from({ length: 5 }, seededRandom(one))).toEqual(numbers);
        if (one !== other) expect(Array.from({ length: 5 }, seededRandom(other))).not.toEqual(numbers);
      }),
    );
    expect(seededRandom(7)()).toBe(seededRandom("7")());
  });

  test("lie in [0, 1) and use all 53 bits", () => {
    const random = seededRandom("bits");
    const seen = new Set<number>();
    for (let draw = 0; draw < 10_000; draw++) {
      const value = random();
      expect(value >= 0 && value < 1).toBe(true);
      seen.add((value * 2 ** 53) % 2);
    }
    expect(seen).toEqual(new Set([0, 1]));
  });

  test("are uniform by a chi-square test over 100 bins, singly and in pairs", () => {
    for (const seed of [1, 2, "a", "b"]) {
      const random = seededRandom(seed);
      const single = new Array<number>(100).fill(0);
      const pairs = new Array<number>(100).fill(0);
      for (let draw = 0; draw < 50_000; draw++) {
        const value = random();
        single[Math.floor(value * 100)]! += 1;
        pairs[Math.floor(value * 10) * 10 + Math.floor(random() * 10)]! += 1;
      }
      expect(chiSquare(single)).toBeLessThan(chiSquareBound(99));
      expect(chiSquare(pairs)).toBeLessThan(chiSquareBound(99));
    }
  });

  test("of neighboring seeds have nothing to do with each other", () => {
    const counts = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 20_000; seed++) counts[Math.floor(seededRandom(seed)() * 20)]! += 1;
    expect(chiSquare(counts)).toBeLessThan(chiSquareBound(19));
  });
});

describe("random integers", () => {
  test("are each as frequent, up to the bound and not with it", () => {
    const random = seededRandom("dice");
    const counts = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 60_000; draw++) counts[randomInteger(random, 6)]! += 1;
    expect(counts.length).toBe(6);
    expect(chiSquare(counts)).toBeLessThan(chiSquareBound(5));
  });
});

describe("a shuffle", () => {
  test("keeps every item, leaves the list as it was, and is the same for the same seed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const once = shuffled(items, seededRandom(seed));
        expect(items).toEqual(before);
        expect([...once].sort()).toEqual([...items].sort());
        expect(shuffled(items, seededRandom(seed))).toEqual(once);
      }),
    );
  });

  test("brings every order about as often as every other", () => {
    const random = seededRandom("orders");
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 24_000; draw++) {
      const order = shuffled(["a", "b", "c", "d"], random).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareBound(23));
  });
});
