/**
 * Returns the text of any cell of an object: empty for a missing cell, a tag such as `[object Array]` for a nested value.
 * Never calls the value's own `toString`.
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
