import type { Problem } from "../../kernel/index.js";
import { joinPath, nearestName } from "../../kernel/internal.js";

/**
 * Problems of the keys of a definition that nothing reads: misspelled ones would otherwise have no effect, without a word. A
 * key whose value is `undefined` counts as absent.
 *
 * @param value - the definition, or a part of it
 * @param known - every key that is read
 * @param path - place of the part in the definition
 * @example
 * unknownKeys({ id: "vip", lable: "VIP" }, ["id", "label"], "segments[0]")
 * // => [{ path: "segments[0].lable", message: "This key is not known here.", hint: "Did you mean \"label\"?" }]
 */
export function unknownKeys(value: object, known: readonly string[], path = ""): Problem[] {
  return Object.entries(value).flatMap(([key, given]): Problem[] => {
    if (given === undefined || known.includes(key)) return [];
    const near = nearestName(key, known);
    const hint = near === undefined ? `Known keys: ${known.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`;
    return [{ path: joinPath(path, key), message: "This key is not known here.", hint }];
  });
}
