import type { Seen } from "../language/value-reading.js";
import { type FactLog, keptRows } from "./fact-log.js";
import { type Draft, ownBase } from "./live-draft.js";
import type { Source } from "./live-set.js";
import { isFolded, type StreamBase, type TotalFact } from "./stream-base.js";
import { addToEdge, removeFromEdge, trimEdge } from "./window-edge.js";

/** Facts that are folded at a time. */
const FOLDED_AT_ONCE = 64;

/** Adds a fact to a base: one that leaves the log, or a late one that lies behind it. */
export function addToBase(
  base: StreamBase,
  source: Source,
  fact: Omit<TotalFact, "value">,
  valueOf: ValueOf,
  isLate: boolean,
): void {
  base.count++;
  for (const [place, { kind, column }] of source.totals.entries()) {
    const value = column === undefined ? undefined : valueOf(column.key);
    if (!kind.add(base.totals[place] as never, { ...fact, value }, isLate)) base.stale = true;
  }
  for (const [place, kind] of source.edges.entries()) {
    const edge = base.edges[place]!;
    if (edge !== null) addToEdge(kind, edge, fact.at, kind.column === undefined ? undefined : valueOf(kind.column.key));
  }
}

/** Takes a fact out of a base. */
export function removeFromBase(base: StreamBase, source: Source, fact: Omit<TotalFact, "value">, valueOf: ValueOf): void {
  base.count--;
  for (const [place, { kind, column }] of source.totals.entries()) {
    const value = column === undefined ? undefined : valueOf(column.key);
    if (!kind.remove(base.totals[place] as never, { ...fact, value })) base.stale = true;
  }
  for (const [place, kind] of source.edges.entries()) {
    const edge = base.edges[place]!;
    if (edge !== null) removeFromEdge(kind, edge, fact.at, kind.column === undefined ? undefined : valueOf(kind.column.key));
  }
}

/** Gives the value that a fact has in a column. */
export type ValueOf = (column: string) => Seen;

/** Returns the values of a row of a log by their columns. */
export function valuesOfRow(draft: Draft, log: FactLog, row: number): ValueOf {
  const { columns } = draft.compiled.kinds[log.kind[row]!]!;
  return (key) => {
    const place = columns.findIndex((column) => column.key === key);
    return place < 0 ? undefined : log.values[log.start[row]! + place];
  };
}

/**
 * Folds the oldest facts of a log that has grown too long. A fact stays while it is among the latest of one of its streams
 * that the rules need.
 */
export function foldLog(draft: Draft): void {
  const { logLimit } = draft.compiled;
  const chunk = Math.min(FOLDED_AT_ONCE, Math.max(1, logLimit));
  if (draft.log.size - draft.kept < logLimit + chunk) return;
  foldRows(draft, draft.log.size - logLimit);
  draft.kept = Math.max(0, draft.log.size - logLimit);
}

/** Folds the rows before one, as far as their streams can do without them. */
export function foldRows(draft: Draft, end: number): void {
  const { log, compiled } = draft;
  const sourcesOf = (row: number): readonly number[] => compiled.kinds[log.kind[row]!]!.sources;
  const isInLog = (row: number, source: number): boolean => {
    const base = draft.bases.get(source);
    return base === undefined || !isFolded(base, log.at[row]!, log.id[row]!);
  };
  const held = new Map<number, number>();
  for (let row = 0; row < log.size; row++)
    for (const source of sourcesOf(row)) if (isInLog(row, source)) held.set(source, (held.get(source) ?? 0) + 1);
  const gone = new Set<number>();
  for (let row = 0; row < end; row++) {
    const fact = { at: log.at[row]!, id: log.id[row]! };
    if (fact.at > draft.asOf) break;
    let isKept = false;
    for (const index of sourcesOf(row)) {
      if (!isInLog(row, index)) continue;
      const source = compiled.sources[index]!;
      if (held.get(index)! <= source.keep) {
        isKept = true;
        continue;
      }
      held.set(index, held.get(index)! - 1);
      const base = ownBase(draft, index, fact.at, fact.id);
      addToBase(base, source, fact, valuesOfRow(draft, log, row), false);
      Object.assign(base, fact);
    }
    if (!isKept) gone.add(row);
  }
  for (const source of draft.ownBases ?? []) {
    const { edges } = draft.bases.get(source)!;
    for (const [place, { span }] of compiled.sources[source]!.edges.entries())
      if (edges[place] !== null) trimEdge(edges[place]!, draft.asOf - span + 1);
  }
  if (gone.size > 0) draft.log = keptRows(log, compiled.places, (row) => !gone.has(row));
}
