/** Number of bits sorted per pass. */
const DIGIT = 16;
const BUCKETS = 1 << DIGIT;
/** Number of values below which sorting by comparison is faster. */
const MIN_RADIX_SORT = 20_000;

/**
 * Returns the positions of the values in ascending order, equal values in the order of the input: a radix sort, several times
 * faster than sorting positions by comparison, and faster still for integers.
 *
 * @param values - not negative, not NaN
 * @example
 * [...ascendingOrder([3, 1, 2, 1])] // => [1, 3, 2, 0]
 */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const count = values.length;
  if (count < MIN_RADIX_SORT) return positions(count).sort((left, right) => values[left]! - values[right]!);
  const numbers = new Float64Array(count);
  // Adding 0 clears the sign bit of −0. The bits of non-negative numbers have the order of the numbers.
  for (let index = 0; index < count; index++) numbers[index] = values[index]! + 0;
  const words = new Uint32Array(numbers.buffer);
  const low = new Uint32Array(Float64Array.of(1).buffer)[0] === 0 ? 0 : 1;
  let order = positions(count);
  let spare = new Uint32Array(count);
  for (let pass = 0; pass < 64 / DIGIT; pass++) {
    const word = pass * DIGIT < 32 ? low : 1 - low;
    const shift = (pass * DIGIT) % 32;
    const next = new Uint32Array(BUCKETS + 1);
    for (let index = 0; index < count; index++) next[((words[2 * index + word]! >>> shift) & (BUCKETS - 1)) + 1]! += 1;
    if (next.includes(count)) continue;
    for (let bucket = 1; bucket <= BUCKETS; bucket++) next[bucket]! += next[bucket - 1]!;
    for (let index = 0; index < count; index++) {
      const at = order[index]!;
      const bucket = (words[2 * at + word]! >>> shift) & (BUCKETS - 1);
      spare[next[bucket]!] = at;
      next[bucket]! += 1;
    }
    [order, spare] = [spare, order];
  }
  return order;
}

function positions(count: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  return order;
}
