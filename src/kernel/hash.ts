/** State of {@link fnv1a} before the first byte. */
const FNV_START = 0x811c9dc5;
/** Factor of {@link fnv1a}. */
export const FNV_PRIME = 0x01000193;

/**
 * The 32-bit FNV-1a hash of the UTF-8 bytes of a text. Its high bits are poor for short texts that differ in their last
 * letters: pass the result through {@link mix32} before it is compared with a fraction of its range.
 *
 * @param start - hash of the text before, to go on with
 * @returns an integer from 0 to 2^32 − 1
 * @see Fowler, Noll, Vo; draft-eastlake-fnv
 * @example
 * fnv1a("a") // => 3826002220
 * fnv1a("b", fnv1a("a")) === fnv1a("ab") // => true
 */
export function fnv1a(text: string, start: number = FNV_START): number {
  let hash = start;
  const add = (byte: number): void => {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  };
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index)!;
    if (point < 0x80) {
      add(point);
      continue;
    }
    if (point > 0xffff) index++;
    if (point < 0x800) add(0xc0 | (point >> 6));
    else {
      if (point < 0x10000) add(0xe0 | (point >> 12));
      else {
        add(0xf0 | (point >> 18));
        add(0x80 | ((point >> 12) & 0x3f));
      }
      add(0x80 | ((point >> 6) & 0x3f));
    }
    add(0x80 | (point & 0x3f));
  }
  return hash >>> 0;
}

/** A step of {@link mix32}: the hash is combined with itself, shifted to the right, and multiplied modulo 2^32. */
export interface MixStep {
  readonly shift: number;
  readonly factor: number;
}

/** Steps of {@link mix32}. */
export const MIX_STEPS: readonly MixStep[] = [
  { shift: 16, factor: 0x85ebca6b },
  { shift: 13, factor: 0xc2b2ae35 },
  { shift: 16, factor: 1 },
];

/**
 * Spreads every bit of a 32-bit integer over all bits, one to one (the finalizer of MurmurHash3, `fmix32`).
 *
 * @see Appleby, SMHasher (2011)
 * @example
 * mix32(1) // => 1364076727
 */
export function mix32(value: number): number {
  let mixed = value;
  for (const { shift, factor } of MIX_STEPS) mixed = Math.imul(mixed ^ (mixed >>> shift), factor);
  return mixed >>> 0;
}
