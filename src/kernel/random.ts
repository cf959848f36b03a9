/** A source of uniform numbers in [0, 1), always the same for the same seed, on every runtime. */
export type Random = () => number;

/**
 * A seeded source of uniform random numbers in [0, 1) with 53 random bits each (sfc32, two draws a number).
 *
 * @param seed - a number or a text; the same seed gives the same numbers everywhere
 * @see Doty-Humphrey, PractRand (2014), sfc32
 * @example
 * const random = seededRandom("spring campaign");
 * random() === seededRandom("spring campaign")() // => true
 */
export function seededRandom(seed: number | string): Random {
  const text = String(seed);
  let a = hash32(text, 0x9e3779b9);
  let b = hash32(text, 0x243f6a88);
  let c = hash32(text, 0xb7e15162);
  let counter = 1;
  const next32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next32();
  return () => ((next32() >>> 5) * 0x4000000 + (next32() >>> 6)) / 0x20000000000000;
}

/**
 * A uniform integer in [0, bound).
 *
 * @example
 * const face = randomInteger(seededRandom(7), 6);
 * face >= 0 && face < 6 // => true
 */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/**
 * A shuffled copy (Fisher–Yates).
 *
 * @example
 * shuffled([1, 2, 3], seededRandom(1)).length // => 3
 */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = randomInteger(random, last + 1);
    const held = copy[last] as Item;
    copy[last] = copy[other] as Item;
    copy[other] = held;
  }
  return copy;
}

/** MurmurHash3's mixing over UTF-16 units: good enough to spread seeds, not for bucketing (see engagement). */
function hash32(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    let word = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
