import { type RawBuilder, sql } from "kysely";
import { ClienteleError, LARGEST_INSTANT } from "../../kernel/index.js";
import { isStorableText } from "../../kernel/internal.js";
import { type CursorShape, decodeCursor } from "../cursor.js";
import type { Page } from "../stored.js";

/**
 * Reads a cursor of a method; `null` when none was given. Stricter than {@link decodeCursor}: a database refuses what
 * memory merely does not find.
 *
 * @throws ClienteleError `invalid_cursor`
 */
export function readCursor<const Shape extends CursorShape>(method: string, cursor: string | null | undefined, shape: Shape) {
  const key = decodeCursor(method, cursor, shape);
  const isBindable = (part: string | number): boolean =>
    typeof part === "string" ? isStorableText(part) : Number.isInteger(part) && Math.abs(part) <= LARGEST_INSTANT;
  if (key !== null && !(key as readonly (string | number)[]).every(isBindable)) {
    throw new ClienteleError("invalid_cursor", "Pass `next` of the page before, unchanged.", { cursor }, "cursor");
  }
  return key;
}

/**
 * The condition that a row lies behind a place in the order of two columns. Said without a row value, which not every
 * database looks up in an index, and with the first column bounded by itself, which every one does.
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

/** A page of rows that were read one beyond the limit, to see whether something follows. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const items = rows.slice(0, limit).map(itemOf);
  return { items, next: rows.length > limit ? cursorOf(rows[limit - 1]!) : null };
}

/** A text to look for. What cannot be stored is nowhere, and no database need be asked to say so. */
export function sought(text: unknown): string {
  return typeof text === "string" && isStorableText(text) ? text : "";
}

/** So many values go into one statement. */
const CHUNK = 500;

/** Values in portions that a statement can bear. */
export function* chunked<Value>(values: readonly Value[]): Iterable<readonly Value[]> {
  for (let start = 0; start < values.length; start += CHUNK) yield values.slice(start, start + CHUNK);
}
