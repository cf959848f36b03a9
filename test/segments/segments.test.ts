import { isClienteleError } from "clientele/kernel";
import { type Rule, standardCatalog } from "clientele/rules";
import {
  abcSegments,
  defineSegments,
  evaluatePopulation,
  evaluateSegments,
  membersOf,
  membershipChanges,
  rfmSegments,
  type SegmentSetDefinition,
  streamMemberships,
} from "clientele/segments";
import { describe, expect, test } from "vitest";

const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
const subjects = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    attributes: { tags: index % 2 === 0 ? ["vip"] : [] },
    history: [],
  }));

/** Paths of the problems that a bad definition is refused with. */
function refused(definition: unknown): readonly string[] {
  try {
    defineSegments(definition as SegmentSetDefinition);
  } catch (error) {
    if (isClienteleError(error, "invalid_segments")) return error.details.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("defining segments", () => {
  test("fills in versions and labels, and freezes", () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    expect(set.segments[0]).toMatchObject({ version: 1, label: { en: "vip", zh: "vip" } });
    expect(Object.isFrozen(set.segments[0]?.rule)).toBe(true);
  });

  test("a definition survives JSON", () => {
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

  test("a copy is refused: its rules were not compiled", () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    expect(() => evaluateSegments({ ...set }, subjects(1)[0]!, { asOf: 0 })).toThrow("defineSegments");
  });

  test("speaks the host's own schema", () => {
    const catalog = { ...standardCatalog, attributes: { level: { type: "integer" as const } } };
    const rule: Rule = { version: 1, kind: "attribute", path: "level", test: { is: "atLeast", value: 3 } };
    const set = defineSegments({ id: "s", segments: [{ id: "high", rule }] }, { schema: catalog });
    expect(evaluateSegments(set, { id: "c", attributes: { level: 3 }, history: [] }, { asOf: 0 })).toHaveLength(1);
  });

  test("__proto__ is an identifier like any other", async () => {
    const set = defineSegments({ id: "s", segments: [{ id: "__proto__", rule: vip }] });
    const columns = await evaluatePopulation(set, [{ id: "__proto__", attributes: { tags: ["vip"] }, history: [] }], { asOf: 0 });
    expect(membersOf(columns, "__proto__")).toEqual(["__proto__"]);
  });
});

describe("evaluating a population", () => {
  const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });

  test("tells its progress after every batch", async () => {
    const seen: number[] = [];
    await evaluatePopulation(set, subjects(5), {
      asOf: 0,
      batchSize: 2,
      onProgress: ({ evaluated }) => void seen.push(evaluated),
    });
    expect(seen).toEqual([2, 4, 5]);
  });

  test("stops at the signal, says how far it came, and reads no further", async () => {
    const controller = new AbortController();
    let read = 0;
    function* counted() {
      for (const subject of subjects(100)) {
        read++;
        yield subject;
      }
    }
    const run = evaluatePopulation(set, counted(), {
      asOf: 0,
      batchSize: 10,
      signal: controller.signal,
      onProgress: ({ evaluated }) => {
        if (evaluated === 30) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: "evaluation_aborted", details: { evaluated: 30 } });
    expect(read).toBe(30);
  });

  test("takes an asynchronous source, and gives batches that can be thrown away", async () => {
    async function* source() {
      for (const subject of subjects(5)) yield await Promise.resolve(subject);
    }
    const sizes: number[] = [];
    for await (const batch of streamMemberships(set, source(), { asOf: 0, batchSize: 3 })) sizes.push(batch.ids.length);
    expect(sizes).toEqual([3, 2]);
  });

  test("of nobody gives empty columns", async () => {
    const columns = await evaluatePopulation(set, [], { asOf: 0 });
    expect(columns.segments.map(({ size, members }) => [size, members.length])).toEqual([[0, 0]]);
  });

  test("refuses a batch of nothing", async () => {
    await expect(evaluatePopulation(set, [], { asOf: 0, batchSize: 0 })).rejects.toMatchObject({ code: "invalid_option" });
  });
});

describe("changes", () => {
  test("tell those who are gone and those who are new from those who moved", async () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    const [a, , c] = subjects(3);
    const before = await evaluatePopulation(set, [a!], { asOf: 0 });
    const after = await evaluatePopulation(set, [c!], { asOf: 1 });
    expect(membershipChanges(before, after)).toEqual([
      { segmentId: "vip", entered: ["c2"], left: ["c0"], stayed: [], gone: ["c0"], fresh: ["c2"] },
    ]);
  });

  test("between two different sets are refused", async () => {
    const first = await evaluatePopulation(defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] }), [], { asOf: 0 });
    const second = await evaluatePopulation(defineSegments({ id: "s", version: 2, segments: [{ id: "vip", rule: vip }] }), [], {
      asOf: 0,
    });
    expect(() => membershipChanges(first, second)).toThrow(expect.objectContaining({ code: "mismatched_segments" }));
  });
});

describe("classes as segments", () => {
  test("every one of the 125 cells is in exactly one of the eleven classes", () => {
    const cells = Array.from({ length: 125 }, (_, cell) => [
      1 + Math.floor(cell / 25),
      1 + (Math.floor(cell / 5) % 5),
      1 + (cell % 5),
    ]);
    const column = (measure: number) => Uint8Array.from(cells, (cell) => cell[measure]!);
    const columns = rfmSegments({
      ids: cells.map(String),
      recency: column(0),
      frequency: column(1),
      monetary: column(2),
      bins: 5,
    });
    expect(columns.segments).toHaveLength(11);
    columns.ids.forEach((_, row) => {
      expect(columns.segments.filter(({ members }) => members[row] === 1)).toHaveLength(1);
    });
  });

  test("two bins give the eight classes by their Chinese names", () => {
    const columns = rfmSegments({
      ids: ["a"],
      recency: Uint8Array.of(1),
      frequency: Uint8Array.of(2),
      monetary: Uint8Array.of(2),
      bins: 2,
    });
    expect(columns.segments.find(({ size }) => size === 1)?.label.zh).toBe("重要保持客户");
  });

  test("scores with other bins than the table, or outside them, are refused", () => {
    const scores = { ids: ["a"], recency: Uint8Array.of(3), frequency: Uint8Array.of(1), monetary: Uint8Array.of(1), bins: 3 };
    expect(() => rfmSegments(scores)).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => rfmSegments({ ...scores, bins: 2 })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("ABC classes share the customers out", () => {
    expect(abcSegments({ ids: ["x", "y", "z"], classes: ["B", "A", "B"] }).segments.map(({ id, size }) => [id, size])).toEqual([
      ["A", 1],
      ["B", 2],
      ["C", 0],
    ]);
    expect(() => abcSegments({ ids: ["x"], classes: ["D" as "A"] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
