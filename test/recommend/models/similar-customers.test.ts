import { fitCustomerSimilarity, itemLog, similarCustomers } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readable } from "../../fixtures/item-tables.js";
import { anyRows } from "../../fixtures/random-logs.js";

describe("similarCustomers", () => {
  test("leaves out rows of the history after asOf", () => {
    const bought = (customerId: string, itemId: string, at = 0) => ({ customerId, itemId, at });
    const model = fitCustomerSimilarity(itemLog([bought("ann", "tea"), bought("bob", "cup")]));
    const history = [bought("eve", "tea"), bought("eve", "cup", 5)];
    const found = (asOf?: number) => similarCustomers(model, history, { asOf }).map(({ customerId }) => customerId);
    expect([found(1), found(5), found()]).toEqual([["ann"], ["ann", "bob"], ["ann", "bob"]]);
  });

  test("finds the customers with the largest cosine by hand", () => {
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
          // A history whose sums are not positive has no row in the matrix to compare with.
          if (dense[self]!.every((value) => value === 0)) return;
          expect(found.map(({ similarity }) => similarity.toFixed(9))).toEqual(expected.map(({ value }) => value.toFixed(9)));
        });
      }),
      { seed: 6, numRuns: 50 },
    );
  });
});
