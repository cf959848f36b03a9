import type { FactLog } from "./fact-log.js";
import { COMPILED, type CompiledSet, type LiveRules } from "./live-set.js";
import type { LiveState } from "./live-state.js";
import type { StreamBase } from "./stream-base.js";
import type { Attributes } from "./compiled-test.js";
import { emptyEdge } from "./window-edge.js";

/** A state that is being changed. What it shares with the state before is copied before it is written. */
export interface Draft {
  readonly set: LiveRules;
  readonly compiled: CompiledSet;
  log: FactLog;
  kept: number;
  bases: Map<number, StreamBase>;
  /** Indexes of the bases that belong to the draft. */
  ownBases: Set<number> | undefined;
  truths: number[];
  members: number[];
  /** Sources that time may change, and when; few, so that a search from the start is fast. */
  turning: number[];
  turns: number[];
  from: number;
  asOf: number;
  revision: number;
  attributes: Attributes;
  /** Source → first instant from which all its facts were found. */
  reach: Map<number, number> | undefined;
  /** The log with the facts that were found. */
  found: FactLog | undefined;
  /** Source → first instant of the facts that it lacks. */
  lacks: Map<number, number> | undefined;
}

/** Begins to change a state. */
export function draftOf(set: LiveRules, state: LiveState, attributes: Attributes): Draft {
  const { watermark, log, kept, bases, truths, members, turning, turns } = state;
  return {
    set,
    compiled: set[COMPILED],
    log,
    kept,
    bases: bases as Map<number, StreamBase>,
    ownBases: undefined,
    truths: truths.slice(),
    members: members.slice(),
    turning: turning.slice(),
    turns: turns.slice(),
    from: watermark.from,
    asOf: watermark.asOf,
    revision: watermark.revision,
    attributes,
    reach: undefined,
    found: undefined,
    lacks: undefined,
  };
}

/** Returns the draft as a state. */
export function stateOf({
  from,
  asOf,
  revision,
  log,
  kept,
  bases,
  truths,
  members,
  turning,
  turns,
  attributes,
}: Draft): LiveState {
  return { watermark: { from, asOf, revision }, log, kept, bases, truths, members, turning, turns, attributes };
}

/** Notes when time may change a source. */
export function setTurn({ turning, turns }: Draft, source: number, instant: number): void {
  const place = turning.indexOf(source);
  if (place < 0) {
    if (instant === Number.POSITIVE_INFINITY) return;
    turning.push(source);
    turns.push(instant);
  } else if (instant !== Number.POSITIVE_INFINITY) turns[place] = instant;
  else {
    // The last one takes its place.
    turning[place] = turning.at(-1)!;
    turns[place] = turns.at(-1)!;
    turning.pop();
    turns.pop();
  }
}

/** Returns when time may change a source. */
export function turnOf({ turning, turns }: Draft, source: number): number {
  const place = turning.indexOf(source);
  return place < 0 ? Number.POSITIVE_INFINITY : turns[place]!;
}

/** Notes the first instant of the facts that a source lacks. */
export function addLack(draft: Draft, source: number, from: number): void {
  draft.lacks ??= new Map();
  draft.lacks.set(source, Math.min(from, draft.lacks.get(source) ?? from));
}

/** Returns the base of a source to be written; makes an empty one that ends at a place where there is none. */
export function ownBase(draft: Draft, source: number, at: number, id: string): StreamBase {
  if (draft.ownBases === undefined) {
    draft.ownBases = new Set();
    draft.bases = new Map(draft.bases);
  }
  const known = draft.bases.get(source);
  if (known !== undefined && draft.ownBases.has(source)) return known;
  const { totals, edges } = draft.compiled.sources[source]!;
  const base: StreamBase =
    known === undefined
      ? { count: 0, at, id, totals: totals.map(({ kind }) => kind.empty()), edges: edges.map(() => emptyEdge()), stale: false }
      : { ...known, totals: structuredClone(known.totals), edges: structuredClone(known.edges) };
  draft.bases.set(source, base);
  draft.ownBases.add(source);
  return base;
}
