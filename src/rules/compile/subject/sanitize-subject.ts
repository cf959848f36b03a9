import { compareCodePoints } from "../../../kernel/index.js";
import {
  isObject,
  joinPath,
  malformedFact,
  parseInstant,
  pathKeys,
  requireArray,
  requireFactShape,
  requireObject,
  toMilliseconds,
} from "../../../kernel/internal.js";
import type { Interaction, ProfileChange, Subject, Timelines } from "../../../models/index.js";

/** Whether a subject can be evaluated as it is. It nearly always can, so this is one cheap pass. */
export function isSoundSubject(subject: unknown): subject is Subject {
  if (!isObject(subject)) return false;
  const { id, attributes, history, changes, timelines } = subject;
  if (typeof id !== "string" || !isObject(attributes) || !Array.isArray(history)) return false;
  if (!isSoundHistory(history)) return false;
  if (changes !== undefined && !(Array.isArray(changes) && Array.from(changes).every(isSoundChange))) return false;
  return timelines === undefined || (isObject(timelines) && Object.values(timelines).every(isSoundTimeline));
}

/** Whether every interaction has its shape and a Date, in the total order `(at, id)`. */
function isSoundHistory(history: readonly unknown[]): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < history.length; index++) {
    const interaction = history[index];
    if (!isObject(interaction)) return false;
    const { at, type, properties } = interaction;
    if (typeof type !== "string" || !isObject(properties) || !(at instanceof Date)) return false;
    const instant = at.getTime();
    if (
      !(instant > last) &&
      !(instant === last && compareIds(history[index - 1] as Interaction, interaction as unknown as Interaction) <= 0)
    )
      return false;
    last = instant;
  }
  return true;
}

/**
 * Returns the subject with its instants as Dates and its facts in order. Nothing is left out: what cannot be read is refused.
 *
 * @throws ClienteleError `invalid_instant` with the path of an instant that cannot be read, `malformed_fact` with the path of
 * anything else that has another shape
 */
export function sanitizeSubject(subject: unknown): Subject {
  const { id, attributes, history, changes = [], timelines = {} } = requireObject(subject, "");
  if (typeof id !== "string") throw malformedFact("id", id, "a text");
  return {
    id,
    attributes: requireObject(attributes, "attributes"),
    history: inOrder(readEach(history, "history", readFact)),
    changes: readEach(changes, "changes", readChange),
    timelines: readTimelines(requireObject(timelines, "timelines")),
  };
}

/** Reads every entry of an array; a hole is an entry, which `map` would pass over. */
function readEach<Entry>(entries: unknown, path: string, read: (entry: unknown, path: string) => Entry): Entry[] {
  return Array.from(requireArray(entries, path), (entry, index) => read(entry, joinPath(path, index)));
}

function readFact(fact: unknown, path: string): Interaction {
  requireFactShape(fact, path);
  return withDate(fact as Interaction, "at", path);
}

function readChange(given: unknown, path: string): ProfileChange {
  const change = requireObject(given, path);
  if (!isKeyList(change.path)) throw malformedFact(joinPath(path, "path"), change.path, "an array of keys");
  if (typeof change.version !== "number") throw malformedFact(joinPath(path, "version"), change.version, "a number");
  return withDate(change as unknown as ProfileChange, "at", path);
}

function readTimelines(timelines: Readonly<Record<string, unknown>>): Timelines {
  return Object.fromEntries(
    Object.entries(timelines).map(([key, steps]) => [
      key,
      readEach(steps, joinPath("timelines", key), readStep).sort((left, right) => left.from.getTime() - right.from.getTime()),
    ]),
  );
}

function readStep(step: unknown, path: string): Timelines[string][number] {
  return withDate(requireObject(step, path) as unknown as Timelines[string][number], "from", path);
}

/** Returns an entry with an instant as a Date; the same object where it already is one. */
function withDate<Entry extends object>(entry: Entry, key: keyof Entry & string, path: string): Entry {
  const found = entry[key];
  const at = toMilliseconds(found as Date, joinPath(path, key));
  return found instanceof Date ? entry : { ...entry, [key]: new Date(at) };
}

function inOrder(history: readonly Interaction[]): readonly Interaction[] {
  return [...history].sort((left, right) => left.at.getTime() - right.at.getTime() || compareIds(left, right));
}

/** Orders two interactions of one instant, as far as they have identifiers. */
function compareIds({ id }: Interaction, { id: other }: Interaction): number {
  return typeof id === "string" && typeof other === "string" ? compareCodePoints(id, other) : 0;
}

function isSoundChange(change: unknown): boolean {
  return isObject(change) && isDateInstant(change.at) && typeof change.version === "number" && isKeyList(change.path);
}

function isKeyList(path: unknown): boolean {
  return Array.isArray(path) && path.length > 0 && path.every(isKey);
}

function isKey(key: unknown): boolean {
  return typeof key === "string" && pathKeys(key.replaceAll(".", "-")) !== undefined;
}

function isSoundTimeline(steps: unknown): boolean {
  if (!Array.isArray(steps)) return false;
  let last = Number.NEGATIVE_INFINITY;
  for (const step of steps as readonly unknown[]) {
    if (!isObject(step) || !isDateInstant(step.from)) return false;
    const from = step.from.getTime();
    if (from < last) return false;
    last = from;
  }
  return true;
}

function isDateInstant(value: unknown): value is Date {
  return value instanceof Date && parseInstant(value) !== undefined;
}
