import { advance, nextCheckAt, replay, startLifecycle } from "clientele/lifecycle";
import { compileRule, prepareSubject, standardCatalog } from "clientele/rules";
import {
  advanceSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  explainMembership,
  membersOf,
  nextMembershipChangeAt,
  segmentTimelines,
} from "clientele/segments";
import { memoryStorage } from "clientele/storage";
import { createClientele, segmentsPlugin, stagePlugin, type ViewFact } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BusinessCase,
  businessCase,
  firstChange,
  HOUR,
  INSTANTS,
  LAST_HOUR,
  lifecycleOf,
  setOf,
} from "../fixtures/business-weeks.js";

const UNTIL = 380 * HOUR;
const FROM = LAST_HOUR * HOUR;
/** The instants from the first fact on at which brute force finds a change, with what holds from then. */
function changesOf({ holds, subject }: BusinessCase, to: number): readonly (readonly [at: number, holds: boolean])[] {
  const start = subject.history[0]!.at.getTime();
  const found: [number, boolean][] = [];
  for (const at of INSTANTS) {
    if (at < start || at > to) continue;
    const now = holds(at);
    if (now !== (found.at(-1)?.[1] ?? !now)) found.push([at, now]);
  }
  return found;
}

describe("with business time", () => {
  test("a rule holds when brute force says so, and changes next when brute force finds it", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(businessCase, ({ rule, calendars, subject, holds }) => {
        const { matches, nextChange, nextCheck } = compileRule(rule, { schema: standardCatalog, calendars });
        const prepared = prepareSubject(subject);
        for (const at of INSTANTS) if (at <= UNTIL) expect(matches(prepared, at), String(at / HOUR)).toBe(holds(at));
        for (let at = FROM; at < UNTIL; at += 7 * HOUR) {
          expect(nextChange(prepared, at, UNTIL)).toBe(firstChange(holds, at, UNTIL));
          expect(nextCheck(prepared, at, UNTIL)).toBe(firstChange(holds, at, UNTIL));
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("a segment has its members, timelines and next changes as brute force finds them", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(businessCase, async (given) => {
        const { subject, holds } = given;
        const set = setOf(given.node, given.calendars);
        const steps = segmentTimelines(set, subject, { to: UNTIL })["segment:open"]!;
        expect(steps.map(({ from, value }) => [from.getTime(), value])).toEqual(changesOf(given, UNTIL));
        let snapshot = advanceSegments(set, null, subject, { asOf: FROM }).snapshot;
        for (let asOf = FROM; asOf < UNTIL; asOf += 13 * HOUR) {
          const isMember = holds(asOf);
          expect(evaluateSegments(set, subject, { asOf }).length === 1).toBe(isMember);
          expect(explainMembership(set, "open", subject, { asOf }).member).toBe(isMember);
          expect(membersOf(await evaluateSegmentPopulation(set, [subject], { asOf }), "open").length === 1).toBe(isMember);
          const next = firstChange(holds, asOf, UNTIL);
          expect(nextMembershipChangeAt(set, subject, { asOf, until: UNTIL })?.getTime() ?? null).toBe(next);
          const advanced = advanceSegments(set, snapshot, subject, { asOf, facts: {} });
          snapshot = advanced.snapshot;
          expect(snapshot.segments[0]!.member).toBe(isMember);
          if (next !== null) expect(advanced.nextChangeAt).toEqual(new Date(next));
        }
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  test("a lifecycle moves at the instants of brute force, in one replay and step by step", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(businessCase, (given) => {
        const { subject, holds } = given;
        const lifecycle = lifecycleOf(given.node, given.calendars);
        const changes = changesOf(given, UNTIL);
        // The first stage is "off", so that only a rule that holds at the start moves it then.
        const expected = changes.filter(([, now], index) => index > 0 || now).map(([at, now]) => [at, now ? "on" : "off"]);
        const whole = replay(lifecycle, subject, { to: UNTIL });
        expect(whole.transitions.map(({ at, to }) => [at, to])).toEqual(expected);
        let snapshot = startLifecycle(lifecycle, subject.id);
        for (let asOf = FROM; asOf <= UNTIL; asOf += 13 * HOUR) {
          const advanced = advance(lifecycle, snapshot, subject, { asOf });
          snapshot = advanced.snapshot;
          expect(snapshot.stage).toBe(holds(asOf) ? "on" : "off");
          const next = firstChange(holds, asOf, UNTIL);
          expect(nextCheckAt(lifecycle, snapshot, subject, { until: UNTIL })?.getTime() ?? null).toBe(next);
          if (next !== null) expect(advanced.nextCheckAt).toEqual(new Date(next));
        }
        expect(snapshot.path).toEqual(replay(lifecycle, subject, { to: snapshot.cursor! }).snapshot.path);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("a workspace decides, ticks and shows as brute force finds it", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(businessCase, async (given) => {
        const { subject, holds, rule, calendars } = given;
        let now = FROM;
        const clientele = createClientele({
          storage: memoryStorage(),
          plugins: [
            segmentsPlugin(setOf(given.node, given.calendars), { schema: standardCatalog }),
            stagePlugin(lifecycleOf(given.node, given.calendars)),
          ],
          actor: { id: "host", clearance: "sensitive" },
          clock: () => new Date(now),
          calendars,
        });
        const report = await clientele.track(subject.history.map((each) => ({ ...each, channel: "web" })));
        expect(report).toMatchObject({ appended: subject.history.length, rejected: [] });
        for (now = FROM; now < UNTIL; now = firstChange(holds, now, UNTIL) ?? UNTIL) {
          await clientele.tick();
          const view = await clientele.view("c1");
          const facts = view?.plugins.flatMap((plugin): readonly ViewFact[] => plugin.facts) ?? [];
          const next = firstChange(holds, now, UNTIL);
          const segment = facts.find(({ key }) => key === "segment:open");
          const stage = facts.find(({ key }) => key === "stage");
          expect(segment !== undefined).toBe(holds(now));
          expect(stage?.value).toBe(holds(now) ? "on" : "off");
          if (next !== null)
            for (const fact of [segment, stage]) if (fact !== undefined) expect(fact.until).toEqual(new Date(next));
          const found = [];
          for await (const { customerId } of clientele.audience(rule)) found.push(customerId);
          expect(found.length === 1).toBe(holds(now));
        }
      }),
      { numRuns: 25, seed: 4 },
    );
  });
});
