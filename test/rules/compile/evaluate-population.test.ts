import { compileRule, evaluatePopulation, populationColumns, prepareSubject, type Rule } from "clientele/rules";
import { isClienteleError } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AS_OF, calendars, ruleArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";

const subjects = fc.sample(subjectArbitrary, { seed: 3, numRuns: 60 }).map((subject, index) => ({ ...subject, id: `s${index}` }));
const columns = populationColumns(subjects, { schema });

function expected(rule: Rule): number[] {
  const compiled = compileRule(rule, { schema, calendars });
  return subjects.map((subject) => (compiled.matches(prepareSubject(subject), AS_OF) ? 1 : 0));
}

describe("evaluatePopulation", () => {
  test("gives the same results for subjects as one by one", () => {
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        const { ids, matches, count } = evaluatePopulation(rule, subjects, { asOf: AS_OF, schema, calendars });
        expect([...matches]).toEqual(expected(rule));
        expect(ids).toEqual(subjects.map(({ id }) => id));
        expect(count).toBe(matches.reduce((sum, match) => sum + match, 0));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("gives the same results over columns as over subjects, or names what it needs", () => {
    let answered = 0;
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        const { reads } = compileRule(rule, { schema, calendars });
        const ofAttributes = reads.interactions.length === 0 && reads.states.length === 0 && !reads.anyInteraction;
        try {
          expect([...evaluatePopulation(rule, columns, { asOf: AS_OF, schema, calendars }).matches]).toEqual(expected(rule));
          answered++;
        } catch (error) {
          if (!isClienteleError(error, "unavailable_column")) throw error;
          expect(ofAttributes).toBe(false);
        }
      }),
      { numRuns: 1_500, seed: 2 },
    );
    expect(answered).toBeGreaterThan(200);
  });

  test("names a missing column", () => {
    const some = populationColumns(subjects, { schema, paths: ["name"] });
    const rule: Rule = { version: 1, kind: "attribute", path: "score", test: { is: "present" } };
    expect(() => evaluatePopulation(rule, some, { asOf: AS_OF, schema, calendars })).toThrow(
      expect.objectContaining({ code: "unavailable_column", details: { column: "score" } }),
    );
  });
});
