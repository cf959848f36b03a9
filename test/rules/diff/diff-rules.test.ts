import { compileRule, diffRules, type Expression, type Rule, prepareSubject, type RuleChange } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { currentRule } from "../../../src/rules/language/current-version.js";
import { type SimpleNode, simplified } from "../../../src/rules/language/normal-form.js";
import { AS_OF, calendars, ruleArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";

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

  test("compares meanings, not forms", () => {
    const not = (of: Expression): Expression => ({ kind: "not", of });
    const country = (test: object): Expression => ({ kind: "attribute", path: "country", test: test as never });
    const many = (test: object): Expression => ({ ...orders(7, 1), test }) as Expression;
    const same: readonly (readonly [Expression, Expression])[] = [
      [not(not(level(1))), level(1)],
      [country({ is: "oneOf", values: ["CN"] }), country({ is: "equals", value: "CN" })],
      [country({ is: "equals", value: "CN", ignoreCase: true }), country({ is: "equals", value: "cn", ignoreCase: true })],
      [not({ kind: "any", of: [level(1), has("a")] }), { kind: "all", of: [not(level(1)), not(has("a"))] }],
      [not({ kind: "atLeast", count: 2, of: [level(1), has("a")] }), { kind: "any", of: [not(has("a")), not(level(1))] }],
      [
        { kind: "all", of: [level(1), { kind: "all", of: [has("a"), has("b")] }] },
        { kind: "all", of: [has("b"), level(1), has("a")] },
      ],
      [not(country({ is: "missing" })), country({ is: "present" })],
      [not(many({ is: "atLeast", value: 3 })), many({ is: "lessThan", value: 3 })],
      [many({ is: "moreThan", value: 2 }), many({ is: "atLeast", value: 3 })],
      [not(many({ is: "equals", value: 0 })), many({ is: "atLeast", value: 1 })],
      [{ kind: "attribute", path: "tags", test: { is: "hasAny", values: ["a"] } }, has("a")],
    ];
    for (const [one, other] of same) expect(diffRules(rule(one), rule(other)), JSON.stringify(one)).toEqual([]);
    // A missing value fails a test and its opposite alike, so these differ.
    expect(diffRules(rule(not(level(1))), rule({ ...level(1), test: { is: "lessThan", value: 1 } } as Expression))).toHaveLength(
      1,
    );
    expect(
      diffRules(rule(not(country({ is: "equals", value: "CN" }))), rule(country({ is: "notEquals", value: "CN" }))),
    ).toHaveLength(1);
    const steps = { kind: "sequence", steps: [{ types: ["order"] }, { types: ["view"] }] } as const;
    expect(diffRules({ version: 1, ...steps }, { version: 2, ...steps, anchor: "last" })).toEqual([]);
    expect(diffRules({ version: 1, ...steps }, { version: 2, ...steps })).toHaveLength(1);
    const tied = { ...steps, steps: [steps.steps[0], { ...steps.steps[1], atOrAfter: true }] };
    expect(diffRules({ version: 2, ...steps }, { version: 2, ...tied }).map(({ sentence }) => sentence)).toEqual([
      "changed: at least one order was followed by view → at least one order was followed by view (at the same instant or later)",
    ]);
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
      "changed how many conditions must hold: at least one → at least 2",
      "removed as an alternative: level is at least 1",
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
      sentence: 'added: not (tags includes "c")',
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

  /** The leaves of a rule without repetition and wrapping, by their meaning. */
  function leavesOf({ form, parts }: SimpleNode): string[] {
    return parts === undefined ? [form] : parts.flatMap(leavesOf);
  }

  function simpleNode(root: SimpleNode, path: string): SimpleNode | undefined {
    if (root.path === path || `${root.path === "" ? "" : `${root.path}.`}of` === path) return root;
    return root.parts?.map((part) => simpleNode(part, path)).find((found) => found !== undefined);
  }

  const simple = (one: Rule): SimpleNode => {
    const { version: _, ...node } = currentRule(one) as Rule;
    return simplified({ path: "", node: node as Expression });
  };

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

  const leavesIn = (changes: readonly RuleChange[], side: "before" | "after", root: SimpleNode): string[] =>
    changes
      .filter(({ kind }) => kind !== "recombined")
      .flatMap((change) => (change[side] === undefined ? [] : leavesOf(simpleNode(root, change[side].path)!)));

  test("finds no change between a rule and a reordered copy", () => {
    fc.assert(
      fc.property(ruleArbitrary, (one) => {
        expect(diffRules(one, turned(one) as Rule)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("finds no change between rules that mean the same, and none between rules that differ for some subject", () => {
    const wrap = fc.constantFrom<(of: Expression) => Expression>(
      (of) => ({ kind: "not", of: { kind: "not", of } }),
      (of) => ({ kind: "all", of: [of] }),
      (of) => ({ kind: "all", of: [{ kind: "all", of: [of] }, of] }),
      (of) => ({ kind: "atLeast", count: 1, of: [of, of] }),
      (of) => ({
        kind: "not",
        of: {
          kind: "any",
          of: [
            { kind: "not", of },
            { kind: "not", of: { kind: "any", of: [of] } },
          ],
        },
      }),
    );
    const pushed = (node: Expression): Expression =>
      node.kind === "not" && (node.of.kind === "all" || node.of.kind === "any")
        ? { kind: node.of.kind === "all" ? "any" : "all", of: node.of.of.map((of) => pushed({ kind: "not", of })) }
        : node.kind === "all" || node.kind === "any" || node.kind === "atLeast"
          ? { ...node, of: node.of.map(pushed) }
          : node;
    fc.assert(
      fc.property(ruleArbitrary, wrap, (one, wrapped) => {
        const { version, ...node } = one;
        for (const other of [wrapped(node as Expression), pushed(node as Expression)])
          expect(diffRules(one, { version, ...other })).toEqual([]);
      }),
      { numRuns: 300 },
    );
    const edits = fc
      .tuple(ruleArbitrary, ruleArbitrary)
      .map(([one, other]) => [one, { ...other, version: one.version }] as const);
    fc.assert(
      fc.property(edits, fc.array(subjectArbitrary, { minLength: 5, maxLength: 5 }), ([one, other], subjects) => {
        const [left, right] = [one, other].map((each) => compileRule(each, { schema, calendars }));
        const differs = subjects.some((subject) => {
          const prepared = prepareSubject({ ...subject, id: "s" });
          return left!.matches(prepared, AS_OF) !== right!.matches(prepared, AS_OF);
        });
        if (differs) expect(diffRules(one, other)).not.toEqual([]);
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
          if (change.before !== undefined)
            expect(at(currentRule(before) as Rule, change.before.path)).toMatchObject(change.before.node);
          if (change.after !== undefined)
            expect(at(currentRule(after) as Rule, change.after.path)).toMatchObject(change.after.node);
          expect(change.sentence).not.toMatch(/undefined|\{\w+\}/);
        }
        const staying = without(leavesOf(simple(before)), leavesIn(changes, "before", simple(before)));
        expect([...staying, ...leavesIn(changes, "after", simple(after))].sort()).toEqual(leavesOf(simple(after)).sort());
        const back = diffRules(after, before);
        expect(back.length === 0).toBe(changes.length === 0);
      }),
      { numRuns: 400 },
    );
  });
});
