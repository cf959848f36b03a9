import { isClienteleError } from "clientele/kernel";
import { type CatalogSource, defineSchema, type Rule, standardCatalog } from "clientele/rules";
import {
  defineSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  membersOf,
  type SegmentSetDefinition,
} from "clientele/segments";

import { taggedCustomers, vip } from "../../fixtures/tagged-customers.js";
import { describe, expect, test } from "vitest";

/** Paths of the problems of an invalid definition. */
function refused(definition: unknown): readonly string[] {
  try {
    defineSegments(definition as SegmentSetDefinition);
  } catch (error) {
    if (isClienteleError(error, "invalid_segments")) return error.details.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("defineSegments", () => {
  test("refuses a rule that reads a segment that the set does not have", () => {
    const member = (id: string): Rule => ({
      version: 2,
      kind: "state",
      key: `segment:${id}`,
      test: { is: "equals", value: true },
    });
    const rule: Rule = { version: 2, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
    const of = (id: string, schema?: CatalogSource) => () =>
      defineSegments(
        {
          id: "s",
          segments: [
            { id: "active", rule },
            { id: "b", rule: member(id) },
          ],
        },
        { schema },
      );
    expect(of("active")).not.toThrow();
    expect(of("activ")).toThrow('Did you mean "segment:active"?');
    expect(of("other")).toThrow('declare "segment:other" in `states`');
    expect(of("other", defineSchema({ states: { "segment:other": {} } }))).not.toThrow();
    expect(of("active", defineSchema({ states: {} }))).not.toThrow();
    expect(of("nope", defineSchema({ states: { "segment:other": {} } }))).toThrow('The schema has no timeline "segment:nope"');
  });

  test("fills in versions and labels, and freezes", () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    expect(set.segments[0]).toMatchObject({ version: 1, label: { en: "vip", zh: "vip" } });
    expect(Object.isFrozen(set.segments[0]?.rule)).toBe(true);
  });

  test("survives a round trip through JSON", () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    expect(defineSegments(JSON.parse(JSON.stringify(set)) as SegmentSetDefinition)).toEqual(set);
  });

  test.each([
    [{ id: "", segments: [] }, ["id", "segments"]],
    [{ id: "s", version: 0, segments: [{ id: "a", rule: vip }] }, ["version"]],
    [
      {
        id: "s",
        segments: [
          { id: "a", rule: vip },
          { id: "a", rule: vip },
        ],
      },
      ["segments[1].id"],
    ],
    [{ id: "s", segments: [{ id: "a", rule: { ...vip, path: "tagz" } }] }, ["segments[0].rule.path"]],
    [{ id: "s", segments: [{ id: "a" }, null] }, ["segments[0].rule", "segments[1]"]],
    [
      {
        id: "s",
        segments: [{ id: "a", rule: { version: 1, kind: "state", key: "segment:a", test: { is: "equals", value: true } } }],
      },
      ["segments[0].rule"],
    ],
    [null, [""]],
  ])("refuses %j by path", (definition, paths) => {
    expect(refused(definition)).toEqual(paths);
  });

  test("refuses a copy of a set", () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    expect(() => evaluateSegments({ ...set }, taggedCustomers(1)[0]!, { asOf: 0 })).toThrow("defineSegments");
  });

  test("uses the host's own schema", () => {
    const catalog = { ...standardCatalog, attributes: { level: { type: "integer" as const } } };
    const rule: Rule = { version: 1, kind: "attribute", path: "level", test: { is: "atLeast", value: 3 } };
    const set = defineSegments({ id: "s", segments: [{ id: "high", rule }] }, { schema: catalog });
    expect(evaluateSegments(set, { id: "c", attributes: { level: 3 }, history: [] }, { asOf: 0 })).toHaveLength(1);
  });

  test("accepts __proto__ as an identifier", async () => {
    const set = defineSegments({ id: "s", segments: [{ id: "__proto__", rule: vip }] });
    const columns = await evaluateSegmentPopulation(set, [{ id: "__proto__", attributes: { tags: ["vip"] }, history: [] }], {
      asOf: 0,
    });
    expect(membersOf(columns, "__proto__")).toEqual(["__proto__"]);
  });
});
