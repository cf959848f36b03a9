import type { CustomerRecord, Subject, Timelines } from "clientele/models";
import { evaluateRule, standardCatalog } from "clientele/rules";
import {
  defineSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  membershipChanges,
  membersOf,
  nextMembershipChangeAt,
  overlap,
  segmentTimelines,
} from "clientele/segments";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRule, anySubject, HOUR, LAST_HOUR } from "../../fixtures/random-lifecycles.js";

const END = (LAST_HOUR + 60) * HOUR;

const anySet = fc
  .array(anyRule, { minLength: 1, maxLength: 4 })
  .map((rules) => defineSegments({ id: "random", segments: rules.map((rule, index) => ({ id: `g${index}`, rule })) }));

const anyPopulation = fc
  .array(anySubject, { maxLength: 6 })
  .map((subjects) => subjects.map((subject, index): Subject => ({ ...subject, id: `c${index}` })));

const anyHour = fc.integer({ min: 0, max: LAST_HOUR });

describe("memberships", () => {
  test("agree for one customer, for a population in batches of any size, and for the rule itself", async () => {
    await fc.assert(
      fc.asyncProperty(anySet, anyPopulation, anyHour, fc.integer({ min: 1, max: 4 }), async (set, subjects, hour, batchSize) => {
        const asOf = hour * HOUR;
        const columns = await evaluateSegmentPopulation(set, subjects, { asOf, batchSize });
        expect(columns.ids).toEqual(subjects.map(({ id }) => id));
        set.segments.forEach(({ id, rule }, position) => {
          const expected = subjects
            .filter((subject) => evaluateRule(rule, subject, { asOf, schema: standardCatalog }))
            .map((subject) => subject.id);
          const single = subjects.filter((subject) =>
            evaluateSegments(set, subject, { asOf }).some(({ segmentId }) => segmentId === id),
          );
          expect(membersOf(columns, id)).toEqual(expected);
          expect(single.map((subject) => subject.id)).toEqual(expected);
          expect(columns.segments[position]?.size).toBe(expected.length);
        });
      }),
      { numRuns: 150 },
    );
  });

  test("agree with the timeline at every hour, which steps at the exact instant", () => {
    fc.assert(
      fc.property(anySet, anySubject, (set, subject) => {
        const timelines = segmentTimelines(set, subject, { to: END });
        for (const { id, rule } of set.segments) {
          const steps = timelines[`segment:${id}`] ?? [];
          const start = steps[0]?.from.getTime() ?? END + 1;
          const spoken = (at: number) => steps.findLast(({ from }) => from.getTime() <= at)?.value;
          for (let at = start; at <= END; at += HOUR)
            expect(spoken(at)).toBe(evaluateRule(rule, subject, { asOf: at, schema: standardCatalog }));
          for (const { from, value } of steps.slice(1))
            expect(evaluateRule(rule, subject, { asOf: from.getTime() - 1, schema: standardCatalog })).toBe(value !== true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("agree with a timeline that is continued from any instant, any number of times", () => {
    fc.assert(
      fc.property(anySet, anySubject, fc.array(anyHour, { maxLength: 4 }), (set, subject, hours) => {
        let known: { to: number; timelines: Timelines } | undefined;
        for (const to of [...hours.sort((left, right) => left - right).map((hour) => hour * HOUR + 7), END])
          known = { to, timelines: segmentTimelines(set, subject, { to, known }) };
        expect(known?.timelines).toEqual(segmentTimelines(set, subject, { to: END }));
      }),
      { numRuns: 200 },
    );
  });

  test("stay the same until the next change, and differ at it", () => {
    fc.assert(
      fc.property(anySet, anySubject, (set, subject) => {
        const still = { ...subject, changes: [], timelines: {} };
        const at = LAST_HOUR * HOUR;
        const names = (asOf: number) => evaluateSegments(set, still, { asOf }).map(({ segmentId }) => segmentId);
        const next = nextMembershipChangeAt(set, still, { asOf: at, until: END })?.getTime() ?? END + 1;
        for (let hour = at; hour < next && hour <= END; hour += HOUR) expect(names(hour)).toEqual(names(at));
        if (next <= END) {
          expect(names(next - 1)).toEqual(names(at));
          expect(names(next)).not.toEqual(names(at));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("are the sum of those who entered, left and stayed", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySet,
        anyPopulation,
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        anyHour,
        async (set, subjects, kept, hour) => {
          const before = await evaluateSegmentPopulation(set, subjects, { asOf: hour * HOUR });
          const after = await evaluateSegmentPopulation(
            set,
            subjects.filter((_, index) => kept[index]),
            { asOf: END },
          );
          for (const { segmentId, entered, left, stayed, gone, fresh } of membershipChanges(before, after)) {
            expect([...stayed, ...left].sort()).toEqual(membersOf(before, segmentId));
            expect([...stayed, ...entered].sort()).toEqual(membersOf(after, segmentId));
            expect(left).toEqual(expect.arrayContaining([...gone]));
            expect(gone.every((id) => !after.ids.includes(id))).toBe(true);
            expect(fresh).toEqual([]);
          }
          const lists = membershipChanges(
            subjects.flatMap((subject) => evaluateSegments(set, subject, { asOf: hour * HOUR })),
            subjects.flatMap((subject) => evaluateSegments(set, subject, { asOf: END })),
          );
          const all = membershipChanges(before, await evaluateSegmentPopulation(set, subjects, { asOf: END }));
          for (const { segmentId, entered, left } of lists) {
            const same = all.find((change) => change.segmentId === segmentId);
            expect([entered, left]).toEqual([same?.entered, same?.left]);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test("have an overlap that equals counting pairs by hand", async () => {
    await fc.assert(
      fc.asyncProperty(anySet, anyPopulation, async (set, subjects) => {
        const columns = await evaluateSegmentPopulation(set, subjects, { asOf: END });
        const { both, inNone } = overlap(columns);
        const members = set.segments.map(({ id }) => membersOf(columns, id));
        members.forEach((left, row) => {
          members.forEach((right, column) => {
            expect(both[row]?.[column]).toBe(left.filter((id) => right.includes(id)).length);
          });
        });
        expect(inNone).toBe(subjects.filter(({ id }) => members.every((list) => !list.includes(id))).length);
      }),
      { numRuns: 50 },
    );
  });

  test("are the same for a record and for its subject", () => {
    const set = defineSegments({
      id: "s",
      segments: [{ id: "vip", rule: { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } } }],
    });
    const record: CustomerRecord = { customer: { id: "c1", kind: "person", version: 0, tags: ["vip"] }, history: [] };
    expect(evaluateSegments(set, record, { asOf: 0 })).toEqual([
      {
        segmentId: "vip",
        customerId: "c1",
        reasons: [{ en: 'tags is a list of "vip"; required: a list that includes "vip"', zh: "tags 为列表“vip”；要求含有“vip”" }],
      },
    ]);
  });
});
