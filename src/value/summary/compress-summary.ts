import type { PurchaseColumns, TimeUnit } from "../../models/index.js";
import { checkColumns, checkRow } from "./score-rows.js";

/** Columns whose rows may each stand for several customers. */
export type CompressedSummary<Unit extends TimeUnit = TimeUnit> = PurchaseColumns<Unit> & { readonly weight: Float64Array };

/**
 * Merges customers with the same frequency, recency and age into one row with a weight. A fit of the result gives the same
 * numbers, and its cost depends on the distinct rows instead of the customers. `logGaps` are summed. In a database, `SELECT
 * frequency, recency, age, COUNT(*) AS weight … GROUP BY frequency, recency, age` gives the same table.
 *
 * @param summary - columns with or without weights; covariates are dropped, because rows that differ in them are merged
 * @returns distinct rows in order of first appearance, without rows of weight 0; the weights add up to the number of customers
 * @throws ClienteleError `invalid_summary`
 * @example
 * const compressed = compressSummary({
 *   unit: "week" as const,
 *   frequency: Float64Array.of(0, 2, 0),
 *   recency: Float64Array.of(0, 5, 0),
 *   age: Float64Array.of(9, 9, 9),
 * });
 * Array.from(compressed.weight) // => [2, 1]
 */
export function compressSummary<Unit extends TimeUnit>(summary: PurchaseColumns<Unit>): CompressedSummary<Unit> {
  checkColumns(summary, summary.unit);
  const { frequency, recency, age, weight, logGaps } = summary;
  const rows = frequency.length;
  let bits = 12;
  let mask = (1 << bits) - 1;
  let table = new Int32Array(1 << bits).fill(-1);
  // the three numbers of a row are neighbors in memory, so that a comparison reads one place
  let keys = new Float64Array(3 << (bits - 1));
  let hashes = new Int32Array(1 << (bits - 1));
  let weights = new Float64Array(1 << (bits - 1));
  let gaps = logGaps === undefined ? null : new Float64Array(1 << (bits - 1));
  // the hash reads the bits of the doubles as integers
  const doubles = new Float64Array(3);
  const words = new Int32Array(doubles.buffer);
  let distinct = 0;
  const grow = (): void => {
    bits++;
    mask = (1 << bits) - 1;
    table = new Int32Array(1 << bits).fill(-1);
    for (let index = 0; index < distinct; index++) {
      let slot = hashes[index]! & mask;
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = index;
    }
    keys = longer(keys, 3 << (bits - 1));
    weights = longer(weights, 1 << (bits - 1));
    if (gaps !== null) gaps = longer(gaps, 1 << (bits - 1));
    const moreHashes = new Int32Array(1 << (bits - 1));
    moreHashes.set(hashes);
    hashes = moreHashes;
  };
  for (let row = 0; row < rows; row++) {
    const x = frequency[row]!;
    const tx = recency[row]!;
    const T = age[row]!;
    checkRow(x, tx, T, row);
    // fits leave the row out: its log gaps must not be added to a row that counts
    if (weight !== undefined && weight[row] === 0) continue;
    // −0 and 0 are one value
    doubles[0] = x + 0;
    doubles[1] = tx + 0;
    doubles[2] = T + 0;
    let hash =
      Math.imul(words[0]! ^ Math.imul(words[1]!, 0x85ebca6b), 0x9e3779b1) ^
      Math.imul(words[2]! ^ Math.imul(words[3]!, 0xc2b2ae35), 0x27d4eb2f) ^
      Math.imul(words[4]! ^ Math.imul(words[5]!, 0x165667b1), 0x2545f491);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
    let slot = hash & mask;
    let found = table[slot]!;
    while (found !== -1) {
      const key = 3 * found;
      if (keys[key] === x && keys[key + 1] === tx && keys[key + 2] === T) break;
      slot = (slot + 1) & mask;
      found = table[slot]!;
    }
    if (found === -1) {
      if (2 * distinct >= mask) {
        grow();
        slot = hash & mask;
        while (table[slot] !== -1) slot = (slot + 1) & mask;
      }
      found = distinct++;
      table[slot] = found;
      hashes[found] = hash;
      keys[3 * found] = x;
      keys[3 * found + 1] = tx;
      keys[3 * found + 2] = T;
    }
    weights[found]! += weight === undefined ? 1 : weight[row]!;
    if (gaps !== null) gaps[found]! += logGaps![row]!;
  }
  const pick = (offset: number): Float64Array => {
    const picked = new Float64Array(distinct);
    for (let index = 0; index < distinct; index++) picked[index] = keys[3 * index + offset]!;
    return picked;
  };
  return {
    unit: summary.unit,
    frequency: pick(0),
    recency: pick(1),
    age: pick(2),
    weight: weights.slice(0, distinct),
    ...(gaps === null ? {} : { logGaps: gaps.slice(0, distinct) }),
  };
}

function longer(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(values);
  return copy;
}
