import { type RawBuilder, sql } from "kysely";
import { LARGEST_INSTANT } from "../../kernel/index.js";
import { isStorableText } from "../../kernel/internal.js";
import { type CursorShape, decodeCursor, invalidCursor } from "../cursor.js";
import type { Page } from "../stored.js";

/**
 * Reads a cursor of a method; returns `null` for an absent cursor. Stricter than {@link decodeCursor}, because a database
 * rejects values that memory would only not find.
 *
 * @throws ClienteleError `invalid_cursor`
 */
export function readCursor<const Shape extends CursorShape>(method: string, cursor: string | null | undefined, shape: Shape) {
  const key = decodeCursor(method, cursor, shape);
  const isBindable = (part: string | number): boolean =>
    typeof part === "string" ? isStorableText(part) : Number.isInteger(part) && Math.abs(part) <= LARGEST_INSTANT;
  if (key !== null && !(key as readonly (string | number)[]).every(isBindable)) throw invalidCursor(cursor);
  return key;
}

/**
 * Builds the condition that a row comes after a position in the order of two columns. Not every database looks up a row value
 * in an index, so the condition uses none and bounds the first column separately.
 */
export function behind(
  [first, second]: readonly [string, string],
  [at, tie]: readonly [string | number, string],
  direction: "asc" | "desc" = "asc",
): RawBuilder<boolean> {
  const beyond = sql.raw(direction === "asc" ? ">" : "<");
  const [major, minor] = [sql.ref(first), sql.ref(second)];
  return sql`(${major} ${beyond}= ${at} and (${major} ${beyond} ${at} or ${minor} ${beyond} ${tie}))`;
}

/** Builds a page of rows; one row more than the limit was read, to see whether another page follows. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const items = rows.slice(0, limit).map(itemOf);
  return { items, next: rows.length > limit ? cursorOf(rows[limit - 1]!) : null };
}

/** Returns a text to search for; `""`, which is never stored, for a value that cannot be stored. */
export function sought(text: unknown): string {
  return typeof text === "string" && isStorableText(text) ? text : "";
}

/** Number of values per statement. */
const CHUNK = 500;

/** Splits values into portions for one statement each. */
export function* chunked<Value>(values: readonly Value[]): Iterable<readonly Value[]> {
  for (let start = 0; start < values.length; start += CHUNK) yield values.slice(start, start + CHUNK);
}
