import { ClienteleError, joinPath } from "./errors.js";
import { shownValue } from "./shown-value.js";

/**
 * Error of a fact, a change or a timeline that has another shape than its kind, in the form of {@link invalidOption}:
 * "`history[1].type` must be a text, got 3."
 *
 * @param path - where it stands in the input; `""` for the whole of it
 * @param value - what was found
 * @param expected - what it must be ("a text")
 */
export function malformedFact(path: string, value: unknown, expected: string): ClienteleError<"malformed_fact"> {
  const place = path === "" ? "The subject" : `\`${path}\``;
  return new ClienteleError("malformed_fact", `${place} must be ${expected}, got ${shownValue(value)}.`, { value }, path);
}

/**
 * Returns a value that must be an object.
 *
 * @throws ClienteleError `malformed_fact`
 */
export function requireObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw malformedFact(path, value, "an object");
  return value;
}

/**
 * Returns a value that must be an array.
 *
 * @throws ClienteleError `malformed_fact`
 */
export function requireArray(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformedFact(path, value, "an array");
  return value;
}

/**
 * Requires that a value can be read item by item.
 *
 * @throws ClienteleError `malformed_fact`
 */
export function requireIterable(value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value))
    throw malformedFact(path, value, "an array or another iterable");
}

/**
 * Requires that a fact is an object with a type and properties. What the properties hold is another matter: a value of another
 * type is missing.
 *
 * @param path - where the fact stands in the input
 * @throws ClienteleError `malformed_fact`
 */
export function requireFactShape(fact: unknown, path: string): void {
  const { type, properties } = requireObject(fact, path);
  if (typeof type !== "string") throw malformedFact(joinPath(path, "type"), type, 'a text such as "order.placed"');
  if (!isObject(properties)) throw malformedFact(joinPath(path, "properties"), properties, "an object");
}

/** Whether a value is an object and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
