import { type Customer, type Interaction, parseCustomer } from "clientele/models";
import fc from "fast-check";

/** A customer of whom nothing but the identifier is known. */
export const customer = (id: string, more: Partial<Customer> = {}): Customer => ({ ...parseCustomer({ id }), ...more });

/** A page view; what it is matters less than whose and when. */
export function viewed(id: string, customerId: string, at: number, more: Partial<Interaction> = {}): Interaction {
  return { id, customerId, type: "page.viewed", at: new Date(at), channel: "web", properties: {}, ...more };
}

/** Identifiers that break naive code: inherited names, surrogate pairs, neighbors in one order and not in the other. */
export const hostileIds = ["a", "b", "__proto__", "constructor", "toString", "ﬁ", "😀", "客户", " ", "0", "-1"] as const;

/** Interactions of few customers at few instants, so that they meet: repeated, in conflict, without a customer. */
export const interactions: fc.Arbitrary<Interaction[]> = fc.array(
  fc
    .record({
      id: fc.constantFrom(...hostileIds),
      customerId: fc.constantFrom("__proto__", "a", "😀", "nobody"),
      at: fc.integer({ min: 0, max: 3 }),
      url: fc.constantFrom("/", "/cart"),
      recordedAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      swapped: fc.boolean(),
    })
    .map(({ id, customerId, at, url, recordedAt, swapped }) =>
      viewed(id, customerId, at, {
        ...(recordedAt !== undefined && { recordedAt: new Date(recordedAt) }),
        // The same fact with its keys in another order.
        properties: swapped ? { title: "t", url } : { url, title: "t" },
      }),
    ),
  { maxLength: 30 },
);

/** A list in another order. */
export const reordered = <Item>(items: readonly Item[], keys: readonly number[]): Item[] =>
  items
    .map((item, index) => ({ item, key: keys[index] ?? 0 }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
