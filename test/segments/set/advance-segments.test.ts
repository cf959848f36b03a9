import type { Rule } from "clientele/rules";
import { advanceSegments, defineSegments, evaluateSegments, type SegmentSnapshot } from "clientele/segments";

import { anyRule, anySubject, HOUR, LAST_HOUR } from "../../fixtures/random-lifecycles.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("advanceSegments", () => {
  test("equals the evaluation of every segment, fact by fact and instant by instant", () => {
    fc.assert(
      fc.property(fc.array(anyRule, { minLength: 1, maxLength: 4 }), anySubject, (rules, subject) => {
        const set = defineSegments({ id: "s", segments: rules.map((rule, index) => ({ id: `g${index}`, rule })) });
        let snapshot: SegmentSnapshot | null = null;
        let evaluated = 0;
        for (let hour = 0; hour <= LAST_HOUR; hour += 7) {
          const now = hour * HOUR;
          const from = now - 7 * HOUR;
          const isNew = (instant: Date) => instant.getTime() > from && instant.getTime() <= now;
          // Only interactions up to the hour are known; the profile and the timeline contain their future changes.
          const known = { ...subject, history: subject.history.filter((fact) => fact.at.getTime() <= now) };
          const facts = { interactions: known.history.filter((fact) => isNew(fact.at)).map(({ type }) => type) };
          const step = advanceSegments(set, snapshot, known, { asOf: now, facts });
          const members = step.snapshot.segments.filter(({ member }) => member).map(({ id }) => id);
          expect(members).toEqual(evaluateSegments(set, known, { asOf: now }).map(({ segmentId }) => segmentId));
          const before: string[] =
            (snapshot as SegmentSnapshot | null)?.segments.filter(({ member }) => member).map(({ id }) => id) ?? [];
          expect([...before.filter((id) => !step.left.includes(id)), ...step.entered].sort()).toEqual([...members].sort());
          snapshot = JSON.parse(JSON.stringify(step.snapshot)) as SegmentSnapshot;
          evaluated += step.evaluated;
        }
        expect(evaluated).toBeLessThanOrEqual(rules.length * (Math.floor(LAST_HOUR / 7) + 1));
      }),
      { numRuns: 150 },
    );
  });

  test("evaluates only segments that the facts affect, and refuses a foreign or later snapshot", () => {
    const viewed: Rule = {
      version: 1,
      kind: "metric",
      metric: { measure: "count", types: ["page.viewed"] },
      test: { is: "atLeast", value: 1 },
    };
    const lives: Rule = { version: 1, kind: "attribute", path: "address.country", test: { is: "equals", value: "CN" } };
    const set = defineSegments({
      id: "s",
      segments: [
        { id: "viewed", rule: viewed },
        { id: "lives", rule: lives },
      ],
    });
    const subject = { id: "c", attributes: {}, history: [] };
    const { snapshot } = advanceSegments(set, null, subject, { asOf: 0 });
    expect(advanceSegments(set, snapshot, subject, { asOf: 1, facts: { interactions: ["order.placed"] } }).evaluated).toBe(0);
    expect(advanceSegments(set, snapshot, subject, { asOf: 1, facts: { interactions: ["page.viewed"] } }).evaluated).toBe(1);
    expect(advanceSegments(set, snapshot, subject, { asOf: 1, facts: { attributes: ["address"] } }).evaluated).toBe(1);
    expect(advanceSegments(set, snapshot, subject, { asOf: 1 }).evaluated).toBe(2);
    expect(() => advanceSegments(set, snapshot, { ...subject, id: "d" }, { asOf: 1 })).toThrow(
      expect.objectContaining({ code: "mismatched_segments" }),
    );
    expect(() => advanceSegments(set, snapshot, subject, { asOf: -1 })).toThrow(
      expect.objectContaining({ code: "instant_before_cursor" }),
    );
  });
});
