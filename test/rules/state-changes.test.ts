import type { Subject } from "clientele/models";
import {
  defineSchema,
  describeRule,
  evaluateRule,
  explainRule,
  layoutRowsOf,
  nextChangeAt,
  type Rule,
  validateRule,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 5, 30);
const schema = defineSchema({ subject: z.object({ name: z.string() }), interactions: {} });
const { not, state } = schema.rules;

/** Steps as days before `AS_OF` and values. */
function subjectWith(key: string, ...steps: readonly (readonly [daysAgo: number, value: string | boolean | null])[]): Subject {
  const timeline = steps.map(([daysAgo, value]) => ({ from: new Date(AS_OF - daysAgo * DAY), value }));
  return { id: "s", attributes: {}, history: [], timelines: { [key]: timeline } };
}

const vip = (...steps: Parameters<typeof subjectWith> extends [string, ...infer Rest] ? Rest : never) =>
  subjectWith("segment:vip", ...steps);

function holds(rule: Rule, subject: Subject, asOf = AS_OF): boolean {
  const answer = evaluateRule(rule, subject, { asOf, schema });
  expect(evaluateRule(not(rule), subject, { asOf, schema })).toBe(!answer);
  return answer;
}

const entered = state("segment:vip").entered({ days: 7 });
const left = state("segment:vip").left({ days: 7 });

describe("entered within the last d", () => {
  test("holds over (asOf − d, asOf]", () => {
    expect(holds(entered, vip([20, false], [0, true]))).toBe(true);
    expect(holds(entered, vip([20, false], [6.999, true]))).toBe(true);
    expect(holds(entered, vip([20, false], [7, true]))).toBe(false);
    expect(holds(entered, vip([20, false], [-1, true]))).toBe(false);
  });

  test("counts a first step, and one after a missing value", () => {
    expect(holds(entered, vip([3, true]))).toBe(true);
    expect(holds(entered, vip([20, true], [10, null], [3, true]))).toBe(true);
  });

  test("does not ask whether the subject is still in, nor counts a step that repeats the value", () => {
    expect(holds(entered, vip([20, false], [3, true], [1, false]))).toBe(true);
    expect(holds(entered, vip([20, true], [3, true]))).toBe(false);
    expect(holds(entered, vip())).toBe(false);
  });

  test("takes the last of several steps at one instant, since nothing lies between them", () => {
    expect(holds(entered, vip([20, true], [3, false], [3, true]))).toBe(false);
    expect(holds(entered, vip([20, false], [3, true], [3, false]))).toBe(false);
    expect(holds(entered, vip([20, false], [3, false], [3, true]))).toBe(true);
  });

  test("ends exactly d after the change", () => {
    const subject = vip([20, false], [3, true]);
    expect(nextChangeAt(entered, subject, { asOf: AS_OF, schema })).toEqual(new Date(AS_OF + 4 * DAY));
    expect(nextChangeAt(entered, vip([20, false], [9, true]), { asOf: AS_OF, schema })).toBeNull();
    // A step after the question is not known.
    expect(nextChangeAt(entered, vip([20, false], [-2, true]), { asOf: AS_OF, schema })).toBeNull();
  });
});

describe("left within the last d", () => {
  test("needs a membership that ended, so that a new customer who is in no segment has not left it", () => {
    expect(holds(left, vip([20, true], [3, false]))).toBe(true);
    expect(holds(left, vip([3, false]))).toBe(false);
    expect(holds(left, vip([20, true], [3, null]))).toBe(true);
    expect(holds(left, vip([20, true], [7, false]))).toBe(false);
    expect(holds(left, vip([20, true], [3, false], [1, true]))).toBe(true);
  });
});

describe("a change of any timeline", () => {
  test("is that of its test: reached a stage, fell below a score, became missing", () => {
    const loyal = state("stage:retail").began({ days: 7 }).equals("loyal");
    const stages = subjectWith("stage:retail", [20, "new"], [3, "loyal"]);
    expect(holds(loyal, stages)).toBe(true);
    expect(holds(state("stage:retail").ended({ days: 7 }).equals("new"), stages)).toBe(true);
    expect(holds(state("stage:retail").ended({ days: 2 }).equals("new"), stages)).toBe(false);
    expect(holds(state("stage:retail").began({ days: 7 }).isPresent(), subjectWith("stage:retail", [3, "new"]))).toBe(true);
    expect(holds(state("stage:retail").began({ days: 7 }).isMissing(), subjectWith("stage:retail", [9, "new"], [3, null]))).toBe(
      true,
    );
    expect(holds(state("stage:retail").began({ days: 7 }).isMissing(), subjectWith("stage:retail", [3, null]))).toBe(false);
  });

  test("has one time at most", () => {
    const both = { version: 2, kind: "state", key: "segment:vip", test: { is: "equals", value: true } };
    expect(validateRule({ ...both, for: { days: 1 }, began: { days: 1 } } as Rule, { schema })).toMatchObject([
      { path: "began", severity: "error" },
      { path: "key", severity: "warning" },
    ]);
    expect(validateRule({ ...both, ended: { days: 0 } } as Rule, { schema })).toContainEqual(
      expect.objectContaining({ path: "ended" }),
    );
  });

  test("is said in both languages", () => {
    const loyal = state("stage:retail").began({ days: 7 }).equals("loyal");
    expect(describeRule(loyal)).toBe('it became true in the last 7 days that stage:retail is "loyal"');
    expect(describeRule(loyal, { locale: "zh" })).toBe("最近 7 天内变为满足：stage:retail 为“loyal”");
    expect(describeRule(left)).toBe("it ceased to be true in the last 7 days that segment:vip is true");
    const explanation = explainRule(loyal, subjectWith("stage:retail", [20, "new"]), { asOf: AS_OF, schema });
    expect(explanation.sentence).toBe(
      'The rule does not hold. It would hold if: it became true in the last 7 days that stage:retail is "loyal" (now: "new").',
    );
    expect(JSON.stringify(explanation)).toContain('stage:retail is \\"new\\" since');
  });

  test("reads the steps that the layout of SQL storage has", () => {
    expect(layoutRowsOf(vip([20, true], [3, false])).states.map(({ valid_to }) => valid_to)).toEqual([AS_OF - 3 * DAY, null]);
  });
});
