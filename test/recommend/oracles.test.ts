import {
  associationRules,
  fitCustomerSimilarity,
  fitEase,
  fitImplicitAls,
  fitItemSimilarity,
  frequentItemsets,
  type ItemLog,
  type ItemMatrix,
  type ItemNeighbors,
  itemLog,
  similarCustomers,
} from "clientele/recommend";
import { itemMatrix } from "../../src/recommend/log/item-matrix.js";
import { rankingMetrics } from "../../src/recommend/evaluation/ranking-metrics.js";
import { inverseOfPositiveDefinite } from "../../src/statistics/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyBaskets, anyRows, ITEMS } from "./random-logs.js";

/** Weights from source to target, as a table. */
function tableOf({ starts, targets, weights }: ItemNeighbors, size: number): number[][] {
  const table = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let source = 0; source < size; source++) {
    for (let entry = starts[source]!; entry < starts[source + 1]!; entry++) table[source]![targets[entry]!] = weights[entry]!;
  }
  return table;
}

function denseOf({ customers, items, starts, columns, values }: ItemMatrix): number[][] {
  return customers.map((_, row) => {
    const dense = new Array<number>(items.length).fill(0);
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) dense[columns[entry]!] = values[entry]!;
    return dense;
  });
}

function readable(rows: Parameters<typeof itemLog>[0]): { log: ItemLog; dense: number[][]; size: number } | null {
  const log = itemLog(rows);
  try {
    const matrix = itemMatrix(log);
    return { log, dense: denseOf(matrix), size: matrix.items.length };
  } catch {
    // Every purchase was sent back: that is what empty_log says, and is tested elsewhere.
    return null;
  }
}

test("the matrix sums what speaks for an item and against it, one row and day at a time", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const log = itemLog(rows);
      const weights: Record<string, number> = { "order.placed": 1, "return.received": -1, "product.viewed": 0.1 };
      const seen = new Set<string>();
      const sums = new Map<string, number>();
      for (const { customerId, itemId, at, type = "" } of rows) {
        // An item stands once in the basket of an instant.
        const once = `${customerId} ${itemId} ${Number(at)}`;
        if (type === "order.placed" && seen.has(once)) continue;
        if (type === "order.placed") seen.add(once);
        const pair = `${customerId} ${itemId}`;
        sums.set(pair, (sums.get(pair) ?? 0) + weights[type]! * 2 ** (-(log.asOf - Number(at)) / (5 * 864e5)));
      }
      const expected = [...sums].filter(([, sum]) => sum > 1e-12).sort(([left], [right]) => (left < right ? -1 : 1));
      if (expected.length === 0) return;
      const matrix = itemMatrix(log, { scale: "sum", halfLifeDays: 5 });
      const found = matrix.customers.flatMap((customer, row) =>
        matrix.items.flatMap((item, column) => {
          const value = denseOf(matrix)[row]![column]!;
          return value > 1e-12 ? [[`${customer} ${item}`, value] as const] : [];
        }),
      );
      found.sort(([left], [right]) => (left < right ? -1 : 1));
      expect(found.map(([pair]) => pair)).toEqual(expected.map(([pair]) => pair));
      found.forEach(([, value], index) => expect(value).toBeCloseTo(expected[index]![1], 9));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("EASE^R is the closed form", () => {
  fc.assert(
    fc.property(anyRows, fc.double({ min: 0.5, max: 20, noNaN: true }), (rows, penalty) => {
      const read = readable(rows);
      if (read === null) return;
      const { log, dense, size } = read;
      const gram = new Float64Array(size * size);
      for (const row of dense)
        for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gram[i * size + j]! += row[i]! * row[j]!;
      for (let i = 0; i < size; i++) gram[i * size + i]! += penalty;
      const p = inverseOfPositiveDefinite(gram, size);
      const table = tableOf(fitEase(log, { penalty }).neighbors, size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          expect(table[i]![j]).toBeCloseTo(i === j ? 0 : -p[i * size + j]! / p[j * size + j]!, 10);
        }
      }
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("a catalog beyond the limit is pruned to its most popular items, and says so", () => {
  const rows = ITEMS.flatMap((itemId, n) => Array.from({ length: 9 - n }, (_, c) => ({ customerId: `c${c}`, itemId, at: 0 })));
  const model = fitEase(itemLog(rows), { itemLimit: 3, penalty: 1 });
  expect([model.modeled, model.items.length]).toEqual([3, 7]);
  expect(Math.max(...model.neighbors.targets)).toBe(2);
  const small = fitEase(itemLog(rows.filter(({ itemId }) => ["a", "b", "c"].includes(itemId))), { penalty: 1 });
  expect(model.neighbors.weights).toEqual(small.neighbors.weights);
});

describe("item similarity is what counting by hand gives", () => {
  const both = (dense: number[][], i: number, j: number) => dense.filter((row) => row[i]! > 0 && row[j]! > 0).length;
  const have = (dense: number[][], i: number) => both(dense, i, i);
  const formulas = {
    cosine: (dense: number[][], i: number, j: number, shrink: number) =>
      both(dense, i, j) / (Math.sqrt(have(dense, i) * have(dense, j)) + shrink),
    jaccard: (dense: number[][], i: number, j: number, shrink: number) =>
      both(dense, i, j) / (have(dense, i) + have(dense, j) - both(dense, i, j) + shrink),
    "co-occurrence": (dense: number[][], i: number, j: number, shrink: number) =>
      both(dense, i, j) === 0 ? 0 : both(dense, i, j) ** 2 / (both(dense, i, j) + shrink),
    lift: (dense: number[][], i: number, j: number, shrink: number) => {
      const n = both(dense, i, j);
      return n === 0 ? 0 : ((n * dense.length) / (have(dense, i) * have(dense, j))) * (n / (n + shrink));
    },
  };
  test.each(Object.keys(formulas) as (keyof typeof formulas)[])("%s", (measure) => {
    fc.assert(
      fc.property(anyRows, fc.constantFrom(0, 0.5, 3), (rows, shrink) => {
        const read = readable(rows);
        if (read === null) return;
        const { log, dense, size } = read;
        const table = tableOf(fitItemSimilarity(log, { measure, shrink, scale: "binary" }).neighbors, size);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            if (i !== j) expect(table[i]![j]).toBeCloseTo(formulas[measure](dense, i, j, shrink), 10);
          }
        }
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  test("each item keeps its strongest sources and no more", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 3 }), (rows, neighbors) => {
        const read = readable(rows);
        if (read === null) return;
        const { log, size } = read;
        const all = tableOf(fitItemSimilarity(log, { shrink: 1 }).neighbors, size);
        const kept = tableOf(fitItemSimilarity(log, { shrink: 1, neighbors }).neighbors, size);
        for (let target = 0; target < size; target++) {
          const column = all.map((row) => row[target]!);
          const best = column
            .filter((weight) => weight > 0)
            .sort((left, right) => right - left)
            .slice(0, neighbors);
          const found = kept
            .map((row) => row[target]!)
            .filter((weight) => weight > 0)
            .sort((left, right) => right - left);
          expect(found).toEqual(best);
        }
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test.each(["tf-idf", "bm25"] as const)("cosine of values weighted by %s", (transform) => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const log = itemLog(rows);
        let matrix: ItemMatrix;
        try {
          matrix = itemMatrix(log, { scale: "sum" });
        } catch {
          return;
        }
        const plain = denseOf(matrix);
        const size = matrix.items.length;
        const sum = (row: number[]) => row.reduce((total, value) => total + value, 0);
        const mean = sum(plain.map(sum)) / plain.length;
        const dense = plain.map((row) =>
          row.map((value, item) => {
            const share = plain.length / (1 + have(plain, item));
            if (value === 0) return 0;
            if (transform === "tf-idf") return Math.sqrt(value) * (1 + Math.max(0, Math.log(share)));
            return ((value * 2.2) / (value + 1.2 * (0.25 + (0.75 * sum(row)) / mean))) * Math.log(1 + share);
          }),
        );
        const dot = (i: number, j: number) => dense.reduce((total, row) => total + row[i]! * row[j]!, 0);
        const table = tableOf(fitItemSimilarity(log, { transform, shrink: 1, scale: "sum" }).neighbors, size);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            if (i !== j) expect(table[i]![j]).toBeCloseTo(dot(i, j) / (Math.sqrt(dot(i, i) * dot(j, j)) + 1), 10);
          }
        }
      }),
      { seed: 9, numRuns: 50 },
    );
  });
});

test("implicit ALS lowers the loss in every sweep, and the loss is the sum over all pairs", () => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 4 }), fc.integer(), (rows, factors, seed) => {
      const read = readable(rows);
      if (read === null) return;
      const { log, dense, size } = read;
      const options = { factors, penalty: 0.3, alpha: 4, sweeps: 6, seed };
      const model = fitImplicitAls(log, options);
      model.loss.forEach((loss, sweep) => {
        if (sweep > 0) expect(loss).toBeLessThanOrEqual(model.loss[sweep - 1]! * (1 + 1e-12));
      });
      // Solving the customers once more cannot raise the loss; done by hand it must come out just below.
      const y = Array.from({ length: size }, (_, item) => model.itemFactors.slice(item * factors, (item + 1) * factors));
      let byHand = 0.3 * model.itemFactors.reduce((sum, value) => sum + value * value, 0);
      for (const row of dense) {
        const normal = new Float64Array(factors * factors);
        const right = new Float64Array(factors);
        row.forEach((value, item) => {
          const confidence = 1 + 4 * value;
          for (let a = 0; a < factors; a++) {
            if (value > 0) right[a]! += confidence * y[item]![a]!;
            for (let b = 0; b < factors; b++) normal[a * factors + b]! += confidence * y[item]![a]! * y[item]![b]!;
          }
        });
        for (let a = 0; a < factors; a++) normal[a * factors + a]! += 0.3;
        const inverse = inverseOfPositiveDefinite(normal, factors);
        const x = Array.from(right, (_, a) => right.reduce((sum, value, b) => sum + inverse[a * factors + b]! * value, 0));
        byHand += 0.3 * x.reduce((sum, value) => sum + value * value, 0);
        row.forEach((value, item) => {
          const predicted = x.reduce((sum, one, a) => sum + one * y[item]![a]!, 0);
          byHand += (1 + 4 * value) * ((value > 0 ? 1 : 0) - predicted) ** 2;
        });
      }
      const last = model.loss.at(-1)!;
      expect(byHand).toBeLessThanOrEqual(last * (1 + 1e-9));
      const further = fitImplicitAls(log, { ...options, sweeps: 7 }).loss.at(-1)!;
      expect(byHand).toBeGreaterThanOrEqual(further * (1 - 1e-9));
    }),
    { seed: 5, numRuns: 40 },
  );
});

test("similar customers are those whose cosine by hand is largest", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const read = readable(rows);
      if (read === null) return;
      const { log, dense } = read;
      const model = fitCustomerSimilarity(log);
      const cosine = (left: number[], right: number[]) => {
        const dot = left.reduce((sum, value, item) => sum + value * right[item]!, 0);
        const norm = (row: number[]) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
        return dot === 0 ? 0 : dot / (norm(left) * norm(right));
      };
      log.customers.forEach((customerId, self) => {
        const expected = log.customers
          .map((id, row) => ({ id, value: row === self ? 0 : cosine(dense[self]!, dense[row]!) }))
          .filter(({ value }) => value > 0)
          .sort((left, right) => right.value - left.value || (left.id < right.id ? -1 : 1));
        const found = similarCustomers(
          model,
          rows.filter((row) => row.customerId === customerId),
          { customerId },
        );
        // A sum of views alone may stand in the history and not in the matrix, and the other way round never.
        if (dense[self]!.every((value) => value === 0)) return;
        expect(found.map(({ similarity }) => similarity.toFixed(9))).toEqual(expected.map(({ value }) => value.toFixed(9)));
      });
    }),
    { seed: 6, numRuns: 50 },
  );
});

/** Every subset of the items with its count: slow and obvious. */
function countedSubsets(baskets: string[][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let mask = 1; mask < 1 << ITEMS.length; mask++) {
    const items = ITEMS.filter((_, bit) => (mask & (1 << bit)) !== 0);
    counts.set(items.join(), baskets.filter((basket) => items.every((item) => basket.includes(item))).length);
  }
  return counts;
}

test("itemsets are all that counting every subset finds", () => {
  fc.assert(
    fc.property(anyBaskets, fc.integer({ min: 1, max: 10 }), fc.constantFrom(1, 2, 3, undefined), (baskets, tenths, most) => {
      const found = frequentItemsets(baskets, { support: tenths / 10, most }).itemsets;
      const expected = [...countedSubsets(baskets)].filter(
        ([items, count]) => count / baskets.length >= tenths / 10 && items.split(",").length <= (most ?? 99),
      );
      expect(found.map(({ items, count }) => `${items.join()} ${count}`).sort()).toEqual(
        expected.map(([items, count]) => `${items} ${count}`).sort(),
      );
    }),
    { seed: 7, numRuns: 150 },
  );
});

test("the measures of a rule are what its three counts make them", () => {
  fc.assert(
    fc.property(anyBaskets, fc.integer({ min: 1, max: 6 }), (baskets, tenths) => {
      const n = baskets.length;
      const { rules } = associationRules(frequentItemsets(baskets, { support: tenths / 10 }));
      const counts = countedSubsets(baskets);
      const holding = (items: readonly string[]) => (items.length === 0 ? n : counts.get([...items].sort().join())!);
      for (const rule of rules) {
        const left = holding(rule.left) / n;
        const right = holding([rule.right]) / n;
        const both = holding([...rule.left, rule.right]) / n;
        expect(rule.support).toBe(both);
        expect(rule.confidence).toBeCloseTo(both / left, 12);
        expect(rule.lift).toBeCloseTo(both / left / right, 12);
        expect(rule.leverage).toBeCloseTo(both - left * right, 12);
        expect(rule.jaccard).toBeCloseTo(both / (left + right - both), 12);
        if (both === left) expect(rule.conviction).toBe(Number.POSITIVE_INFINITY);
        else expect(rule.conviction).toBeCloseTo((1 - right) / (1 - both / left), 9);
        expect(Math.abs(rule.zhang)).toBeLessThanOrEqual(1 + 1e-12);
      }
    }),
    { seed: 8, numRuns: 100 },
  );
});

test("the toy suite: 18 rules, 5 with an empty left side", () => {
  const baskets = ["abc", "ab", "abd", "be", "ac", "ce", "abde"].map((basket) => [...basket]);
  const found = frequentItemsets(baskets, { support: 0.25 });
  const { rules } = associationRules(found);
  expect([rules.length, rules.filter(({ left }) => left.length === 0).length]).toEqual([18, 5]);
  expect(associationRules(found, { emptyLeft: false }).rules.length).toBe(13);
  const certain = rules.find(({ left, right }) => left.join() === "d" && right === "a")!;
  expect([certain.confidence, certain.conviction]).toEqual([1, Number.POSITIVE_INFINITY]);
});

test("a support is compared exactly: 7 of 25 baskets are .28", () => {
  const baskets = Array.from({ length: 25 }, (_, n) => (n < 7 ? ["a"] : ["b"]));
  expect(frequentItemsets(baskets, { support: 0.28 }).itemsets.map(({ items }) => items.join())).toEqual(["b", "a"]);
});

test("pruning drops a rule that is no surer than one with less on its left", () => {
  const baskets = [["a", "b", "c"], ["a", "c"], ["a", "b", "c"], ["b"], ["c"]];
  const found = frequentItemsets(baskets, { support: 0.2 });
  const all = associationRules(found, { emptyLeft: false }).rules;
  const kept = associationRules(found, { emptyLeft: false, improvement: 0 }).rules;
  const names = (rules: typeof all) => rules.map(({ left, right }) => `${left.join("+")}>${right}`);
  expect(names(all)).toContain("a+b>c");
  expect(names(kept)).not.toContain("a+b>c");
  expect(names(kept)).toContain("a>c");
});

test("the measures of a ranking are their definitions", () => {
  const relevant = new Set(["a", "b", "c"]);
  const measured = rankingMetrics(["x", "a", "y", "b"], relevant, 4);
  const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
  expect(measured.precision).toBe(0.5);
  expect(measured.recall).toBeCloseTo(2 / 3, 12);
  expect(measured.ndcg).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 12);
  expect(measured.map).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
  expect(measured.mapAtK).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
  expect([measured.mrr, measured.hitRate]).toEqual([0.5, 1]);
  expect(rankingMetrics(["a"], new Set(["a", "b"]), 1)).toMatchObject({ map: 0.5, mapAtK: 1, ndcg: 1 });
  expect(rankingMetrics(["x"], new Set(["a"]), 1)).toMatchObject({ map: 0, mrr: 0, ndcg: 0, hitRate: 0 });
});
