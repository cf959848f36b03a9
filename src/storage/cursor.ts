import { ClienteleError } from "../kernel/index.js";

/** What the parts of a sort key are, in order. */
export type CursorShape = readonly ("text" | "number")[];

type CursorKey<Shape extends CursorShape> = { -readonly [Index in keyof Shape]: Shape[Index] extends "text" ? string : number };

/**
 * Writes a keyset cursor: the name of the method it belongs to, and the sort key of the last item of a page.
 *
 * @example
 * encodeCursor("customers", ["c1"]) // => '["customers","c1"]'
 */
export function encodeCursor(method: string, key: readonly (string | number)[]): string {
  return JSON.stringify([method, ...key]);
}

/**
 * Reads a cursor of the same method; `null` when none was given.
 *
 * @throws ClienteleError `invalid_cursor` when it is none of that method
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
  if (!fits) {
    throw new ClienteleError("invalid_cursor", "Pass `next` of the page before, unchanged.", { cursor }, "cursor");
  }
  return (parts as unknown[]).slice(1) as CursorKey<Shape>;
}
