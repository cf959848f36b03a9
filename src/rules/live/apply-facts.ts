import { type InstantInput } from "../../kernel/index.js";
import { invalidOption, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { FactInput, Interaction } from "../../models/index.js";
import { factsOf } from "../../models/internal.js";
import { advance, type Course, courseFrom } from "./advance.js";
import { keptRows, rowAt, rowsUpTo, withEntry } from "./fact-log.js";
import { addToBase, foldLog, removeFromBase } from "./fold.js";
import { entryOf, needsOfDraft, takeFound, valuesOfEntry } from "./found-facts.js";
import { type Draft, draftOf, ownBase, setTurn, stateOf, turnOf } from "./live-draft.js";
import type { LiveRules } from "./live-set.js";
import { LIVE_OPTIONS, type LiveChange, type LiveNeed, type LiveOptions, type LiveResult, type LiveState } from "./live-state.js";
import { isFolded } from "./stream-base.js";

/**
 * Applies facts of a customer and moves the state to an instant. Facts may come in any order: a late one corrects the changes
 * from its instant on. A fact that the log has already is left out; behind the log, a repeated one is not recognized. A fact later
 * than `asOf` waits for its instant.
 *
 * @param facts - new facts; a corrected one is retracted first, with {@link retractFacts}
 * @param options - `asOf`, no earlier than that of the state; `attributes`: the profile; `found`: the facts that
 * {@link needsOf} named
 * @returns the state and the changes of the rules with their exact instants; with `needs` nothing was applied
 * @throws ClienteleError `malformed_fact`, `invalid_instant` with the path of a fact; `invalid_option`
 * @example
 * const often: Rule = { version: 2, kind: "metric", metric: { measure: "count", types: ["order.placed"] }, test: { is: "atLeast", value: 1 } };
 * const set = defineLiveRules({ id: "retail", rules: { often } }, { schema: standardCatalog });
 * const order = { id: "o1", customerId: "c1", type: "order.placed", at: 5, properties: {} };
 * applyFacts(set, emptyLiveState(set), [order], { asOf: 9, attributes: {} }).changes // => [{ rule: "often", value: true, at: new Date(5) }]
 */
export function applyFacts(set: LiveRules, state: LiveState, facts: Iterable<FactInput>, options: LiveOptions): LiveResult {
  return revised(set, state, { added: facts, retracted: NO_FACTS }, options);
}

/**
 * Takes facts back that had been applied, as if they had never been, and moves the state to an instant.
 *
 * @param facts - as they were applied: what they said is subtracted
 * @param options - as of {@link applyFacts}
 * @throws ClienteleError as {@link applyFacts}
 * @example
 * const often: Rule = { version: 2, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 1 } } }, test: { is: "atLeast", value: 1 } };
 * const set = defineLiveRules({ id: "retail", rules: { often } }, { schema: standardCatalog });
 * const order = { id: "o1", customerId: "c1", type: "order.placed", at: 5, properties: {} };
 * const { state } = applyFacts(set, emptyLiveState(set), [order], { asOf: 9, attributes: {} });
 * membershipsOf(set, retractFacts(set, state, [order], { asOf: 9, attributes: {} }).state) // => []
 */
export function retractFacts(set: LiveRules, state: LiveState, facts: Iterable<FactInput>, options: LiveOptions): LiveResult {
  return revised(set, state, { added: NO_FACTS, retracted: facts }, options);
}

/**
 * Moves the state to an instant at which nothing more has happened, and tells what time has changed.
 *
 * @param options - as of {@link applyFacts}
 * @throws ClienteleError as {@link applyFacts}
 * @example
 * const often: Rule = { version: 2, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 1 } } }, test: { is: "atLeast", value: 1 } };
 * const set = defineLiveRules({ id: "retail", rules: { often } }, { schema: standardCatalog });
 * const order = { id: "o1", customerId: "c1", type: "order.placed", at: 5, properties: {} };
 * const { state } = applyFacts(set, emptyLiveState(set), [order], { asOf: 9, attributes: {} });
 * const { changes } = advanceTo(set, state, { asOf: 100_000_000, attributes: {} });
 * changes // => [{ rule: "often", value: false, at: new Date(86_400_005) }]
 */
export function advanceTo(set: LiveRules, state: LiveState, options: LiveOptions): LiveResult {
  return revised(set, state, { added: NO_FACTS, retracted: NO_FACTS }, options);
}

/**
 * Returns the spans of the history that {@link applyFacts} lacks for these facts. There is none until facts have been folded,
 * and then only for windows that reach behind the log.
 *
 * @param options - as of {@link applyFacts}
 * @throws ClienteleError as {@link applyFacts}
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * needsOf(set, emptyLiveState(set), [], { asOf: 9, attributes: {} }) // => []
 */
export function needsOf(set: LiveRules, state: LiveState, facts: Iterable<FactInput>, options: LiveOptions): readonly LiveNeed[] {
  return state.bases.size === 0 ? [] : applyFacts(set, state, facts, options).needs;
}

interface Revision {
  readonly added: Iterable<FactInput>;
  readonly retracted: Iterable<FactInput>;
}

function revised(set: LiveRules, state: LiveState, { added, retracted }: Revision, options: LiveOptions): LiveResult {
  const { asOf: until, attributes, found = [] } = requireOptions(options, LIVE_OPTIONS, { mandatory: ["asOf", "attributes"] });
  const asOf = requireLater(until, state);
  const draft = draftOf(set, state, attributes);
  const gone = readFacts(retracted);
  const come = readFacts(added);
  const dirty: number[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  for (const fact of gone) if (retractFact(draft, fact, dirty)) earliest = Math.min(earliest, fact.at.getTime());
  for (const fact of come) if (addFact(draft, fact, dirty)) earliest = Math.min(earliest, fact.at.getTime());
  const isLate = earliest < draft.asOf;
  const isBehind = isLate && isBehindLog(state, earliest);
  if (found.length > 0) takeFound(draft, found, come, new Set(gone.map(({ id }) => id)));
  const changes: LiveChange[] = [];
  const course = isLate && !isBehind ? rewound(draft, earliest, asOf, changes) : resumed(draft, state, dirty, asOf, changes);
  advance(draft, course);
  if (draft.lacks !== undefined)
    return { state, changes: [], correctedFrom: null, outdatedFrom: null, needs: needsOfDraft(draft) };
  draft.asOf = asOf;
  foldLog(draft);
  const from = isLate ? new Date(earliest) : null;
  return {
    state: stateOf(draft),
    changes,
    correctedFrom: isBehind ? null : from,
    outdatedFrom: isBehind ? from : null,
    needs: [],
  };
}

function readFacts(given: Iterable<FactInput>): readonly Interaction[] {
  const facts: Interaction[] = [];
  if (given !== NO_FACTS) for (const [, fact] of factsOf(given, "facts")) facts.push(fact);
  return facts;
}

const NO_FACTS: readonly FactInput[] = [];

function requireLater(until: InstantInput, { watermark }: LiveState): number {
  const asOf = toMilliseconds(until, "asOf");
  if (asOf < watermark.asOf)
    throw invalidOption("asOf", until, `at or after the instant of the state, ${new Date(watermark.asOf).toISOString()}`);
  return asOf;
}

/** Adds a fact to the log, and to the base of each stream whose log begins after it. */
function addFact(draft: Draft, fact: Interaction, dirty: number[]): boolean {
  const entry = entryOf(draft, fact);
  if (entry === undefined || rowAt(draft.log, entry.at, entry.id) >= 0) return false;
  const { sources } = draft.compiled.kinds[entry.kind]!;
  let isLogged = false;
  for (const source of sources) {
    const base = draft.bases.get(source);
    if (entry.at <= draft.asOf) dirty.push(source);
    if (base === undefined || !isFolded(base, entry.at, entry.id)) isLogged = true;
    else
      addToBase(
        ownBase(draft, source, entry.at, entry.id),
        draft.compiled.sources[source]!,
        entry,
        valuesOfEntry(draft, entry),
        true,
      );
  }
  if (isLogged) draft.log = withEntry(draft.log, entry);
  draft.revision++;
  return true;
}

/** Takes a fact out of the log and of the bases. */
function retractFact(draft: Draft, fact: Interaction, dirty: number[]): boolean {
  const entry = entryOf(draft, fact);
  if (entry === undefined) return false;
  const row = rowAt(draft.log, entry.at, entry.id);
  const { sources } = draft.compiled.kinds[entry.kind]!;
  let isKnown = row >= 0;
  for (const source of sources) {
    const base = draft.bases.get(source);
    if (entry.at <= draft.asOf) dirty.push(source);
    if (base === undefined || !isFolded(base, entry.at, entry.id)) continue;
    isKnown = true;
    const own = ownBase(draft, source, entry.at, entry.id);
    removeFromBase(own, draft.compiled.sources[source]!, entry, valuesOfEntry(draft, entry));
  }
  if (!isKnown) return false;
  if (row >= 0) draft.log = keptRows(draft.log, draft.compiled.places, (each) => each !== row);
  draft.revision++;
  return true;
}

/** Whether the answers at an instant can no longer be told from the log. */
function isBehindLog({ bases }: LiveState, at: number): boolean {
  for (const base of bases.values()) if (base.at >= at) return true;
  return false;
}

/** Goes back to before an instant, whose changes and all later ones are found anew. */
function rewound(draft: Draft, earliest: number, to: number, changes: LiveChange[]): Course {
  if (earliest <= draft.from) {
    draft.from = draft.asOf = Number.NEGATIVE_INFINITY;
    draft.members.fill(0);
    return begun(draft, to, changes);
  }
  const before = courseFrom(draft, earliest - 1, earliest - 1, undefined);
  advance(draft, before);
  return { ...before, to, changes };
}

/** Begins at the first fact, or at the instant that is asked for. */
function begun(draft: Draft, to: number, changes: LiveChange[]): Course {
  const { log } = draft;
  draft.from = log.size > 0 ? Math.min(to, log.at[0]!) : to;
  return courseFrom(draft, draft.from, to, changes);
}

/** Goes on from the instant of the state. */
function resumed(draft: Draft, state: LiveState, dirty: readonly number[], to: number, changes: LiveChange[]): Course {
  const { asOf, compiled } = draft;
  if (asOf === Number.NEGATIVE_INFINITY) return begun(draft, to, changes);
  const row = rowsUpTo(draft.found ?? draft.log, asOf);
  // A fact at the instant of the state, or behind the log, changes the answers of that instant; else the next one is the first.
  const next = dirty.length > 0 ? asOf : Math.min(asOf + 1, to);
  if (state.truths.length === 0) return { ...courseFrom(draft, next, to, changes), start: asOf };
  for (const source of dirty) setTurn(draft, source, asOf);
  if (state.attributes !== draft.attributes) {
    for (const { readsAttributes, index } of compiled.sources)
      if (readsAttributes) setTurn(draft, index, Math.min(next, turnOf(draft, index)));
  }
  return { row, start: asOf, all: false, to, changes };
}
