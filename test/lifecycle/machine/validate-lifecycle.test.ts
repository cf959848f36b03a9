import { defineLifecycle, validateLifecycle } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import type { Rule } from "clientele/rules";
import { describe, expect, test } from "vitest";

const happened = (type: string, at: number, id = `${type}@${at}`, properties = {}): Interaction => ({
  id,
  customerId: "c1",
  type,
  at: new Date(at),
  properties,
});

const subject = (...history: Interaction[]) => ({ id: "c1", attributes: {}, history });

describe("validateLifecycle", () => {
  test("finds shadowed transitions, choices without a fallback, and ambiguous guards", () => {
    const tag = (value: string): Rule => ({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value } });
    const lifecycle = defineLifecycle({
      id: "v",
      initial: "a",
      states: { a: {}, b: { final: true }, c: { final: true } },
      transitions: [
        { id: "x", from: "a", to: "b", on: "order.placed" },
        { id: "y", from: "a", to: "c", on: "order.placed" },
        { id: "p", from: "a", to: "b", on: "page.viewed", when: tag("p") },
        { id: "q", from: "a", to: "c", on: "page.viewed", when: tag("q") },
      ],
    });
    const findings = validateLifecycle(lifecycle);
    expect(findings.map(({ kind, transitions }) => [kind, transitions])).toEqual([
      ["shadowed", ["x", "y"]],
      ["missing-fallback", ["p", "q"]],
    ]);
    const both = { ...subject(happened("page.viewed", 3)), attributes: { tags: ["p", "q"] } };
    expect(validateLifecycle(lifecycle, { records: [both] }).find(({ kind }) => kind === "ambiguous")).toMatchObject({
      state: "a",
      transitions: ["p", "q"],
      witness: { subjectId: "c1", at: 3 },
    });
    const one = { ...both, attributes: { tags: ["p"] } };
    expect(validateLifecycle(lifecycle, { records: [one] }).some(({ kind }) => kind === "ambiguous")).toBe(false);
  });
});
