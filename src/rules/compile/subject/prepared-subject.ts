import type { InstantInput } from "../../../kernel/index.js";
import {
  anInstant,
  countUpTo,
  firstAtOrAfter,
  type OptionShape,
  requireOptions,
  toMilliseconds,
  withValueAtPath,
} from "../../../kernel/internal.js";
import type { Interaction, Subject, Timelines } from "../../../models/index.js";
import { prefixOf, typeMatcher } from "../../language/interaction-types.js";
import { isSoundSubject, sanitizeSubject } from "./sanitize-subject.js";

/** The interactions of one or more types as columns, in the order `(at, id)`. */
export interface HistoryColumn {
  /** Epoch milliseconds, ascending. */
  readonly at: readonly number[];
  /** Position of each interaction in the whole history, ascending. */
  readonly position: readonly number[];
  readonly interactions: readonly Interaction[];
  /** Running totals by the function that gives the summands; see {@link runningTotal}. */
  readonly totals: Map<object, readonly number[]>;
}

/** The visible part of a subject: a prefix of its history, and its attributes and timelines up to an instant. */
export interface Visible {
  /** Number of visible interactions, from the first on. */
  readonly interactions: number;
  /** Epoch milliseconds after which changes of attributes and timelines are not visible. */
  readonly until: number;
}

/** Everything up to `asOf`. */
export const EVERYTHING: Visible = { interactions: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** A subject prepared for many evaluations: its history by type, and its attributes with their past. */
export interface PreparedSubject {
  readonly id: string;
  /** The attributes at the instant that was last evaluated. */
  attributes: Readonly<Record<string, unknown>>;
  readonly history: readonly Interaction[];
  readonly timelines: Timelines;
  /** Columns by type; see `columnOf`. */
  readonly columns: Map<string, HistoryColumn>;
  /** Past versions of the attributes; `null` when they are constant. */
  readonly past: AttributePast | null;
  /** The part that the current evaluation sees. */
  visible: Visible;
}

/** Versions of the attributes, each with the instant from which it holds. */
export interface AttributePast {
  readonly starts: readonly number[];
  readonly versions: readonly Readonly<Record<string, unknown>>[];
}

/** Options of {@link prepareSubject}. */
export interface PrepareOptions {
  /** Ignores interactions that were recorded later. */
  readonly knownAt?: InstantInput | undefined;
}

const PREPARE_OPTIONS: OptionShape<PrepareOptions> = { knownAt: anInstant };

/**
 * Prepares a subject for many evaluations. Instants in its history, changes and timelines may be Dates, ISO 8601 text or
 * epoch milliseconds. Preparing is fastest when they are Dates in order, as `recordOf` makes them.
 *
 * @throws ClienteleError `invalid_instant` with the path of an instant that cannot be read; `malformed_fact` with the path of
 * anything else that has another shape (a fact without a type, a timeline that is no list)
 * @example
 * const subject = prepareSubject({ id: "c1", attributes: { tags: ["vip"] }, history: [] });
 * evaluateRule({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }, subject, { asOf: 0, schema: { catalog: standardCatalog } }) // => true
 */
export function prepareSubject(subject: Subject | PreparedSubject, options?: PrepareOptions): PreparedSubject {
  const { knownAt } = options === undefined ? NO_OPTIONS : requireOptions(options, PREPARE_OPTIONS);
  const prepared = preparedSubject(subject);
  if (knownAt === undefined) return prepared;
  const limit = toMilliseconds(knownAt, "knownAt");
  const history = prepared.history.filter(
    ({ recordedAt, at }, index) => toMilliseconds(recordedAt ?? at, `history[${index}].recordedAt`) <= limit,
  );
  return new Prepared(prepared.id, prepared.attributes, history, prepared.timelines, prepared.past);
}

/**
 * A class, since a literal may cost a quarter of a cold evaluation. V8 may allocate the literals of a line in the old generation
 * once it has seen them survive, and an old subject, though dead, keeps its young columns until the next full collection. What a
 * constructor or `map` makes stays young.
 */
class Prepared implements PreparedSubject {
  declare readonly id: string;
  declare attributes: Readonly<Record<string, unknown>>;
  declare readonly history: readonly Interaction[];
  declare readonly timelines: Timelines;
  declare readonly columns: Map<string, HistoryColumn>;
  declare readonly past: AttributePast | null;
  declare visible: Visible;

  constructor(
    id: string,
    attributes: Readonly<Record<string, unknown>>,
    history: readonly Interaction[],
    timelines: Timelines,
    past: AttributePast | null,
  ) {
    this.id = id;
    this.attributes = attributes;
    this.history = history;
    this.timelines = timelines;
    this.columns = new Map();
    this.past = past;
    this.visible = EVERYTHING;
  }
}

const NO_OPTIONS: PrepareOptions = {};

/** Prepares a subject as {@link prepareSubject} does without options. */
export function preparedSubject(subject: Subject | PreparedSubject): PreparedSubject {
  if (isPreparedSubject(subject)) return subject;
  const sound = isSoundSubject(subject) ? subject : sanitizeSubject(subject);
  const { id, attributes, history, timelines = {}, changes = [] } = sound;
  return new Prepared(id, attributes, history, timelines, pastOf(attributes, changes));
}

/** Whether a subject is prepared. `"columns" in subject` does not tell, since data of any shape may have such a key. */
function isPreparedSubject(subject: Subject | PreparedSubject): subject is PreparedSubject {
  return typeof subject === "object" && subject !== null && "columns" in subject && subject.columns instanceof Map;
}

/** Returns the interactions of one or more types or families, in order. The first call makes the column. */
export function columnOf(subject: PreparedSubject, types: readonly string[]): HistoryColumn {
  const key = types.length === 1 ? types[0]! : types.join("\u0000");
  const known = subject.columns.get(key);
  if (known !== undefined) return known;
  const { history } = subject;
  const isOneType = types.length === 1 && prefixOf(key) === undefined;
  const column = new Column(history, isOneType ? positionsOf(history, key) : positionsMatching(history, typeMatcher(types)));
  subject.columns.set(key, column);
  return column;
}

/** Every position is written and most are overwritten: no branch depends on the type, which a processor could not predict. */
function positionsOf(history: readonly Interaction[], type: string): readonly number[] {
  const positions = new Array<number>(history.length);
  let count = 0;
  for (let index = 0; index < history.length; index++) {
    positions[count] = index;
    count += Number(history[index]!.type === type);
  }
  return positions.slice(0, count);
}

function positionsMatching(history: readonly Interaction[], matches: (type: string) => boolean): readonly number[] {
  const positions: number[] = [];
  for (let index = 0; index < history.length; index++) if (matches(history[index]!.type)) positions.push(index);
  return positions;
}

/** A class for the reason of {@link Prepared}. */
class Column implements HistoryColumn {
  declare readonly at: readonly number[];
  declare readonly position: readonly number[];
  declare readonly interactions: readonly Interaction[];
  readonly totals: HistoryColumn["totals"] = new Map();

  constructor(history: readonly Interaction[], position: readonly number[]) {
    this.position = position;
    this.interactions = position.map((each) => history[each]!);
    this.at = this.interactions.map(({ at }) => at.getTime());
  }
}

/**
 * Returns running totals of integers over a column, one more than it has rows, so that the total of [first, end) is a
 * difference. They are kept under the function that gives the integers, which must not depend on time.
 */
export function runningTotal(column: HistoryColumn, value: (interaction: Interaction) => number): readonly number[] {
  const known = column.totals.get(value);
  if (known !== undefined) return known;
  const { interactions } = column;
  // A plain array: the memory of a typed array of this size lies outside the heap, and freeing it costs more than the sums.
  const totals = new Array<number>(interactions.length + 1);
  let total = 0;
  totals[0] = total;
  for (let index = 0; index < interactions.length; index++) {
    total += value(interactions[index]!);
    totals[index + 1] = total;
  }
  column.totals.set(value, totals);
  return totals;
}

/** Moves the attributes of a subject to an instant. */
export function moveTo(subject: PreparedSubject, asOf: number): void {
  const { past } = subject;
  if (past === null) return;
  const instant = Math.min(asOf, subject.visible.until);
  let index = past.starts.length - 1;
  while (index > 0 && past.starts[index]! > instant) index--;
  subject.attributes = past.versions[index]!;
}

/** Returns a subject as it was at an instant: what is later does not exist, and its attributes do not change any more. */
export function subjectAt(subject: PreparedSubject, asOf: number): PreparedSubject {
  subject.visible = EVERYTHING;
  moveTo(subject, asOf);
  return {
    ...subject,
    history: subject.history.slice(0, countUpTo(subject.history, asOf)),
    timelines: Object.fromEntries(
      Object.entries(subject.timelines).map(([key, steps]) => [key, steps.filter(({ from }) => from.getTime() <= asOf)]),
    ),
    columns: new Map(),
    past: null,
  };
}

/** Returns the end (exclusive) of the visible part of a column before an instant. */
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
    // Changes of one instant are undone together, since no instant lies between them.
    if (starts.length === 0 || starts[0] !== at.getTime()) {
      starts.unshift(at.getTime());
      versions.unshift(current);
    }
    current = withValueAtPath(current, path, before);
    versions[0] = current;
  }
  return { starts: [Number.NEGATIVE_INFINITY, ...starts], versions };
}
