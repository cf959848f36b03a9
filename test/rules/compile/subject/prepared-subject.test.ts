import type { Interaction, Subject } from "clientele/models";
import { compileMetrics, compileRule, defineSchema, evaluateMetric, type Metric, prepareSubject } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { AS_OF, metricArbitrary, ruleArbitrary, subjectArbitrary, calendars, schema } from "../../../fixtures/arbitrary-rules.js";

const shop = defineSchema({
  subject: z.object({}),
  interactions: {
    "shop.buy": z.object({ total: z.int() }),
    "shop.visit": z.object({ total: z.int() }),
    ticket: z.object({ total: z.int() }),
    view: z.object({ total: z.int() }),
  },
});
const names = ["shop.buy", "shop.visit", "ticket", "view"];

/** Histories in any order, with many equal instants. */
const histories = fc
  .array(
    fc.record({ type: fc.constantFrom(...names), at: fc.integer({ min: 0, max: 20 }), total: fc.integer({ min: -5, max: 5 }) }),
    {
      maxLength: 40,
    },
  )
  .map((rows) =>
    rows.map(({ type, at, total }, index): Interaction & { readonly properties: { readonly total: number } } => ({
      id: `i${String(index).padStart(2, "0")}`,
      customerId: "c1",
      type,
      at: new Date(at),
      properties: { total },
    })),
  );

const forms: readonly ((at: Date) => unknown)[] = [(at) => at, (at) => at.getTime(), (at) => at.toISOString()];

function subjectOf(history: readonly unknown[]): Subject {
  return { id: "c1", attributes: {}, history: history as readonly Interaction[] };
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("prepareSubject", () => {
  test("orders a history by instant, then by identifier, whatever the form of its instants", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.constantFrom(...forms)), (history, form) => {
        const given = history.map((fact) => ({ ...fact, at: form.next().value(fact.at) }));
        // One instant as text is enough for the history to be read and put in order.
        const first = { ...history[0], id: "a", type: "ticket", at: "1969-12-31T23:59:59Z", properties: {} };
        const read = prepareSubject(subjectOf([...given, first])).history;
        const wanted = [...history].sort(
          (left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1),
        );
        expect(read.slice(1)).toEqual(wanted);
        expect(read[0]).toEqual({ ...first, at: new Date(-1_000) });
      }),
    );
  });

  test("keeps a history that is in order, and puts equal instants in the order of identifiers", () => {
    const at = (id: string) => ({ id, customerId: "c1", type: "ticket", at: new Date(5), properties: {} });
    const history = ["a", "b", "ﬁ", "😀"].map(at);
    expect(prepareSubject(subjectOf(history)).history).toBe(history);
    expect(prepareSubject(subjectOf(history.toReversed())).history).toEqual(history);
  });

  test.each([
    ["an array", Object.assign([], { id: "b", type: "ticket", at: new Date(1), properties: {} }), "malformed_fact", "history[1]"],
    ["a text", "ticket", "malformed_fact", "history[1]"],
    ["a fact without a type", { id: "b", at: new Date(1), properties: {} }, "malformed_fact", "history[1].type"],
    [
      "properties that are null",
      { type: "ticket", at: new Date(1), properties: null },
      "malformed_fact",
      "history[1].properties",
    ],
    [
      "properties that are a list",
      { type: "ticket", at: new Date(1), properties: [] },
      "malformed_fact",
      "history[1].properties",
    ],
    ["an invalid Date", { type: "ticket", at: new Date(Number.NaN), properties: {} }, "invalid_instant", "history[1].at"],
    [
      "an instant that is an object",
      { type: "ticket", at: { getTime: (): number => 1 }, properties: {} },
      "invalid_instant",
      "history[1].at",
    ],
    ["a text without an offset", { type: "ticket", at: "2026-01-01T00:00", properties: {} }, "invalid_instant", "history[1].at"],
    ["a fraction of a millisecond", { type: "ticket", at: 0.5, properties: {} }, "invalid_instant", "history[1].at"],
    ["no instant", { type: "ticket", properties: {} }, "invalid_instant", "history[1].at"],
  ])("refuses %s in a history, with its path", (_what, fact, code, path) => {
    const first = { id: "a", customerId: "c1", type: "ticket", at: new Date(0), properties: {} };
    expect(thrownBy(() => prepareSubject(subjectOf([first, fact])))).toMatchObject({ code, path });
  });

  test("refuses a hole in a list, with its path", () => {
    const withHole = [, { id: "a", customerId: "c1", type: "ticket", at: new Date(0), properties: {} }];
    const timelines = { "stage:retail": [, { from: new Date(0), value: "loyal" }] };
    for (const [part, path] of [
      [{ history: withHole }, "history[0]"],
      [{ changes: [, { at: new Date(0), path: ["name"], version: 2, customerId: "c1" }] }, "changes[0]"],
      [{ timelines }, "timelines.stage:retail[0]"],
    ] as const)
      expect(thrownBy(() => prepareSubject({ ...subjectOf([]), ...part } as Subject))).toMatchObject({
        code: "malformed_fact",
        path,
      });
  });

  test("leaves out what was recorded later than knownAt, the instant of the fact where none was recorded", () => {
    const fact = { customerId: "c1", type: "ticket", properties: {} };
    const history = [
      { ...fact, id: "a", at: new Date(1), recordedAt: new Date(9) },
      { ...fact, id: "b", at: new Date(2), recordedAt: "1970-01-01T00:00:00.003Z" },
      { ...fact, id: "c", at: new Date(3) },
      { ...fact, id: "d", at: new Date(4) },
    ];
    const prepared = prepareSubject(subjectOf(history), { knownAt: 3 });
    expect(prepared.history.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(evaluateMetric({ measure: "count", types: ["ticket"] }, prepared, { asOf: 10, schema: shop })).toBe(2);
    const all = prepareSubject(subjectOf(history));
    expect(evaluateMetric({ measure: "count", types: ["ticket"] }, all, { asOf: 10, schema: shop })).toBe(4);
    expect(prepareSubject(all, { knownAt: 3 }).history).toEqual(prepared.history);
  });

  test("returns a prepared subject as it is, and prepares a copy of it anew", () => {
    const prepared = prepareSubject(subjectOf([]));
    expect(prepareSubject(prepared)).toBe(prepared);
    const history = [{ id: "a", customerId: "c1", type: "ticket", at: new Date(1), properties: {} }];
    const copy = { ...prepared, history, columns: new Map() };
    expect(evaluateMetric({ measure: "count", types: ["ticket"] }, copy, { asOf: 1, schema: shop })).toBe(1);
  });
});

describe("the columns of a prepared subject", () => {
  const choices: readonly (readonly [types: readonly string[], has: (type: string) => boolean])[] = [
    [["ticket"], (type) => type === "ticket"],
    [["shop.visit"], (type) => type === "shop.visit"],
    [["shop.buy", "ticket"], (type) => type === "shop.buy" || type === "ticket"],
    [["shop.*"], (type) => type.startsWith("shop.")],
    [["*"], () => true],
  ];

  test("count, add and find the interactions of a type, several types, a family or any type, as one pass over the history does", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.integer({ min: -1, max: 25 }), { minLength: 1, maxLength: 4 }), (history, instants) => {
        const prepared = prepareSubject(subjectOf(history));
        for (const asOf of instants) {
          for (const [types, has] of choices) {
            const seen = prepared.history.filter(({ type, at }) => has(type) && at.getTime() <= asOf);
            const recent = seen.filter(({ at }) => at.getTime() > asOf - 5);
            const totals = recent.map(({ properties }) => properties.total as number);
            const window: Metric["window"] = { kind: "last", duration: { milliseconds: 5 } };
            const property = "total";
            const metrics = {
              count: { measure: "count", types },
              recent: { measure: "count", types, window },
              positive: {
                measure: "count",
                types,
                window,
                where: { kind: "property", path: property, test: { is: "moreThan", value: 0 } },
              },
              sum: { measure: "sum", types, property, window },
              last: { measure: "last", types, property },
            } satisfies Record<string, Metric>;
            expect(compileMetrics(metrics, { schema: shop })(prepared, asOf)).toEqual({
              count: seen.length,
              recent: recent.length,
              positive: totals.filter((total) => total > 0).length,
              sum: totals.reduce((sum, total) => sum + total, 0),
              last: seen.at(-1)?.properties.total,
            });
          }
        }
      }),
    );
  });

  test("answer in any order of rules and instants as a subject that is prepared for one question", () => {
    fc.assert(
      fc.property(
        subjectArbitrary,
        fc.array(ruleArbitrary, { minLength: 1, maxLength: 3 }),
        metricArbitrary,
        fc.array(fc.integer({ min: AS_OF - 5e9, max: AS_OF }), { minLength: 2, maxLength: 4 }),
        (rest, rules, metric, instants) => {
          const subject = { id: "s", ...rest };
          const prepared = prepareSubject(subject);
          const compiled = rules.map((rule) => compileRule(rule, { schema, calendars }));
          for (const asOf of [...instants, ...instants]) {
            for (const rule of compiled) expect(rule.matches(prepared, asOf)).toBe(rule.matches(prepareSubject(subject), asOf));
            const options = { asOf, schema, calendars };
            expect(evaluateMetric(metric, prepared, options)).toEqual(evaluateMetric(metric, subject, options));
          }
        },
      ),
    );
  });
});
