import type { Interaction } from "../../models/index.js";
import { factsOf } from "../../models/internal.js";
import { joinPath } from "../../kernel/internal.js";
import { comparePlaces, type LogEntry, rowAt, withEntry } from "./fact-log.js";
import { addToBase, type ValueOf } from "./fold.js";
import { type Draft, ownBase } from "./live-draft.js";
import type { Source } from "./live-set.js";
import type { FoundFacts, LiveNeed } from "./live-state.js";
import { isFolded } from "./stream-base.js";
import { addToEdge, emptyEdge } from "./window-edge.js";

/** Returns a fact as the log holds it; `undefined` if no rule reads it. */
export function entryOf({ compiled }: Draft, fact: Interaction): LogEntry | undefined {
  const at = fact.at.getTime();
  const kind = compiled.kindOf(fact, at);
  return kind && { at, id: fact.id, kind: kind.index, values: kind.columns.map(({ read }) => read(fact)) };
}

/**
 * Takes facts that were read from the history into view for one call.
 *
 * @param added - facts of this call, which the history may have or not
 * @param retracted - identifiers of facts that the history may still have
 */
export function takeFound(
  draft: Draft,
  found: readonly FoundFacts[],
  added: readonly Interaction[] = [],
  retracted: ReadonlySet<string> = new Set(),
): void {
  const { sources } = draft.compiled;
  for (const [index, { need, facts }] of found.entries()) {
    const source = sources.find(({ fingerprint }) => fingerprint === need.stream);
    const base = source && draft.bases.get(source.index);
    if (source === undefined || base === undefined) continue;
    const path = joinPath(joinPath("found", index), "facts");
    const known = new Map<string, Interaction>();
    for (const [, fact] of factsOf(facts, path)) if (!retracted.has(fact.id)) known.set(fact.id, fact);
    for (const fact of added) known.set(fact.id, fact);
    const from = need.from === null ? Number.NEGATIVE_INFINITY : need.from.getTime();
    const entries: LogEntry[] = [];
    for (const fact of known.values()) {
      const at = fact.at.getTime();
      if (at < from || !isFolded(base, at, fact.id)) continue;
      const entry = entryOf(draft, fact);
      if (entry !== undefined && source.members[entry.kind] === true) entries.push(entry);
    }
    entries.sort((left, right) => comparePlaces(left.at, left.id, right.at, right.id));
    if (need.from === null) rebuildBase(draft, source, entries);
    else rebuildEdges(draft, source, from, entries);
    draft.reach ??= new Map();
    draft.reach.set(source.index, from);
    for (const entry of entries) {
      const log = draft.found ?? draft.log;
      if (rowAt(log, entry.at, entry.id) < 0) draft.found = withEntry(log, entry);
    }
  }
}

/** Returns the values of a fact by their columns. */
export function valuesOfEntry({ compiled }: Draft, { kind, values }: LogEntry): ValueOf {
  const { columns } = compiled.kinds[kind]!;
  return (key) => values[columns.findIndex((column) => column.key === key)];
}

/** Makes the edges of a stream anew from the facts of a span. */
function rebuildEdges(draft: Draft, source: Source, from: number, entries: readonly LogEntry[]): void {
  if (source.edges.length === 0) return;
  const { at, id } = draft.bases.get(source.index)!;
  const { edges } = ownBase(draft, source.index, at, id);
  for (const [place, kind] of source.edges.entries()) {
    // The span was read for another window, which is shorter.
    if (edges[place] !== null && draft.asOf - kind.span + 1 < from) continue;
    const edge = emptyEdge(from);
    for (const entry of entries) {
      const value = kind.column === undefined ? undefined : valuesOfEntry(draft, entry)(kind.column.key);
      addToEdge(kind, edge, entry.at, value);
    }
    edges[place] = edge;
  }
}

/** Makes the base of a stream anew from all its facts up to there. The latest that the rules need go back to the log. */
function rebuildBase(draft: Draft, source: Source, entries: readonly LogEntry[]): void {
  const inLog = Array.from({ length: draft.log.size }, (_, row) => row).filter(
    (row) =>
      source.members[draft.log.kind[row]!] && !isFolded(draft.bases.get(source.index)!, draft.log.at[row]!, draft.log.id[row]!),
  ).length;
  const folded = entries.slice(0, Math.max(0, entries.length - Math.max(0, source.keep - inLog)));
  const base = ownBase(draft, source.index, 0, "");
  Object.assign(base, {
    count: 0,
    totals: source.totals.map(({ kind }) => kind.empty()),
    edges: source.edges.map(() => emptyEdge()),
    stale: false,
  });
  for (const entry of folded) {
    addToBase(base, source, entry, valuesOfEntry(draft, entry), false);
  }
  const last = folded.at(-1);
  if (last === undefined) {
    draft.bases.delete(source.index);
    draft.ownBases!.delete(source.index);
  } else Object.assign(base, { at: last.at, id: last.id });
  for (const entry of entries.slice(folded.length))
    if (rowAt(draft.log, entry.at, entry.id) < 0) draft.log = withEntry(draft.log, entry);
}

/** Returns what a draft lacks, as spans of the stored history. */
export function needsOfDraft({ lacks, bases, compiled }: Draft): LiveNeed[] {
  return [...(lacks ?? [])].map(([index, from]) => {
    const { fingerprint, types } = compiled.sources[index]!;
    return {
      stream: fingerprint,
      types,
      from: from === Number.NEGATIVE_INFINITY ? null : new Date(from),
      to: new Date(bases.get(index)!.at + 1),
    };
  });
}
