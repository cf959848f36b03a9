import { compareOrdered, parseInstant, pathKeys, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction, ProfileChange, Subject, Timelines } from "../../models/index.js";

/** Whether a subject can be evaluated as it is. It nearly always can, so this is one cheap pass. */
export function isSoundSubject(subject: unknown): subject is Subject {
  if (!isObject(subject)) return false;
  const { attributes, history, changes, timelines } = subject;
  if (!isObject(attributes) || !Array.isArray(history)) return false;
  let last = Number.NEGATIVE_INFINITY;
  for (const interaction of history as readonly Interaction[]) {
    const at = instantOf(interaction);
    if (!(at >= last)) return false;
    last = at;
  }
  if (changes !== undefined && !(Array.isArray(changes) && changes.every(isSoundChange))) return false;
  return timelines === undefined || (isObject(timelines) && Object.values(timelines).every(isSoundTimeline));
}

/** Returns the instant of an interaction that can be evaluated as it is; NaN for anything else. */
function instantOf(interaction: Interaction): number {
  return isInteraction(interaction) && interaction.at instanceof Date ? interaction.at.getTime() : Number.NaN;
}

/**
 * Brings a subject of any shape to one that can be evaluated: instants become Dates, facts are put in order, and entries
 * without a type, properties or a path are left out.
 *
 * @throws ClienteleError `invalid_instant` with the path of an instant that cannot be read
 */
export function sanitizeSubject(subject: unknown): Subject {
  const { id, attributes, history, changes, timelines } = isObject(subject) ? subject : {};
  return {
    id: typeof id === "string" ? id : "",
    attributes: isObject(attributes) ? attributes : {},
    history: inOrder(listOf<Interaction>(history, "history", "at").filter(isInteraction)),
    changes: listOf<ProfileChange>(changes, "changes", "at").filter(isChange),
    timelines: timelinesOf(timelines),
  };
}

/** Returns the entries of a list with their instants as Dates. */
function listOf<Entry>(list: unknown, path: string, key: "at" | "from"): Entry[] {
  if (!Array.isArray(list)) return [];
  return Array.from(list, (entry: unknown, index) => {
    const found = isObject(entry) ? entry[key] : undefined;
    const at = toMilliseconds(found as Date, `${path}[${index}].${key}`);
    return (found instanceof Date ? entry : { ...(entry as object), [key]: new Date(at) }) as Entry;
  });
}

function inOrder(history: readonly Interaction[]): readonly Interaction[] {
  return [...history].sort((left, right) =>
    typeof left.id === "string" && typeof right.id === "string"
      ? compareOrdered(left, right)
      : left.at.getTime() - right.at.getTime(),
  );
}

function timelinesOf(timelines: unknown): Timelines {
  if (!isObject(timelines)) return {};
  return Object.fromEntries(
    Object.entries(timelines).map(([key, steps]) => [
      key,
      listOf<Timelines[string][number]>(steps, `timelines.${key}`, "from").sort(
        (left, right) => left.from.getTime() - right.from.getTime(),
      ),
    ]),
  );
}

function isInteraction(interaction: unknown): interaction is Interaction {
  return isObject(interaction) && isObject(interaction.properties) && typeof interaction.type === "string";
}

function isSoundChange(change: unknown): boolean {
  return isObject(change) && isDateInstant(change.at) && isChange(change);
}

function isChange(change: unknown): change is ProfileChange {
  if (!isObject(change)) return false;
  const { path, version } = change;
  return typeof version === "number" && Array.isArray(path) && path.length > 0 && path.every(isKey);
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
