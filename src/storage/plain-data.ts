import { ClienteleError } from "../kernel/index.js";
import { isDate, isStorableText, joinPath } from "../kernel/internal.js";

/** Deeper than any model; a cycle reaches it at once. */
const MAX_DEPTH = 100;

/**
 * Returns a deep copy of a value after checking that it is plain data. An adapter calls it on every value that it stores.
 *
 * Plain data are `null`, booleans, finite numbers, texts without U+0000 and unpaired surrogates, valid `Date`s, and arrays and
 * plain objects of these, at most 100 levels deep. `undefined` fields are left out; −0 becomes 0, because databases do not
 * distinguish them; `__proto__` is an ordinary key.
 *
 * @param path - path of the value, for the message
 * @throws ClienteleError `unstorable_value` with the path of the first value that is not plain data
 * @example
 * storableCopy({ tags: ["vip"], note: undefined }) // => { tags: ["vip"] }
 */
export function storableCopy<Value>(value: Value, path = ""): Value {
  try {
    return checkedCopy(value, null, 0) as Value;
  } catch (error) {
    // Paths of every field would cost more than the copy: they are made only for a value that is refused.
    if (error === REFUSED) return checkedCopy(value, path, 0) as Value;
    throw error;
  }
}

/** Thrown by a copy that keeps no paths. */
const REFUSED = new Error("The value is not plain data.");

/** @param path - path of the value; `null` if paths are not needed yet */
function checkedCopy(value: unknown, path: string | null, depth: number): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) refuse(path, `the number ${value}`, "Leave the field out, or store null.");
      return value === 0 ? 0 : value;
    case "string":
      if (!isStorableText(value)) refuse(path, "a text with U+0000 or an unpaired surrogate");
      return value;
    case "object":
      break;
    default:
      return refuse(path, value === undefined ? "undefined" : `a ${typeof value}`);
  }
  if (value === null) return null;
  if (isDate(value)) {
    if (Number.isNaN(value.getTime())) refuse(path, "an invalid Date");
    return new Date(value.getTime());
  }
  if (depth === MAX_DEPTH)
    refuse(path, `a value nested more than ${MAX_DEPTH} levels deep`, "Check that no object contains itself.");
  if (Array.isArray(value)) {
    return Array.from(value, (item: unknown, index) =>
      checkedCopy(item, path === null ? null : joinPath(path, index), depth + 1),
    );
  }
  if (!isPlainObject(value)) refuse(path, "an instance of a class", "Store its fields as a plain object.");
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = value[key];
    if (field === undefined) continue;
    const place = path === null ? null : joinPath(path, key);
    if (!isStorableText(key)) refuse(place, "a field name with U+0000 or an unpaired surrogate");
    setField(copy, key, checkedCopy(field, place, depth + 1));
  }
  return copy;
}

function refuse(path: string | null, found: string, remedy = ""): never {
  if (path === null) throw REFUSED;
  const message = `Only plain data can be stored, got ${found}.${remedy === "" ? "" : ` ${remedy}`}`;
  throw new ClienteleError("unstorable_value", message, { path }, path);
}

/** Returns a deep copy of plain data. An adapter that keeps objects calls it on every value that it returns. */
export function plainCopy<Value>(value: Value): Value {
  return uncheckedCopy(value) as Value;
}

function uncheckedCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(uncheckedCopy);
  if (isDate(value)) return new Date(value.getTime());
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setField(copy, key, uncheckedCopy(value[key as never]));
  return copy;
}

/** Tells whether an object is an object literal of any realm, or has no prototype. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets an own field. Plain assignment to `__proto__` would set the prototype instead. */
export function setField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}
