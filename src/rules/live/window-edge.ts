import { firstAfter, firstAtOrAfter } from "../../kernel/internal.js";
import type { Seen } from "../language/value-reading.js";
import type { ValueColumn } from "./value-column.js";

/** A rolling window that is to be summed up even where it reaches behind the log. */
export interface EdgeKind {
  readonly key: string;
  /** Length of the window. */
  readonly span: number;
  /** What is added up; `undefined` where facts are only counted. */
  readonly column: ValueColumn | undefined;
  readonly scaled: (value: number) => number;
}

/** The folded facts of a rolling window: the first that will leave it, one by one, and the sum of all after them. */
export interface WindowEdge {
  /** The edge has all folded facts from this instant on; `null` from the first one on. */
  since: number | null;
  /** Instants of the first facts, ascending, and their scaled values. */
  at: number[];
  values: (number | null)[];
  /** Number of the facts after them, of their values, and the sum of these. */
  more: { facts: number; values: number; sum: number };
}

/** Facts that an edge has one by one. */
const MAX_LISTED = 64;

/** The edge of a window before any fact is folded. */
export function emptyEdge(since: number | null = null): WindowEdge {
  return { since, at: [], values: [], more: { facts: 0, values: 0, sum: 0 } };
}

function scaledOf({ column, scaled }: EdgeKind, value: Seen): number | null {
  return column === undefined || value === undefined ? null : scaled(value as number);
}

function addMore({ more }: WindowEdge, value: number | null, sign: 1 | -1): void {
  more.facts += sign;
  if (value === null) return;
  more.values += sign;
  more.sum += sign * value;
}

/** Adds a folded fact; it is later than all others, or it is late. */
export function addToEdge(kind: EdgeKind, edge: WindowEdge, at: number, value: Seen): void {
  if (edge.since !== null && at < edge.since) return;
  const scaled = scaledOf(kind, value);
  // All facts after those in the list are as late as its last one.
  const isListed = edge.more.facts === 0 ? edge.at.length < MAX_LISTED || at < edge.at.at(-1)! : at < (edge.at.at(-1) ?? at);
  if (!isListed) {
    addMore(edge, scaled, 1);
    return;
  }
  const place = firstAfter(edge.at, at);
  edge.at.splice(place, 0, at);
  edge.values.splice(place, 0, scaled);
}

/** Takes a folded fact out. One of the same instant and value may go instead: it counts for the same. */
export function removeFromEdge(kind: EdgeKind, edge: WindowEdge, at: number, value: Seen): void {
  if (edge.since !== null && at < edge.since) return;
  const scaled = scaledOf(kind, value);
  for (let place = firstAtOrAfter(edge.at, at); place < edge.at.length && edge.at[place] === at; place++) {
    if (edge.values[place] !== scaled) continue;
    edge.at.splice(place, 1);
    edge.values.splice(place, 1);
    return;
  }
  addMore(edge, scaled, -1);
}

/** Forgets the facts that have left the window. */
export function trimEdge(edge: WindowEdge, from: number): void {
  if (edge.since !== null && edge.since >= from) return;
  const gone = firstAtOrAfter(edge.at, from);
  // Where none is listed, some of the others may have left as well.
  if (gone === edge.at.length && edge.more.facts > 0) return;
  edge.at.splice(0, gone);
  edge.values.splice(0, gone);
  edge.since = from;
}

/** What the folded facts of a window come to. */
export interface EdgeTotal {
  facts: number;
  /** Number of their values, and the sum of these. */
  values: number;
  sum: number;
  /** Instant of the first; infinite if there is none. */
  first: number;
}

/** Returns what the folded facts from an instant on come to; `undefined` where the edge does not tell. */
export function edgeTotal(edge: WindowEdge, from: number): EdgeTotal | undefined {
  if (edge.since !== null && from < edge.since) return undefined;
  const { at, values, more } = edge;
  const start = firstAtOrAfter(at, from);
  if (start === at.length && more.facts > 0) return undefined;
  const total: EdgeTotal = { ...more, facts: more.facts + at.length - start, first: at[start] ?? Number.POSITIVE_INFINITY };
  for (let place = start; place < at.length; place++) {
    const value = values[place]!;
    if (value === null) continue;
    total.values++;
    total.sum += value;
  }
  return total;
}
