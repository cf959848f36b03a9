/**
 * Makes a function that keeps its results by key, for keys that are asked for again and again. When `limit` results are kept,
 * the next new key drops all of them, so that memory stays bounded.
 *
 * @param limit - number of results to keep
 * @param compute - gives the result of a key
 * @example
 * const squares = remembered(100, (side: number) => side * side);
 * squares(3) // => 9
 */
export function remembered<Key, Result>(limit: number, compute: (key: Key) => Result): (key: Key) => Result {
  const kept = new Map<Key, Result>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) return known as Result;
    const result = compute(key);
    if (kept.size >= limit) kept.clear();
    kept.set(key, result);
    return result;
  };
}
