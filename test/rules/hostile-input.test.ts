import { isClienteleError } from "clientele/kernel";
import type { Subject } from "clientele/models";
import {
  type Calendars,
  compileRule,
  describeRule,
  diffRules,
  evaluateRule,
  explainRule,
  nextChangeAt,
  parseRule,
  prepareSubject,
  type Rule,
  ruleFromQueryBuilder,
  safeParseRule,
  validateRule,
} from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AS_OF, calendars, ruleArbitrary, schema, subjectArbitrary } from "../fixtures/arbitrary-rules.js";

/** A calendar for every name that a rule has, hostile ones as well. */
function calendarsOf(rule: Rule): Calendars {
  const names: string[] = [];
  JSON.stringify(rule, (key, value: unknown) => {
    if (key === "calendar") names.push(value as string);
    return value;
  });
  return Object.fromEntries(names.map((name) => [name, calendars.support!]));
}

/** Reads an input through every entry; any error other than `invalid_rule` fails. */
function readEverywhere(input: unknown): boolean {
  const form = safeParseRule(input);
  const full = safeParseRule(input, { schema });
  expect(validateRule(input as Rule, { schema }).every(({ severity }) => severity === "warning")).toBe(full.ok);
  for (const [result, options] of [
    [form, {}],
    [full, { schema }],
  ] as const) {
    if (!result.ok) expect(result.problems.length).toBeGreaterThan(0);
    try {
      parseRule(input, options);
      expect(result.ok).toBe(true);
    } catch (error) {
      expect(isClienteleError(error, "invalid_rule"), String(error)).toBe(true);
      expect(result.ok).toBe(false);
    }
  }
  if (form.ok) {
    describeRule(form.value);
    expect(diffRules(form.value, form.value)).toEqual([]);
  }
  if (full.ok) compileRule(full.value, { schema, calendars: calendarsOf(full.value) });
  try {
    ruleFromQueryBuilder(input, { schema });
  } catch (error) {
    expect(isClienteleError(error, "invalid_rule"), String(error)).toBe(true);
  }
  return full.ok;
}

/** What every object inherits, to see that nothing was added to it. */
function inherited(): unknown[] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) => Reflect.ownKeys(prototype));
}

const hostileScalars = [
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  2 ** 60,
  10n,
  Symbol("kind"),
  () => "all",
  "",
  "\u0000",
  "\ud800",
  "__proto__",
  "constructor",
  "constructor.name",
  "toString",
  new Date(Number.NaN),
  new Map([["kind", "all"]]),
  /(a+)+$/,
  Object.create(null) as object,
  JSON.parse('{"toString": 1, "valueOf": 1}'),
  JSON.parse('{"__proto__": {"kind": "all"}, "constructor": {"prototype": {"polluted": true}}}'),
  [],
  [undefined],
  // biome-ignore lint/suspicious/noSparseArray: a gap is what is tried.

  [, 1],
];

function getter(): unknown {
  return Object.defineProperty({ version: 1, kind: "all" }, "of", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
}

function shifty(): unknown {
  let asked = 0;
  return Object.defineProperty({ version: 1, path: "tags", test: { is: "has", value: "a" } }, "kind", {
    enumerable: true,
    get: () => (asked++ % 2 === 0 ? "attribute" : "eval"),
  });
}

const proxy = (): unknown =>
  new Proxy(
    { version: 1, kind: "all", of: [] },
    {
      get: () => {
        throw new TypeError("no");
      },
    },
  );

function cyclic(kind: string): unknown {
  const node: Record<string, unknown> = { version: 1, kind };
  node.of = kind === "not" ? node : [node, node, node];
  return node;
}

function nested(depth: number, around: (inner: unknown) => unknown, inner: unknown): unknown {
  let value = inner;
  for (let level = 0; level < depth; level++) value = around(value);
  return { version: 1, ...(value as object) };
}

const leaf = { kind: "attribute", path: "name", test: { is: "equals", value: "a" } };
const count = (where: unknown): unknown => ({
  version: 1,
  kind: "metric",
  metric: { measure: "count", types: ["order"], where },
  test: { is: "atLeast", value: 1 },
});

describe("hostile rules", () => {
  const before = inherited();
  const cases: readonly (readonly [string, () => unknown])[] = [
    ["a conjunction 10,000 deep", () => nested(10_000, (inner) => ({ kind: "all", of: [inner] }), leaf)],
    ["a negation 10,000 deep", () => nested(10_000, (inner) => ({ kind: "not", of: inner }), leaf)],
    [
      "conditions 10,000 deep",
      () => count(nested(10_000, (of) => ({ kind: "not", of }), { kind: "channel", test: { is: "present" } })),
    ],
    ["a list 10,000 deep", () => ({ version: 1, kind: "all", of: nested(10_000, (inner) => [inner], []) })],
    ["a million parts", () => ({ version: 1, kind: "all", of: Array.from({ length: 1_000_000 }, () => leaf) })],
    [
      "ten thousand parts of parts",
      () => ({
        version: 1,
        kind: "all",
        of: Array.from({ length: 10_000 }, () => ({ kind: "any", of: Array.from({ length: 20 }, () => leaf) })),
      }),
    ],
    [
      "ten thousand conditions",
      () =>
        count({ kind: "all", of: Array.from({ length: 10_000 }, () => ({ kind: "channel", test: { is: "like", value: "*" } })) }),
    ],
    [
      "ten thousand types",
      () => ({
        version: 1,
        kind: "metric",
        metric: { measure: "count", types: Array.from({ length: 10_000 }, (_, index) => `t${index}`) },
        test: { is: "present" },
      }),
    ],
    [
      "a million values",
      () => ({ version: 1, ...leaf, test: { is: "oneOf", values: Array.from({ length: 1_000_000 }, String) } }),
    ],
    [
      "a hundred thousand unknown keys",
      () => ({ version: 1, ...leaf, ...Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 1])) }),
    ],
    ["a path of a million characters", () => ({ version: 1, ...leaf, path: "a".repeat(1_000_000) })],
    ["a path of a million dots", () => ({ version: 1, ...leaf, path: ".".repeat(1_000_000) })],
    ["a kind of a million characters", () => ({ version: 1, kind: "a".repeat(1_000_000) })],
    ["a test of a million characters", () => ({ version: 1, ...leaf, test: { is: "equals".repeat(200_000), value: 1 } })],
    [
      "a zone of a million characters",
      () => ({ version: 1, kind: "attribute", path: "born", test: { is: "anniversary", days: 1, zone: "A".repeat(1_000_000) } }),
    ],
    [
      "an instant of a million digits",
      () => ({ version: 1, kind: "attribute", path: "joined", test: { is: "before", value: "2".repeat(1_000_000) } }),
    ],
    [
      "a duration with a hundred thousand units",
      () => ({
        version: 1,
        kind: "state",
        key: "a",
        test: { is: "present" },
        for: Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`d${index}`, 1])),
      }),
    ],
    ["a rule that is part of itself", () => cyclic("all")],
    ["a negation of itself", () => cyclic("not")],
    ["conditions that are part of themselves", () => count(cyclic("any"))],
    ["a getter that throws", getter],
    ["a proxy that throws", proxy],
    ["an array with keys", () => Object.assign([], { version: 1, ...leaf })],
    ["a class", () => class Rule {}],
  ];

  test.each(cases)("are refused quickly: %s", (_name, make) => {
    expect(readEverywhere(make())).toBe(false);
    expect(inherited()).toEqual(before);
  });

  test("are read once, so that a getter cannot change what was checked", () => {
    const result = safeParseRule(shifty());
    if (result.ok) expect(result.value.kind).toBe("attribute");
  });

  test("are refused or read with a hostile value at any place, and pollute no prototype", () => {
    const keys = fc.constantFrom(
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "valueOf",
      "hasOwnProperty",
      "then",
      "kind",
      "of",
      "is",
      "",
    );
    const scalar = fc.constantFrom<unknown>(...hostileScalars);
    fc.assert(
      fc.property(ruleArbitrary, fc.nat(), scalar, keys, (rule, place, value, key) => {
        for (const mutant of [replaced(rule, place, () => value), replaced(rule, place, (old) => withKey(old, key, value))])
          readEverywhere(mutant);
        expect(inherited()).toEqual(before);
      }),
      { numRuns: Number(process.env.HOSTILE_CASES ?? 1_500) },
    );
  });

  test("are refused or read in any shape", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(everything), fc.object(everything)), (input) => {
        readEverywhere(input);
        readEverywhere({ version: 1, kind: "all", of: input });
        readEverywhere({ version: 1, kind: "attribute", path: "name", test: input });
        readEverywhere({ version: 1, kind: "metric", metric: input, test: { is: "present" } });
      }),
      { numRuns: 500 },
    );
  });

  /** A copy in which the n-th value from the root, in order, is another. */
  function replaced(value: unknown, place: number, other: (old: unknown) => unknown): unknown {
    let total = 0;
    const visit = (each: unknown, target: number): unknown => {
      if (total++ === target) return other(each);
      if (Array.isArray(each)) return each.map((item) => visit(item, target));
      if (typeof each !== "object" || each === null || each instanceof Date) return each;
      return Object.fromEntries(Object.entries(each).map(([key, child]) => [key, visit(child, target)]));
    };
    visit(value, -1);
    const target = place % total;
    total = 0;
    return visit(value, target);
  }

  function withKey(value: unknown, key: string, child: unknown): unknown {
    const base = typeof value === "object" && value !== null ? (Array.isArray(value) ? [...value] : { ...value }) : {};
    return Object.defineProperty(base, key, { value: child, enumerable: true, configurable: true, writable: true });
  }
});

const everything = {
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
} as const;

describe("hostile data", () => {
  const anything = fc.oneof(fc.anything(everything), fc.constantFrom<unknown>(...hostileScalars));
  /** Nearly always of its kind, so that most subjects can be read. */
  const mostly = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: anything });
  const interaction = mostly(
    fc.record(
      {
        id: anything,
        type: mostly(fc.constantFrom("order", "view")),
        at: mostly(fc.constantFrom(new Date(AS_OF), new Date(AS_OF - 5_000), AS_OF - 7_000)),
        channel: anything,
        recordedAt: mostly(fc.constantFrom(undefined, new Date(AS_OF))),
        properties: mostly(fc.record({ amount: anything, currency: anything, price: anything, sku: anything, labels: anything })),
      },
      { requiredKeys: ["type", "at", "properties"] },
    ),
  );
  const step = mostly(fc.record({ from: mostly(fc.constant(new Date(AS_OF - 1))), value: anything }));
  const change = mostly(
    fc.record({
      path: mostly(fc.constantFrom(["name"], ["nested", "deep"])),
      before: anything,
      at: mostly(fc.constant(new Date(AS_OF + 1))),
      version: mostly(fc.integer()),
    }),
  );
  const hostileSubject = fc.oneof(
    { weight: 1, arbitrary: anything },
    {
      weight: 6,
      arbitrary: fc.record(
        {
          id: mostly(fc.string()),
          attributes: mostly(
            fc.record(
              Object.fromEntries(
                [
                  "name",
                  "country",
                  "score",
                  "level",
                  "limit",
                  "seats",
                  "active",
                  "joined",
                  "createdAt",
                  "born",
                  "tags",
                  "sizes",
                  "nested",
                  "blob",
                ].map((key) => [key, anything]),
              ),
            ),
          ),
          history: mostly(fc.array(interaction, { maxLength: 5 })),
          timelines: mostly(fc.record({ "stage:retail": mostly(fc.array(step, { maxLength: 3 })) })),
          changes: mostly(fc.oneof(fc.constant(undefined), fc.array(change, { maxLength: 3 }))),
        },
        { requiredKeys: ["id", "attributes", "history"] },
      ),
    },
  );

  const CASES = Number(process.env.HOSTILE_CASES ?? 1_500);

  /** Whether a subject can be read; otherwise what cannot is refused at its place. */
  function isReadable(subject: unknown): boolean {
    try {
      prepareSubject(subject as Subject, { knownAt: AS_OF });
      return true;
    } catch (error) {
      const isInstant = isClienteleError(error, "invalid_instant");
      expect(isInstant || isClienteleError(error, "malformed_fact"), String(error)).toBe(true);
      expect((error as { path: string }).path).toMatch(
        isInstant
          ? /^(history\[\d+\]\.(at|recordedAt)|changes\[\d+\]\.at|timelines\..*\[\d+\]\.from)$/s
          : /^(|id|attributes|history(\[\d+\](\.(type|properties))?)?|changes(\[\d+\](\.(path|version))?)?|timelines(\..*)?)$/s,
      );
      return false;
    }
  }

  test("is evaluated, scheduled and explained without an error, or refused at its place, whatever its shape", () => {
    let read = 0;
    fc.assert(
      fc.property(ruleArbitrary, hostileSubject, (rule, subject) => {
        if (!isReadable(subject)) return;
        read++;
        const holds = evaluateRule(rule, subject as Subject, { asOf: AS_OF, schema, calendars });
        expect(typeof holds).toBe("boolean");
        nextChangeAt(rule, subject as Subject, { asOf: AS_OF, schema, calendars, until: AS_OF + 86_400_000 });
        const explained = explainRule(rule, subject as Subject, { asOf: AS_OF, schema, calendars });
        expect(explained.holds).toBe(holds);
        expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
      }),
      { numRuns: CASES },
    );
    expect(read).toBeGreaterThan(CASES / 2);
  });

  test("of another type equals no data: it fails every test except missing", () => {
    const attributes = ["name", "score", "seats", "active", "joined", "born", "tags", "blob"];
    const types: Readonly<Record<string, (value: unknown) => boolean>> = {
      name: (value) => typeof value === "string",
      score: (value) => typeof value === "number",
      seats: (value) => typeof value === "number",
      active: (value) => typeof value === "boolean",
      joined: (value) => typeof value === "number" || value instanceof Date,
      born: (value) => typeof value === "string",
      tags: (value) => Array.isArray(value),
      blob: (value) => value !== null && value !== undefined && !(typeof value === "number" && !Number.isFinite(value)),
    };
    fc.assert(
      fc.property(ruleArbitrary, subjectArbitrary, fc.constantFrom(...attributes), anything, (rule, subject, path, value) => {
        fc.pre(!types[path]!(value));
        const { [path]: _, ...without } = subject.attributes;
        const answer = (given: Record<string, unknown>) =>
          evaluateRule(rule, { ...subject, id: "s", attributes: given }, { asOf: AS_OF, schema, calendars });
        expect(answer({ ...without, [path]: value })).toBe(answer(without));
      }),
      { numRuns: Number(process.env.HOSTILE_CASES ?? 1_000) },
    );
  });

  test("is searched in linear time, however long and repetitive it is", () => {
    const found = (is: "contains" | "like", value: string, text: string): boolean =>
      evaluateRule(
        { version: 1, kind: "attribute", path: "name", test: { is, value } },
        { id: "s", attributes: { name: text }, history: [] },
        { asOf: 0, schema },
      );
    const [run, text] = ["a".repeat(50_000), "a".repeat(1_000_000)];
    expect(found("contains", `${run}b${run}`, text)).toBe(false);
    expect(found("contains", `${run}b${run}`, `${text}b${text}`)).toBe(true);
    expect(found("like", `*${run}b${run}*c`, `${text}b${text}`)).toBe(false);
    expect(found("like", `*${"a*".repeat(200_000)}b`, text)).toBe(false);
  });

  test("is searched with the same result as the engine's own search", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 60, maxLength: 80 });
    fc.assert(
      fc.property(letters, letters, fc.nat(60), fc.boolean(), (wanted, filler, at, isThere) => {
        const text = filler.slice(0, at) + (isThere ? wanted : wanted.slice(1)) + filler;
        const rule: Rule = { version: 1, kind: "attribute", path: "name", test: { is: "contains", value: wanted } };
        const subject = { id: "s", attributes: { name: text }, history: [] };
        expect(evaluateRule(rule, subject, { asOf: 0, schema, calendars })).toBe(text.includes(wanted));
      }),
      { numRuns: 300 },
    );
  });

  test("excludes inherited properties", () => {
    const of = (attributes: object): boolean =>
      evaluateRule(
        { version: 1, kind: "attribute", path: "name", test: { is: "present" } },
        { id: "s", attributes: attributes as never, history: [] },
        { asOf: 0, schema },
      );
    expect(of(Object.create({ name: "inherited" }) as object)).toBe(false);
    expect(of({ name: "own" })).toBe(true);
  });

  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const seen = (id: string, when: unknown) => ({ id, customerId: "s", type: "order", at: when, properties: {} });

  test("is refused with the path of what cannot be read", () => {
    const prepared = (subject: object) => () => prepareSubject({ id: "s", attributes: {}, history: [], ...subject } as Subject);
    const change = { path: ["name"], before: "a", after: "b", version: 1, at: "soon" };
    for (const [subject, path] of [
      [{ id: undefined }, "id"],
      [{ attributes: [] }, "attributes"],
      [{ history: null }, "history"],
      [{ history: [seen("a", at(1)), null] }, "history[1]"],
      [{ history: [{ ...seen("a", at(1)), type: 3 }] }, "history[0].type"],
      [{ history: [{ ...seen("a", at(1)), properties: null }] }, "history[0].properties"],
      [{ changes: {} }, "changes"],
      [{ changes: [{ ...change, at: at(1), path: "name" }] }, "changes[0].path"],
      [{ changes: [{ ...change, at: at(1), version: "1" }] }, "changes[0].version"],
      [{ timelines: { "stage:retail": "loyal" } }, "timelines.stage:retail"],
      [{ timelines: { "stage:retail": ["loyal"] } }, "timelines.stage:retail[0]"],
    ] as const)
      expect(prepared(subject)).toThrow(expect.objectContaining({ code: "malformed_fact", path }));
    for (const [subject, path] of [
      [{ history: [seen("a", new Date(Number.NaN))] }, "history[0].at"],
      [{ history: [seen("a", "2026-01-01")] }, "history[0].at"],
      [{ changes: [change] }, "changes[0].at"],
      [{ timelines: { "stage:retail": [{ from: 1.5, value: "loyal" }] } }, "timelines.stage:retail[0].from"],
    ] as const)
      expect(prepared(subject)).toThrow(expect.objectContaining({ code: "invalid_instant", path }));
    const late = { ...seen("a", at(1)), recordedAt: "later" };
    expect(() => prepareSubject({ id: "s", attributes: {}, history: [late as never] }, { knownAt: at(2) })).toThrow(
      expect.objectContaining({ code: "invalid_instant", path: "history[0].recordedAt" }),
    );
  });

  test("gives the same result in any order of its history, equal instants among it", () => {
    fc.assert(
      fc.property(ruleArbitrary, subjectArbitrary, (rule, subject) => {
        const at = (order: Subject["history"]): boolean =>
          evaluateRule(rule, { ...subject, id: "s", history: order }, { asOf: AS_OF, schema, calendars });
        expect(at(subject.history.toReversed())).toBe(at(subject.history));
      }),
      { numRuns: 500 },
    );
  });

  test("may give instants as Dates, ISO 8601 text or epoch milliseconds, and is put in order", () => {
    const subject = {
      id: "s",
      attributes: {},
      history: [seen("c", at(9).getTime()), seen("a", "2026-01-03T00:00:00Z")],
      timelines: { "stage:retail": [{ from: "2026-01-04T00:00:00Z", value: "loyal" }] },
    };
    const loyal: Rule = { version: 1, kind: "state", key: "stage:retail", test: { is: "equals", value: "loyal" } };
    expect(evaluateRule(loyal, subject as unknown as Subject, { asOf: at(5), schema, calendars })).toBe(true);
    expect(evaluateRule(loyal, subject as unknown as Subject, { asOf: at(3), schema, calendars })).toBe(false);
    const counted: Rule = {
      version: 1,
      kind: "metric",
      metric: { measure: "count", types: ["order"], window: { kind: "since", from: "2026-01-02T00:00:00Z" } },
      test: { is: "equals", value: 1 },
    };
    expect(evaluateRule(counted, subject as unknown as Subject, { asOf: at(5), schema, calendars })).toBe(true);
    expect(evaluateRule(counted, subject as unknown as Subject, { asOf: at(10), schema, calendars })).toBe(false);
  });
});
