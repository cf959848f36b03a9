/**
 * The smallest change that an explanation proposes, compared with every result that the leaves of a rule can have together:
 * each leaf is evaluated on thousands of values of the fields that it reads, on both sides of every constant of the rules.
 */
import type { Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  evaluateRule,
  type Expression,
  explainRule,
  type Leaf,
  prepareSubject,
  type Rule,
} from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { normalForm } from "../../../src/rules/language/normal-form.js";
import { expressionsOf } from "../../fixtures/arbitrary-rules.js";
import { answerWith, expressionAt, leavesOf } from "./rule-trees.js";

/** Rules × subjects in this run; `EXPLAIN_CASES=20000` is the long run. */
const EXPLAIN_CASES = Number(process.env.EXPLAIN_CASES ?? 300);
const AS_OF = Date.UTC(2026, 0, 15, 12);
const DAY = 86_400_000;
const schema = defineSchema({
  subject: z.object({
    plan: z.enum(["free", "pro", "team"]),
    city: z.string(),
    score: z.number(),
    seats: z.int(),
    birthday: z.iso.date(),
    seenAt: z.date(),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  }),
  interactions: { order: z.object({}) },
  states: { "stage:trial": { values: ["new", "active", "gone"] } },
});

/** The parts of a subject that vary together, since some leaves compare them. */
interface Dimension {
  readonly leaves: fc.Arbitrary<Expression>;
  readonly values: readonly Partial<Subject>[];
  /** Number of the values, from the first on, that subjects have; defaults to all. */
  readonly present?: number;
}

const attribute = (path: string, test: object): Expression => ({ kind: "attribute", path, test }) as Expression;
const having = (attributes: object): Partial<Subject> => ({ attributes: attributes as Subject["attributes"] });
const PRESENCE = [{ is: "missing" }, { is: "present" }];
const COMPARISONS = ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"] as const;
const comparisons = (...values: readonly number[]): object[] =>
  COMPARISONS.flatMap((is) => values.map((value) => ({ is, value })));
const UTC = { zone: "UTC" };
const steps = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
const testsOf = (path: string, tests: readonly object[]): fc.Arbitrary<Expression> =>
  fc.constantFrom(...tests).map((test) => attribute(path, test));

const calendarTests = ["this", "previous", "next"].flatMap((which) =>
  ["day", "week", "month", "quarter", "year"].map((unit) => ({ which, unit, ...UTC })),
);
const anniversaryTests = [
  ...[0, 7, { from: -7, to: -1 }].map((days) => ({ is: "anniversary", days, ...UTC })),
  ...calendarTests.map((test) => ({ is: "anniversary", ...test })),
];
const part = (name: string, ...values: readonly number[]): object[] =>
  comparisons(...values).map((test) => ({ is: "part", part: name, test }));
const timeTests = (zone: object): object[] => [
  ...PRESENCE,
  ...calendarTests.map((test) => ({ is: "calendar", ...test })),
  ...["withinLast", "withinNext"].flatMap((is) => [2, 30].map((days) => ({ is, duration: { days }, ...zone }))),
];

const items = [undefined, "a", "b"]
  .flatMap((sku) => [undefined, 1, 3].map((quantity) => ({ sku, quantity })))
  .map((item) => JSON.parse(JSON.stringify(item)) as object);
/** Lists of at most so many of some items, each list once whatever its order. */
const listsOf = (most: number, from: readonly object[]): (readonly object[])[] =>
  most === 0 ? [[]] : [[], ...from.flatMap((item, index) => listsOf(most - 1, from.slice(index)).map((rest) => [item, ...rest]))];
const sku = (value: string): object => ({ kind: "property", path: "sku", test: { is: "equals", value } });
const quantity = (value: number): object => ({ kind: "property", path: "quantity", test: { is: "atLeast", value } });
const itemConditions = [
  sku("a"),
  sku("b"),
  quantity(3),
  { kind: "all", of: [sku("a"), quantity(3)] },
  { kind: "not", of: sku("a") },
];
const counts = comparisons(1, 2);

const stages = [null, "new", "active", "gone"];
const timeline = (...changes: readonly (readonly [daysAgo: number, value: string | null])[]): Partial<Subject> => ({
  timelines: { "stage:trial": changes.map(([days, value]) => ({ from: new Date(AS_OF - days * DAY), value })) },
});
const stageTests = [
  ...PRESENCE,
  ...stages.slice(1).flatMap((value) => ["equals", "notEquals"].map((is) => ({ is, value }))),
  { is: "oneOf", values: ["new", "active"] },
];
const stageTimes = [{}, { for: { days: 3 } }, { for: { days: 7 } }, { began: { days: 5 } }, { ended: { days: 5 } }];

const orders = (count: number): Subject["history"] =>
  Array.from({ length: count }, (_, index) => ({
    id: `o${index}`,
    customerId: "s",
    type: "order",
    at: new Date(AS_OF - index),
    properties: {},
  }));
const ordersMetric = { measure: "count", types: ["order"] };
const numbers = [{ attribute: "score" }, { attribute: "seats" }, { metric: ordersMetric }];
const figures = numbers.flatMap((left) =>
  numbers
    .filter((right) => right !== left)
    .flatMap((right) => [
      [left, right],
      [{ difference: [left, right] }, { value: 2 }],
      [{ ratio: [left, right] }, { value: 2 }],
      [{ sum: [left, right] }, { value: 3 }],
    ]),
);

/** Doubles next to constants: the sum of one of them and an integer may be rounded to a constant. */
const BESIDE_CONSTANTS = [1, 2, 3, 5].flatMap((value) => [value - 2 ** -52, value + 2 ** -50, value * (1 + 2 ** -52)]);

const numbersUpTo = (most: number): Partial<Subject>[] =>
  [undefined, ...steps(-3, most, 0.5), 0.25, -0.25, ...BESIDE_CONSTANTS].flatMap((score) =>
    [undefined, ...steps(-3, most)].flatMap((seats) =>
      steps(0, most).map((count) => ({ ...having({ score, seats }), history: orders(count) })),
    ),
  );

const FRAGMENTS = ["", "Paris", "Lima", "Par", "Pari", "P", "ri", "ma", "a", "x"];

const DIMENSIONS: Readonly<Record<string, Dimension>> = {
  plan: {
    leaves: testsOf("plan", [
      ...PRESENCE,
      { is: "equals", value: "pro" },
      { is: "equals", value: "free" },
      { is: "notEquals", value: "team" },
      { is: "oneOf", values: ["free", "team"] },
    ]),
    values: [undefined, "free", "pro", "team"].map((plan) => having({ plan })),
  },
  city: {
    leaves: testsOf("city", [
      ...PRESENCE,
      { is: "equals", value: "Paris" },
      { is: "startsWith", value: "Par" },
      { is: "startsWith", value: "Pari" },
      { is: "oneOf", values: ["Paris", "Lima"] },
      { is: "endsWith", value: "ma" },
      { is: "contains", value: "ri" },
      { is: "like", value: "P*a" },
    ]),
    values: [
      having({}),
      ...FRAGMENTS.flatMap((one) => FRAGMENTS.flatMap((two) => FRAGMENTS.map((three) => having({ city: one + two + three })))),
    ],
  },
  numbers: {
    leaves: fc.oneof(
      testsOf("score", [...comparisons(1, 3, 5), { is: "between", from: 1, to: 3 }, ...PRESENCE]),
      testsOf("seats", [...comparisons(1, 3), ...PRESENCE]),
      testsOf(
        "score",
        COMPARISONS.map((is) => ({ is, value: { attribute: "seats" } })),
      ),
      fc.constantFrom(...comparisons(1, 3)).map((test) => ({ kind: "metric", metric: ordersMetric, test }) as Expression),
      fc
        .record({ sides: fc.constantFrom(...figures), is: fc.constantFrom(...COMPARISONS) })
        .map(({ sides: [left, right], is }) => ({ kind: "figures", left, is, right }) as Expression),
    ),
    // The values of a subject come first; sums and ratios of three of them are within the others.
    values: [...numbersUpTo(5), ...numbersUpTo(24)],
    present: numbersUpTo(5).length,
  },
  birthday: {
    leaves: testsOf("birthday", [
      ...timeTests(UTC),
      ...part("month", 2, 12),
      ...part("dayOfMonth", 1, 29),
      ...part("weekday", 1, 7),
      ...["before", "after"].map((is) => ({ is, value: "2024-02-29" })),
      ...comparisons(1, 2).map((test) => ({ is: "age", test, ...UTC })),
      ...anniversaryTests,
    ]),
    values: [
      having({}),
      ...steps(Date.UTC(2010, 0, 1), Date.UTC(2039, 0, 1), DAY).map((day) =>
        having({ birthday: new Date(day).toISOString().slice(0, 10) }),
      ),
    ],
  },
  seenAt: {
    leaves: testsOf("seenAt", [
      ...timeTests({}),
      ...part("hour", 0, 12).map((test) => ({ ...test, ...UTC })),
      ...part("weekday", 6).map((test) => ({ ...test, ...UTC })),
      ...anniversaryTests,
      ...["before", "after"].map((is) => ({ is, value: "2026-01-14T08:00:00.000Z" })),
    ]),
    values: [
      having({}),
      ...[
        ...steps(Date.UTC(2024, 10, 1), Date.UTC(2027, 2, 1), DAY / 24),
        ...steps(Date.UTC(2019, 0, 1), Date.UTC(2032, 0, 1), DAY).flatMap((at) => [at, at + DAY / 2, at + DAY / 2 + DAY / 24]),
      ].flatMap((at) => [-1, 0, 1].map((beside) => having({ seenAt: new Date(at + beside) }))),
    ],
  },
  lines: {
    leaves: testsOf("lines", [
      ...itemConditions.map((where) => ({ is: "someItem", where })),
      ...[undefined, ...itemConditions].flatMap((where) =>
        counts.map((test) => ({ is: "itemCount", test, ...(where && { where }) })),
      ),
      ...counts.map((test) => ({ is: "size", test })),
    ]),
    values: [having({}), ...listsOf(6, items).map((lines) => having({ lines }))],
  },
  stage: {
    leaves: fc
      .record({ test: fc.constantFrom(...stageTests), time: fc.constantFrom(...stageTimes) })
      .map(({ test, time }) => ({ kind: "state", key: "stage:trial", test, ...time }) as Expression),
    values: stages.flatMap((one) =>
      stages.flatMap((two) =>
        [0, 1, 3, 4, 5, 6, 7, 8].flatMap((last) => [
          timeline([1000, one], [last, two]),
          ...stages.flatMap((three) =>
            [0.5, 1, 2, 3, 5].map((later) => timeline([1000, one], [last + later, two], [last, three])),
          ),
        ]),
      ),
    ),
  },
};

const leaf = fc.constantFrom(...Object.values(DIMENSIONS)).chain(({ leaves }) => leaves);
const treeOf = (leaves: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> => expressionsOf(leaves, { maxDepth: 4 });
/** Half of the rules ask about one or two dimensions, so that their leaves depend on each other. */
const rules = fc
  .oneof(
    treeOf(leaf),
    fc
      .uniqueArray(fc.constantFrom(...Object.values(DIMENSIONS)), { minLength: 1, maxLength: 2 })
      .chain((few) => treeOf(fc.constantFrom(...few).chain(({ leaves }) => leaves))),
  )
  .map((node) => ({ version: 2, ...node }) as Rule);
const positions = fc.record(
  Object.fromEntries(
    Object.entries(DIMENSIONS).map(([name, { values, present = values.length }]) => [name, fc.nat({ max: present - 1 })]),
  ),
);

function subjectWith(parts: readonly Partial<Subject>[]): Subject {
  return {
    id: "s",
    attributes: Object.assign({}, ...parts.map(({ attributes }) => attributes ?? {})),
    history: parts.flatMap(({ history }) => history ?? []),
    timelines: Object.assign({}, ...parts.map(({ timelines }) => timelines ?? {})),
  };
}

function dimensionOf(tested: Leaf): string {
  if (tested.kind === "state") return "stage";
  return tested.kind === "attribute" && tested.path in DIMENSIONS ? tested.path : "numbers";
}

const prepared = Object.fromEntries(
  Object.entries(DIMENSIONS).map(([name, { values }]) => [name, values.map((value) => prepareSubject(subjectWith([value])))]),
);
const answered = new Map<string, Uint8Array>();

/** Returns the result of a leaf on each value of its dimension. */
function answersOf(text: string): Uint8Array {
  const known = answered.get(text);
  if (known) return known;
  const tested = JSON.parse(text) as Leaf;
  const compiled = compileRule({ version: 2, ...tested } as Rule, { schema });
  const answers = Uint8Array.from(prepared[dimensionOf(tested)]!, (subject) => Number(compiled.matches(subject, AS_OF)));
  answered.set(text, answers);
  return answers;
}

describe("the smallest change of explainRule", () => {
  test("flips under evaluation, and no smaller change does, compared with every result that is possible", {
    timeout: 3_600_000,
  }, () => {
    let compared = 0;
    fc.assert(
      fc.property(rules, positions, (rule, at) => {
        // Leaves of one meaning are one.
        const meanings = leavesOf(rule).map((each) => normalForm(each));
        const leaves = [...new Map(leavesOf(rule).map((each) => [normalForm(each), JSON.stringify(each)])).values()];
        const indexOf = (each: Leaf): number => [...new Set(meanings)].indexOf(normalForm(each));
        fc.pre(leaves.length <= 8);
        const dimensions = leaves.map((text) => dimensionOf(JSON.parse(text) as Leaf));
        const now = leaves.map((text, index) => answersOf(text)[at[dimensions[index]!]!] === 1);
        const holdsWith = (answers: readonly boolean[]): boolean =>
          answerWith(
            rule,
            leavesOf(rule).map((each) => answers[indexOf(each)]!),
          );
        const subject = subjectWith(Object.entries(at).map(([name, position]) => DIMENSIONS[name]!.values[position]!));
        const { change, holds } = explainRule(rule, subject, { asOf: AS_OF, schema });
        expect(holdsWith(now)).toBe(holds);
        expect(evaluateRule(rule, subject, { asOf: AS_OF, schema })).toBe(holds);
        const proposed = new Set(change.map(({ path }) => indexOf(leavesOf(expressionAt(rule, path))[0]!)));

        let fewest = Number.POSITIVE_INFINITY;
        let witness: Readonly<Record<string, number>> | undefined;
        const used = [...new Set(dimensions)];
        const tryFrom = (index: number, answers: readonly boolean[], chosen: Readonly<Record<string, number>>): void => {
          if (index < used.length) {
            const members = leaves.flatMap((_, each) => (dimensions[each] === used[index] ? [each] : []));
            const tables = members.map((each) => answersOf(leaves[each]!));
            const distinct = new Map<number, number>();
            for (let position = 0; position < tables[0]!.length; position++) {
              let mask = 0;
              for (const table of tables) mask = 2 * mask + table[position]!;
              if (!distinct.has(mask)) distinct.set(mask, position);
            }
            for (const position of distinct.values()) {
              const next = [...answers];
              members.forEach((each, place) => {
                next[each] = tables[place]![position] === 1;
              });
              tryFrom(index + 1, next, { ...chosen, [used[index]!]: position });
            }
            return;
          }
          const flips = answers.flatMap((answer, each) => (answer === now[each] ? [] : [each]));
          if (flips.length > fewest || holdsWith(answers) === holds) return;
          fewest = flips.length;
          if (flips.length === proposed.size && flips.every((each) => proposed.has(each))) witness = chosen;
        };
        tryFrom(0, now, {});
        expect(change.length).toBe(fewest === Number.POSITIVE_INFINITY ? 0 : fewest);
        if (change.length === 0) return;
        expect(witness).toBeDefined();
        const changed = subjectWith(
          Object.entries({ ...at, ...witness }).map(([name, position]) => DIMENSIONS[name]!.values[position]!),
        );
        expect(evaluateRule(rule, changed, { asOf: AS_OF, schema })).toBe(!holds);
        compared++;
      }),
      { numRuns: EXPLAIN_CASES, seed: Number(process.env.RULE_SEED ?? 20_260_329) },
    );
    if (EXPLAIN_CASES > 1_000) console.info(`${compared} proposals compared with brute force`);
  });
});
