import { defineSegments, evaluateSegmentPopulation, evaluateSegments, membershipChanges } from "clientele/segments";
import { taggedCustomers, vip } from "../../fixtures/tagged-customers.js";
import { describe, expect, test } from "vitest";

describe("membershipChanges", () => {
  test("distinguishes customers who are gone or new from those who changed segment", async () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    const [a, , c] = taggedCustomers(3);
    const before = await evaluateSegmentPopulation(set, [a!], { asOf: 0 });
    const after = await evaluateSegmentPopulation(set, [c!], { asOf: 1 });
    expect(membershipChanges(before, after)).toEqual([
      { segmentId: "vip", entered: ["c2"], left: ["c0"], stayed: [], gone: ["c0"], fresh: ["c2"], reasons: {} },
    ]);
  });

  test("gives the reasons of single memberships, and explains the others on request", async () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    const tagged = { id: "a", attributes: { tags: ["vip"] }, history: [] };
    const plain = { id: "a", attributes: { tags: ["new"] }, history: [] };
    const entered = membershipChanges([], evaluateSegments(set, tagged, { asOf: 0 }));
    expect(entered[0]!.reasons).toEqual({
      a: [{ en: 'tags is a list of "vip"; required: a list that includes "vip"', zh: "tags 为列表“vip”；要求含有“vip”" }],
    });
    const before = await evaluateSegmentPopulation(set, [tagged], { asOf: 0 });
    const after = await evaluateSegmentPopulation(set, [plain], { asOf: 1 });
    const [left] = membershipChanges(before, after, { explain: { set, asOf: 1, subjectOf: () => plain } });
    expect(left!.reasons.a?.map(({ en }) => en)).toEqual(['tags is a list of "new"; required: a list that includes "vip"']);
    expect(membershipChanges(before, after, { explain: { set, asOf: 1, subjectOf: () => undefined } })[0]!.reasons).toEqual({});
  });

  test("refuses evaluations of two different sets", async () => {
    const first = await evaluateSegmentPopulation(defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] }), [], {
      asOf: 0,
    });
    const second = await evaluateSegmentPopulation(
      defineSegments({ id: "s", version: 2, segments: [{ id: "vip", rule: vip }] }),
      [],
      {
        asOf: 0,
      },
    );
    expect(() => membershipChanges(first, second)).toThrow(expect.objectContaining({ code: "mismatched_segments" }));
  });
});
