import { invalidOption, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { advance, courseFrom } from "./advance.js";
import { type FactLog, rowAt, withEntry } from "./fact-log.js";
import { addToBase, foldLog, valuesOfRow } from "./fold.js";
import { needsOfDraft, takeFound } from "./found-facts.js";
import { type Draft, draftOf, ownBase, stateOf } from "./live-draft.js";
import type { LiveRules } from "./live-set.js";
import { LIVE_OPTIONS, type LiveChange, type LiveOptions, type LiveResult, type LiveState } from "./live-state.js";
import { isFolded, type StreamBase } from "./stream-base.js";

/**
 * Returns the state of a customer who was two: it answers as the joined history does.
 *
 * @param state - the customer that stays; the changes are those of its memberships, at `asOf`
 * @param other - the customer that goes; no fact is of both
 * @param options - `asOf`, no earlier than that of either state; `attributes`: the profile that stays; `found`: facts of the
 * joined history that the call before named in `needs`
 * @returns as {@link applyFacts}; earlier changes are those of two customers, so that `outdatedFrom` is the start of both
 * @throws ClienteleError `invalid_option`
 * @example
 * const often: Rule = { version: 2, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 1 } } }, test: { is: "atLeast", value: 1 } };
 * const set = defineLiveRules({ id: "retail", rules: { often } }, { schema: standardCatalog });
 * const order = { id: "o1", customerId: "c1", type: "order.placed", at: 5, properties: {} };
 * const { state } = applyFacts(set, emptyLiveState(set), [order], { asOf: 9, attributes: {} });
 * const merged = mergeStates(set, emptyLiveState(set), state, { asOf: 9, attributes: {} });
 * membershipsOf(set, merged.state) // => ["often"]
 */
export function mergeStates(set: LiveRules, state: LiveState, other: LiveState, options: LiveOptions): LiveResult {
  const { asOf: until, attributes, found = [] } = requireOptions(options, LIVE_OPTIONS, { mandatory: ["asOf", "attributes"] });
  const asOf = toMilliseconds(until, "asOf");
  const latest = Math.max(state.watermark.asOf, other.watermark.asOf);
  if (asOf < latest)
    throw invalidOption("asOf", until, `at or after the instants of both states, ${new Date(latest).toISOString()}`);
  const draft = draftOf(set, state, attributes);
  mergeBases(draft, other.bases);
  for (let row = 0; row < other.log.size; row++) mergeRow(draft, other.log, row);
  for (let row = 0; row < state.log.size; row++) foldBehind(draft, state.log, row, state.bases);
  for (let row = 0; row < other.log.size; row++) foldBehind(draft, other.log, row, other.bases);
  draft.from = Math.min(state.watermark.from, other.watermark.from);
  if (!Number.isFinite(draft.from)) draft.from = Math.max(state.watermark.from, other.watermark.from);
  if (!Number.isFinite(draft.from)) draft.from = asOf;
  draft.revision += other.watermark.revision;
  draft.kept = 0;
  takeFound(draft, found);
  const changes: LiveChange[] = [];
  advance(draft, courseFrom(draft, asOf, asOf, changes));
  if (draft.lacks !== undefined)
    return { state, changes: [], correctedFrom: null, outdatedFrom: null, needs: needsOfDraft(draft) };
  draft.asOf = asOf;
  foldLog(draft);
  return { state: stateOf(draft), changes, correctedFrom: null, outdatedFrom: new Date(draft.from), needs: [] };
}

function mergeBases(draft: Draft, others: LiveState["bases"]): void {
  for (const [source, other] of others) {
    const { totals } = draft.compiled.sources[source]!;
    const isOnly = !draft.bases.has(source);
    const base = ownBase(draft, source, other.at, other.id);
    // Which facts of two edges leave first is not known.
    base.edges = isOnly ? structuredClone(other.edges) : base.edges.map(() => null);
    base.count += other.count;
    base.stale ||= other.stale;
    for (const [place, { kind }] of totals.entries())
      if (!kind.merge(base.totals[place] as never, structuredClone(other.totals[place]) as never)) base.stale = true;
    if (!isFolded(base, other.at, other.id)) Object.assign(base, { at: other.at, id: other.id });
  }
}

function mergeRow(draft: Draft, log: FactLog, row: number): void {
  const { at, id, kind } = { at: log.at[row]!, id: log.id[row]!, kind: log.kind[row]! };
  if (rowAt(draft.log, at, id) >= 0) return;
  const start = log.start[row]!;
  draft.log = withEntry(draft.log, { at, id, kind, values: log.values.slice(start, start + draft.compiled.places[kind]!) });
}

/** Adds a fact of one log to the bases that now end after it. */
function foldBehind(draft: Draft, log: FactLog, row: number, bases: ReadonlyMap<number, StreamBase>): void {
  const fact = { at: log.at[row]!, id: log.id[row]! };
  for (const index of draft.compiled.kinds[log.kind[row]!]!.sources) {
    const before = bases.get(index);
    const base = draft.bases.get(index);
    if (base === undefined || !isFolded(base, fact.at, fact.id)) continue;
    if (before !== undefined && isFolded(before, fact.at, fact.id)) continue;
    addToBase(ownBase(draft, index, fact.at, fact.id), draft.compiled.sources[index]!, fact, valuesOfRow(draft, log, row), true);
  }
}
