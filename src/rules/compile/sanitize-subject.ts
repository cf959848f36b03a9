import { compareOrdered, pathKeys } from "../../kernel/internal.js";
import type { Interaction, ProfileChange, Subject, Timelines } from "../../models/index.js";

/** Whether a subject can be asked about as it is: nearly always, and therefore found out in one cheap pass. */
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
  if (changes !== undefined && !(Array.isArray(changes) && changes.every(isChange))) return false;
  return timelines === undefined || (isObject(timelines) && Object.values(timelines).every(isTimeline));
}

/** The instant of an interaction that can be asked about; NaN for anything else. */
function instantOf(interaction: Interaction): number {
  return isObject(interaction) &&
    isObject(interaction.properties) &&
    interaction.at instanceof Date &&
    typeof interaction.type === "string"
    ? interaction.at.getTime()
    : Number.NaN;
}

/**
 * What of a subject of any shape can be asked about: interactions, changes and steps without an instant do not exist, and
 * the rest is put in order. Evaluation never throws, whatever the data (rules.md, meaning 11).
 */
export function sanitizeSubject(subject: unknown): Subject {
  const { id, attributes, history, changes, timelines } = isObject(subject) ? subject : {};
  return {
    id: typeof id === "string" ? id : "",
    attributes: isObject(attributes) ? attributes : {},
    history: Array.isArray(history) ? inOrder(history as readonly Interaction[]) : [],
    changes: soundChanges(changes),
    timelines: soundTimelines(timelines),
  };
}

function inOrder(history: readonly Interaction[]): readonly Interaction[] {
  const sound = history.filter((interaction) => !Number.isNaN(instantOf(interaction)));
  return sound.sort((left, right) =>
    typeof left.id === "string" && typeof right.id === "string"
      ? compareOrdered(left, right)
      : left.at.getTime() - right.at.getTime(),
  );
}

function soundChanges(changes: unknown): readonly ProfileChange[] {
  return Array.isArray(changes) ? changes.filter(isChange) : [];
}

function isChange(change: unknown): change is ProfileChange {
  if (!isObject(change)) return false;
  const { path, at, version } = change;
  return isInstant(at) && typeof version === "number" && Array.isArray(path) && path.length > 0 && path.every(isKey);
}

function isKey(key: unknown): boolean {
  return typeof key === "string" && pathKeys(key.replaceAll(".", "-")) !== undefined;
}

function soundTimelines(timelines: unknown): Timelines {
  if (!isObject(timelines)) return {};
  const entries = Object.entries(timelines).map(
    ([key, steps]) => [key, Array.isArray(steps) ? steps.filter(isStep) : []] as const,
  );
  for (const [, steps] of entries) steps.sort((left, right) => left.from.getTime() - right.from.getTime());
  return Object.fromEntries(entries);
}

function isTimeline(steps: unknown): boolean {
  if (!Array.isArray(steps)) return false;
  let last = Number.NEGATIVE_INFINITY;
  return steps.every((step) => isStep(step) && step.from.getTime() >= last && ((last = step.from.getTime()), true));
}

function isStep(step: unknown): step is Timelines[string][number] {
  return isObject(step) && isInstant(step.from);
}

function isInstant(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
