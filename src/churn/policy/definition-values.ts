import { anObject, aText } from "../../kernel/internal.js";

/** Returns whether a value is a text that is not empty. */
export function isText(value: unknown): value is string {
  return aText.accepts(value);
}

/** Returns whether a value is an object that is not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return anObject.accepts(value);
}
