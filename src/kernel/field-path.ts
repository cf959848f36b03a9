/** Keys that are no field of plain data; no path may name them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The keys of a dotted path, or `undefined` when it is empty, has an empty key, or names `__proto__`, `constructor` or `prototype`.
 *
 * @example
 * pathKeys("address.country") // => ["address", "country"]
 * pathKeys("constructor.name") // => undefined
 */
export function pathKeys(path: string): readonly string[] | undefined {
  const keys = path.split(".");
  return keys.some((key) => key === "" || FORBIDDEN_KEYS.has(key)) ? undefined : keys;
}

/**
 * The value at the end of a list of keys; own properties of objects only, never a position of a list.
 *
 * @example
 * valueAtPath({ address: { country: "CN" } }, ["address", "country"]) // => "CN"
 */
export function valueAtPath(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key as never];
  }
  return value;
}

/**
 * A copy with another value at the end of a list of keys; `undefined` removes the key, and objects that become empty.
 *
 * @example
 * withValueAtPath({ a: { b: 1 }, c: 2 }, ["a", "b"], undefined) // => { c: 2 }
 */
export function withValueAtPath(
  root: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [key, ...rest] = keys as [string, ...string[]];
  const copy = { ...root };
  if (rest.length === 0) {
    if (value === undefined) delete copy[key];
    else setOwn(copy, key, value);
    return copy;
  }
  const child = valueAtPath(root, [key]);
  const next = withValueAtPath(
    typeof child === "object" && child !== null ? (child as Record<string, unknown>) : {},
    rest,
    value,
  );
  if (Object.keys(next).length === 0) delete copy[key];
  else setOwn(copy, key, next);
  return copy;
}

/** Assigning to `__proto__` would change the prototype, not the data. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
