import type { Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  type ExplainedNode,
  evaluateRule,
  explainRule,
  type Expression,
  type Leaf,
  prepareSubject,
  type Rule,
  standardCatalog,
  type Test,
} from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { answerWith, expressionAt, leavesOf } from "./rule-trees.js";
import { AS_OF, calendars, ruleArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";

const subjects = subjectArbitrary.map((subject): Subject => ({ ...subject, id: "s" }));
const DAY = 86_400_000;

function nodesOf(node: ExplainedNode): ExplainedNode[] {
  return [node, ...(node.parts ?? []).flatMap(nodesOf)];
}

const GRID_AS_OF = Date.UTC(2026, 0, 1);
const gridSchema = defineSchema({
  subject: z.object({ plan: z.enum(["free", "pro", "team"]), city: z.string(), score: z.number(), seats: z.int() }),
  interactions: { order: z.object({}) },
});

function subjectWith(values: Readonly<Record<string, unknown>>): Subject {
  const { orders = 0, ...attributes } = values;
  const history = Array.from({ length: orders as number }, (_, index) => ({
    id: `o${index}`,
    customerId: "s",
    type: "order",
    at: new Date(GRID_AS_OF - index),
    properties: {},
  }));
  return { id: "s", attributes, history };
}

function attributeLeaf(path: string, test: Test): Expression {
  return { kind: "attribute", path, test };
}

describe("explainRule", () => {
  test("gives the result of the compiled rule at every node, in both languages", () => {
    fc.assert(
      fc.property(ruleArbitrary, subjects, fc.constantFrom("en", "zh"), (rule, subject, locale) => {
        const explained = explainRule(rule, subject, { asOf: AS_OF, schema, calendars, locale });
        const prepared = prepareSubject(subject);
        for (const node of nodesOf(explained.tree)) {
          const part = { ...expressionAt(rule, node.path), version: rule.version } as Rule;
          expect(node.kind).toBe(part.kind);
          expect(node.holds, node.path).toBe(compileRule(part, { schema, calendars }).matches(prepared, AS_OF));
        }
        expect(explained.holds).toBe(evaluateRule(rule, subject, { asOf: AS_OF, schema, calendars }));
      }),
      { numRuns: 400 },
    );
  });

  test("returns plain JSON with complete sentences", () => {
    fc.assert(
      fc.property(ruleArbitrary, subjects, fc.constantFrom("en", "zh"), (rule, subject, locale) => {
        const explained = explainRule(rule, subject, { asOf: AS_OF, schema, calendars, locale });
        expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
        for (const { sentence, wanted } of nodesOf(explained.tree)) {
          for (const words of [sentence, wanted]) {
            expect(words).not.toMatch(/undefined|NaN|\[object|\{\w+\}/);
            expect(words.trim()).toBe(words);
            expect(words).not.toBe("");
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("shows all steps of a sequence exactly when it holds", () => {
    const sequences = ruleArbitrary.filter(({ kind }) => kind === "sequence");
    fc.assert(
      fc.property(sequences, subjects, (rule, subject) => {
        const { tree } = explainRule(rule, subject, { asOf: AS_OF, schema, calendars });
        const reached = tree.seen!.missing ? 0 : (tree.seen!.value as unknown[]).length;
        expect(reached === (rule as Extract<Rule, { kind: "sequence" }>).steps.length).toBe(tree.holds);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the smallest change of explainRule", () => {
  const small = ruleArbitrary.filter((rule) => {
    const leaves = leavesOf(rule).length;
    return leaves >= 2 && leaves <= 9;
  });

  /** The test of a leaf belongs to this value; sequences and absences stand alone. */
  const valueOf = (leaf: Leaf, path: string): string =>
    leaf.kind === "attribute"
      ? leaf.path
      : leaf.kind === "metric"
        ? JSON.stringify(leaf.metric)
        : leaf.kind === "state"
          ? leaf.key
          : path;

  test("changes the result when every place of its leaves changes, over the whole language", () => {
    fc.assert(
      fc.property(small, subjects, (rule, subject) => {
        const { tree, change, holds } = explainRule(rule, subject, { asOf: AS_OF, schema, calendars });
        const leaves = nodesOf(tree).filter(({ parts }) => parts === undefined);
        const now = leaves.map((leaf) => leaf.holds);
        expect(answerWith(rule, now)).toBe(holds);
        const flipped = leaves.map((leaf) => (change.some(({ paths }) => paths.includes(leaf.path)) ? !leaf.holds : leaf.holds));
        expect(answerWith(rule, flipped)).toBe(change.length > 0 ? !holds : holds);
        for (const { paths, to } of change)
          for (const path of paths) expect(to).toBe(!leaves.find((leaf) => leaf.path === path)!.holds);
        const values = leaves.map(({ path }) => valueOf(expressionAt(rule, path) as Leaf, path));
        if (change.length === 0 || new Set(values).size < leaves.length) return;
        let fewest = Number.POSITIVE_INFINITY;
        for (let mask = 0; mask < 2 ** now.length; mask++) {
          const tried = now.map((value, index) => ((mask >> index) & 1 ? !value : value));
          if (answerWith(rule, tried) !== holds)
            fewest = Math.min(fewest, tried.filter((value, index) => value !== now[index]).length);
        }
        expect(change.length).toBeGreaterThanOrEqual(fewest);
      }),
      { numRuns: 250 },
    );
  });

  test("respects identical and contradictory leaves", () => {
    const plan = attributeLeaf("plan", { is: "equals", value: "pro" });
    const rule: Rule = {
      version: 1,
      kind: "all",
      of: [
        { kind: "any", of: [plan, attributeLeaf("score", { is: "atLeast", value: 5 })] },
        { kind: "any", of: [{ kind: "not", of: plan }, attributeLeaf("seats", { is: "atLeast", value: 3 })] },
      ],
    };
    const subject = subjectWith({ plan: "free", score: 4, seats: 1, orders: 0 });
    const explained = explainRule(rule, subject, { asOf: GRID_AS_OF, schema: gridSchema });
    expect(explained.change.map(({ path }) => path)).toEqual(["of[0].of[1]"]);
    expect(explained.sentence).toBe("The rule does not hold. It would hold if: score is at least 5 (now: 4).");
    const both: Rule = { version: 1, kind: "all", of: [plan, attributeLeaf("plan", { is: "equals", value: "free" })] };
    expect(explainRule(both, subject, { asOf: GRID_AS_OF, schema: gridSchema })).toMatchObject({
      change: [],
      sentence: "The rule does not hold. No possible change of its conditions was found that would make it hold.",
    });
  });

  const leaf = (path: string, value: string): Expression => ({ kind: "attribute", path, test: { is: "equals", value } });
  const country = (value: string): Expression => leaf("address.country", value);

  test("takes the cheapest parts of at least k, and the first among equals", () => {
    const rule: Rule = {
      version: 1,
      kind: "atLeast",
      count: 2,
      of: [
        { kind: "all", of: [country("CN"), leaf("ownerId", "a")] },
        country("SG"),
        { kind: "not", of: country("DE") },
        leaf("teamId", "t"),
      ],
    };
    const subject = { id: "c", attributes: { address: { country: "DE" } }, history: [] };
    const { change, holds } = explainRule(rule, subject, { asOf: 0, schema: standardCatalog });
    expect(holds).toBe(false);
    expect(change.map(({ path, to }) => [path, to])).toEqual([
      ["of[1]", true],
      ["of[2].of", false],
    ]);
    expect(change.map(({ wanted }) => wanted)).toEqual(['"SG"', 'not "DE"']);
  });
});

describe("the sentences of explainRule", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const order = (id: string, day: number, total = 12_050) => ({
    id,
    customerId: "c",
    type: "order.placed",
    at: at(day),
    properties: { orderId: id, total, currency: "USD" },
  });
  const cart = (id: string, day: number) => ({
    id,
    customerId: "c",
    type: "cart.added",
    at: at(day),
    properties: { productId: "p", quantity: 1 },
  });
  const subject: Subject = {
    id: "c",
    attributes: { address: { country: "DE" }, tags: ["new", "b2b"], createdAt: at(1), demographics: { birthDate: 1990 } },
    history: [order("a", 2), order("b", 5), cart("d", 9)],
    timelines: { "stage:retail": [{ from: at(3), value: "active" }] },
  };
  const asOf = at(10);
  const placed = ["order.placed"];
  const rows: readonly (readonly [string, Expression, string, string])[] = [
    [
      "a count",
      {
        kind: "metric",
        metric: { measure: "count", types: placed, window: { kind: "last", duration: { days: 365 } } },
        test: { is: "atLeast", value: 3 },
      },
      "order.placed happened 2 times in the last 365 days; required: at least 3 times",
      "最近 365 天内 order.placed 共 2 次；要求至少 3 次",
    ],
    [
      "an amount of money, by its currency's decimals",
      {
        kind: "metric",
        metric: { measure: "sum", types: placed, property: "total", currency: "USD" },
        test: { is: "moreThan", value: 100_000 },
      },
      "the sum of total in USD over order.placed is 241.00 USD; required: more than 1,000.00 USD",
      "order.placed 的 total（USD）总和为 241.00 USD；要求大于 1,000.00 USD",
    ],
    [
      "a missing value",
      { kind: "attribute", path: "name.display", test: { is: "startsWith", value: "A" } },
      'name.display is missing; required: text that starts with "A"',
      "name.display 缺失；要求以“A”开头",
    ],
    [
      "a value of another type",
      { kind: "attribute", path: "demographics.birthDate", test: { is: "age", test: { is: "atLeast", value: 18 }, zone: "UTC" } },
      "demographics.birthDate is missing (the value is not a date); required: an age of at least 18 (dates in UTC)",
      "demographics.birthDate 缺失（现有的值不是日期）；要求周岁年龄至少为 18（按 UTC 时区的日期）",
    ],
    [
      "a list",
      { kind: "attribute", path: "tags", test: { is: "hasAny", values: ["vip", "gold"] } },
      'tags is a list of "new" and "b2b"; required: a list that includes "vip" or "gold"',
      "tags 为列表“new”和“b2b”；要求含有“vip”或“gold”",
    ],
    [
      "a length of time, in as many units as tell it from the one wanted",
      { kind: "metric", metric: { measure: "timeSinceLast", types: placed }, test: { is: "moreThan", value: { days: 5 } } },
      "the time since the last order.placed is 5 days; required: more than 5 days",
      "距最近一次 order.placed 的时长为 5 天；要求大于 5 天",
    ],
    [
      "a timeline and how long it has been so",
      { kind: "state", key: "stage:retail", test: { is: "equals", value: "active" }, for: { days: 30 } },
      'stage:retail is "active" (condition met for 7 days); required: "active" for at least 30 days',
      "stage:retail 为“active”（条件已满足 7 天）；要求为“active”，且已持续至少 30 天",
    ],
    [
      "a step that did not follow",
      {
        kind: "sequence",
        steps: [{ types: ["cart.added"] }, { types: placed }],
        within: { hours: 2 },
      },
      "cart.added at 2026-01-09 00:00 UTC, but then no order.placed within 2 hours; required: the last cart.added was followed by order.placed within 2 hours",
      "cart.added 发生于 2026-01-09 00:00 UTC，但随后 2 小时内没有 order.placed；要求：最后一次 cart.added 之后 2 小时内有 order.placed",
    ],
    [
      "a step that may still follow",
      {
        kind: "sequence",
        steps: [{ types: ["cart.added"] }, { types: placed }],
        within: { days: 2 },
      },
      "cart.added at 2026-01-09 00:00 UTC, and no order.placed so far; it can still follow before 2026-01-11 00:00 UTC; required: the last cart.added was followed by order.placed within 2 days",
      "cart.added 发生于 2026-01-09 00:00 UTC，至今没有 order.placed，在 2026-01-11 00:00 UTC 之前仍可能发生；要求：最后一次 cart.added 之后 2 天内有 order.placed",
    ],
    [
      "a step that may follow at any time",
      { kind: "sequence", steps: [{ types: ["cart.added"] }, { types: placed }] },
      "cart.added at 2026-01-09 00:00 UTC, and no order.placed so far; required: the last cart.added was followed by order.placed",
      "cart.added 发生于 2026-01-09 00:00 UTC，至今没有 order.placed；要求：最后一次 cart.added 之后有 order.placed",
    ],
    [
      "a wait that is not over",
      { kind: "absence", first: { types: ["cart.added"] }, missing: { types: placed }, within: { days: 2 } },
      "cart.added at 2026-01-09 00:00 UTC, and no order.placed yet; this will be certain at 2026-01-11 00:00 UTC; required: the last cart.added was not followed by order.placed within 2 days",
      "cart.added 发生于 2026-01-09 00:00 UTC，至今没有 order.placed，到 2026-01-11 00:00 UTC 才能确定；要求：最后一次 cart.added 之后 2 天内没有 order.placed",
    ],
  ];

  test.each(rows)("describe %s", (_name, expression, en, zh) => {
    const rule = { version: 1, ...expression } as Rule;
    expect(explainRule(rule, subject, { asOf, schema: standardCatalog }).tree.sentence).toBe(en);
    expect(explainRule(rule, subject, { asOf, schema: standardCatalog, locale: "zh-CN" }).tree.sentence).toBe(zh);
  });

  test("write every unit of a length of time where fewer would put it at the bound", () => {
    const rule: Rule = {
      version: 1,
      kind: "metric",
      metric: { measure: "timeSinceLast", types: placed },
      test: { is: "moreThan", value: { days: 5 } },
    };
    const later = explainRule(rule, subject, { asOf: asOf.getTime() + 1, schema: standardCatalog });
    expect(later.holds).toBe(true);
    expect(later.tree.seen).toEqual({ missing: false, value: 5 * DAY + 1, text: "5 days 1 millisecond" });
    expect(explainRule(rule, subject, { asOf: asOf.getTime() + DAY + 7_261_001, schema: standardCatalog }).tree.seen!.text).toBe(
      "6 days 2 hours",
    );
  });

  test("turn around below a `not`", () => {
    const since: Expression = {
      kind: "metric",
      metric: { measure: "timeSinceFirst", types: placed },
      test: { is: "lessThan", value: { days: 5 } },
    };
    const sentences = (expression: Expression, locale = "en") => {
      const explained = explainRule({ version: 1, ...expression } as Rule, subject, { asOf, schema: standardCatalog, locale });
      return nodesOf(explained.tree).map(({ sentence }) => sentence);
    };
    expect(sentences({ kind: "not", of: since })).toEqual([
      "the condition does not hold; required: the condition must not hold",
      "the time since the first order.placed is 8 days; required: at least 5 days",
    ]);
    expect(sentences({ kind: "not", of: { kind: "not", of: since } }).slice(1)).toEqual([
      "the condition does not hold; required: the condition must hold",
      "the time since the first order.placed is 8 days; required: less than 5 days",
    ]);
    expect(sentences({ kind: "not", of: { kind: "any", of: [since, rows[0]![1]] } }, "zh").slice(1)).toEqual([
      "2 项条件中满足 0 项；要求全部不满足",
      "距首次 order.placed 的时长为 8 天；要求至少为 5 天",
      "最近 365 天内 order.placed 共 2 次；要求少于 3 次",
    ]);
    const birth: Expression = {
      kind: "attribute",
      path: "demographics.birthDate",
      test: { is: "age", test: { is: "atLeast", value: 18 }, zone: "UTC" },
    };
    expect(sentences({ kind: "not", of: birth })[1]).toBe(
      "demographics.birthDate is missing (the value is not a date); required: an age below 18 (dates in UTC), or no value",
    );
  });

  test("describe the whole result and what would change it", () => {
    const rule: Rule = {
      version: 1,
      kind: "all",
      of: [rows[0]![1], { kind: "attribute", path: "address.country", test: { is: "equals", value: "DE" } }],
    };
    const names = { "order.placed": { en: "an order", zh: "下单" } };
    expect(explainRule(rule, subject, { asOf, schema: standardCatalog, names }).sentence).toBe(
      "The rule does not hold. It would hold if: an order happened at least 3 times in the last 365 days (now: 2).",
    );
    expect(explainRule(rule, subject, { asOf, schema: standardCatalog, names, locale: "zh" }).sentence).toBe(
      "规则不成立。满足以下条件后将成立：最近 365 天内下单至少 3 次（现在：2）。",
    );
    expect(explainRule(rule, subject, { asOf, schema: standardCatalog }).tree.sentence).toBe(
      "1 of 2 conditions holds; required: all conditions",
    );
  });

  test("name the other attribute of a comparison, and its value", () => {
    const rule: Rule = { version: 1, kind: "attribute", path: "score", test: { is: "atLeast", value: { attribute: "limit" } } };
    const compared = { id: "c", attributes: { score: 4, limit: 5 }, history: [] };
    expect(explainRule(rule, compared, { asOf: 0, schema, calendars }).tree.sentence).toBe(
      "score is 4; required: at least the subject's limit (5)",
    );
    expect(explainRule(rule, { ...compared, attributes: { score: 4 } }, { asOf: 0, schema, calendars }).tree.sentence).toBe(
      "score is 4; required: at least the subject's limit (missing)",
    );
  });
});
