/** Tests inside `where` whose result depends on the rule's asOf. */
import type { Interaction, Subject } from "clientele/models";
import {
  compileRule,
  defineSchema,
  describeRule,
  evaluateMetric,
  evaluateRule,
  nextChangeAt,
  prepareSubject,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const schema = defineSchema({
  subject: z.object({ name: z.string() }),
  interactions: {
    booked: z.object({ starts: z.date(), day: z.iso.date(), nights: z.int() }),
    paid: z.object({ due: z.date() }),
  },
});
const { metric, sequence, not } = schema.rules;

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12);
let serial = 0;
const happened = (type: string, at: number, properties: Interaction["properties"] = {}): Interaction => ({
  id: `i${++serial}`,
  customerId: "s",
  type,
  at: new Date(at),
  properties,
});
const subjectOf = (...history: Interaction[]): Subject => ({ id: "s", attributes: {}, history });

describe("a condition on an interaction that depends on time", () => {
  const upcoming = metric.count("booked").where((p) => p("starts").withinNext({ days: 3 }));

  test("is measured from the rule's asOf, not from the interaction", () => {
    const booking = (starts: number) => subjectOf(happened("booked", NOW - 100 * DAY, { starts: new Date(starts) }));
    const values = [NOW, NOW + 1, NOW + 3 * DAY, NOW + 3 * DAY + 1].map((starts) =>
      evaluateMetric(upcoming.metric, booking(starts), { asOf: NOW, schema }),
    );
    expect(values).toEqual([0, 1, 1, 0]);
  });

  test("gives the exact next change, when it begins and when it ends", () => {
    const subject = subjectOf(happened("booked", NOW - DAY, { starts: new Date(NOW + 10 * DAY) }));
    const rule = upcoming.atLeast(1);
    expect(nextChangeAt(rule, subject, { asOf: NOW, schema })).toEqual(new Date(NOW + 7 * DAY));
    expect(nextChangeAt(rule, subject, { asOf: NOW + 7 * DAY, schema })).toEqual(new Date(NOW + 10 * DAY));
    expect(nextChangeAt(rule, subject, { asOf: NOW + 10 * DAY, schema })).toBeNull();
    expect(nextChangeAt(not(rule), subject, { asOf: NOW, schema })).toEqual(new Date(NOW + 7 * DAY));
  });

  test("counts anew at every instant, though totals of other conditions are kept", () => {
    const subject = prepareSubject(subjectOf(happened("booked", NOW - DAY, { starts: new Date(NOW + 2 * DAY), nights: 3 })));
    const nights = compileRule(
      metric
        .sum("booked", "nights")
        .where((p) => p("starts").withinNext({ days: 3 }))
        .atLeast(3),
      { schema },
    );
    expect([NOW, NOW + DAY, NOW + 2 * DAY].map((asOf) => nights.matches(subject, asOf))).toEqual([true, true, false]);
  });

  test("reads a date in the zone of the test", () => {
    const tomorrow = metric
      .count("booked")
      .where((p) => p("day").withinNext({ days: 1 }, { zone: "Asia/Shanghai" }))
      .atLeast(1);
    const subject = subjectOf(happened("booked", NOW - DAY, { day: "2026-06-17" }));
    // In Shanghai the 16th begins at 16:00 UTC of the 15th.
    expect(nextChangeAt(tomorrow, subject, { asOf: NOW, schema })).toEqual(new Date("2026-06-15T16:00:00Z"));
    expect(nextChangeAt(tomorrow, subject, { asOf: new Date("2026-06-15T16:00:00Z"), schema })).toEqual(
      new Date("2026-06-16T16:00:00Z"),
    );
  });

  test("fails on a missing value, and its negation holds there", () => {
    const missing = subjectOf(happened("booked", NOW - DAY, { starts: "tomorrow" }));
    expect(evaluateMetric(upcoming.metric, missing, { asOf: NOW, schema })).toBe(0);
    const other = metric.count("booked").where((p) => p.not(p("starts").withinNext({ days: 3 })));
    expect(evaluateMetric(other.metric, missing, { asOf: NOW, schema })).toBe(1);
  });

  test("decides the steps of sequences and absences at asOf", () => {
    const overdue = sequence("booked", (p) => p("starts").withinNext({ days: 3 })).then("paid", (p) =>
      p("due").withinLast({ days: 1 }),
    );
    const rule = overdue.atAnyTime();
    const subject = subjectOf(
      happened("booked", NOW - 5 * DAY, { starts: new Date(NOW + 2 * DAY) }),
      happened("paid", NOW - 4 * DAY, { due: new Date(NOW + DAY) }),
    );
    expect(evaluateRule(rule, subject, { asOf: NOW, schema })).toBe(false);
    expect(nextChangeAt(rule, subject, { asOf: NOW, schema })).toEqual(new Date(NOW + DAY));
    expect(nextChangeAt(rule, subject, { asOf: NOW + DAY, schema })).toEqual(new Date(NOW + 2 * DAY));
    const unpaid = sequence("booked")
      .thenNo("paid", (p) => p("due").withinNext({ days: 2 }))
      .within({ days: 2 });
    expect(evaluateRule(unpaid, subject, { asOf: NOW, schema })).toBe(false);
    expect(nextChangeAt(unpaid, subject, { asOf: NOW, schema })).toEqual(new Date(NOW + DAY));
  });

  test("is described with its window", () => {
    expect(describeRule(upcoming.atLeast(1))).toBe("booked (where starts is within the next 3 days) happened at least once");
    expect(describeRule(upcoming.atLeast(1), { locale: "zh", names: { booked: { en: "booking", zh: "预订" } } })).toBe(
      "预订（其中 starts 在未来 3 天内）至少 1 次",
    );
  });
});
