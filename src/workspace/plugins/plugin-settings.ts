import { fnv1a, mix32 } from "../../kernel/internal.js";
import { encodeStorable } from "../../storage/index.js";

/** Fields for people: a change of them changes no decision. */
const TEXTS: ReadonlySet<string> = new Set(["label", "description", "reason", "goal", "strategy", "advice", "play"]);

/**
 * Returns a fingerprint of what a definition means, without its texts: a text of 16 hexadecimal digits, the same for equal
 * definitions on every runtime.
 *
 * @param definition - plain data
 */
export function settingsOf(definition: unknown): string {
  const text = encodeStorable(withoutTexts(definition));
  return [mix32(fnv1a(text)), mix32(fnv1a(`${text}.`))].map((half) => half.toString(16).padStart(8, "0")).join("");
}

function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (TEXTS.has(key) ? [] : [[key, withoutTexts(part)]])));
}
