import type { InstantInput } from "../../../kernel/index.js";
import { toMilliseconds } from "../../../kernel/internal.js";
import type { PreparedSubject } from "./prepared-subject.js";

/**
 * Returns when a subject starts according to its record: `createdAt` or its first interaction, the earlier one; `null` if it has
 * neither. `createdAt` may be a Date, ISO 8601 text or epoch milliseconds.
 *
 * @throws ClienteleError `invalid_instant` if `createdAt` is neither missing nor an instant
 * @example
 * startOfRecord(preparedOf({ id: "c1", attributes: { createdAt: "1970-01-01T00:00:01Z" }, history: [] })) // => 1000
 */
export function startOfRecord({ attributes, history }: PreparedSubject): number | null {
  const created: unknown = Object.hasOwn(attributes, "createdAt") ? attributes.createdAt : undefined;
  const known = created === undefined || created === null ? null : toMilliseconds(created as InstantInput, "createdAt");
  const first = history.length > 0 ? history[0]!.at.getTime() : null;
  return known === null || (first !== null && first < known) ? first : known;
}
