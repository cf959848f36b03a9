import { compileRule, nextChangeAt, prepareSubject, type Rule } from "clientele/rules";
import type { Subject } from "clientele/models";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AS_OF, calendars, leafArbitrary, ruleArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";

const HOUR = 3_600_000;
const HORIZON = 40 * 24 * HOUR;

/** Every instant near which something can change: all facts, dates and boundaries moved by every length a rule uses, and each hour. */
function instantsToTry(from: number, seedInstants: readonly number[]): number[] {
  const lengths = [0, 1, 2, 3, 7, 13 * 7, 28, 30, 60, 365]
    .map((days) => days * 24 * HOUR)
    .concat([HOUR, 2 * 24 * HOUR + 1, 4 * 24 * HOUR + 2]);
  const tries = new Set<number>();
  for (const instant of seedInstants) {
    for (const length of lengths) for (const step of [-1, 0, 1]) tries.add(instant + length + step).add(instant - length + step);
  }
  for (let at = from + HOUR / 2; at <= from + HORIZON; at += HOUR / 2) tries.add(Math.floor(at / (HOUR / 2)) * (HOUR / 2));
  return [...tries].filter((at) => at > from && at <= from + HORIZON).sort((left, right) => left - right);
}

/** History and timelines after the question are dropped: what happens later is not known. */
function knownAt(subject: Subject, asOf: number): Subject {
  return {
    ...subject,
    history: subject.history.filter(({ at }) => at.getTime() <= asOf),
    timelines: Object.fromEntries(
      Object.entries(subject.timelines ?? {}).map(([key, steps]) => [key, steps.filter(({ from }) => from.getTime() <= asOf)]),
    ),
  };
}

function instantsOf(subject: Subject): number[] {
  const found = subject.history.map(({ at }) => at.getTime());
  for (const { properties } of subject.history) if (properties.due instanceof Date) found.push(properties.due.getTime());
  for (const steps of Object.values(subject.timelines ?? {})) for (const { from } of steps) found.push(from.getTime());
  for (const key of ["joined", "createdAt"]) {
    const value = subject.attributes[key];
    if (value instanceof Date) found.push(value.getTime());
    else if (typeof value === "number" && Number.isInteger(value)) found.push(value);
  }
  return found;
}

function expectExact(rule: Rule, subject: Subject, asOf: number): void {
  const compiled = compileRule(rule, { schema, calendars });
  const prepared = prepareSubject(subject);
  const known = prepareSubject(knownAt(subject, asOf));
  const now = compiled.matches(known, asOf);
  const next = compiled.nextChange(prepared, asOf, asOf + HORIZON);
  const truthAt = (at: number): boolean => compiled.matches(known, at);
  if (next !== null) {
    expect(truthAt(next), "differs at the instant returned").toBe(!now);
    expect(truthAt(next - 1), "is the same a millisecond before").toBe(now);
  }
  const end = next ?? asOf + HORIZON + 1;
  for (const at of instantsToTry(asOf, instantsOf(subject))) {
    if (at >= end) break;
    if (truthAt(at) !== now)
      expect.fail(`changes at ${new Date(at).toISOString()}, before ${next === null ? "never" : new Date(next).toISOString()}`);
  }
}

const subjects = subjectArbitrary.map((subject): Subject => ({ ...subject, id: "s" }));

describe("nextChangeAt", () => {
  test("equals brute force for random rules and subjects", { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(ruleArbitrary, subjects, (rule, subject) => expectExact(rule, subject, AS_OF)),
      { numRuns: Number(process.env.NEXT_CHANGE_CASES ?? 200), seed: 7 },
    );
  });

  test("is exact for single leaves at random instants", { timeout: 600_000 }, () => {
    const instant = fc.integer({ min: AS_OF - 20 * 24 * HOUR, max: AS_OF + 5 * 24 * HOUR });
    fc.assert(
      fc.property(leafArbitrary, subjects, instant, (leaf, subject, asOf) =>
        expectExact({ ...leaf, version: 1 } as Rule, subject, asOf),
      ),
      { numRuns: Number(process.env.NEXT_CHANGE_CASES ?? 200), seed: 11 },
    );
  });

  test("is null when nothing changes before `until`, and does not depend on later facts", () => {
    const placed = (id: string, at: number) => ({ id, customerId: "s", type: "order", at: new Date(at), properties: {} });
    const silent: Rule = {
      version: 1,
      kind: "metric",
      metric: { measure: "count", types: ["order"], window: { kind: "last", duration: { days: 30 } } },
      test: { is: "equals", value: 0 },
    };
    const subject: Subject = { id: "s", attributes: {}, history: [placed("a", 0), placed("b", 10 * 24 * HOUR)] };
    expect(nextChangeAt(silent, subject, { asOf: 0, schema, calendars })).toEqual(new Date(30 * 24 * HOUR));
    expect(nextChangeAt(silent, subject, { asOf: 0, schema, calendars, until: 29 * 24 * HOUR })).toBeNull();
    expect(nextChangeAt(silent, { ...subject, history: [] }, { asOf: 0, schema, calendars })).toBeNull();
  });
});

describe("the complement of a rule", () => {
  test("splits any population between a rule and its negation", () => {
    fc.assert(
      fc.property(ruleArbitrary, subjects, (rule, subject) => {
        const { version, ...of } = rule;
        const not = compileRule({ version, kind: "not", of } as Rule, { schema, calendars });
        const prepared = prepareSubject(subject);
        expect(not.matches(prepared, AS_OF)).toBe(!compileRule(rule, { schema, calendars }).matches(prepared, AS_OF));
      }),
      { numRuns: 300 },
    );
  });
});
