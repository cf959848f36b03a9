import type { Subject } from "clientele/models";
import { defineSchema, type Expression, prepareSubject, type Rule, ruleToSql, standardCatalog } from "clientele/rules";
import {
  advanceSegments,
  defineSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  explainMembership,
  membersOf,
  nextMembershipChangeAt,
  segmentRule,
  type SegmentSet,
  segmentTimelines,
} from "clientele/segments";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compiledSetOf, nextCheckOf, nextMembershipCheck } from "../../../src/segments/internal.js";
import { AS_OF, leafArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";
import { openHours } from "../../fixtures/arbitrary-rules/business-time.js";
import { sqliteEngine } from "../../fixtures/sql-engines.js";

const DAY = 86_400_000;
const { all, attribute, not, state } = defineSchema({ interactions: {} }).rules;
const orders = { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 30 } } } as const;
const active: Rule = { version: 2, kind: "metric", metric: orders, test: { is: "atLeast", value: 1 } };
const tagged = attribute("tags").has("vip");

function customer(daysOfOrders: readonly number[], rest: Partial<Subject> = {}): Subject {
  const history = daysOfOrders.map((day, index) => ({
    id: `o${index}`,
    customerId: "c1",
    type: "order.placed",
    at: new Date(day * DAY),
    properties: {},
  }));
  return { id: "c1", attributes: { createdAt: new Date(0) }, history, ...rest };
}

const members = (set: SegmentSet, subject: Subject, day: number): string[] =>
  evaluateSegments(set, subject, { asOf: day * DAY }).map(({ segmentId }) => segmentId);

describe("segments of one set that read each other", () => {
  const set = defineSegments({
    id: "s",
    segments: [
      { id: "quiet-vip", rule: all(state("segment:vip").isTrue(), state("segment:active").isFalse()) },
      { id: "vip", rule: tagged },
      { id: "active", rule: active },
      { id: "loyal", rule: state("segment:active").for({ days: 20 }).isTrue() },
      { id: "back", rule: state("segment:active").entered({ days: 7 }) },
      { id: "lapsed", rule: state("segment:active").left({ days: 7 }) },
    ],
  });
  const vip = customer([10], { attributes: { createdAt: new Date(0), tags: ["vip"] } });

  test("are decided at the same instant, in whatever order they stand", () => {
    expect(members(set, vip, 5)).toEqual(["quiet-vip", "vip"]);
    expect(members(set, vip, 10)).toEqual(["vip", "active", "back"]);
    expect(members(set, vip, 30)).toEqual(["vip", "active", "loyal"]);
    expect(members(set, vip, 40)).toEqual(["quiet-vip", "vip", "lapsed"]);
    expect(members(set, customer([]), 40)).toEqual([]);
  });

  test("read what is decided, not what was recorded", () => {
    const recorded = { ...vip, timelines: { "segment:active": [{ from: new Date(0), value: true }] } };
    expect(members(set, recorded, 5)).toEqual(["quiet-vip", "vip"]);
  });

  test("change when those that they read change", () => {
    const next = (day: number) => nextMembershipChangeAt(set, vip, { asOf: day * DAY })?.getTime();
    expect(next(10)).toBe(17 * DAY);
    expect(next(17)).toBe(30 * DAY);
    expect(next(30)).toBe(40 * DAY);
    expect(next(40)).toBe(47 * DAY);
    expect(next(47)).toBeUndefined();
  });

  test("have the timelines of their memberships, and continue known ones", () => {
    const timelines = segmentTimelines(set, vip, { to: 60 * DAY });
    const days = (id: string) => timelines[`segment:${id}`]!.map(({ from, value }) => [from.getTime() / DAY, value]);
    expect(Object.keys(timelines)[0]).toBe("segment:quiet-vip");
    expect(days("quiet-vip")).toEqual([
      [0, true],
      [10, false],
      [40, true],
    ]);
    expect(days("loyal")).toEqual([
      [0, false],
      [30, true],
      [40, false],
    ]);
    expect(days("back")).toEqual([
      [0, false],
      [10, true],
      [17, false],
    ]);
    expect(days("lapsed")).toEqual([
      [0, false],
      [40, true],
      [47, false],
    ]);
    const known = { to: 20 * DAY, timelines: segmentTimelines(set, vip, { to: 20 * DAY }) };
    expect(segmentTimelines(set, vip, { to: 60 * DAY, known })).toEqual(timelines);
  });

  test("change when an attribute has been what it is for long enough, though it was another before", () => {
    const steady = defineSegments({
      id: "s",
      segments: [
        { id: "vip", rule: tagged },
        { id: "steady", rule: state("segment:vip").for({ days: 60 }).isTrue() },
      ],
    });
    const change = {
      customerId: "c1",
      path: ["tags"],
      before: [],
      after: ["vip"],
      at: new Date(10 * DAY),
      version: 1,
      source: "crm",
    };
    const promoted: Subject = { ...vip, changes: [change] };
    for (const day of [20, 60]) {
      expect(nextMembershipChangeAt(steady, promoted, { asOf: day * DAY })).toEqual(new Date(70 * DAY));
      const position = compiledSetOf(steady).segments.findIndex(({ segment }) => segment.id === "steady");
      const prepared = prepareSubject(promoted);
      expect(nextCheckOf(compiledSetOf(steady), position, prepared, day * DAY, 100 * DAY)).toBe(70 * DAY);
    }
  });

  test("say when a membership began, and why", () => {
    const [first] = evaluateSegments(set, vip, { asOf: 41 * DAY, since: true });
    expect(first).toMatchObject({ segmentId: "quiet-vip", since: new Date(40 * DAY) });
    expect(first!.reasons).toHaveLength(2);
    expect(explainMembership(set, "loyal", vip, { asOf: 30 * DAY }).member).toBe(true);
    expect(explainMembership(set, "loyal", vip, { asOf: 29 * DAY }).member).toBe(false);
  });

  test("refuse a circle, and a segment that reads itself", () => {
    const circle = () =>
      defineSegments({
        id: "s",
        segments: [
          { id: "a", rule: state("segment:b").isTrue() },
          { id: "b", rule: not(state("segment:a").isTrue()) },
        ],
      });
    expect(circle).toThrow(
      expect.objectContaining({ code: "state_cycle", details: { states: ["segment:a", "segment:b"] } }) as Error,
    );
    expect(() => defineSegments({ id: "s", segments: [{ id: "a", rule: state("segment:a").isTrue() }] })).toThrow("own timeline");
  });

  test("are one rule without timelines for SQL, unless they ask for the past", () => {
    expect(segmentRule(set, "quiet-vip")).toEqual({
      version: 2,
      kind: "all",
      of: [
        { kind: "attribute", path: "tags", test: { is: "has", value: "vip" } },
        { kind: "not", of: { kind: "metric", metric: orders, test: { is: "atLeast", value: 1 } } },
      ],
    });
    expect(() => segmentRule(set, "loyal")).toThrow(expect.objectContaining({ code: "unsupported_segment_rule" }) as Error);
    expect(() => ruleToSql(segmentRule(set, "quiet-vip"), { dialect: "sqlite", asOf: 0, schema: standardCatalog })).not.toThrow();
  });
});

/** The memberships that others read begin in 1970 where nothing is known about a customer. */
const calendars = openHours(AS_OF, Math.ceil(AS_OF / DAY) + 100);

/** Random sets: two segments over facts, one that reads both, and one that asks for the past of that one. */
const time = fc.constantFrom({}, { for: { days: 1 } }, { for: { days: 30 } }, { began: { days: 7 } }, { ended: { days: 3 } });
const reading = (id: string, times: fc.Arbitrary<object>): fc.Arbitrary<Expression> =>
  fc
    .tuple(fc.boolean(), fc.constantFrom("equals", "notEquals"), times)
    .map(([value, is, asked]) => ({ kind: "state", key: `segment:${id}`, test: { is, value }, ...asked }) as Expression);
const setWith = (times: fc.Arbitrary<object>): fc.Arbitrary<SegmentSet> =>
  fc
    .tuple(
      leafArbitrary,
      leafArbitrary,
      reading("a", times),
      reading("b", times),
      reading("c", times),
      fc.constantFrom("all", "any"),
    )
    .map(([a, b, readsA, readsB, readsC, kind]) => {
      const rule = (node: object): Rule => ({ version: 2, ...node }) as Rule;
      const segments = [
        { id: "d", rule: rule({ kind, of: [readsC, { kind: "not", of: readsA }] }) },
        { id: "c", rule: rule({ kind, of: [readsA, readsB] }) },
        { id: "a", rule: rule(a) },
        { id: "b", rule: rule(b) },
      ];
      return defineSegments({ id: "s", segments }, { schema, calendars });
    });
/** Random subjects whose `createdAt` is missing or an instant in one of its forms: what is no instant is refused. */
const someone = fc
  .tuple(
    subjectArbitrary,
    fc.constantFrom<(at: Date) => unknown>(
      (at) => at,
      Number,
      (at) => at.toISOString(),
    ),
  )
  .map(([subject, form]): Subject => {
    const { createdAt, ...attributes } = subject.attributes;
    const isInstant = createdAt instanceof Date && !Number.isNaN(createdAt.getTime());
    return { ...subject, id: "s", attributes: isInstant ? { ...attributes, createdAt: form(createdAt) } : attributes };
  });
const idsAt = (set: SegmentSet, subject: Subject, asOf: number): string[] =>
  evaluateSegments(set, subject, { asOf, reasons: false }).map(({ segmentId }) => segmentId);

describe("random sets whose segments read each other", () => {
  const anyTime = setWith(time);

  test("have the same members one by one, over a population, in timelines and step by step", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyTime, someone, async (set, subject) => {
        const found = idsAt(set, subject, AS_OF);
        const columns = await evaluateSegmentPopulation(set, [subject], { asOf: AS_OF });
        expect(set.segments.filter(({ id }) => membersOf(columns, id).length > 0).map(({ id }) => id)).toEqual(found);
        const timelines = segmentTimelines(set, subject, { to: AS_OF });
        for (const { id } of set.segments) {
          const last = timelines[`segment:${id}`]?.at(-1)?.value;
          if (last !== undefined) expect(last, id).toBe(found.includes(id));
        }
        let snapshot = advanceSegments(set, null, subject, { asOf: AS_OF - 40 * DAY }).snapshot;
        for (let asOf = AS_OF - 40 * DAY; asOf <= AS_OF; asOf += 4 * DAY) {
          snapshot = advanceSegments(set, snapshot, subject, { asOf, facts: {} }).snapshot;
          const ids = snapshot.segments.filter(({ member }) => member).map(({ id }) => id);
          expect(ids).toEqual(idsAt(set, subject, asOf));
        }
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("do not change before the next change, and change then", { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(anyTime, someone, (set, given) => {
        const subject = { ...given, history: given.history.filter(({ at }) => at.getTime() <= AS_OF), timelines: {} };
        const now = idsAt(set, subject, AS_OF);
        const until = AS_OF + 40 * DAY;
        const next = nextMembershipChangeAt(set, subject, { asOf: AS_OF, until })?.getTime() ?? until + 1;
        if (next <= until) expect(idsAt(set, subject, next)).not.toEqual(now);
        const known = segmentTimelines(set, subject, { to: AS_OF });
        const prepared = prepareSubject(subject);
        expect(nextMembershipCheck(compiledSetOf(set), prepared, AS_OF, until, known) ?? until + 1).toBe(next);
        for (let asOf = AS_OF; asOf < next; asOf += DAY / 2) expect(idsAt(set, subject, asOf)).toEqual(now);
        expect(idsAt(set, subject, next - 1)).toEqual(now);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test("are selected by SQL, row by row", { timeout: 300_000 }, async () => {
    const engine = await sqliteEngine();
    const subjects = fc
      .sample(subjectArbitrary, { seed: 5, numRuns: 30 })
      .map((subject, index) => ({ ...subject, id: `s${index}` }));
    await engine.load(subjects);
    for (const set of fc.sample(setWith(fc.constant({})), { seed: 6, numRuns: 60 })) {
      const columns = await evaluateSegmentPopulation(
        set,
        subjects.map((subject) => prepareSubject(subject)),
        { asOf: AS_OF },
      );
      for (const { id } of set.segments) {
        const statement = ruleToSql(segmentRule(set, id), { dialect: engine.dialect, asOf: AS_OF, schema, calendars });
        const found = (await engine.query(statement)).map(([row]) => String(row));
        expect(found.sort(), statement.text).toEqual(membersOf(columns, id).sort());
      }
    }
    await engine.close();
  });
});
