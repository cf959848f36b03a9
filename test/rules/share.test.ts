import { createHash } from "node:crypto";
import {
  compileRule,
  describeRule,
  diffRules,
  evaluatePopulation,
  evaluateRule,
  explainRule,
  nextChangeAt,
  populationColumns,
  type Rule,
  safeParseRule,
  type ShareExpression,
} from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AS_OF, schema } from "../fixtures/arbitrary-rules.js";

const { share, not, all, attribute } = schema.rules;

function isIn(rule: Rule, id: string): boolean {
  return evaluateRule(rule, { id, attributes: {}, history: [] }, { asOf: AS_OF, schema });
}

/** The published definition, written out: FNV-1a over bytes, then MurmurHash3's finalizer, by big integers. */
function placeOf(salt: string, id: string): number {
  const bytes = [...Buffer.from(salt, "utf8"), 0, ...Buffer.from(id, "utf8")];
  const LOW = 0xffffffffn;
  let hash = 0x811c9dc5n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x01000193n) & LOW;
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & LOW;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & LOW;
  return Number(hash ^ (hash >> 16n)) / 2 ** 32;
}

/** The number of standard deviations by which a count differs from its binomial mean. */
function deviation(count: number, total: number, probability: number): number {
  return (count - total * probability) / Math.sqrt(total * probability * (1 - probability));
}

const storable = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\u0000"));

describe("a random share", () => {
  test("holds exactly when the place of the identifier is below the share", () => {
    fc.assert(
      fc.property(storable, storable, fc.double({ min: 0, max: 1, noNaN: true }), (salt, id, part) => {
        expect(isIn(share(part, { salt }), id)).toBe(placeOf(salt, id) < part);
        const place = placeOf(salt, id);
        expect(isIn(share(place, { salt }), id), "the place itself is not in it").toBe(false);
        expect(isIn(share(place + 2 ** -32, { salt }), id)).toBe(true);
      }),
    );
  });

  test("of 0 is nobody, and of 1 is everybody", () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
    expect(ids.some((id) => isIn(share(0, { salt: "a" }), id))).toBe(false);
    expect(ids.every((id) => isIn(share(1, { salt: "a" }), id))).toBe(true);
  });

  test("keeps its members for ever: fixed identifiers of a fixed salt", () => {
    const rule = compileRule(share(0.1, { salt: "spring" }), { schema });
    const members = Array.from({ length: 100_000 }, (_, index) => `customer-${index + 1}`).filter((id) =>
      rule.matchesAttributes({}, 0, id),
    );
    expect(members.slice(0, 5)).toMatchInlineSnapshot(`
      [
        "customer-2",
        "customer-4",
        "customer-12",
        "customer-35",
        "customer-36",
      ]
    `);
    expect(createHash("sha256").update(members.join("\n")).digest("hex")).toMatchInlineSnapshot(
      `"3759308e43708ca94ad5d48867df7a988305536c5b1e9334624c1dd0b367ab94"`,
    );
  });

  const numbering = ["", "c", "customer-", "00000000-0000-4000-8000-0000000"].map((prefix) =>
    Array.from({ length: 100_000 }, (_, index) => `${prefix}${index + 1}`),
  );

  test("takes its part of consecutive identifiers, within binomial bounds", () => {
    for (const ids of numbering)
      for (const part of [0.01, 0.1, 0.5, 0.9]) {
        const rule = compileRule(share(part, { salt: "holdout" }), { schema });
        const count = ids.filter((id) => rule.matchesAttributes({}, 0, id)).length;
        expect(Math.abs(deviation(count, ids.length, part))).toBeLessThan(4);
      }
  });

  test("is independent of shares with other salts, similar ones as well", () => {
    const pairs = [
      ["a", "b"],
      ["test-1", "test-2"],
      ["spring", "spring "],
      ["x", "xx"],
    ] as const;
    for (const ids of numbering)
      for (const salts of pairs) {
        const [one, other] = salts.map((salt) => compileRule(share(0.2, { salt }), { schema }));
        const both = ids.filter((id) => one!.matchesAttributes({}, 0, id) && other!.matchesAttributes({}, 0, id)).length;
        expect(Math.abs(deviation(both, ids.length, 0.04))).toBeLessThan(4);
      }
  });

  test("of a larger size contains the smaller one with the same salt", () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(storable, storable, part, part, (salt, id, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)].map((each) => isIn(share(each, { salt }), id));
        expect(small && !large).toBe(false);
      }),
    );
  });

  test("tells the salt from the identifier", () => {
    const ids = Array.from({ length: 200 }, (_, index) => `${index}`);
    const members = (salt: string, prefix: string) => ids.filter((id) => isIn(share(0.5, { salt }), prefix + id));
    expect(members("ab", "c")).not.toEqual(members("a", "bc"));
  });

  test("never changes with time, and splits a population with its negation", () => {
    const rule = share(0.5, { salt: "a" });
    for (const id of ["", "1", "é", "😀"]) {
      expect(isIn(not(rule), id)).toBe(!isIn(rule, id));
      expect(nextChangeAt(rule, { id, attributes: {}, history: [] }, { asOf: AS_OF, schema })).toBeNull();
    }
    expect(compileRule(rule, { schema }).reads).toEqual({
      attributes: [],
      interactions: [],
      states: [],
      anyInteraction: false,
      calendars: [],
    });
  });

  test("is the same over columns as over subjects", () => {
    const rule = all(share(0.3, { salt: "a" }), not(share(0.2, { salt: "b" })), attribute("seats").atLeast(2));
    const subjects = Array.from({ length: 500 }, (_, seats) => ({
      id: `c${seats}`,
      attributes: { seats: seats % 5 },
      history: [],
    }));
    const columns = populationColumns(subjects, { schema, paths: ["seats"] });
    const expected = evaluatePopulation(rule, subjects, { asOf: AS_OF, schema });
    expect(evaluatePopulation(rule, columns, { asOf: AS_OF, schema })).toEqual(expected);
    expect(expected.count).toBeGreaterThan(20);
  });

  test("is refused with the path of what is wrong", () => {
    const problems = (node: object) => {
      const result = safeParseRule({ version: 2, kind: "share", salt: "a", share: 0.1, hash: "fnv1a-fmix32", ...node });
      return result.ok ? [] : result.problems.map(({ path, message, hint }) => `${path}: ${message} ${hint ?? ""}`.trim());
    };
    expect(problems({})).toEqual([]);
    expect(problems({ salt: "" })).toEqual([
      'salt: Must be text that names the draw, without U+0000 and unpaired surrogates, got "".',
    ]);
    expect(problems({ salt: "a\u0000" })).toHaveLength(1);
    expect(problems({ share: 10 })).toEqual(["share: Must be a number from 0 (nobody) to 1 (everybody), got 10."]);
    expect(problems({ share: Number.NaN })).toHaveLength(1);
    expect(problems({ share: "0.1" })).toHaveLength(1);
    expect(problems({ hash: "fnv1a-fmix23" })).toEqual(['hash: Unknown hash. Did you mean "fnv1a-fmix32"?']);
    expect(problems({ hash: ["fnv1a-fmix32"] })).toHaveLength(1);
    expect(problems({ salts: "b" })).toEqual(['salts: This key is not known here. Did you mean "salt"?']);
  });

  test("needs a salt when it is built", () => {
    // @ts-expect-error the salt is missing
    expect(() => share(0.1)).toThrow("salt");
    // @ts-expect-error the option is misspelled
    expect(() => share(0.1, { salts: "a" })).toThrow("salts");
    expect(() => share(2, { salt: "a" })).toThrow("share");
  });

  test("is explained by the place of the subject, which nothing can change", () => {
    const rule = share(0.1, { salt: "spring" });
    const subject = { id: "customer-1", attributes: {}, history: [] };
    const place = placeOf("spring", "customer-1");
    const { holds, tree, change, sentence } = explainRule(rule, subject, { asOf: AS_OF, schema });
    expect(holds).toBe(place < 0.1);
    expect(tree.seen?.value).toBe(place);
    expect(change).toEqual([]);
    expect([tree.sentence, sentence]).toMatchInlineSnapshot(`
      [
        "the place in the random order "spring" is 17.91%; required: below 10%",
        "The rule does not hold. No possible change of its conditions was found that would make it hold.",
      ]
    `);
    expect(
      explainRule(not(rule), subject, { asOf: AS_OF, schema, locale: "zh" }).tree.parts?.[0]?.sentence,
    ).toMatchInlineSnapshot(`"在随机抽样“spring”中的位置为 17.91%；要求至少为 10%"`);
  });

  test("is explained with enough digits to tell its place from the share", () => {
    const place = placeOf("spring", "customer-1");
    const { tree } = explainRule(
      share(place + 1e-9, { salt: "spring" }),
      { id: "customer-1", attributes: {}, history: [] },
      {
        asOf: AS_OF,
        schema,
      },
    );
    expect(tree.holds).toBe(true);
    expect(Number(tree.seen?.text.replace("%", ""))).toBeLessThan((place + 1e-9) * 100);
  });

  test("is a proposal's condition only where it already holds", () => {
    const id = Array.from({ length: 100 }, (_, index) => `c${index}`).find((each) => placeOf("a", each) >= 0.5)!;
    const subject = { id, attributes: { seats: 1 }, history: [] };
    const either = schema.rules.any(share(0.5, { salt: "a" }), attribute("seats").atLeast(5));
    expect(explainRule(either, subject, { asOf: AS_OF, schema }).change.map(({ path }) => path)).toEqual(["of[1]"]);
    const both = all(share(0.5, { salt: "a" }), attribute("seats").atLeast(5));
    expect(explainRule(both, subject, { asOf: AS_OF, schema }).change).toEqual([]);
  });

  test("is described with all digits of its percentage", () => {
    const words = (part: number, locale = "en") => describeRule(share(part, { salt: "it's" }), { locale });
    expect(words(0.29)).toBe('the subject is in the random 29% share "it\'s"');
    expect(words(0.001234)).toBe('the subject is in the random 0.1234% share "it\'s"');
    expect(words(1, "zh")).toBe("属于随机抽样“it's”（100%）");
  });

  test("is compared by its salt and its size", () => {
    const change = (before: ShareExpression | Rule, after: Rule) =>
      diffRules(before as Rule, after).map(({ sentence }) => sentence);
    expect(change(share(0.1, { salt: "a" }), share(0.1, { salt: "a" }))).toEqual([]);
    expect(change(share(0.1, { salt: "a" }), share(0.2, { salt: "a" }))).toMatchInlineSnapshot(`
      [
        "changed: the subject is in the random 10% share "a" → the subject is in the random 20% share "a"",
      ]
    `);
  });
});
