import { fnv1a, mix32 } from "../../kernel/internal.js";
import type { ShareExpression, ShareHash } from "./expression.js";

/** Names of the functions that place a subject. */
export const SHARE_HASHES: readonly ShareHash[] = ["fnv1a-fmix32"];

/** Number of places, 2^32. */
const PLACES = 4_294_967_296;

/** Returns the hash of the salt and the byte 0, which neither a salt nor an identifier has: the pair cannot be read otherwise. */
export function shareStart({ salt }: Pick<ShareExpression, "salt">): number {
  return fnv1a("\u0000", fnv1a(salt));
}

/** Returns the place of a subject, an integer from 0 to 2^32 − 1. */
export function sharePlace(start: number, id: string): number {
  return mix32(fnv1a(id, start));
}

/** Returns the end (exclusive) of the places in a share. */
export function shareEnd({ share }: Pick<ShareExpression, "share">): number {
  // A multiplication by a power of 2 is exact, so this is the fraction compared with the share.
  return Math.ceil(share * PLACES);
}

/** Returns a place as a fraction of all places. */
export function placeFraction(place: number): number {
  return place / PLACES;
}
