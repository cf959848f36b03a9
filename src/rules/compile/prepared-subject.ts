import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds, withValueAtPath } from "../../kernel/internal.js";
import type { Interaction, Subject, Timelines } from "../../models/index.js";
import { isSoundSubject, sanitizeSubject } from "./sanitize-subject.js";

/** The interactions of one type (or of several), as columns, in the order `(at, id)`. */
export interface HistoryColumn {
  /** Epoch milliseconds, ascending. */
  readonly at: readonly number[];
  /** Position of each in the whole history, ascending. */
  readonly position: readonly number[];
  readonly interactions: readonly Interaction[];
  /** Running totals by what they add, made when first asked for; see {@link runningTotal}. */
  readonly totals: Map<object, Float64Array>;
}

/** How much of a subject exists for a question: a prefix of its history, and what attributes and timelines were by an instant. */
export interface Visible {
  /** How many interactions of the history, from the first on. */
  readonly interactions: number;
  /** Epoch milliseconds after which attributes and timelines stand still. */
  readonly until: number;
}

/** Everything up to the instant of the question. */
export const EVERYTHING: Visible = { interactions: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** A subject made ready for many questions: its history by type, its attributes with their past. */
export interface PreparedSubject {
  readonly id: string;
  /** The attributes as they are at the instant last asked about. */
  attributes: Readonly<Record<string, unknown>>;
  readonly history: readonly Interaction[];
  readonly timelines: Timelines;
  /** The column of each type; see `columnOf`. */
  readonly columns: Map<string, HistoryColumn>;
  /** How attributes change over time; `null` when they are constant. */
  readonly past: AttributePast | null;
  /** What exists for the question being asked. */
  visible: Visible;
}

/** Versions of the attributes, each from an instant on. */
export interface AttributePast {
  readonly starts: readonly number[];
  readonly versions: readonly Readonly<Record<string, unknown>>[];
}

/** How to prepare a subject. */
export interface PrepareOptions {
  /** Only what was *known* by then: interactions recorded later do not exist. */
  readonly knownAt?: InstantInput | undefined;
}

/**
 * Makes a subject ready for many questions. Its history must be in the order `(at, id)`, as `recordOf` makes it.
 *
 * @param subject - what rules ask about
 * @example
 * const subject = prepareSubject({ id: "c1", attributes: { tags: ["vip"] }, history: [] });
 * evaluateRule({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }, subject, { asOf: 0, schema: { catalog: standardCatalog } }) // => true
 */
export function prepareSubject(subject: Subject | PreparedSubject, options: PrepareOptions = {}): PreparedSubject {
  const isPrepared = isPreparedSubject(subject);
  if (isPrepared && options.knownAt === undefined) return subject;
  const sound = isPrepared || isSoundSubject(subject) ? subject : sanitizeSubject(subject);
  const { id, attributes, timelines = {}, changes } = sound as Subject;
  let { history } = sound;
  if (options.knownAt !== undefined) {
    const knownAt = toMilliseconds(options.knownAt, "knownAt");
    history = history.filter(({ recordedAt, at }) => (recordedAt instanceof Date ? recordedAt : at).getTime() <= knownAt);
  }
  const past = isPrepared ? subject.past : pastOf(attributes, changes ?? []);
  return { id, attributes, history, timelines, columns: new Map(), past, visible: EVERYTHING };
}

/** Not by `"columns" in subject`: data of any shape may have such a key. */
function isPreparedSubject(subject: Subject | PreparedSubject): subject is PreparedSubject {
  return typeof subject === "object" && subject !== null && "columns" in subject && subject.columns instanceof Map;
}

/** The interactions of one type or of several, in order; made when first asked for. */
export function columnOf(subject: PreparedSubject, types: readonly string[]): HistoryColumn {
  const key = types.length === 1 ? types[0]! : types.join("\u0000");
  const known = subject.columns.get(key);
  if (known !== undefined) return known;
  const { history } = subject;
  const only = types.length === 1 ? key : undefined;
  const at: number[] = [];
  const position: number[] = [];
  const interactions: Interaction[] = [];
  for (let index = 0; index < history.length; index++) {
    const interaction = history[index]!;
    if (only === undefined ? !types.includes(interaction.type) : interaction.type !== only) continue;
    at.push(interaction.at.getTime());
    position.push(index);
    interactions.push(interaction);
  }
  const column: HistoryColumn = { at, position, interactions, totals: new Map() };
  subject.columns.set(key, column);
  return column;
}

/**
 * Running totals of whole numbers over a column, one more than it has rows: the total of [first, end) is a difference.
 * Kept under the function that gives the numbers, which must not depend on time.
 */
export function runningTotal(column: HistoryColumn, value: (interaction: Interaction) => number): Float64Array {
  const known = column.totals.get(value);
  if (known !== undefined) return known;
  const totals = new Float64Array(column.interactions.length + 1);
  for (let index = 0; index < column.interactions.length; index++)
    totals[index + 1] = totals[index]! + value(column.interactions[index]!);
  column.totals.set(value, totals);
  return totals;
}

/** Brings a subject's attributes to an instant. */
export function moveTo(subject: PreparedSubject, asOf: number): void {
  const { past } = subject;
  if (past === null) return;
  const instant = Math.min(asOf, subject.visible.until);
  let index = past.starts.length - 1;
  while (index > 0 && past.starts[index]! > instant) index--;
  subject.attributes = past.versions[index]!;
}

/** Position of the first number at or after `from` in an ascending list. */
export function firstAtOrAfter(ascending: readonly number[], from: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** End (exclusive) of the part of a column that lies before an instant and is visible. */
export function endBefore(subject: PreparedSubject, column: HistoryColumn, to: number): number {
  const end = firstAtOrAfter(column.at, to);
  const { interactions } = subject.visible;
  if (end === 0 || column.position[end - 1]! < interactions) return end;
  return firstAtOrAfter(column.position, interactions);
}

function pastOf(attributes: Readonly<Record<string, unknown>>, changes: NonNullable<Subject["changes"]>): AttributePast | null {
  if (changes.length === 0) return null;
  const newestFirst = [...changes].sort((left, right) => right.at.getTime() - left.at.getTime() || right.version - left.version);
  const starts: number[] = [];
  const versions: Readonly<Record<string, unknown>>[] = [attributes];
  let current = attributes;
  for (const { at, path, before } of newestFirst) {
    // Changes of one instant are undone together: no question can fall between them.
    if (starts.length === 0 || starts[0] !== at.getTime()) {
      starts.unshift(at.getTime());
      versions.unshift(current);
    }
    current = withValueAtPath(current, path, before);
    versions[0] = current;
  }
  return { starts: [Number.NEGATIVE_INFINITY, ...starts], versions };
}
