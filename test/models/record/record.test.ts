import { compareOrdered } from "../../../src/kernel/internal.js";
import {
  type CustomerRecord,
  type Interaction,
  parseRecord,
  recordOf,
  recordsFrom,
  safeParseRecord,
  subjectOf,
} from "clientele/models";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { customer, interactions, reordered, viewed } from "../../fixtures/records.js";

const code = (name: string) => expect.objectContaining({ code: name });
const customers = [customer("__proto__"), customer("a"), customer("😀"), customer("a", { version: 2 }), customer("quiet")];

/** What a record must be, reckoned by sorting and comparing everything with everything. */
function slowRecords(input: readonly Interaction[]) {
  const text = (one: Interaction): string => JSON.stringify({ ...one, properties: Object.entries(one.properties).sort() });
  const kept = input.filter((one) => {
    const rivals = input.filter(({ id }) => id === one.id);
    const earliest = Math.min(...rivals.map(({ at, recordedAt }) => (recordedAt ?? at).getTime()));
    return (one.recordedAt ?? one.at).getTime() === earliest;
  });
  return { ids: new Set(input.map(({ id }) => id)), contents: new Set(input.map(text)), kept };
}

describe("recordsFrom", () => {
  test("loses nothing: every interaction is in a record, an orphan, a repetition or rejected", () => {
    fc.assert(
      fc.property(interactions, (list) => {
        const { records, orphans, repeated, rejected } = recordsFrom({ customers, interactions: list });
        const inRecords = records.reduce((sum, { history }) => sum + history.length, 0);
        const conflicts = rejected.filter(({ reason }) => reason === "conflicting_interaction");
        expect(inRecords + orphans.length + repeated + conflicts.length).toBe(list.length);
        const { ids, kept } = slowRecords(list);
        expect(inRecords + orphans.length).toBe(ids.size);
        for (const one of [...records.flatMap(({ history }) => history), ...orphans]) expect(kept).toContain(one);
        expect(orphans.every(({ customerId }) => customerId === "nobody")).toBe(true);
        for (const { path } of conflicts) expect(list[Number(/\[(\d+)\]/.exec(path)![1])]).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  test("gives the same records, byte for byte, and the same counts for the input in any order", () => {
    fc.assert(
      fc.property(interactions, fc.array(fc.nat(), { maxLength: 30 }), (list, keys) => {
        const once = recordsFrom({ customers, interactions: list });
        const again = recordsFrom({ customers: reordered(customers, keys), interactions: reordered(list, keys) });
        expect(JSON.stringify(again.records)).toBe(JSON.stringify(once.records));
        expect(JSON.stringify(again.orphans)).toBe(JSON.stringify(once.orphans));
        expect([again.repeated, again.rejected.length]).toEqual([once.repeated, once.rejected.length]);
      }),
      { numRuns: 500 },
    );
  });

  test("orders customers by code point and histories by instant, then identifier", () => {
    const report = recordsFrom({
      customers: [customer("😀"), customer("ﬁ"), customer("__proto__")],
      interactions: [viewed("😀", "ﬁ", 1), viewed("ﬁ", "ﬁ", 1), viewed("z", "ﬁ", 0)],
    });
    expect(report.records.map((record) => record.customer.id)).toEqual(["__proto__", "ﬁ", "😀"]);
    expect(report.records[1]!.history.map(({ id }) => id)).toEqual(["z", "ﬁ", "😀"]);
  });

  test("keeps the customer of the higher version, and names the other by its position", () => {
    const { records, rejected } = recordsFrom({ customers, interactions: [] });
    expect(records.find((record) => record.customer.id === "a")!.customer.version).toBe(2);
    expect(rejected).toEqual([expect.objectContaining({ path: "customers[1]", reason: "duplicate_customer" })]);
  });

  test("keeps the fact that was known first, and names the other by its position", () => {
    const late = viewed("x", "a", 5, { properties: { url: "/late" } });
    const early = viewed("x", "a", 3, { properties: { url: "/early" } });
    const { records, rejected, repeated } = recordsFrom({
      customers: [customer("a")],
      interactions: [late, early, { ...early }],
    });
    expect(records[0]!.history).toEqual([early]);
    expect(repeated).toBe(1);
    expect(rejected.map(({ path, reason }) => [path, reason])).toEqual([["interactions[0]", "conflicting_interaction"]]);
  });

  test("takes any iterable, and nothing at all", () => {
    expect(recordsFrom({ customers: new Set(), interactions: new Map<string, Interaction>().values() })).toEqual({
      records: [],
      orphans: [],
      repeated: 0,
      rejected: [],
    });
  });

  test("takes a customer with ten thousand orders, in reverse", () => {
    const orders = Array.from({ length: 10_000 }, (_, index) =>
      viewed(`o${index}`, "a", 10_000 - index, {
        type: "order.placed",
        properties: { orderId: `o${index}`, total: 1, currency: "EUR" },
      }),
    );
    const [record] = recordsFrom({ customers: [customer("a")], interactions: orders }).records;
    expect(record!.history).toHaveLength(10_000);
    expect(record!.history[0]!.id).toBe("o9999");
    expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });
});

describe("recordOf", () => {
  const own = interactions.map((list) =>
    list.map((one) => ({ ...one, customerId: "a", properties: {}, recordedAt: undefined, at: new Date(one.id.length) })),
  );

  test("orders a history and counts a repeated fact once, whatever the order of arrival", () => {
    fc.assert(
      fc.property(own, fc.array(fc.nat()), (list, keys) => {
        const { history } = recordOf(customer("a"), list);
        expect(history.map(({ id }) => id).sort()).toEqual([...new Set(list.map(({ id }) => id))].sort());
        history.forEach((one, index) => expect(index === 0 || compareOrdered(history[index - 1]!, one) < 0).toBe(true));
        expect(JSON.stringify(recordOf(customer("a"), reordered(list, keys)))).toBe(
          JSON.stringify(recordOf(customer("a"), list)),
        );
      }),
    );
  });

  test("takes the same fact with its keys in another order, with absent fields undefined, and with an equal Date", () => {
    const one = viewed("x", "a", 0, { properties: { url: "/", lines: [{ a: 1, b: [2] }] } });
    const other = {
      ...viewed("x", "a", 0),
      source: undefined,
      properties: { lines: [{ b: [2], a: 1 }], url: "/", title: undefined },
    };
    expect(recordOf(customer("a"), [one, other]).history).toHaveLength(1);
  });

  test.each<[string, Partial<Interaction>]>([
    ["instant", { at: new Date(1) }],
    ["type", { type: "cart.added" }],
    ["channel", { channel: undefined }],
    ["property", { properties: { url: "/cart" } }],
    ["list of another length", { properties: { url: "/", list: [undefined] } }],
    ["list instead of an object", { properties: { url: "/", list: {} as unknown } }],
  ])("refuses two facts under one id that differ in their %s", (_what, more) => {
    const one = viewed("x", "a", 0, { properties: { url: "/", list: [] } });
    const differing = [one, { ...one, properties: { url: "/", list: [] }, ...more }];
    expect(() => recordOf(customer("a"), differing)).toThrow(
      expect.objectContaining({ code: "conflicting_interaction", details: { interactionId: "x" } }),
    );
  });

  test("refuses interactions and changes of another customer", () => {
    expect(() => recordOf(customer("a"), [viewed("x", "b", 0)])).toThrow(
      expect.objectContaining({ code: "foreign_interaction", details: { customerId: "a", interactionId: "x" } }),
    );
    const change = { path: ["tags"], after: ["vip"], at: new Date(0), version: 1, customerId: "b" };
    expect(() => recordOf(customer("a"), [], { changes: [change] })).toThrow(code("foreign_change"));
  });

  test("keeps changes and timelines, and leaves them out where there are none", () => {
    const timelines = { "stage:retail": [{ from: new Date(0), value: "new" }] };
    expect(recordOf(customer("a"), [], { timelines })).toEqual({ customer: customer("a"), history: [], timelines });
    expect(Object.keys(recordOf(customer("a"), []))).toEqual(["customer", "history"]);
  });
});

describe("parseRecord", () => {
  const record: CustomerRecord = recordOf(customer("__proto__", { tags: ["vip"] }), [viewed("1", "__proto__", 0)], {
    changes: [{ path: ["tags"], after: ["vip"], at: new Date(0), version: 1, customerId: "__proto__" }],
    timelines: {
      "stage:retail": [
        { from: new Date(0), value: "new" },
        { from: new Date(1), value: null },
      ],
    },
  });

  test("reads back what JSON made of a record", () => {
    expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(parseRecord(record)).toEqual(record);
  });

  test("names every problem with its path", () => {
    const result = safeParseRecord({
      customer: { id: "a", kind: "robot" },
      history: [
        viewed("1", "a", 0),
        { ...viewed("2", "a", 0), at: "yesterday" },
        5,
        viewed("3", "a", 0, { properties: { dwellTime: -1 } }),
      ],
      changes: [{ path: ["__proto__", "x"], at: 0, version: 1, customerId: "a" }],
      timelines: {
        "stage:retail": [
          { from: 1, value: "a" },
          { from: 1, value: "b" },
        ],
      },
      historie: [],
    });
    expect(!result.ok && result.problems.map(({ path }) => path)).toEqual([
      "historie",
      "customer.kind",
      "history[1].at",
      "history[2]",
      "history[3].properties.dwellTime",
      "changes[0].path",
      "timelines.stage:retail[1]",
    ]);
    expect(() => parseRecord({ customer: { id: "" }, history: [] })).toThrow(code("invalid_input"));
  });

  test.each<[string, unknown, string]>([
    ["a list", [], ""],
    ["null", null, ""],
    ["no customer", { history: [] }, "customer"],
    ["no history", { customer: { id: "a" } }, "history"],
    ["another's interaction", { customer: { id: "a" }, history: [viewed("1", "b", 0)] }, "history"],
    ["facts in conflict", { customer: { id: "a" }, history: [viewed("1", "a", 0), viewed("1", "a", 1)] }, "history"],
    [
      "another's change",
      { customer: { id: "a" }, history: [], changes: [{ path: ["tags"], at: 0, version: 1, customerId: "b" }] },
      "changes[0].customerId",
    ],
    [
      "a timeline named __proto__",
      { customer: { id: "a" }, history: [], timelines: JSON.parse('{"__proto__":[]}') as unknown },
      "timelines.__proto__",
    ],
  ])("refuses %s", (_what, input, path) => {
    const result = safeParseRecord(input);
    expect(!result.ok && result.problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe("subjectOf", () => {
  test("roots paths at the customer's fields and carries the history", () => {
    const record = recordOf(customer("a", { tags: ["vip"] }), [viewed("1", "a", 0)]);
    expect(subjectOf(record)).toEqual({ id: "a", attributes: record.customer, history: record.history });
  });
});
