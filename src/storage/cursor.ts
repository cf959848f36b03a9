import { ClienteleError } from "../kernel/index.js";

/** Types of the parts of a sort key, in order. */
export type CursorShape = readonly ("text" | "number")[];

type CursorKey<Shape extends CursorShape> = { -readonly [Index in keyof Shape]: Shape[Index] extends "text" ? string : number };

/**
 * Writes a keyset cursor: the name of its method and the sort key of the last item of a page.
 *
 * @example
 * encodeCursor("customers", ["c1"]) // => '["customers","c1"]'
 */
export function encodeCursor(method: string, key: readonly (string | number)[]): string {
  return JSON.stringify([method, ...key]);
}

/**
 * Reads a cursor of a method; returns `null` for an absent cursor.
 *
 * @param shape - types of the parts of the sort key
 * @throws ClienteleError `invalid_cursor` for a malformed cursor, or one of another method
 * @example
 * decodeCursor("customers", '["customers","c1"]', ["text"]) // => ["c1"]
 * decodeCursor("customers", null, ["text"]) // => null
 */
export function decodeCursor<const Shape extends CursorShape>(
  method: string,
  cursor: string | null | undefined,
  shape: Shape,
): CursorKey<Shape> | null {
  if (cursor === null || cursor === undefined) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(cursor);
  } catch {
    parts = null;
  }
  const fits =
    Array.isArray(parts) &&
    parts.length === shape.length + 1 &&
    parts[0] === method &&
    shape.every((kind, index) => typeof parts[index + 1] === (kind === "text" ? "string" : "number"));
  if (!fits) throw invalidCursor(cursor);
  return (parts as unknown[]).slice(1) as CursorKey<Shape>;
}

/** Creates the error of a cursor that its method did not return. */
export function invalidCursor(cursor: unknown): ClienteleError<"invalid_cursor"> {
  const message = "This method did not return this cursor. Pass `next` of its previous page, unchanged.";
  return new ClienteleError("invalid_cursor", message, { cursor }, "cursor");
}
