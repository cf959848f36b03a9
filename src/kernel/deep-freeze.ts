/**
 * Freezes a plain value at every depth and returns it. What is frozen already is not looked into again.
 *
 * @example
 * Object.isFrozen(deepFreeze({ a: { b: 1 } }).a) // => true
 */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
