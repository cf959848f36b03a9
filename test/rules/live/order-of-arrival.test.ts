import type { Interaction } from "clientele/models";
import type { Rule } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defineLiveRules,
  emptyLiveState,
  figuresOf,
  type LiveChange,
  loadLiveState,
  type LiveRules,
  type LiveState,
  membershipsOf,
  mergeStates,
  retractFacts,
  storeLiveState,
} from "clientele/rules/live";
import {
  applied,
  AS_OF,
  DAY,
  figuresFromScratch,
  find,
  inOrder,
  liveFigures,
  liveRules,
  membershipsAt,
  membershipsFromScratch,
  schema,
  withReads,
  world,
  type World,
} from "./live-rules-worlds.js";

type Rules = Readonly<Record<string, Rule>>;

/** Stores a state as JSON text and reads it again. */
function reloaded(set: LiveRules, state: LiveState): LiveState {
  const stored = storeLiveState(set, state);
  const read = loadLiveState(set, JSON.parse(JSON.stringify(stored)));
  const { dueAt: _, ...again } = storeLiveState(set, read);
  const { dueAt: __, ...once } = stored;
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  return read;
}

/** Adds changes to a timeline, in place of those that they correct. */
function timelineOf(
  changes: readonly LiveChange[],
  more: readonly LiveChange[],
  correctedFrom: Date | null,
): readonly LiveChange[] {
  return [...changes.filter(({ at }) => correctedFrom === null || at < correctedFrom), ...more];
}

function expectAnswers(set: LiveRules, state: LiveState, rules: Rules, customer: World): void {
  const { asOf } = state.watermark;
  expect(membershipsOf(set, state)).toEqual(membershipsFromScratch(rules, customer, asOf));
}

const rulesAndWorld = fc.record({
  rules: liveRules,
  customer: world,
  portion: fc.constantFrom(1, 2, 5),
  logLimit: fc.constantFrom(0, 1, 8, 256),
  order: fc.infiniteStream(fc.nat()),
  reloads: fc.boolean(),
});

const CASES = Number(process.env.LIVE_CASES ?? 300);

/** Shuffles by sorting under random keys. */
function shuffledBy<Item>(items: readonly Item[], keys: Iterable<number>): readonly Item[] {
  const each = keys[Symbol.iterator]();
  return items
    .map((item) => [each.next().value as number, item] as const)
    .sort(([left], [right]) => left - right)
    .map(([, item]) => item);
}

describe("applyFacts", () => {
  test("answers alike whatever the order of arrival, stored and read between the calls, with repeated facts", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(rulesAndWorld, ({ rules, customer, portion, logLimit, order, reloads }) => {
        const { attributes } = customer;
        const set = defineLiveRules({ id: "set", rules, logLimit }, { schema });
        let state = emptyLiveState(set);
        let changes: readonly LiveChange[] = [];
        let isOutdated = false;
        const arriving = shuffledBy(customer.history, order);
        for (let start = 0; start < arriving.length + portion; start += portion) {
          // The last of the portion before comes again where the log still has it.
          const again = logLimit === 256 ? arriving.slice(Math.max(0, start - 1), start) : [];
          const facts = [...again, ...arriving.slice(start, start + portion)];
          const known = { attributes, history: inOrder(arriving.slice(0, start + portion)) };
          const asOf = AS_OF - 20 * DAY + start * DAY;
          const result = applied(set, state, facts, known.history, { asOf, attributes });
          state = reloads ? reloaded(set, result.state) : result.state;
          changes = timelineOf(changes, result.changes, result.correctedFrom);
          isOutdated ||= result.outdatedFrom !== null;
          expectAnswers(set, state, rules, known);
          if (!isOutdated)
            for (const { at } of [...changes, ...known.history])
              if (at.getTime() <= asOf && at.getTime() >= state.watermark.from)
                for (const instant of [at.getTime() - 1, at.getTime()].filter((each) => each >= state.watermark.from))
                  expect(membershipsAt(changes, set.rules, instant)).toEqual(membershipsFromScratch(rules, known, instant));
        }
        expect(logLimit === 256 && isOutdated).toBe(false);
      }),
      { numRuns: CASES },
    );
  });
});

describe("retractFacts", () => {
  test("answers as if the facts had never been", { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(rulesAndWorld, ({ rules, customer, logLimit, order, portion, reloads }) => {
        const { attributes, history } = customer;
        const set = defineLiveRules({ id: "set", rules, logLimit }, { schema });
        const asOf = Math.max(AS_OF, history.at(-1)?.at.getTime() ?? AS_OF);
        let { state } = applied(set, emptyLiveState(set), history, history, { asOf, attributes });
        let left: readonly Interaction[] = history;
        const leaving = shuffledBy(history, order);
        for (let start = 0; start < leaving.length; start += portion) {
          const facts = leaving.slice(start, start + portion);
          left = left.filter((fact) => !facts.includes(fact));
          // The store may have the facts still, or not.
          const stored = reloads ? left : history.filter((fact) => left.includes(fact) || facts.includes(fact));
          state = withReads(stored, (found) => retractFacts(set, state, facts, { asOf, attributes, found })).state;
          if (reloads) state = reloaded(set, state);
          expectAnswers(set, state, rules, { attributes, history: left });
        }
      }),
      { numRuns: CASES },
    );
  });
});

describe("mergeStates", () => {
  test("answers as the joined history does, and goes on so", { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(rulesAndWorld, ({ rules, customer, logLimit, order, reloads }) => {
        const { attributes, history } = customer;
        const set = defineLiveRules({ id: "set", rules, logLimit }, { schema });
        const owner = order[Symbol.iterator]();
        const parts: [Interaction[], Interaction[], Interaction[]] = [[], [], []];
        for (const fact of history) parts[(owner.next().value as number) % 3]!.push(fact);
        const [states, asOf] = [[parts[0], parts[1]], AS_OF + DAY] as const;
        const [one, other] = states.map((part, index) => {
          let state = emptyLiveState(set);
          for (const fact of part)
            state = applied(set, state, [fact], part, {
              asOf: Math.max(state.watermark.asOf, fact.at.getTime()),
              attributes,
            }).state;
          return applied(set, state, [], part, { asOf: Math.max(state.watermark.asOf, AS_OF - index * DAY), attributes }).state;
        }) as [LiveState, LiveState];
        const joined = { attributes, history: inOrder([...parts[0], ...parts[1]]) };
        const end = Math.max(asOf, one.watermark.asOf, other.watermark.asOf);
        const merged = withReads(joined.history, (found) => mergeStates(set, one, other, { asOf: end, attributes, found })).state;
        expectAnswers(set, merged, rules, joined);
        let state = reloads ? reloaded(set, merged) : merged;
        const known: Interaction[] = [...joined.history];
        for (const fact of parts[2]) {
          known.push(fact);
          state = applied(set, state, [fact], inOrder(known), { asOf: end, attributes }).state;
          expectAnswers(set, state, rules, { attributes, history: inOrder(known) });
        }
      }),
      { numRuns: CASES },
    );
  });
});

describe("figuresOf", () => {
  test("gives the same values as the whole history, in any order of arrival", { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(rulesAndWorld, liveFigures, ({ customer, logLimit, order, portion, reloads }, figures) => {
        const { attributes } = customer;
        const set = defineLiveRules({ id: "set", rules: {}, figures, logLimit }, { schema });
        expect(set.needsHistory).toEqual([]);
        let state = emptyLiveState(set);
        const arriving = reloads ? customer.history : shuffledBy(customer.history, order);
        for (let start = 0; start < arriving.length; start += portion) {
          const history = inOrder(arriving.slice(0, start + portion));
          const asOf = AS_OF + start * DAY;
          state = applied(set, state, arriving.slice(start, start + portion), history, { asOf, attributes }).state;
          if (reloads) state = reloaded(set, state);
          const first = figuresOf(set, state, { attributes });
          const { values, needs } =
            first.needs.length === 0 ? first : figuresOf(set, state, { attributes, found: find(history, first.needs) });
          expect(needs).toEqual([]);
          expect(values).toEqual(figuresFromScratch(figures, { attributes, history }, asOf));
        }
      }),
      { numRuns: CASES },
    );
  });
});
