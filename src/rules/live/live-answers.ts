import type { InstantInput } from "../../kernel/index.js";
import {
  anArray,
  anInstant,
  anObject,
  LOOK_AHEAD,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Seen } from "../language/value-reading.js";
import { advance, courseFrom, fillView } from "./advance.js";
import { rowsUpTo } from "./fact-log.js";
import { needsOfDraft, takeFound } from "./found-facts.js";
import { addLack, draftOf } from "./live-draft.js";
import { COMPILED, type LiveRules, WORD } from "./live-set.js";
import type { FoundFacts, LiveChange, LiveNeed, LiveState } from "./live-state.js";
import { UNKNOWN } from "./stream-view.js";
import type { Attributes } from "./compiled-test.js";

/**
 * Returns the rules that hold at the instant of a state, in the order of their definition.
 *
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * membershipsOf(set, emptyLiveState(set)) // => []
 */
export function membershipsOf({ [COMPILED]: { rules } }: LiveRules, { members }: LiveState): readonly string[] {
  return rules.filter((_, index) => (members[Math.floor(index / WORD)]! & (1 << (index % WORD))) !== 0).map(({ id }) => id);
}

/** Options of {@link figuresOf}. */
export interface LiveFiguresOptions {
  readonly attributes: Attributes;
  /** Facts that the last call named in `needs`. */
  readonly found?: readonly FoundFacts[] | undefined;
}

const FIGURE_OPTIONS: OptionShape<LiveFiguresOptions> = { attributes: anObject, found: anArray };

/** Values of the figures of a set. */
export interface LiveFigures {
  /** Name → value, with instants and lengths of time in milliseconds; a figure that is missing or lacks facts is absent. */
  readonly values: Readonly<Record<string, number | string | boolean>>;
  /** Facts to read before the figures that lack them are known; empty if all are. */
  readonly needs: readonly LiveNeed[];
}

/**
 * Returns the figures of a set at the instant of a state.
 *
 * @param options - `attributes`: the profile; `found`: facts that the call before named in `needs`
 * @throws ClienteleError `invalid_option`
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {}, figures: { orders: { measure: "count", types: ["order.placed"] } } }, { schema: standardCatalog });
 * figuresOf(set, emptyLiveState(set), { attributes: {} }).values // => { orders: 0 }
 */
export function figuresOf(set: LiveRules, state: LiveState, options: LiveFiguresOptions): LiveFigures {
  const { attributes, found = [] } = requireOptions(options, FIGURE_OPTIONS, { mandatory: ["attributes"] });
  const draft = draftOf(set, state, attributes);
  takeFound(draft, found);
  const { asOf } = draft;
  const row = rowsUpTo(draft.found ?? draft.log, asOf);
  const { view, figures } = set[COMPILED];
  const values: Record<string, number | string | boolean> = {};
  for (const { id, source, value, isElapsed } of figures) {
    fillView(draft, source, asOf, row, asOf);
    const seen = value(view);
    if (seen === UNKNOWN) addLack(draft, source.index, view.lacks);
    else if (seen !== undefined) values[id] = shown(seen, isElapsed, asOf);
  }
  return { values, needs: needsOfDraft(draft) };
}

/** Turns −0 into 0, as the figures of the history have it. */
function shown(seen: Exclude<Seen, undefined>, isElapsed: boolean, asOf: number): number | string | boolean {
  if (isElapsed) return asOf - (seen as number);
  return seen === 0 ? 0 : (seen as number | string | boolean);
}

/** Options of {@link nextLiveChangeAt}. */
export interface NextLiveChangeOptions {
  readonly attributes: Attributes;
  /** End of the search; defaults to ten years after the instant of the state. */
  readonly until?: InstantInput | undefined;
  readonly found?: readonly FoundFacts[] | undefined;
}

const NEXT_OPTIONS: OptionShape<NextLiveChangeOptions> = { attributes: anObject, until: anInstant, found: anArray };

/** The next change of any rule of a set. */
export interface NextLiveChange {
  /** The exact instant; `null` if nothing changes before `until`. */
  readonly at: Date | null;
  /** Facts to read before it is known: until then no change is told. */
  readonly needs: readonly LiveNeed[];
}

/**
 * Returns the exact next instant at which a rule of the set changes if nothing more happens. Facts that wait for their instant
 * count. {@link dueAtOf} is cheaper: it is never later, and may be earlier.
 *
 * @param options - `attributes`: the profile; `until`; `found`
 * @throws ClienteleError `invalid_option`, `invalid_instant`
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * nextLiveChangeAt(set, emptyLiveState(set), { attributes: {} }).at // => null
 */
export function nextLiveChangeAt(set: LiveRules, state: LiveState, options: NextLiveChangeOptions): NextLiveChange {
  const { attributes, until, found = [] } = requireOptions(options, NEXT_OPTIONS, { mandatory: ["attributes"] });
  const draft = draftOf(set, state, attributes);
  const { asOf } = draft;
  if (asOf === Number.NEGATIVE_INFINITY) return { at: null, needs: [] };
  takeFound(draft, found);
  const to = until === undefined ? asOf + LOOK_AHEAD : toMilliseconds(until, "until");
  const changes: LiveChange[] = [];
  if (state.truths.length === 0 || state.attributes !== attributes) advance(draft, courseFrom(draft, asOf, asOf, undefined));
  const row = rowsUpTo(draft.found ?? draft.log, asOf);
  if (draft.lacks === undefined) advance(draft, { row, start: asOf, all: false, to, changes, stopsAtChange: true });
  const needs = needsOfDraft(draft);
  return { at: needs.length > 0 ? null : (changes[0]?.at ?? null), needs };
}

/**
 * Returns an instant by which a state should be moved on: no rule changes before it unless something happens. `null` if time
 * changes nothing.
 *
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * dueAtOf(emptyLiveState(set)) // => null
 */
export function dueAtOf({ turns, log, watermark }: LiveState): Date | null {
  let due = Number.POSITIVE_INFINITY;
  for (const instant of turns) due = Math.min(due, instant);
  const next = rowsUpTo(log, watermark.asOf);
  if (next < log.size) due = Math.min(due, log.at[next]!);
  return Number.isFinite(due) ? new Date(due) : null;
}
