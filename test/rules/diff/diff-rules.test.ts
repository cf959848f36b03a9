import { describeRule, diffRules, type Expression, type Rule, type RuleChange } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleArbitrary, schema } from "../../fixtures/arbitrary-rules.js";

const has = (value: string): Expression => ({ kind: "attribute", path: "tags", test: { is: "has", value } });
const level = (value: number): Expression => ({ kind: "attribute", path: "level", test: { is: "atLeast", value } });
const orders = (days: number, value: number): Expression => ({
  kind: "metric",
  metric: { measure: "count", types: ["order", "view"], window: { kind: "last", duration: { days } } },
  test: { is: "atLeast", value },
});
const rule = (expression: Expression): Rule => ({ version: 1, ...expression });
const all = (...of: Expression[]): Rule => rule({ kind: "all", of });
const any = (...of: Expression[]): Rule => rule({ kind: "any", of });
const sentences = (before: Rule, after: Rule, locale = "en") =>
  diffRules(before, after, { schema, locale }).map(({ sentence }) => sentence);

describe("diffRules", () => {
  test("finds no change when only the order of parts, types and values, or the spelling of a duration, an instant or a default differ", () => {
    const before = all(
      level(1),
      orders(14, 2),
      { kind: "attribute", path: "country", test: { is: "oneOf", values: ["CN", "SG"] } },
      { kind: "attribute", path: "joined", test: { is: "before", value: "2026-01-01T00:00:00Z" } },
    );
    const after = all(
      { kind: "attribute", path: "joined", test: { value: "2026-01-01T08:00:00+08:00", is: "before" } },
      { kind: "attribute", path: "country", test: { is: "oneOf", values: ["SG", "CN"], ignoreCase: false } },
      {
        kind: "metric",
        metric: { measure: "count", types: ["view", "order"], window: { kind: "last", duration: { weeks: 2 } } },
        test: { is: "atLeast", value: 2 },
      },
      { kind: "any", of: [level(1)] },
    );
    expect(diffRules(before, after)).toEqual([]);
  });

  test("distinguishes the order of steps, and texts that look like instants", () => {
    const steps = (first: string, second: string): Rule =>
      rule({ kind: "sequence", steps: [{ types: [first] }, { types: [second] }] });
    expect(diffRules(steps("order", "view"), steps("view", "order"))).toHaveLength(1);
    const named = (value: string): Rule => rule({ kind: "attribute", path: "name", test: { is: "equals", value } });
    expect(diffRules(named("2026-01-01T00:00:00Z"), named("2026-01-01T00:00:00.000Z"))).toHaveLength(1);
  });

  test("lists what was added, removed and changed, with its place", () => {
    const before = all(has("vip"), orders(365, 3), level(1));
    const after = all(level(2), { kind: "not", of: has("gone") }, orders(365, 3), {
      kind: "state",
      key: "stage:retail",
      test: { is: "equals", value: "loyal" },
    });
    expect(diffRules(before, after).map(({ kind, before: was, after: is }) => [kind, was?.path, is?.path])).toEqual([
      ["changed", "of[0]", "of[1]"],
      ["changed", "of[2]", "of[0]"],
      ["added", undefined, "of[3]"],
    ]);
    expect(sentences(before, after)).toEqual([
      'changed: tags includes "vip" → not (tags includes "gone")',
      "changed: level is at least 1 → level is at least 2",
      'added: stage:retail is "loyal"',
    ]);
    expect(sentences(after, before, "zh")).toEqual([
      "修改：level 至少为 2 → level 至少为 1",
      "修改：并非（tags 含有“gone”） → tags 含有“vip”",
      "移除：stage:retail 为“loyal”",
    ]);
  });

  test("tells a condition added beside a single one from an alternative to it", () => {
    expect(sentences(rule(level(1)), all(has("vip"), level(1)))).toEqual(['added: tags includes "vip"']);
    expect(sentences(rule(level(1)), any(has("vip"), level(1)))).toEqual(['added as an alternative: tags includes "vip"']);
    expect(sentences(any(has("vip"), level(1)), rule(has("vip")))).toEqual(["removed as an alternative: level is at least 1"]);
  });

  test("reports that parts are combined differently, without the parts that stayed", () => {
    const two = (count: number, ...of: Expression[]): Rule => rule({ kind: "atLeast", count, of });
    expect(diffRules(all(has("a"), has("b")), any(has("b"), has("a"))).map(({ kind }) => kind)).toEqual(["recombined"]);
    expect(sentences(two(1, has("a"), has("b"), level(1)), two(2, has("b"), has("a"), orders(1, 1)))).toEqual([
      "changed how many conditions must hold: at least 1 → at least 2",
      "removed from the conditions of which at least 1 must hold: level is at least 1",
      "added to the conditions of which at least 2 must hold: order or view happened at least once in the last day",
    ]);
    expect(sentences(all(has("a"), has("b")), any(has("b"), has("a")), "zh")).toEqual(["修改须满足的条件数：全部 → 至少 1 项"]);
  });

  test("compares nested parts", () => {
    const before = all(level(1), { kind: "not", of: { kind: "any", of: [has("a"), has("b")] } });
    const after = all({ kind: "not", of: { kind: "any", of: [has("b"), has("c"), has("a")] } }, level(1));
    const [change, ...rest] = diffRules(before, after);
    expect(rest).toEqual([]);
    expect(change).toEqual({
      kind: "added",
      after: { path: "of[0].of.of[1]", node: has("c") },
      sentence: 'added as an alternative: tags includes "c"',
    });
  });

  test("refuses an invalid rule", () => {
    expect(() => diffRules(all(level(1)), {} as Rule)).toThrow(expect.objectContaining({ code: "invalid_rule" }));
  });
});

describe("diffRules of random rules", () => {
  /** The same rule, its parts and sets in another order. */
  function turned(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [
          key,
          ["of", "types", "values"].includes(key) && Array.isArray(child) ? child.map(turned).reverse() : turned(child),
        ]),
    );
  }

  function leavesOf(node: Expression): string[] {
    if (node.kind === "not") return leavesOf(node.of);
    if (node.kind === "all" || node.kind === "any" || node.kind === "atLeast") return node.of.flatMap(leavesOf);
    const { version: _, ...leaf } = node as Rule;
    return [describeRule({ version: 1, ...leaf } as Rule)];
  }

  function at(root: Rule, path: string): unknown {
    const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
    return keys.reduce<unknown>((value, key) => value?.[key as never], root);
  }

  /** A text or several, without those of another list. */
  function without(texts: readonly string[], others: readonly string[]): string[] {
    const rest = [...texts];
    for (const other of others) {
      const index = rest.indexOf(other);
      expect(index, `${other} is among the leaves`).toBeGreaterThanOrEqual(0);
      rest.splice(index, 1);
    }
    return rest;
  }

  const leavesIn = (changes: readonly RuleChange[], side: "before" | "after"): string[] =>
    changes
      .filter(({ kind }) => kind !== "recombined")
      .flatMap((change) => (change[side] === undefined ? [] : leavesOf(change[side].node)));

  test("finds no change between a rule and a reordered copy", () => {
    fc.assert(
      fc.property(ruleArbitrary, (one) => {
        expect(diffRules(one, turned(one) as Rule)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("names nodes at their places, and leads from the leaves of one rule to those of the other", () => {
    const pairs = fc.oneof(
      fc.tuple(ruleArbitrary, ruleArbitrary),
      // Versions of one rule: they share parts.
      fc
        .tuple(
          fc.array(ruleArbitrary, { minLength: 3, maxLength: 6 }),
          fc.nat(),
          fc.constantFrom("all", "any"),
          fc.constantFrom("all", "any"),
        )
        .map(([parts, cut, one, other]) => {
          const of = parts.map(({ version: _, ...part }) => part as Expression);
          const kept = of.filter((_, index) => index !== cut % of.length);
          return [
            { version: 1, kind: one, of: kept } as Rule,
            { version: 1, kind: other, of: of.toReversed().slice(1) } as Rule,
          ] as const;
        }),
    );
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const changes = diffRules(before, after);
        for (const change of changes) {
          if (change.before !== undefined) expect(at(before, change.before.path)).toMatchObject(change.before.node);
          if (change.after !== undefined) expect(at(after, change.after.path)).toMatchObject(change.after.node);
          expect(change.sentence).not.toMatch(/undefined|\{\w+\}/);
        }
        const staying = without(leavesOf(before), leavesIn(changes, "before"));
        expect([...staying, ...leavesIn(changes, "after")].map(sorted).sort()).toEqual(leavesOf(after).map(sorted).sort());
        const back = diffRules(after, before);
        expect(back.length === 0).toBe(changes.length === 0);
      }),
      { numRuns: 400 },
    );
  });

  /** Words in any order: equal leaves may list their values in another one. */
  function sorted(text: string): string {
    return text.split(/[ ,]+/).sort().join(" ");
  }
});
