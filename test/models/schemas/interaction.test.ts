import { isClienteleError } from "clientele/kernel";
import {
  type Interaction,
  parseInteraction,
  safeParseInteraction,
  type StandardInteraction,
  type StandardInteractionType,
  standardChannels,
  standardInteractions,
} from "clientele/models";
import { isInteraction } from "../../../src/models/schemas/interaction.js";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { fullProperties, requiredProperties } from "../../fixtures/model-samples.js";

const types = Object.keys(standardInteractions) as StandardInteractionType[];
const envelope = { id: "i1", customerId: "c1", at: 0 };
const problemsOf = (input: unknown, options?: Parameters<typeof safeParseInteraction>[1]): string[] => {
  const result = safeParseInteraction(input, options);
  return result.ok ? [] : result.problems.map(({ path }) => path);
};

describe("every standard interaction", () => {
  test("is in the samples, and no other", () => {
    expect(Object.keys(fullProperties).sort()).toEqual([...types].sort());
    for (const type of types) expect(type).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
  });

  test.each(types)("%s parses all its properties, and what is parsed parses to the same again", (type) => {
    const parsed = parseInteraction({ ...envelope, type, properties: fullProperties[type] });
    expect(parsed).toEqual({ ...envelope, type, at: new Date(0), properties: fullProperties[type] });
    expect(parseInteraction(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  test.each(types)("%s refuses an unknown property, naming it", (type) => {
    expect(problemsOf({ ...envelope, type, properties: { ...fullProperties[type], surprise: 1 } })).toEqual(["properties"]);
    const result = safeParseInteraction({ ...envelope, type, properties: { ...fullProperties[type], surprise: 1 } });
    expect(!result.ok && result.problems[0]!.message).toContain("surprise");
  });

  test.each(types)("%s needs what it cannot do without, and nothing else", (type) => {
    const required = requiredProperties[type] ?? [];
    const least = Object.fromEntries(required.map((name) => [name, fullProperties[type][name]]));
    expect(problemsOf({ ...envelope, type, properties: least })).toEqual([]);
    expect(problemsOf({ ...envelope, type }).sort()).toEqual(required.map((name) => `properties.${name}`).sort());
  });

  test.each(types)("%s refuses a value of the wrong type in every property", (type) => {
    for (const name of Object.keys(fullProperties[type])) {
      const wrong = { ...fullProperties[type], [name]: () => 0 };
      expect(problemsOf({ ...envelope, type, properties: wrong }).some((path) => path.startsWith(`properties.${name}`))).toBe(
        true,
      );
    }
  });

  test.each<[StandardInteractionType, string, unknown]>([
    ["order.placed", "total", 19.99],
    ["order.placed", "currency", "usd"],
    ["order.placed", "cost", -1],
    ["order.placed", "orderId", ""],
    ["order.placed", "lines", [{ productId: "p", quantity: 0, unitPrice: 1 }]],
    ["order.refunded", "total", -1],
    ["cart.added", "quantity", 0],
    ["product.reviewed", "rating", 6],
    ["survey.answered", "nps", 11],
    ["survey.answered", "nps", 9.5],
    ["survey.answered", "ces", 0],
    ["feedback.given", "sentiment", 1.1],
    ["feedback.given", "text", "\ud800"],
    ["page.viewed", "url", "a\u0000"],
    ["page.viewed", "dwellTime", -1],
    ["call.logged", "direction", "sideways"],
    ["consent.given", "purpose", "  "],
    ["order.shipped", "promisedAt", "tomorrow"],
  ])("%s refuses %s %j", (type, name, value) => {
    const problems = problemsOf({ ...envelope, type, properties: { ...fullProperties[type], [name]: value } });
    expect(problems.every((path) => path.startsWith(`properties.${name}`)) && problems.length > 0).toBe(true);
  });
});

describe("an interaction", () => {
  test("takes instants as Date, text and number", () => {
    const at = Date.UTC(2026, 0, 31, 9);
    for (const form of [new Date(at), at, "2026-01-31T09:00:00Z", "2026-01-31T17:00:00+08:00"])
      expect(parseInteraction({ ...envelope, type: "host.made", at: form, recordedAt: form })).toMatchObject({
        at: new Date(at),
        recordedAt: new Date(at),
      });
  });

  test("of a host's type passes with its properties as they are, and without any has none", () => {
    const properties = { deep: [{ any: null }], at: new Date(5) };
    expect(parseInteraction({ ...envelope, type: "workshop.joined", properties }).properties).toEqual(properties);
    expect(parseInteraction({ ...envelope, type: "__proto__" }).properties).toEqual({});
  });

  test("of a host's catalog is checked against it, and other types are refused with the choice", () => {
    const interactions = { "workshop.joined": z.strictObject({ topic: z.string() }) };
    expect(
      parseInteraction({ ...envelope, type: "workshop.joined", properties: { topic: "tea" } }, { interactions }).properties,
    ).toEqual({ topic: "tea" });
    expect(problemsOf({ ...envelope, type: "workshop.joined", properties: { topic: 5 } }, { interactions })).toEqual([
      "properties.topic",
    ]);
    const result = safeParseInteraction({ ...envelope, type: "order.placed", properties: {} }, { interactions });
    expect(!result.ok && result.problems).toEqual([
      { path: "type", message: "Use a type of the schema.", hint: "workshop.joined" },
    ]);
    expect(problemsOf({ ...envelope, type: "constructor" }, { interactions })).toEqual(["type"]);
  });

  test.each<[string, unknown, string[]]>([
    ["nothing", undefined, [""]],
    ["null", null, [""]],
    ["a text", "page.viewed", [""]],
    ["a list", [], [""]],
    ["an empty object", {}, ["id", "customerId", "type", "at"]],
    ["an unknown field", { ...envelope, type: "host.made", when: 0 }, [""]],
    ["an impossible date", { ...envelope, type: "host.made", at: "2026-02-30T00:00:00Z" }, ["at"]],
    ["a local time without an offset", { ...envelope, type: "host.made", at: "2026-02-20T00:00:00" }, ["at"]],
    ["an invalid Date", { ...envelope, type: "host.made", at: new Date(Number.NaN) }, ["at"]],
    ["an empty identifier", { ...envelope, id: "", type: "host.made" }, ["id"]],
    ["a long identifier", { ...envelope, id: "x".repeat(257), type: "host.made" }, ["id"]],
    ["an identifier with U+0000", { ...envelope, id: "a\u0000", type: "host.made" }, ["id"]],
    ["an unpaired surrogate", { ...envelope, customerId: "\udc00", type: "host.made" }, ["customerId"]],
    ["an empty type", { ...envelope, type: " " }, ["type"]],
    ["properties that are a list", { ...envelope, type: "page.viewed", properties: [] }, ["properties"]],
    ["properties that are null", { ...envelope, type: "host.made", properties: null }, ["properties"]],
    [
      "__proto__ among the properties",
      { ...envelope, type: "host.made", properties: JSON.parse('{"a":{"__proto__":1}}') as unknown },
      ["properties.a.__proto__"],
    ],
    [
      "an unpaired surrogate in a host's property",
      { ...envelope, type: "host.made", properties: { list: ["ok", "\ud800"] } },
      ["properties.list[1]"],
    ],
    [
      "a host's property with an unpaired surrogate in its name",
      { ...envelope, type: "host.made", properties: { "\ud800": 1 } },
      ["properties.\ud800"],
    ],
  ])("is never %s", (_what, input, paths) => {
    expect(problemsOf(input)).toEqual(paths);
  });

  test("that contains itself is refused, not followed for ever", () => {
    const properties: Record<string, unknown> = {};
    properties.self = properties;
    expect(problemsOf({ ...envelope, type: "host.made", properties })).toEqual(["properties.self"]);
  });

  test("that is wrong in several places says so at once", () => {
    try {
      parseInteraction({ id: "", customerId: "c1", type: "order.placed", at: "x", properties: { total: 0.5 } });
      expect.unreachable();
    } catch (error) {
      if (!isClienteleError(error, "invalid_input")) throw error;
      expect(error.details.problems.map(({ path }) => path)).toEqual([
        "id",
        "at",
        "properties.orderId",
        "properties.total",
        "properties.currency",
      ]);
      expect(error.message).toContain("properties.total: An amount is a whole number of minor units");
    }
  });

  test("may bear __proto__ as identifier of itself and of its customer", () => {
    const parsed = parseInteraction({ id: "__proto__", customerId: "__proto__", type: "page.viewed", at: 0 });
    expect([parsed.id, parsed.customerId]).toEqual(["__proto__", "__proto__"]);
  });

  test("is narrowed by its type", () => {
    const placed: Interaction<string, object> = parseInteraction({
      ...envelope,
      type: "order.placed",
      properties: fullProperties["order.placed"],
    });
    expect(isInteraction(placed, "order.refunded")).toBe(false);
    if (!isInteraction(placed, "order.placed")) throw new Error("It is one.");
    expectTypeOf(placed.properties.total).toEqualTypeOf<number>();
    expectTypeOf(placed.type).toEqualTypeOf<"order.placed">();
    expect(placed.properties.total).toBe(999);
    // @ts-expect-error an order has no rating
    expect(placed.properties.rating).toBeUndefined();
  });

  test("of the standard ones is a discriminated union", () => {
    const read = (one: StandardInteraction): number => {
      if (one.type === "product.reviewed") return one.properties.rating;
      // @ts-expect-error the rating belongs to a review
      return one.properties.rating as unknown as number;
    };
    expect(read({ ...envelope, at: new Date(0), type: "product.reviewed", properties: { productId: "p", rating: 4 } })).toBe(4);
    // @ts-expect-error no such standard type
    const type: StandardInteractionType = "order.plcaed";
    expect(types).not.toContain(type);
    expect(new Set(standardChannels).size).toBe(standardChannels.length);
  });
});
