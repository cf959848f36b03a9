import { defineSegments, evaluateSegmentPopulation, membershipChanges } from "clientele/segments";

import { taggedCustomers, vip } from "../../fixtures/tagged-customers.js";
import { describe, expect, test } from "vitest";

describe("membershipChanges", () => {
  test("distinguishes customers who are gone or new from those who changed segment", async () => {
    const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
    const [a, , c] = taggedCustomers(3);
    const before = await evaluateSegmentPopulation(set, [a!], { asOf: 0 });
    const after = await evaluateSegmentPopulation(set, [c!], { asOf: 1 });
    expect(membershipChanges(before, after)).toEqual([
      { segmentId: "vip", entered: ["c2"], left: ["c0"], stayed: [], gone: ["c0"], fresh: ["c2"] },
    ]);
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
