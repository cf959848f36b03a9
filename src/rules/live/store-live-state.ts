import { ClienteleError } from "../../kernel/index.js";
import { isObject } from "../../kernel/internal.js";
import type { Seen } from "../language/value-reading.js";
import { emptyLog, type FactLog, withEntry } from "./fact-log.js";
import { dueAtOf, membershipsOf } from "./live-answers.js";
import { COMPILED, type CompiledSet, type LiveRules, WORD } from "./live-set.js";
import type { LiveState, Watermark } from "./live-state.js";
import type { StreamBase } from "./stream-base.js";

const VERSION = 1;

/** A state as plain JSON. It holds values of properties, and is classified, exported and erased as they are. */
export interface StoredLiveState {
  readonly version: 1;
  /** Fingerprint of the streams, columns and totals of the set that made it. */
  readonly streams: string;
  /** `null` before the first call. */
  readonly watermark: Watermark | null;
  readonly log: StoredLog;
  /** Stream by its place in the set → what is kept of its facts before the log. */
  readonly base: readonly (readonly [stream: number, base: StreamBase])[];
  /** Identifiers of the rules that hold. */
  readonly memberships: readonly string[];
  /** Epoch milliseconds by which to move it on; `null` if time changes nothing. */
  readonly dueAt: number | null;
}

/** The log of a state, with instants as differences from the one before. */
export interface StoredLog {
  readonly at: readonly number[];
  readonly id: readonly string[];
  /** Kind of each fact, among `kinds`. */
  readonly kind: readonly number[];
  /** Streams of each kind, by their places in the set. */
  readonly kinds: readonly (readonly number[])[];
  /** Values of all facts in turn; `null` is missing. */
  readonly values: readonly (Exclude<Seen, undefined> | null)[];
  readonly kept: number;
}

/**
 * Returns a state as plain JSON.
 *
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * storeLiveState(set, emptyLiveState(set)).memberships // => []
 */
export function storeLiveState(set: LiveRules, state: LiveState): StoredLiveState {
  const { watermark, log, kept, bases } = state;
  return {
    version: VERSION,
    streams: set.fingerprint,
    watermark: Number.isFinite(watermark.asOf) ? watermark : null,
    log: storedLog(set[COMPILED], log, kept),
    base: [...bases].sort(([left], [right]) => left - right),
    memberships: membershipsOf(set, state),
    dueAt: dueAtOf(state)?.getTime() ?? null,
  };
}

function storedLog({ kinds, places }: CompiledSet, log: FactLog, kept: number): StoredLog {
  const own = new Map<number, number>();
  const values: (Exclude<Seen, undefined> | null)[] = [];
  const kind: number[] = [];
  const at: number[] = [];
  for (let row = 0; row < log.size; row++) {
    const known = log.kind[row]!;
    if (!own.has(known)) own.set(known, own.size);
    kind.push(own.get(known)!);
    at.push(row === 0 ? log.at[0]! : log.at[row]! - log.at[row - 1]!);
    for (let place = 0; place < places[known]!; place++) values.push(log.values[log.start[row]! + place] ?? null);
  }
  return { at, id: log.id.slice(0, log.size), kind, kinds: [...own.keys()].map((index) => kinds[index]!.sources), values, kept };
}

/** Options of {@link loadLiveState}. */
export interface LoadLiveStateOptions {
  /** The set that made the state, where its streams are others than those of the set. */
  readonly previous?: LiveRules | undefined;
}

/**
 * Reads a stored state. The rules of the set may have changed: they are filled from the state as long as it knows their
 * streams, at the next call. Streams that the set no longer has are dropped.
 *
 * @param options - `previous`: the set that made the state, if its streams were others
 * @throws ClienteleError `foreign_live_state` where the state is of another version, or of a set that has not all the streams:
 * then apply the history to an empty state
 * @example
 * const set = defineLiveRules({ id: "retail", rules: {} }, { schema: standardCatalog });
 * const stored = JSON.parse(JSON.stringify(storeLiveState(set, emptyLiveState(set))));
 * membershipsOf(set, loadLiveState(set, stored)) // => []
 */
export function loadLiveState(set: LiveRules, stored: StoredLiveState, { previous = set }: LoadLiveStateOptions = {}): LiveState {
  requireReadable(set, stored, previous);
  const { watermark, log, base, memberships } = stored;
  const compiled = set[COMPILED];
  const placeOf = placesOf(previous[COMPILED], compiled);
  const members = new Array<number>(compiled.memberWords).fill(0);
  const held = new Set(memberships);
  for (const [index, { id }] of compiled.rules.entries())
    if (held.has(id)) members[Math.floor(index / WORD)]! |= 1 << (index % WORD);
  const bases = new Map<number, StreamBase>();
  for (const [source, each] of base) {
    const place = placeOf(source);
    if (place !== undefined) bases.set(place, baseOf(each, previous[COMPILED], source, compiled, place));
  }
  return {
    watermark: watermark ?? { from: Number.NEGATIVE_INFINITY, asOf: Number.NEGATIVE_INFINITY, revision: 0 },
    log: logOf(log, previous[COMPILED], compiled, placeOf),
    kept: previous === set ? log.kept : 0,
    bases,
    truths: [],
    members,
    turning: [],
    turns: [],
    attributes: undefined,
  };
}

function requireReadable(set: LiveRules, stored: StoredLiveState, previous: LiveRules): void {
  const version: unknown = isObject(stored) ? stored["version"] : undefined;
  if (version !== VERSION) throw foreign(`version ${String(version)} is not ${VERSION}`);
  if (stored.streams !== previous.fingerprint) throw foreign("another set made it; pass that set in the option `previous`");
  if (previous === set || previous.fingerprint === set.fingerprint) return;
  const known = new Set([...previous.fingerprints, ...previous[COMPILED].columns.map(({ key }) => key)]);
  const missing = [...set.fingerprints, ...set[COMPILED].columns.map(({ key }) => key)].filter((each) => !known.has(each));
  if (missing.length > 0) throw foreign(`it knows nothing about ${missing.length} streams or properties that the rules read`);
}

function foreign(reason: string): ClienteleError<"foreign_live_state"> {
  return new ClienteleError(
    "foreign_live_state",
    `This state does not fit the set: ${reason}. Otherwise apply the history to an empty state.`,
    { reason },
  );
}

/** Returns the function that gives a source of one set its place in another. */
function placesOf(from: CompiledSet, to: CompiledSet): (source: number) => number | undefined {
  if (from === to) return (source) => source;
  const byKey = new Map(to.sources.map(({ key, index }) => [key, index]));
  return (source) => byKey.get(from.sources[source]!.key);
}

function baseOf(base: StreamBase, from: CompiledSet, source: number, to: CompiledSet, place: number): StreamBase {
  if (from === to) return base;
  const keys = from.sources[source]!.totals.map(({ kind }) => kind.key);
  const totals = to.sources[place]!.totals.map(({ kind }) => {
    const found = keys.indexOf(kind.key);
    return found < 0 ? undefined : base.totals[found];
  });
  // A total that nobody kept: the history of the stream has it.
  const edgeKeys = from.sources[source]!.edges.map(({ key }) => key);
  const edges = to.sources[place]!.edges.map(({ key }) => base.edges[edgeKeys.indexOf(key)] ?? null);
  const isKnown = totals.every((total) => total !== undefined);
  return isKnown
    ? { ...base, totals, edges }
    : { ...base, edges, totals: to.sources[place]!.totals.map(({ kind }) => kind.empty()), stale: true };
}

function logOf(stored: StoredLog, from: CompiledSet, to: CompiledSet, placeOf: (source: number) => number | undefined): FactLog {
  let log = emptyLog();
  let [at, start] = [0, 0];
  for (const [row, kind] of stored.kind.entries()) {
    at += stored.at[row]!;
    const sources = stored.kinds[kind]!;
    const { columns } = from.kindOfSources(sources);
    const given = stored.values.slice(start, start + columns.length).map((value) => value ?? undefined);
    start += columns.length;
    const kept = sources.flatMap((source) => placeOf(source) ?? []).sort((left, right) => left - right);
    if (kept.length === 0) continue;
    const own = to.kindOfSources(kept);
    const values = own.columns.map(({ key }) => given[columns.findIndex((column) => column.key === key)]);
    log = withEntry(log, { at, id: stored.id[row]!, kind: own.index, values });
  }
  return log;
}
