import { withValueAtPath } from "../../../src/kernel/internal.js";
import {
  type Customer,
  customerAt,
  customerSchema,
  type CustomerUpdate,
  historyOf,
  parseCustomer,
  type ProfileChange,
  updateCustomer,
} from "clientele/models";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { customer, reordered } from "../../fixtures/records.js";

const code = (name: string) => expect.objectContaining({ code: name });
const start = parseCustomer({ id: "c1", attributes: { a: {}, list: [1] }, name: { given: "Ada" }, createdAt: 0 });

/** Values of host fields, empty objects and lists among them, which are easily lost. */
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(1, 2, "x", null, true, new Date(5)),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "constructor"), tie("value"), { maxKeys: 2 }),
  ),
})).value;
const removal = fc.constant(undefined);
const update: fc.Arbitrary<CustomerUpdate> = fc.oneof(
  fc.record(
    {
      name: fc.oneof(
        removal,
        fc.record(
          { given: fc.option(fc.constantFrom("Ada", "小明"), { nil: undefined }), family: fc.constantFrom("王", "") },
          { requiredKeys: [] },
        ),
      ),
      tags: fc.oneof(removal, fc.array(fc.constantFrom("vip", "new"), { maxLength: 2 })),
      kind: fc.constantFrom("person" as const, "organization" as const),
      address: fc.oneof(
        removal,
        fc.record({ city: fc.constantFrom("上海", undefined), country: fc.constantFrom("CN", undefined) }),
      ),
      attributes: fc.oneof(
        removal,
        fc.dictionary(fc.constantFrom("a", "b", "list"), fc.oneof(removal, anyValue), { maxKeys: 3 }),
      ),
    },
    { requiredKeys: [] },
  ),
  anyValue.map((value) => (draft: Customer) => {
    draft.attributes = { ...draft.attributes, a: value };
  }),
  fc.constant((draft: Customer) => {
    draft.tags = [...(draft.tags ?? []), "more"];
    delete draft.name;
  }),
);

/** Applies updates one after the other, a few at the same instant, and remembers every state. */
function history(updates: readonly CustomerUpdate[]) {
  const states: { at: number; customer: Customer }[] = [{ at: 0, customer: start }];
  const changes: ProfileChange[] = [];
  let current = start;
  updates.forEach((one, index) => {
    const at = 10 * (index - (index % 3 === 2 ? 1 : 0) + 1);
    const result = updateCustomer(current, one, { at, by: "ada" });
    current = result.customer;
    changes.push(...result.changes);
    states.push({ at, customer: structuredClone(current) });
  });
  return { states, changes, current };
}

describe("updateCustomer", () => {
  test("tells field by field what changed, by whom, when and from where", () => {
    const { customer: next, changes } = updateCustomer(
      start,
      { name: { family: "Lovelace" }, tags: ["vip"] },
      { at: 1_000, by: "ben", source: "form" },
    );
    expect(next).toEqual({
      ...start,
      name: { given: "Ada", family: "Lovelace" },
      tags: ["vip"],
      version: 1,
      updatedAt: new Date(1_000),
    });
    const stamp = { at: new Date(1_000), by: "ben", source: "form", version: 1, customerId: "c1" };
    expect(changes).toEqual([
      { path: ["name", "family"], after: "Lovelace", ...stamp },
      { path: ["tags"], after: ["vip"], ...stamp },
    ]);
  });

  test("leaves the customer and the update that it was given as they were, and not frozen", () => {
    const given = { tags: ["vip"], attributes: { a: { deep: [{ x: 1 }] } } };
    const before = structuredClone(start);
    const { customer: next } = updateCustomer(start, given, { at: 1 });
    expect(start).toEqual(before);
    for (const value of [start, start.attributes, start.name, given, given.tags, given.attributes.a, next, next.tags])
      expect(Object.isFrozen(value)).toBe(false);
    given.attributes.a.deep[0]!.x = 2;
    given.tags.push("later");
    expect(next.attributes).toMatchObject({ a: { deep: [{ x: 1 }] } });
    expect(next.tags).toEqual(["vip"]);
  });

  test("returns the same customer and no changes when nothing differs", () => {
    for (const same of [
      {},
      { name: { given: "Ada" } },
      { tags: undefined },
      { attributes: { list: [1], a: {} } },
    ] satisfies CustomerUpdate[])
      expect(updateCustomer(start, same, { at: 1 })).toEqual({ customer: start, changes: [] });
    const result = updateCustomer(start, (draft) => void (draft.attributes = { list: [1], a: {} }), { at: 1 });
    expect(result.customer).toBe(start);
  });

  test("reads what it is given as the schema does: an instant from a text is a Date", () => {
    const emails = [{ address: "ada@example.com", verifiedAt: "2026-01-31T09:00:00Z" }];
    const { customer: next, changes } = updateCustomer(start, { emails: emails as never }, { at: 1 });
    expect(next.emails![0]!.verifiedAt).toEqual(new Date(Date.UTC(2026, 0, 31, 9)));
    expect(changes[0]!.after).toEqual(next.emails);
  });

  test("tells a list of dates from a list of their texts", () => {
    const dated = updateCustomer(start, { attributes: { days: [new Date(0)] } }, { at: 1 }).customer;
    expect(updateCustomer(dated, { attributes: { days: [new Date(0).toJSON()] } }, { at: 2 }).changes).toHaveLength(1);
    expect(updateCustomer(dated, { attributes: { days: [new Date(0)] } }, { at: 2 }).changes).toEqual([]);
  });

  test.each(["id", "version", "createdAt", "updatedAt"])("never changes %s", (field) => {
    const value = field === "id" ? "c2" : field === "version" ? 7 : new Date(5);
    expect(() => updateCustomer(start, { [field]: value }, { at: 1 })).toThrow(
      expect.objectContaining({ code: "invalid_change", path: field, details: { field } }),
    );
    expect(() =>
      updateCustomer(start, (draft) => void ((draft as unknown as Record<string, unknown>)[field] = value), { at: 1 }),
    ).toThrow(code("invalid_change"));
  });

  test.each<[string, unknown, string]>([
    ["an unknown field", { nickname: "x" }, "invalid_input"],
    ["a value of the wrong type", { tags: "vip" }, "invalid_input"],
    ["an unpaired surrogate", { name: { given: "\ud800" } }, "invalid_input"],
    ["U+0000 in a field of the host", { attributes: { note: "a\u0000b" } }, "invalid_input"],
    ["__proto__", JSON.parse('{"__proto__":{"x":1}}'), "invalid_change"],
    ["__proto__ further down", JSON.parse('{"attributes":{"a":{"__proto__":{"x":1}}}}'), "invalid_change"],
    ["__proto__ in a new field", JSON.parse('{"attributes":{"n":{"m":{"__proto__":{"x":1}}}}}'), "invalid_change"],
  ])("refuses %s", (_what, change, name) => {
    expect(() => updateCustomer(start, change as CustomerUpdate, { at: 1 })).toThrow(code(name));
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test("refuses an instant that is none, and one before the last change", () => {
    const { customer: next } = updateCustomer(start, { tags: ["a"] }, { at: 1_000 });
    expect(() => updateCustomer(next, { tags: ["b"] }, { at: 999 })).toThrow(
      expect.objectContaining({ code: "invalid_change", details: { field: "at" } }),
    );
    expect(updateCustomer(next, { tags: ["b"] }, { at: 1_000 }).customer.version).toBe(2);
    expect(() => updateCustomer(start, {}, { at: Number.NaN })).toThrow(code("invalid_instant"));
  });

  test("takes a host's own customer with its schema, and its types", () => {
    const memberSchema = customerSchema.extend({
      member: z.strictObject({ level: z.enum(["silver", "gold"]), points: z.int() }),
    });
    type Member = z.output<typeof memberSchema>;
    const member: Member = memberSchema.parse({ id: "m1", member: { level: "silver", points: 0 } });
    expectTypeOf(member).toExtend<Customer>();
    const { customer: next, changes } = updateCustomer(member, { member: { level: "gold" } }, { at: 1, schema: memberSchema });
    expectTypeOf(next).toEqualTypeOf<Member>();
    expect(next.member).toEqual({ level: "gold", points: 0 });
    expect(customerAt(next, changes, { asOf: 0 }).member.level).toBe("silver");
    // @ts-expect-error no such level
    expect(() => updateCustomer(member, { member: { level: "tin" } }, { at: 1, schema: memberSchema })).toThrow(
      code("invalid_input"),
    );
    expect(() => updateCustomer(member, { member: { level: "gold" } }, { at: 1 })).toThrow(code("invalid_input"));
    expect(memberSchema.safeParse({ id: "m1", member: { level: "gold", points: 1 }, memer: 1 }).success).toBe(false);
  });
});

describe("customerAt", () => {
  test("restores every past state, for any sequence of updates, with the changes in any order", () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (updates, keys) => {
        const { states, changes, current } = history(updates);
        for (const { at } of states) {
          const last = states.findLast((state) => state.at <= at)!;
          expect(customerAt(current, reordered(changes, keys), { asOf: at })).toEqual(last.customer);
          expect(customerAt(current, changes, { asOf: at + 9 })).toEqual(last.customer);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("and the changes, replayed forward, lead from the first state to the last", () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 6 }), (updates) => {
        const { changes, current } = history(updates);
        let replayed = start as unknown as Record<string, unknown>;
        for (const { path, after } of changes) replayed = withValueAtPath(replayed, path, after);
        const { version: _, updatedAt: __, ...expected } = current;
        const { version: ___, ...found } = replayed;
        expect(found).toEqual(expected);
      }),
    );
  });

  test("survives JSON", () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 4 }), (updates) => {
        const { changes, current } = history(updates);
        const stored = JSON.parse(JSON.stringify(changes)) as (ProfileChange & { at: string })[];
        const read = stored.map((change) => ({ ...change, at: new Date(change.at) }));
        expect(JSON.stringify(customerAt(current, read, { asOf: 0 }))).toBe(
          JSON.stringify(customerAt(current, changes, { asOf: 0 })),
        );
      }),
    );
  });

  test("is the profile itself where there are no changes", () => {
    expect(customerAt(start, [], { asOf: 5 })).toBe(start);
  });

  test("does not invent a past before the creation, or behind a gap", () => {
    const { changes, current } = history([{ tags: ["a"] }, { tags: ["b"] }, { tags: ["c"] }]);
    const past = (list: readonly ProfileChange[], at: number) => () => customerAt(current, list, { asOf: at });
    expect(past(changes, -1)).toThrow(expect.objectContaining({ code: "unknown_past", details: { customerId: "c1", at: -1 } }));
    expect(past(changes.slice(1), 0)).toThrow(code("unknown_past"));
    expect(
      past(
        changes.filter(({ version }) => version !== 2),
        0,
      ),
    ).toThrow(code("unknown_past"));
    expect(
      past(
        changes.filter(({ version }) => version !== 3),
        0,
      ),
    ).toThrow(code("unknown_past"));
    expect(past(changes, Number.NaN)).toThrow(code("invalid_instant"));
  });

  test("refuses changes of another customer", () => {
    const { changes } = updateCustomer(customer("c2"), { tags: ["a"] }, { at: 5 });
    expect(() => customerAt(start, changes, { asOf: 0 })).toThrow(
      expect.objectContaining({ code: "foreign_change", details: { customerId: "c1", changedCustomerId: "c2" } }),
    );
  });
});

describe("historyOf", () => {
  const { changes } = history([
    { address: { city: "上海" } },
    { address: { country: "CN" } },
    { address: undefined },
    { address: { city: "Paris" } },
  ]);

  test("gives a field's past, oldest first, whatever the order of the changes", () => {
    for (const list of [changes, [...changes].reverse()])
      expect(historyOf(list, "address.city").map(({ before, after }) => [before, after])).toEqual([
        [undefined, "上海"],
        ["上海", undefined],
        [undefined, "Paris"],
      ]);
  });

  test("of an object is that of everything in it", () => {
    expect(historyOf(changes, "address").map(({ version }) => version)).toEqual([1, 2, 3, 3, 4]);
    expect(historyOf(changes, "address.street")).toEqual([]);
    expect(historyOf(changes, "addres")).toEqual([]);
  });

  test("of a field counts changes of the object around it", () => {
    const emptied = updateCustomer(start, { attributes: { a: { b: 1 } } }, { at: 1 });
    expect(historyOf(emptied.changes, "attributes.a.b")).toEqual([
      expect.objectContaining({ path: ["attributes", "a"], before: {}, after: { b: 1 } }),
    ]);
  });
});
