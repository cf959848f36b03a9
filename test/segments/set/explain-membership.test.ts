import { defineSegments, explainMembership } from "clientele/segments";

import { describe, expect, test } from "vitest";

describe("explainMembership", () => {
  const set = defineSegments({
    id: "s",
    segments: [
      {
        id: "quiet-vip",
        rule: {
          version: 1,
          kind: "all",
          of: [
            { kind: "attribute", path: "tags", test: { is: "has", value: "vip" } },
            {
              kind: "not",
              of: { kind: "metric", metric: { measure: "count", types: ["order.placed"] }, test: { is: "atLeast", value: 1 } },
            },
          ],
        },
      },
    ],
  });

  test("names every condition that holds for a member, in both languages", () => {
    const { member, reasons } = explainMembership(
      set,
      "quiet-vip",
      { id: "c", attributes: { tags: ["vip"] }, history: [] },
      { asOf: 0 },
    );
    expect(member).toBe(true);
    expect(reasons).toHaveLength(2);
    expect(reasons[1]?.en).toContain("order.placed did not happen");
    expect(reasons[1]?.zh).toMatch(/\p{Script=Han}/u);
  });

  test("names the conditions that fail for a non-member, and refuses an unknown segment", () => {
    expect(explainMembership(set, "quiet-vip", { id: "c", attributes: {}, history: [] }, { asOf: 0 }).reasons).toHaveLength(1);
    expect(() => explainMembership(set, "quiet-vp", { id: "c", attributes: {}, history: [] }, { asOf: 0 })).toThrow(
      'Did you mean "quiet-vip"?',
    );
  });
});
