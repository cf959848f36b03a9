import type { Transaction } from "clientele/models";
import fc from "fast-check";

const HOUR = 3_600_000;

/** Purchases, refunds with and without an order, free rows, ties in time, ids that trip naive code. */
export const transactionLog: fc.Arbitrary<Transaction[]> = fc.array(
  fc.record(
    {
      customerId: fc.constantFrom("ann", "bob", "__proto__", "constructor", "😀", "ﬁ", "a"),
      at: fc.integer({ min: 0, max: 24 * 60 }).map((hours) => Date.UTC(2026, 2, 1) + hours * HOUR),
      amount: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 5000 }) }, fc.integer({ min: -3000, max: 0 })),
      currency: fc.constant("EUR"),
      orderId: fc.constantFrom("o1", "o2", "o3", "__proto__"),
      cost: fc.integer({ min: 0, max: 3000 }),
    },
    { requiredKeys: ["customerId", "at", "amount", "currency"] },
  ),
  { maxLength: 60 },
);

/** An array and the same in another order. */
export const shuffledPair = <T>(array: fc.Arbitrary<T[]>): fc.Arbitrary<[T[], T[]]> =>
  array.chain((rows) =>
    fc
      .shuffledSubarray(
        rows.map((_, index) => index),
        { minLength: rows.length },
      )
      .map((order): [T[], T[]] => [rows, order.map((index) => rows[index]!)]),
  );
