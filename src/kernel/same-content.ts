/**
 * Whether two plain values say the same: equal at every depth, keys in any order, a field that is `undefined` as good as
 * none, instants by their time, 0 the same as −0 (databases do not tell them apart). What decides whether a fact repeats
 * another one or contradicts it.
 *
 * @example
 * sameContent({ a: 1, b: new Date(0) }, { b: new Date(0), a: 1, c: undefined }) // => true
 * sameContent([1, 2], [2, 1]) // => false
 */
export function sameContent(left: unknown, right: unknown): boolean {
  if (left === right || Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (isDate(left) || isDate(right)) return isDate(left) && isDate(right) && Object.is(left.getTime(), right.getTime());
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameContent(item, right[index]));
  }
  const keys = definedKeys(left);
  return (
    keys.length === definedKeys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameContent(left[key as never], right[key as never]))
  );
}

/**
 * Names of the fields of an object that hold something.
 *
 * @example
 * definedKeys({ a: 1, b: undefined, c: null }) // => ["a", "c"]
 */
export function definedKeys(value: object): string[] {
  return Object.keys(value).filter((key) => value[key as never] !== undefined);
}

/**
 * Whether an object is a `Date`, of any realm: a test runner may run the library in another one than the host's code.
 *
 * @example
 * isDate(new Date(0)) // => true
 */
export function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}
