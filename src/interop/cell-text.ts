/**
 * A text for any cell of an object: empty for a missing one, a tag such as `[object Array]` for what is no single value.
 * An object's own `toString` is never called.
 */
export function cellText(cell: unknown): string {
  switch (typeof cell) {
    case "string":
      return cell;
    case "number":
    case "bigint":
    case "boolean":
      return String(cell);
    case "undefined":
      return "";
    default:
      return cell === null ? "" : Object.prototype.toString.call(cell);
  }
}
