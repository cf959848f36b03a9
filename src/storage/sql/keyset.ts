import { type RawBuilder, sql } from "kysely";
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
    typeof part === "string" ? isStorableText(part) : Number.isSafeInteger(part);
  if (key !== null && !(key as readonly (string | number)[]).every(isBindable)) throw invalidCursor(cursor);
  return key;
}

/**
 * Builds the condition that a row comes after a position in the order of some columns. Not every database looks up a row value
 * in an index, so the condition uses none and bounds the first column separately.
 */
export function behind(
  [column, ...columns]: readonly string[],
  [value, ...values]: readonly (string | number)[],
  direction: "asc" | "desc" = "asc",
): RawBuilder<boolean> {
  const beyond = sql.raw(direction === "asc" ? ">" : "<");
  const name = sql.ref(column!);
  if (columns.length === 0) return sql`${name} ${beyond} ${value}`;
  const rest = behind(columns, values, direction);
  return sql`(${name} ${beyond}= ${value} and (${name} ${beyond} ${value} or ${rest}))`;
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

/** Splits values into portions of a size. */
export function portionsOf<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}
