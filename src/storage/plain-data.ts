import { ClienteleError } from "../kernel/index.js";
import { isDate, isStorableText, joinPath } from "../kernel/internal.js";

/** Deeper than any model goes; a cycle reaches it at once. */
const DEEPEST = 100;

/**
 * Checks that a value is plain data and copies it deeply: what an adapter calls on everything that comes in.
 *
 * Plain data are `null`, booleans, finite numbers, texts without U+0000 and lone surrogates, valid `Date`s, lists, and
 * plain objects of these, at most 100 levels deep. Fields that are `undefined` are left out; −0 becomes 0, since
 * databases do not tell them apart; `__proto__` is a key like any other.
 *
 * @param path - where the value stands, for the message
 * @throws ClienteleError `unstorable_value` with the path of the first thing that is none
 * @example
 * storableCopy({ tags: ["vip"], note: undefined }) // => { tags: ["vip"] }
 */
export function storableCopy<Value>(value: Value, path = ""): Value {
  return checkedCopy(value, path, 0) as Value;
}

function checkedCopy(value: unknown, path: string, depth: number): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) refuse(path, "a number that is not finite; leave the field out or store null");
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
  if (depth === DEEPEST) refuse(path, `nested more than ${DEEPEST} levels deep, or contains itself`);
  if (Array.isArray(value)) {
    return Array.from(value, (item: unknown, index) => checkedCopy(item, joinPath(path, index), depth + 1));
  }
  if (!isPlainObject(value)) refuse(path, "an instance of a class; store its fields as a plain object");
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = value[key];
    if (field === undefined) continue;
    const place = joinPath(path, key);
    if (!isStorableText(key)) refuse(place, "a field whose name has U+0000 or an unpaired surrogate");
    setField(copy, key, checkedCopy(field, place, depth + 1));
  }
  return copy;
}

function refuse(path: string, what: string): never {
  throw new ClienteleError("unstorable_value", `This is ${what}; only plain data can be stored.`, { path }, path);
}

/** Copies what {@link storableCopy} let in: what an adapter that keeps objects calls on everything that goes out. */
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

/** An object literal of any realm, or one without a prototype. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets an own field even where its name is `__proto__`, which plain assignment would take for the prototype. */
export function setField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}
