import { advance, retailLifecycle, startLifecycle } from "clientele/lifecycle";
import type { Subject } from "clientele/models";
import { defineSchema } from "clientele/rules";
import { advanceSegments, defineSegments, evaluateSegments, segmentTimelines } from "clientele/segments";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const { metric, not, state } = defineSchema({}).rules;
const ordered = metric.count("order.placed").atLeast(1);
const retail = retailLifecycle();
const set = defineSegments({
  id: "s",
  segments: [
    { id: "prospect", rule: not(ordered) },
    { id: "waiting", rule: state("segment:prospect").for({ days: 20 }).isTrue() },
  ],
});

/** A customer who is created on day 10 and orders on day 40. */
function customer(createdAt: unknown): Subject {
  const order = { id: "o1", customerId: "c1", type: "order.placed", at: new Date(40 * DAY), properties: {} };
  return { id: "c1", attributes: { createdAt }, history: [order] };
}

/** Every function that asks when a customer starts. */
const questions: Readonly<Record<string, (subject: Subject) => unknown>> = {
  advance: (subject) => advance(retail, startLifecycle(retail, "c1"), subject, { asOf: 60 * DAY }).snapshot.startedAt,
  segmentTimelines: (subject) => segmentTimelines(set, subject, { to: 60 * DAY }),
  evaluateSegments: (subject) => evaluateSegments(set, subject, { asOf: 35 * DAY, since: true }),
  advanceSegments: (subject) => advanceSegments(set, null, subject, { asOf: 5 * DAY }).nextChangeAt,
};

describe("a customer's start", () => {
  test("is createdAt as a Date, epoch milliseconds or ISO 8601 text, and the first interaction without it", () => {
    for (const createdAt of [new Date(10 * DAY), 10 * DAY, "1970-01-11T00:00:00Z", "1970-01-11T08:00:00+08:00"]) {
      const subject = customer(createdAt);
      expect(questions.advance!(subject)).toBe(10 * DAY);
      expect(questions.segmentTimelines!(subject)).toEqual({
        "segment:prospect": [
          { from: new Date(10 * DAY), value: true },
          { from: new Date(40 * DAY), value: false },
        ],
        "segment:waiting": [
          { from: new Date(10 * DAY), value: false },
          { from: new Date(30 * DAY), value: true },
          { from: new Date(40 * DAY), value: false },
        ],
      });
      expect(questions.advanceSegments!(subject)).toEqual(new Date(10 * DAY));
    }
    for (const createdAt of [undefined, null, new Date(50 * DAY), "1970-02-20T00:00:00Z"]) {
      expect(questions.advance!(customer(createdAt))).toBe(40 * DAY);
      expect(questions.segmentTimelines!(customer(createdAt))).toEqual({
        "segment:prospect": [{ from: new Date(40 * DAY), value: false }],
        "segment:waiting": [{ from: new Date(40 * DAY), value: false }],
      });
    }
  });

  test.each(Object.entries(questions))("is refused by %s where createdAt is no instant", (_name, ask) => {
    for (const createdAt of ["1970-01-11", "yesterday", 1.5, new Date(Number.NaN), true, {}])
      expect(() => ask(customer(createdAt))).toThrow(expect.objectContaining({ code: "invalid_instant", path: "createdAt" }));
  });
});
