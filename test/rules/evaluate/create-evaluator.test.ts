import type { Subject } from "clientele/models";
import {
  compileRule,
  nextChangeAt,
  evaluateRule,
  precompileRule,
  prepareSubject,
  type PrecompiledRule,
  type Rule,
} from "clientele/rules";
import { allAbilities, createEvaluator, histories, instants } from "clientele/rules/evaluate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AS_OF, calendars, ruleArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";

const DAY = 86_400_000;

/** A precompiled rule as it comes from a file or over a network. */
function stored(rule: Rule): PrecompiledRule {
  return JSON.parse(JSON.stringify(precompileRule(rule, { schema }))) as PrecompiledRule;
}

/** The result of a function, or the code and the path of its error. */
function outcome<Result>(compute: () => Result): Result | string {
  try {
    return compute();
  } catch (error) {
    const { code, path } = error as { code?: string; path?: string };
    if (code === undefined) throw error;
    return `${code} ${path}`;
  }
}

const counted: Rule = {
  version: 2,
  kind: "metric",
  metric: { measure: "count", types: ["order"], window: { kind: "last", duration: { days: 30 } } },
  test: { is: "atLeast", value: 1 },
};
const joinedLately: Rule = {
  version: 2,
  kind: "attribute",
  path: "joined",
  test: { is: "withinLast", duration: { days: 7 } },
};

describe("an evaluator with all abilities", () => {
  const evaluator = createEvaluator(allAbilities);

  test("gives the same results and next changes as evaluateRule and nextChangeAt", () => {
    const needed = new Set<string>();
    fc.assert(
      fc.property(ruleArbitrary, subjectArbitrary, (rule, facts) => {
        const subject: Subject = { id: "c1", ...facts };
        const precompiled = stored(rule);
        for (const ability of precompiled.abilities) needed.add(ability);
        const prepared = evaluator.prepare(precompiled, { calendars });
        const until = AS_OF + 40 * DAY;
        for (const asOf of [AS_OF, AS_OF - 3 * DAY]) {
          expect(outcome(() => prepared.matches(subject, { asOf }))).toEqual(
            outcome(() => evaluateRule(rule, subject, { asOf, schema, calendars })),
          );
          expect(outcome(() => prepared.nextChangeAt(subject, { asOf, until }))).toEqual(
            outcome(() => nextChangeAt(rule, subject, { asOf, until, schema, calendars })),
          );
        }
      }),
      { numRuns: 2_000 },
    );
    expect([...needed].sort(), "the random rules need every ability").toEqual(allAbilities.map(({ name }) => name));
  });

  test("keeps the open hours of a part that also names the zone of the subject", () => {
    const late: Rule = {
      version: 2,
      kind: "absence",
      first: {
        types: ["order"],
        where: {
          kind: "property",
          path: "due",
          test: { is: "calendar", which: "this", unit: "day", zone: { attribute: "home", fallback: "UTC" } },
        },
      },
      missing: { types: ["view"] },
      within: { businessHours: 1, calendar: Object.keys(calendars)[0]! },
      window: { kind: "last", duration: { days: 2 } },
    };
    const at = new Date(AS_OF - DAY);
    const subject: Subject = {
      id: "c1",
      attributes: {},
      history: [{ id: "o1", customerId: "c1", type: "order", at, properties: { due: new Date(AS_OF) } }],
    };
    const expected = evaluateRule(late, subject, { asOf: AS_OF, schema, calendars });
    expect(evaluator.prepare(stored(late), { calendars }).matches(subject, { asOf: AS_OF })).toBe(expected);
  });

  test("looks ten years ahead for a change, as nextChangeAt does", () => {
    const subject: Subject = { id: "c1", attributes: { joined: new Date(AS_OF + 3_000 * DAY) }, history: [] };
    const next = evaluator.prepare(stored(joinedLately)).nextChangeAt(subject, { asOf: AS_OF });
    expect(next).toEqual(new Date(AS_OF + 3_000 * DAY));
    expect(next).toEqual(nextChangeAt(joinedLately, subject, { asOf: AS_OF, schema }));
  });

  test("refuses malformed facts with the same error as evaluateRule", () => {
    const subjects: readonly unknown[] = [
      null,
      { id: 3, attributes: {}, history: [] },
      { id: "c1", attributes: {}, history: [{ type: "order", at: "yesterday", properties: {} }] },
      { id: "c1", attributes: {}, history: [{ at: new Date(0), properties: {} }] },
      { id: "c1", attributes: {}, history: [], timelines: { "stage:retail": "loyal" } },
      { id: "c1", attributes: {}, history: [], changes: [{ at: new Date(0), path: ["__proto__"], version: 1 }] },
    ];
    const prepared = evaluator.prepare(stored(counted));
    for (const subject of subjects) {
      const refused = outcome(() => prepared.matches(subject as Subject, { asOf: AS_OF }));
      expect(refused).toMatch(/^(malformed_fact|invalid_instant) /);
      expect(refused).toBe(outcome(() => evaluateRule(counted, subject as Subject, { asOf: AS_OF, schema })));
    }
  });

  test("takes subjects that are prepared", () => {
    const history = [{ id: "o1", customerId: "c1", type: "order", at: new Date(AS_OF - DAY), properties: {} }];
    const subject = prepareSubject({ id: "c1", attributes: {}, history });
    expect(evaluator.prepare(stored(counted)).matches(subject, { asOf: AS_OF })).toBe(true);
  });

  test("refuses a calendar that is not supplied, and one whose intervals are not in order", () => {
    const answered: Rule = {
      version: 2,
      kind: "metric",
      metric: { measure: "timeSinceLast", types: ["order"] },
      test: { is: "atLeast", value: { businessHours: 8, calendar: "support" } },
    };
    const precompiled = stored(answered);
    expect(precompiled.abilities).toEqual(["businessTime", "histories"]);
    expect(() => evaluator.prepare(precompiled)).toThrow('The calendar "support" is not supplied.');
    const unordered = {
      support: {
        from: 0,
        to: 100,
        intervals: [
          [50, 60],
          [10, 20],
        ] as const,
      },
    };
    expect(() => evaluator.prepare(precompiled, { calendars: unordered })).toThrow(
      expect.objectContaining({ code: "invalid_option", path: "calendars.support" }),
    );
  });
});

describe("an evaluator without an ability", () => {
  test("refuses by name a rule that needs it, whichever it is", () => {
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        const precompiled = stored(rule);
        for (const needed of precompiled.abilities) {
          const others = allAbilities.filter(({ name }) => name !== needed);
          expect(() => createEvaluator(others).prepare(precompiled, { calendars })).toThrow(
            expect.objectContaining({ code: "missing_ability", details: { ability: needed } }),
          );
        }
      }),
    );
  });

  test("evaluates a rule that does not need it, and a rule needs no ability that it is not compiled with", () => {
    fc.assert(
      fc.property(ruleArbitrary, subjectArbitrary, (rule, facts) => {
        const precompiled = stored(rule);
        const own = createEvaluator(allAbilities.filter(({ name }) => precompiled.abilities.includes(name)));
        const subject: Subject = { id: "c1", ...facts };
        const { matches } = own.prepare(precompiled, { calendars });
        expect(outcome(() => matches(subject, { asOf: AS_OF }))).toEqual(
          outcome(() => evaluateRule(rule, subject, { asOf: AS_OF, schema, calendars })),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("refuses a rule whose list of abilities was cut, since nothing compiles a part of it", () => {
    const cut = { ...stored(counted), abilities: [] };
    expect(() => createEvaluator([instants]).prepare(cut)).toThrow(expect.objectContaining({ code: "invalid_precompiled_rule" }));
  });
});

describe("a precompiled rule", () => {
  test("is small: it has the fields that the rule reads, without what only checks and editors read", () => {
    expect(precompileRule(counted, { schema })).toEqual({
      kind: "precompiledRule",
      version: 1,
      abilities: ["histories"],
      rule: { kind: "metric", metric: counted.kind === "metric" ? counted.metric : {}, test: { is: "atLeast", value: 1 } },
      attributes: {},
      properties: {},
      metrics: { '["count",["order"],null]': "integer" },
    });
  });

  test("is the same for the same rule and schema, and survives JSON", () => {
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        const precompiled = precompileRule(rule, { schema });
        expect(stored(rule)).toEqual(precompiled);
        expect(JSON.stringify(precompileRule(structuredClone(rule), { schema }))).toBe(JSON.stringify(precompiled));
      }),
    );
  });

  test("starts the sequences of version 1 at the last first step", () => {
    const steps = [{ types: ["order"] }, { types: ["view"] }];
    const rules = [1, 2].map((version) => ({ version, kind: "sequence", steps }) as Rule);
    const at = (day: number, type: string) => ({
      id: String(day),
      customerId: "c1",
      type,
      at: new Date(day * DAY),
      properties: {},
    });
    const history = [at(1, "order"), at(2, "view"), at(3, "order")];
    const results = rules.map((rule) =>
      createEvaluator(allAbilities).prepare(stored(rule)).matches({ id: "c1", attributes: {}, history }, { asOf: AS_OF }),
    );
    expect(results).toEqual([false, true]);
    expect(results).toEqual(
      rules.map((rule) => compileRule(rule, { schema }).matches(prepareSubject({ id: "c1", attributes: {}, history }), AS_OF)),
    );
  });

  test("is made of a valid rule only", () => {
    const unknown = { version: 2, kind: "attribute", path: "joind", test: { is: "present" } } as Rule;
    expect(() => precompileRule(unknown, { schema })).toThrow(expect.objectContaining({ code: "invalid_rule" }));
  });

  test("is refused when its version is unknown, and so is a rule that is not precompiled", () => {
    const { prepare } = createEvaluator([histories]);
    for (const wrong of [{ ...stored(counted), version: 2 }, counted, null, undefined, 3])
      expect(() => prepare(wrong as unknown as PrecompiledRule)).toThrow(
        expect.objectContaining({
          code: "invalid_precompiled_rule",
          message: expect.stringContaining("precompileRule") as string,
        }),
      );
  });

  test("is refused when it was damaged", () => {
    const damaged: readonly object[] = [
      { abilities: undefined },
      { rule: { kind: "constructor" } },
      { rule: null },
      { metrics: undefined },
    ];
    for (const part of damaged)
      expect(() => createEvaluator([histories]).prepare({ ...stored(counted), ...part } as PrecompiledRule)).toThrow(
        expect.objectContaining({ code: "invalid_precompiled_rule" }),
      );
  });
});

describe("options of an evaluator", () => {
  const prepared = createEvaluator([histories]).prepare(stored(counted));
  const subject: Subject = { id: "c1", attributes: {}, history: [] };

  test("are refused when they are unknown, with those that are known", () => {
    const refused = (compute: () => unknown, message: string): void => {
      expect(compute).toThrow(expect.objectContaining({ code: "invalid_option", message }));
    };
    refused(() => prepared.matches(subject, { asof: AS_OF } as never), "`asof` is not an option here. Known options: asOf.");
    refused(
      () => prepared.nextChangeAt(subject, { asOf: AS_OF, til: AS_OF } as never),
      "`til` is not an option here. Known options: asOf, until.",
    );
    refused(
      () => createEvaluator([histories]).prepare(stored(counted), { calendar: {} } as never),
      "`calendar` is not an option here. Known options: calendars.",
    );
  });

  test("are instants in any of the accepted forms", () => {
    for (const asOf of [AS_OF, new Date(AS_OF), new Date(AS_OF).toISOString()])
      expect(prepared.matches(subject, { asOf })).toBe(false);
    for (const given of [{ asOf: "today" }, {}, undefined])
      expect(() => prepared.matches(subject, given as never)).toThrow(
        expect.objectContaining({ code: "invalid_instant", path: "asOf" }),
      );
  });
});
