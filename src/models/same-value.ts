/** Whether two plain values say the same: equal JSON with keys in any order; instants by their time, absent as `undefined`. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (left instanceof Date || right instanceof Date)
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime();
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (Array.isArray(left) && left.length !== (right as unknown[]).length) return false;
  const keys = definedKeys(left);
  return (
    keys.length === definedKeys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key as never], right[key as never]))
  );
}

/** Names of the fields that hold something. */
export function definedKeys(value: object): string[] {
  return Object.keys(value).filter((key) => value[key as never] !== undefined);
}
