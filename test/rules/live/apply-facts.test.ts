import type { Rule } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineLiveRules, emptyLiveState, type LiveChange, membershipsOf, nextLiveChangeAt } from "clientele/rules/live";
import {
  applied,
  AS_OF,
  DAY,
  find,
  HORIZON,
  liveRules,
  membershipsAt,
  membershipsFromScratch,
  nextFromScratch,
  schema,
  world,
  type World,
} from "./live-rules-worlds.js";

/** Applies a history in portions, and compares every answer with that from scratch. */
function expectSameAsHistory(
  rules: Readonly<Record<string, Rule>>,
  { attributes, history }: World,
  portion: number,
  logLimit: number,
) {
  const set = defineLiveRules({ id: "set", rules, logLimit }, { schema });
  expect(set.needsHistory).toEqual([]);
  let state = emptyLiveState(set);
  const changes: LiveChange[] = [];
  const end = Math.max(AS_OF, history.at(-1)?.at.getTime() ?? 0) + 3 * DAY;
  for (let start = 0; start <= history.length; start += portion) {
    const facts = history.slice(start, start + portion);
    const known = history.slice(0, start + portion);
    const asOf = start + portion > history.length ? end : known.at(-1)!.at.getTime();
    const before = state.watermark.asOf;
    const result = applied(set, state, facts, known, { asOf, attributes });
    expect(result.outdatedFrom).toBeNull();
    expect(result.correctedFrom).toBeNull();
    state = result.state;
    changes.push(...result.changes);
    expect(membershipsOf(set, state), `at ${new Date(asOf).toISOString()}`).toEqual(
      membershipsFromScratch(rules, { attributes, history: known }, asOf),
    );
    for (const instant of result.changes.flatMap(({ at }) => [at.getTime() - 1, at.getTime()])) {
      if (instant > before && instant >= state.watermark.from)
        expect(membershipsAt(changes, set.rules, instant), `change at ${new Date(instant).toISOString()}`).toEqual(
          membershipsFromScratch(rules, { attributes, history: known }, instant),
        );
    }
    expectNext(rules, { attributes, history: known }, set, state);
  }
  // Each instant of a fact, and each one at which the reference changes.
  for (const { at } of history.filter((fact) => fact.at.getTime() >= state.watermark.from))
    expect(membershipsAt(changes, set.rules, at.getTime())).toEqual(
      membershipsFromScratch(rules, { attributes, history }, at.getTime()),
    );
}

function expectNext(
  rules: Readonly<Record<string, Rule>>,
  { attributes, history }: World,
  set: ReturnType<typeof defineLiveRules>,
  state: ReturnType<typeof emptyLiveState>,
): void {
  const { asOf } = state.watermark;
  const until = asOf + HORIZON;
  let next = nextLiveChangeAt(set, state, { attributes, until });
  if (next.needs.length > 0) next = nextLiveChangeAt(set, state, { attributes, until, found: find(history, next.needs) });
  expect(next.needs).toEqual([]);
  expect(next.at?.getTime() ?? null).toBe(nextFromScratch(rules, { attributes, history }, asOf));
}

const CASES = Number(process.env.LIVE_CASES ?? 300);

describe("applyFacts", () => {
  test.each([1_000, 256, 8, 1, 0])("answers as the whole history does with a log of %d facts", {
    timeout: 600_000,
  }, (logLimit) => {
    fc.assert(
      fc.property(liveRules, world, fc.constantFrom(1, 2, 5, 100), (rules, customer, portion) =>
        expectSameAsHistory(rules, customer, portion, logLimit),
      ),
      { numRuns: CASES },
    );
  });
});
