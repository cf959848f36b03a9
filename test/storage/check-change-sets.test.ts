import { type ChangeSet, checkChangeSets, type OutboxMessage } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileIds } from "../fixtures/records.js";

const messageOf = (more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  subject: "s",
  sequence: 1,
  part: 1,
  id: "m",
  type: "t",
  at: new Date(0),
  payload: null,
  ...more,
});

/** Compares the UTF-8 bytes of two texts, whose order is that of the code points. */
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

const byKey = (left: readonly (string | number)[], right: readonly (string | number)[]): number => {
  for (const [position, part] of left.entries()) {
    const other = right[position]!;
    const order = typeof part === "number" ? part - (other as number) : byBytes(part, other as string);
    if (order !== 0) return order;
  }
  return 0;
};

describe("checkChangeSets", () => {
  const text = fc.oneof(
    fc.constantFrom(...hostileIds, '","', '"', "\\", "\uffff", "é"),
    fc.string({ unit: "grapheme", minLength: 1 }),
  );
  const key = fc.tuple(text, text);
  const place = fc.tuple(text, fc.integer({ min: -2, max: 2 }), fc.integer({ min: 1, max: 3 }));
  const unique = <Key>(keys: fc.Arbitrary<Key>) => fc.uniqueArray(keys, { selector: (one) => JSON.stringify(one), maxLength: 8 });

  test("returns every row with its set, sorted by key in code-point order", () => {
    fc.assert(
      fc.property(
        fc.record({
          customers: unique(text),
          documents: unique(key),
          removeHistories: unique(text),
          interactions: unique(text),
          messages: unique(place),
          setOf: fc.func(fc.nat({ max: 2 })),
        }),
        ({ customers, documents, removeHistories, interactions, messages, setOf }) => {
          // Every second document is only checked.
          const isCheck = (one: readonly [string, string]) => documents.indexOf(one as [string, string]) % 2 === 1;
          const sets = [0, 1, 2].map((set): ChangeSet => {
            const own = <Row>(rows: readonly Row[]) => rows.filter((row) => setOf(row) === set);
            return {
              customers: own(customers).map((id) => ({ id, customer: customerOf({ id }), expected: null })),
              documents: own(documents.filter((one) => !isCheck(one))).map(([kind, id]) => ({
                kind,
                id,
                document: { value: 1 },
                expected: null,
              })),
              checks: own(documents.filter(isCheck)).map(([kind, id]) => ({ kind, id, expected: "1" })),
              removeHistories: own(removeHistories),
              interactions: own(interactions).map((id) => interactionOf({ id })),
              messages: own(messages).map(([subject, sequence, part]) => messageOf({ subject, sequence, part })),
            };
          });
          const checked = checkChangeSets(sets);
          const sorted = <Key>(keys: readonly Key[]) =>
            keys
              .toSorted((left, right) => byKey([left].flat() as string[], [right].flat() as string[]))
              .map((one) => [one, setOf(one)]);
          expect(checked.customers.map(({ id, set }) => [id, set])).toEqual(sorted(customers));
          expect(checked.documents.map(({ kind, id, set }) => [[kind, id], set])).toEqual(
            sorted(documents.filter((one) => !isCheck(one))),
          );
          expect(checked.checks.map(({ kind, id, set }) => [[kind, id], set])).toEqual(sorted(documents.filter(isCheck)));
          expect(checked.removeHistories.map(({ customerId, set }) => [customerId, set])).toEqual(sorted(removeHistories));
          expect(checked.interactions.map(({ interaction, set }) => [interaction.id, set])).toEqual(sorted(interactions));
          expect(
            checked.messages.map(({ message: { subject, sequence, part }, set }) => [[subject, sequence, part], set]),
          ).toEqual(sorted(messages));
        },
      ),
    );
  });

  test("copies what it returns, and leaves out undefined fields", () => {
    const document = { customerId: null, dueAt: undefined, value: { at: new Date(1) } };
    const checked = checkChangeSets([{ documents: [{ kind: "k", id: "1", document, expected: null }] }]);
    document.value.at.setTime(9);
    expect(checked.documents).toStrictEqual([
      { kind: "k", id: "1", document: { kind: "k", id: "1", value: { at: new Date(1) } }, expected: null, set: 0, index: 0 },
    ]);
    expect(checkChangeSets([])).toEqual({
      customers: [],
      documents: [],
      checks: [],
      removeHistories: [],
      interactions: [],
      messages: [],
    });
  });

  const customer = customerOf({ id: "c1" });
  const document = { value: 1 };
  const fact = interactionOf({ id: "i1" });
  test.each<[path: string, code: string, sets: readonly unknown[]]>([
    ["[0].customers[0].id", "unstorable_identifier", [{ customers: [{ id: "", customer: null, expected: "1" }] }]],
    ["[0].customers[0].customer.id", "invalid_change_set", [{ customers: [{ id: "c2", customer, expected: null }] }]],
    ["[0].customers[0].expected", "invalid_change_set", [{ customers: [{ id: "c1", customer: null, expected: null }] }]],
    ["[0].customers[0].expected", "invalid_change_set", [{ customers: [{ id: "c1", customer }] }]],
    ["[0].customers[0].expected", "invalid_change_set", [{ customers: [{ id: "c1", customer, expected: 1 }] }]],
    [
      "[0].customers[0].customer.source",
      "unstorable_value",
      [{ customers: [{ id: "c1", customer: { ...customer, source: "\u0000" }, expected: null }] }],
    ],
    [
      "[1].customers[0]",
      "invalid_change_set",
      [{ customers: [{ id: "c1", customer, expected: null }] }, { customers: [{ id: "c1", customer, expected: "1" }] }],
    ],
    ["[0].documents[0].kind", "unstorable_identifier", [{ documents: [{ kind: "", id: "1", document, expected: null }] }]],
    ["[0].documents[0].id", "unstorable_identifier", [{ documents: [{ kind: "k", id: 5, document, expected: null }] }]],
    [
      "[0].documents[0].expected",
      "invalid_change_set",
      [{ documents: [{ kind: "k", id: "1", document: null, expected: null }] }],
    ],
    [
      "[0].documents[0].document.dueAt",
      "invalid_instant",
      [{ documents: [{ kind: "k", id: "1", document: { dueAt: 5, value: 1 }, expected: null }] }],
    ],
    [
      "[0].documents[0].document.customerId",
      "unstorable_identifier",
      [{ documents: [{ kind: "k", id: "1", document: { customerId: "", value: 1 }, expected: null }] }],
    ],
    [
      "[0].documents[0].document.value",
      "unstorable_value",
      [{ documents: [{ kind: "k", id: "1", document: {}, expected: null }] }],
    ],
    [
      "[0].documents[1]",
      "invalid_change_set",
      [
        {
          documents: [
            { kind: "k", id: "1", document, expected: null },
            { kind: "k", id: "1", document, expected: null },
          ],
        },
      ],
    ],
    ["[0].checks[0].expected", "invalid_change_set", [{ checks: [{ kind: "k", id: "1", expected: null }] }]],
    [
      "[0].checks[0]",
      "invalid_change_set",
      [{ documents: [{ kind: "k", id: "1", document, expected: "1" }], checks: [{ kind: "k", id: "1", expected: "1" }] }],
    ],
    ["[1].customer", "invalid_change_set", [{}, { customer: [] }]],
    ["[0].documents", "invalid_change_set", [{ documents: {} }]],
    ["[0]", "invalid_change_set", [null]],
    ["[0].removeHistories[0]", "unstorable_identifier", [{ removeHistories: [""] }]],
    ["[1].removeHistories[0]", "invalid_change_set", [{ removeHistories: ["c1"] }, { removeHistories: ["c1"] }]],
    ["[0].interactions[0].customerId", "unstorable_identifier", [{ interactions: [{ ...fact, customerId: "" }] }]],
    ["[0].interactions[0].at", "invalid_instant", [{ interactions: [{ ...fact, at: 5 }] }]],
    ["[0].interactions[1]", "invalid_change_set", [{ interactions: [fact, { ...fact, customerId: "c2" }] }]],
    ["[0].messages[0].subject", "unstorable_identifier", [{ messages: [messageOf({ subject: "" })] }]],
    ["[0].messages[0].sequence", "invalid_change_set", [{ messages: [messageOf({ sequence: 1.5 })] }]],
    ["[0].messages[0].part", "invalid_change_set", [{ messages: [messageOf({ part: 0 })] }]],
    ["[1].messages[0]", "invalid_change_set", [{ messages: [messageOf()] }, { messages: [messageOf({ id: "other" })] }]],
  ])("names %s as the place of %s", (path, code, sets) => {
    expect(() => checkChangeSets(sets as readonly ChangeSet[])).toThrow(expect.objectContaining({ code, path }));
  });

  test("takes keys that differ only in where they are split for different ones", () => {
    const documents = [
      { kind: "a", id: "b" },
      { kind: "ab", id: "" },
      { kind: 'a","b', id: "c" },
      { kind: "a", id: 'b","c' },
    ].filter(({ id }) => id !== "");
    const checked = checkChangeSets([
      { documents: documents.map((one) => ({ ...one, document: { value: 1 }, expected: null })) },
    ]);
    expect(checked.documents.length).toBe(3);
  });
});
