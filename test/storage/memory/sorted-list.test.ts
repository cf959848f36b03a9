import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sortedList } from "../../../src/storage/memory/sorted-list.js";

describe("sortedList", () => {
  test("yields what a sorted array holds, from any position, up and down", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 2_000 })), { maxLength: 3_000, size: "max" }),
        fc.integer({ min: -1, max: 2_001 }),
        (steps, place) => {
          const list = sortedList<number>((left, right) => left - right);
          const oracle = new Set<number>();
          for (const [removes, item] of steps) {
            if (removes) list.remove(item);
            else if (!oracle.has(item)) list.insert(item);
            if (removes) oracle.delete(item);
            else oracle.add(item);
          }
          const sorted = [...oracle].sort((left, right) => left - right);
          expect([...list.ascending((item) => item < place)]).toEqual(sorted.filter((item) => item >= place));
          expect([...list.descending((item) => item > place)]).toEqual(sorted.filter((item) => item <= place).reverse());
        },
      ),
      { numRuns: 60 },
    );
  });

  test("stays in order over many chunks, inserted in any order", () => {
    const list = sortedList<number>((left, right) => left - right);
    for (let item = 0; item < 20_000; item++) list.insert((item * 7_919) % 20_011);
    const all = [...list.ascending(() => false)];
    expect(all.length).toBe(20_000);
    expect(all.every((item, index) => index === 0 || all[index - 1]! < item)).toBe(true);
    expect([...list.descending(() => false)]).toEqual(all.toReversed());
    for (const item of all) list.remove(item);
    expect([...list.ascending(() => false)]).toEqual([]);
  });
});
